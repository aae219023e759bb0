import { StrokePoint } from '../../project/brush';
import { IProjectStore } from '../../store/contract';
import {
  ITool,
  PointerSample,
  ToolContext,
  ToolCursor,
  ToolType
} from './tool';

/** Points nearer to the last one say nothing new, in CSS pixels. */
const SPACING = 3;

/** What becomes of a line drawn with the pointer. */
type LineUse = {
  /** Whether its end is joined with its start. */
  readonly isClosed: boolean;
  /** @throws what the store refuses */
  readonly use: (store: IProjectStore, points: readonly StrokePoint[]) => void;
};

/** A line drawn by one gesture; it is shown while it is drawn and used at its end. */
export class OutlineTool implements ITool {
  constructor(
    private readonly _context: ToolContext,
    private readonly _line: LineUse
  ) {}

  cursor(): ToolCursor {
    return { css: 'crosshair', outline: null };
  }

  pointerDown(sample: PointerSample): void {
    this._points = [sample.image];
  }

  pointerMove(samples: readonly PointerSample[]): void {
    const { camera, sketch } = this._context;
    for (const { image } of samples) {
      const last = this._points[this._points.length - 1];
      const distance = Math.hypot(image.y - last.y, image.x - last.x);
      if (distance * camera.zoom >= SPACING) {
        this._points.push(image);
      }
    }
    sketch.show(this._points, this._line.isClosed);
  }

  pointerUp(): void {
    const points = this._points.map(({ y, x }) => ({
      y: tenth(y),
      x: tenth(x)
    }));
    this.pointerCancel();
    if (points.length < (this._line.isClosed ? 3 : 2)) {
      // a click draws nothing
      return;
    }
    try {
      this._line.use(this._context.store, points);
    } catch (error) {
      this._context.reportError(error);
    }
  }

  pointerCancel(): void {
    this._points = [];
    this._context.sketch.clear();
  }

  private _points: StrokePoint[] = [];
}

/** A tenth of a pixel is finer than anybody draws, and short in a file. */
function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}

/** The tool "Exclude region". */
export const EXCLUDE_TOOL: ToolType = {
  id: 'exclude-region',
  name: 'Exclude region',
  explanation: 'Draw around a region in which no objects are counted.',
  create: context =>
    new OutlineTool(context, {
      isClosed: true,
      use: ({ objects }, points) => objects.excludeRegion(points)
    })
};

/** The tool "Draw object". */
export const DRAW_OBJECT_TOOL: ToolType = {
  id: 'draw-object',
  name: 'Draw object',
  explanation: 'Draw around an object that was missed.',
  create: context =>
    new OutlineTool(context, {
      isClosed: true,
      use: ({ objects }, points) => objects.drawObject(points)
    })
};

/** The tool "Split object". */
export const SPLIT_OBJECT_TOOL: ToolType = {
  id: 'split-object',
  name: 'Split object',
  explanation: 'Draw a line across an object to split it in two.',
  create: context =>
    new OutlineTool(context, {
      isClosed: false,
      use: ({ objects }, points) => objects.splitObject(points)
    })
};
