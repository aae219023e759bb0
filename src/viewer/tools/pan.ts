import { ScreenPoint } from '../camera';
import { pickObject } from './pick-object';
import {
  ITool,
  PointerSample,
  ToolContext,
  ToolCursor,
  ToolType
} from './tool';

/** A pointer that moved less between down and up has clicked, in CSS pixels. */
const CLICK_PX = 3;

/** Moves the image with the pointer; a click selects the object under it. */
export class PanTool implements ITool {
  constructor(private readonly _context: ToolContext) {}

  cursor(_keys: unknown, isPressed: boolean): ToolCursor {
    return { css: isPressed ? 'grabbing' : 'grab', outline: null };
  }

  pointerDown(sample: PointerSample): void {
    this._last = sample.screen;
    this._pressed = sample;
  }

  pointerMove(samples: readonly PointerSample[]): void {
    const { y, x } = samples[samples.length - 1].screen;
    const first = this._pressed?.screen;
    if (first && Math.hypot(y - first.y, x - first.x) < CLICK_PX) {
      return;
    }
    this._pressed = null;
    if (this._last) {
      this._context.camera.panBy(y - this._last.y, x - this._last.x);
      this._last = { y, x };
    }
  }

  pointerUp(): void {
    if (this._pressed) {
      pickObject(this._context, this._pressed);
    }
    this.pointerCancel();
  }

  pointerCancel(): void {
    this._last = null;
    this._pressed = null;
  }

  private _last: ScreenPoint | null = null;
  /** Where it was pressed, until it moved. */
  private _pressed: PointerSample | null = null;
}

/** The tool "Pan". */
export const PAN_TOOL: ToolType = {
  id: 'pan',
  name: 'Pan',
  explanation: 'Drag to move the image; click to select an object.',
  create: context => new PanTool(context)
};
