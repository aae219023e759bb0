import { IProjectStore } from '../../store/contract';
import { PlaneAxis, planeAxes } from '../image-facts';

/** What a turn of the wheel means. `rest` is kept for the next turn. */
export type WheelTurn =
  | { readonly kind: 'zoom'; readonly factor: number; readonly rest: number }
  | {
      readonly kind: 'slice';
      readonly axis: PlaneAxis;
      /** Whole planes, + = further. */
      readonly steps: number;
      /** CSS pixels turned that did not make a whole step. */
      readonly rest: number;
    };

/** Pixels per line and per page, for wheels that count in those. */
const LINE_PX = 16;
const PAGE_PX = 400;
/** One notch of an ordinary wheel, in CSS pixels. */
const NOTCH_PX = 100;
/** Zoom of one notch. */
const NOTCH_ZOOM = 1.1;
/** A track pad's pinch comes as many small turns with Ctrl. */
const PINCH_NOTCH_PX = 10;

/**
 * The wheel zooms a 2-D image. Where there are several planes it goes through
 * them (z, or t where there is no z; Shift = t, Alt = ten at once), and zooms
 * with Ctrl.
 *
 * @param rest what the last turn left over
 */
export function wheelTurn(
  event: WheelEvent,
  store: IProjectStore,
  rest: number
): WheelTurn {
  // some systems turn Shift + wheel into a sideways turn
  const raw = event.deltaY !== 0 ? event.deltaY : event.deltaX;
  const unit = [1, LINE_PX, PAGE_PX][event.deltaMode] ?? 1;
  const turned = raw * unit;
  const axes = planeAxes(store);
  if (axes.length === 0 || event.ctrlKey || event.metaKey) {
    const isPinch = event.ctrlKey && Math.abs(turned) < NOTCH_PX / 2;
    const notches = turned / (isPinch ? PINCH_NOTCH_PX : NOTCH_PX);
    return { kind: 'zoom', factor: NOTCH_ZOOM ** -notches, rest: 0 };
  }
  const axis = event.shiftKey && axes.includes('t') ? 't' : axes[0];
  const sum = rest + turned;
  const notches = Math.trunc(sum / NOTCH_PX);
  return {
    kind: 'slice',
    axis,
    steps: notches * (event.altKey ? 10 : 1),
    rest: sum - notches * NOTCH_PX
  };
}
