import { ScreenPoint } from '../camera';
import {
  ITool,
  PointerSample,
  ToolContext,
  ToolCursor,
  ToolType
} from './tool';

/** Moves the image with the pointer. */
export class PanTool implements ITool {
  constructor(private readonly _context: ToolContext) {}

  cursor(_keys: unknown, isPressed: boolean): ToolCursor {
    return { css: isPressed ? 'grabbing' : 'grab', outline: null };
  }

  pointerDown(sample: PointerSample): void {
    this._last = sample.screen;
  }

  pointerMove(samples: readonly PointerSample[]): void {
    const { y, x } = samples[samples.length - 1].screen;
    if (this._last) {
      this._context.camera.panBy(y - this._last.y, x - this._last.x);
      this._last = { y, x };
    }
  }

  pointerUp(): void {
    this._last = null;
  }

  pointerCancel(): void {
    this._last = null;
  }

  private _last: ScreenPoint | null = null;
}

/** The tool "Pan". */
export const PAN_TOOL: ToolType = {
  id: 'pan',
  name: 'Pan',
  explanation: 'Drag to move the image.',
  create: context => new PanTool(context)
};
