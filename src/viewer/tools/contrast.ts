import { autoWindow } from '../../store/auto-window';
import { IProjectStore } from '../../store/contract';
import { ScreenPoint } from '../camera';
import {
  ITool,
  PointerSample,
  ToolContext,
  ToolCursor,
  ToolType
} from './tool';

type Window = readonly [number, number];

/** Dragging this far in CSS pixels moves the centre by one width. */
const CENTRE_TRAVEL = 256;
/** Dragging this far in CSS pixels doubles or halves the width. */
const WIDTH_TRAVEL = 128;

/**
 * Contrast by dragging, as in ilastik: up and down change the width of the
 * window (up = wider, softer), left and right its centre (right = higher,
 * darker). A right click chooses the window by the histogram.
 */
export class ContrastTool implements ITool {
  constructor(private readonly _context: ToolContext) {}

  cursor(): ToolCursor {
    return { css: 'move', outline: null };
  }

  pointerDown(sample: PointerSample): void {
    const channel = contrastChannel(this._context.store);
    this._drag =
      channel === null
        ? null
        : {
            channel,
            from: sample.screen,
            window: this._context.store.channels[channel].window
          };
  }

  pointerMove(samples: readonly PointerSample[]): void {
    if (this._drag) {
      const { from, window, channel } = this._drag;
      const { y, x } = samples[samples.length - 1].screen;
      this._context.store.setChannelView(channel, {
        window: draggedWindow(window, { y: y - from.y, x: x - from.x })
      });
    }
  }

  pointerUp(): void {
    this._drag = null;
  }

  pointerCancel(): void {
    if (this._drag) {
      const { channel, window } = this._drag;
      this._context.store.setChannelView(channel, { window });
      this._drag = null;
    }
  }

  contextClick(): boolean {
    const { store, reportError } = this._context;
    const channel = contrastChannel(store);
    if (channel !== null) {
      store.channelStatistics(channel).then(statistics => {
        store.setChannelView(channel, { window: autoWindow(statistics) });
      }, reportError);
    }
    return true;
  }

  private _drag: {
    readonly channel: number;
    readonly from: ScreenPoint;
    readonly window: Window;
  } | null = null;
}

/**
 * The channel whose contrast is dragged: the first one shown that takes part in
 * training, else the first one shown.
 *
 * @returns null if no channel is shown
 */
export function contrastChannel(
  store: Pick<IProjectStore, 'channels'>
): number | null {
  const { channels } = store;
  const isShown = channels.map(({ isVisible }) => isVisible);
  const trained = channels.findIndex(
    ({ isVisible, isTrained }) => isVisible && isTrained
  );
  const channel = trained >= 0 ? trained : isShown.indexOf(true);
  return channel >= 0 ? channel : null;
}

/**
 * The window after a drag.
 *
 * @param window value shown black, value shown at full colour
 * @param by     CSS pixels, down and right positive
 */
export function draggedWindow(window: Window, by: ScreenPoint): Window {
  const width = window[1] - window[0];
  const centre = (window[0] + window[1]) / 2 + (by.x * width) / CENTRE_TRAVEL;
  const half = (width * 2 ** (-by.y / WIDTH_TRAVEL)) / 2;
  return [centre - half, centre + half];
}

/** The tool "Contrast". */
export const CONTRAST_TOOL: ToolType = {
  id: 'contrast',
  name: 'Contrast',
  explanation:
    'Drag up or down for the width, left or right for the centre of the contrast; right click sets it by the histogram.',
  create: context => new ContrastTool(context)
};
