import { StrokePoint } from '../../project/brush';
import { IStrokeInProgress } from '../../store/contract';
import {
  ITool,
  ModifierKeys,
  PointerSample,
  ToolContext,
  ToolCursor,
  ToolType
} from './tool';

/**
 * Brush and eraser: a gesture is one stroke through the pixels that were under
 * the pointer. With Alt held at its start the brush erases, with the eraser's
 * size.
 */
export class PaintTool implements ITool {
  constructor(
    private readonly _context: ToolContext,
    private readonly _isEraser: boolean
  ) {}

  cursor(keys: ModifierKeys, isPressed: boolean): ToolCursor {
    const { store } = this._context;
    const isErasing = isPressed ? this._isErasing : this._isEraser || keys.alt;
    return {
      css: 'crosshair',
      outline: isErasing
        ? { diameter: store.eraserDiameter, color: null }
        : {
            diameter: store.brushDiameter,
            color: store.classes[store.activeClassIndex]?.color ?? null
          }
    };
  }

  pointerDown(sample: PointerSample): void {
    const { store } = this._context;
    this._isErasing = this._isEraser || sample.keys.alt;
    // a stroke nobody sees would be a surprise later
    if (
      store.layers.some(({ id, isVisible }) => id === 'labels' && !isVisible)
    ) {
      store.setLayer('labels', { isVisible: true });
    }
    this._stroke = this._isErasing
      ? store.beginStroke(null, store.eraserDiameter)
      : store.beginStroke(store.activeClassIndex, store.brushDiameter);
    this._last = null;
    this._extend([sample]);
  }

  pointerMove(samples: readonly PointerSample[]): void {
    this._extend(samples);
  }

  pointerUp(): void {
    this._stroke?.end();
    this._stroke = null;
  }

  pointerCancel(): void {
    this._stroke?.cancel();
    this._stroke = null;
  }

  private _extend(samples: readonly PointerSample[]): void {
    const points: StrokePoint[] = [];
    for (const { image } of samples) {
      const point = { y: Math.round(image.y), x: Math.round(image.x) };
      if (point.y !== this._last?.y || point.x !== this._last.x) {
        points.push(point);
        this._last = point;
      }
    }
    if (points.length > 0) {
      this._stroke?.extend(points);
    }
  }

  private _stroke: IStrokeInProgress | null = null;
  private _last: StrokePoint | null = null;
  private _isErasing = false;
}

/** The tool "Brush". */
export const BRUSH_TOOL: ToolType = {
  id: 'brush',
  name: 'Brush',
  explanation: 'Paint labels of the selected class; hold Alt to erase.',
  create: context => new PaintTool(context, false)
};

/** The tool "Eraser". */
export const ERASER_TOOL: ToolType = {
  id: 'eraser',
  name: 'Eraser',
  explanation: 'Remove labels of any class.',
  create: context => new PaintTool(context, true)
};
