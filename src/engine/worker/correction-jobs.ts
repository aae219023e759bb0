import { StrokePoint } from '../../project/brush';
import { ObjectCorrection } from '../../project/object-corrections';
import { CorrectObjectsJob, CorrectObjectsResult } from '../protocol';
import { Kernels } from './kernels';

/** Makes corrections one after the other, as far as there is an object where they say. */
export function correctObjects(
  kernels: Kernels,
  { grid, labels, corrections }: CorrectObjectsJob
): CorrectObjectsResult {
  const { height, width, depth } = grid;
  const { exports } = kernels;
  const numbered = new CorrectedObjects(kernels, labels, height, width);
  for (const correction of corrections) {
    if (correction.plane.z < depth) {
      numbered.correct(correction);
    }
  }
  numbered.rename();
  const table = kernels.allocate((numbered.nextId + 1) * 4);
  const count = exports.renumberObjects(
    numbered.pointer,
    labels.length,
    table,
    numbered.nextId - 1
  );
  const first = numbered.pointer / 4;
  const result = new Uint32Array(kernels.ints.buffer, first * 4, labels.length);
  return { labels: result.slice(), count };
}

/** Numbered objects in the kernels' memory; renamings in a row are made at once. */
class CorrectedObjects {
  constructor(
    private readonly _kernels: Kernels,
    labels: Uint32Array,
    private readonly _height: number,
    private readonly _width: number
  ) {
    this._length = labels.length;
    this.pointer = _kernels.place(labels);
    const { exports } = _kernels;
    this.nextId =
      (exports.highestObject(this.pointer, labels.length) >>> 0) + 1;
    this._work = _kernels.allocate(exports.correctionBytes(_height, _width));
  }

  readonly pointer: number;
  /** The lowest id that is free. */
  nextId: number;

  correct(correction: ObjectCorrection): void {
    const { z } = correction.plane;
    switch (correction.kind) {
      case 'delete': {
        const id = this._idAt(z, correction.at);
        if (id > 0) {
          this._renamed.set(id, 0);
        }
        break;
      }
      case 'merge': {
        const ids = correction.points.map(point => this._idAt(z, point));
        const [first, ...others] = new Set(ids.filter(id => id > 0));
        others.forEach(id => this._renamed.set(id, first));
        break;
      }
      case 'split':
        this._cut(z, correction.line);
        break;
      case 'draw':
        this._draw(z, correction.outline);
        break;
    }
  }

  /** Makes the renamings that wait. */
  rename(): void {
    if (this._renamed.size === 0) {
      return;
    }
    const table = Uint32Array.from({ length: this.nextId }, (_, id) => id);
    for (const id of this._renamed.keys()) {
      table[id] = this._nameOf(id);
    }
    this._kernels.withScratch(() => {
      const pointer = this._kernels.place(table);
      this._kernels.exports.renameObjects(
        this.pointer,
        this._length,
        pointer,
        table.length
      );
    });
    this._renamed.clear();
  }

  private _cut(z: number, line: readonly StrokePoint[]): void {
    this.rename();
    this._kernels.withScratch(() => {
      const points = this._place(line);
      this.nextId =
        this._kernels.exports.splitObjects(
          this._planeAt(z),
          this._height,
          this._width,
          points,
          line.length,
          this.nextId,
          this._work
        ) >>> 0;
    });
  }

  private _draw(z: number, outline: readonly StrokePoint[]): void {
    this.rename();
    this._kernels.withScratch(() => {
      const points = this._place(outline);
      this._kernels.exports.drawObject(
        this._planeAt(z),
        this._height,
        this._width,
        points,
        outline.length,
        this.nextId,
        this._work
      );
    });
    this.nextId += 1;
  }

  private _idAt(z: number, { y, x }: StrokePoint): number {
    const [row, column] = [Math.round(y), Math.round(x)];
    if (row < 0 || column < 0 || row >= this._height || column >= this._width) {
      return 0;
    }
    const at = this._planeAt(z) / 4 + row * this._width + column;
    return this._nameOf(this._kernels.ints[at] >>> 0);
  }

  private _nameOf(id: number): number {
    let name = id;
    for (
      let next = this._renamed.get(name);
      next !== undefined;
      next = this._renamed.get(name)
    ) {
      name = next;
    }
    return name;
  }

  private _planeAt(z: number): number {
    return this.pointer + z * this._height * this._width * 4;
  }

  /** Points as (y, x) pairs, cut to what is near the plane. */
  private _place(points: readonly StrokePoint[]): number {
    const near = (value: number, size: number): number =>
      Math.min(2 * size + 1, Math.max(-size - 1, value));
    return this._kernels.place(
      Float64Array.from(
        points.flatMap(({ y, x }) => [
          near(y, this._height),
          near(x, this._width)
        ])
      )
    );
  }

  private readonly _length: number;
  private readonly _work: number;
  /** New id by id. */
  private readonly _renamed = new Map<number, number>();
}
