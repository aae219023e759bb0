import { rasteriseStroke, StrokePoint } from '../project/brush';
import { PlaneIndex } from '../project/grid';
import { LabelChange, LabelImage } from '../project/labels';
import { IStrokeInProgress } from './contract';
import { joinLabelChanges } from './history';

/** What a stroke tells its store. */
export type StrokeEvents = {
  /** Pixels changed. */
  readonly onChange: (change: LabelChange) => void;
  /** The stroke is over; null if it changed nothing. */
  readonly onEnd: (change: LabelChange | null) => void;
};

/** A stroke being painted: each new piece goes into the labels at once. */
export class StrokeInProgress implements IStrokeInProgress {
  /**
   * @param label  class number from 1, 0 erases
   * @param author who draws, '' = not said
   */
  constructor(
    private readonly _labels: LabelImage,
    private readonly _plane: PlaneIndex,
    private readonly _label: number,
    private readonly _diameter: number,
    private readonly _author: string,
    private readonly _events: StrokeEvents
  ) {}

  extend(points: readonly StrokePoint[]): void {
    if (this._isOver || points.length === 0) {
      return;
    }
    const { shape } = this._labels;
    const mask = rasteriseStroke(
      this._last ? [this._last, ...points] : points,
      this._diameter,
      { y0: 0, x0: 0, y1: shape.y, x1: shape.x }
    );
    this._last = points[points.length - 1];
    const change =
      mask && this._labels.paint(this._plane, mask, this._label, this._author);
    if (change) {
      this._changes.push(change);
      this._events.onChange(change);
    }
  }

  end(): void {
    if (!this._isOver) {
      this._isOver = true;
      this._events.onEnd(joinLabelChanges(this._changes));
    }
  }

  cancel(): void {
    if (this._isOver) {
      return;
    }
    this._isOver = true;
    for (const change of [...this._changes].reverse()) {
      this._labels.apply(change, 'before');
      this._events.onChange(change);
    }
    this._events.onEnd(null);
  }

  private _last: StrokePoint | null = null;
  private _isOver = false;
  private readonly _changes: LabelChange[] = [];
}
