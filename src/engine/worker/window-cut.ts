import { PixelForestError } from '../../errors';
import { PixelArray } from '../../project/grid';
import { ExcludedRegion, SegmentationSteps } from '../../project/segmentation';
import { ObjectGrid, SegmentJob } from '../protocol';
import { Kernels } from './kernels';
import { dtypeCode, forBands, PIECE_PIXELS } from './pixel-pieces';
import { Steps } from './steps';

/** What is cut; arrays have the size of the image. */
export type CutRequest = Omit<SegmentJob, 'kind' | 'measure'>;

/** Part of an image: where it begins, and its size. */
export type ImageWindow = ObjectGrid & {
  readonly z0: number;
  readonly y0: number;
  readonly x0: number;
};

/** Pieces that go on beyond a band; numbers and layout as in assembly/segmentation/set-aside.ts. */
export type AsidePieces = {
  /** (piece, 12) and (join, 2). */
  readonly pieces: Int32Array;
  readonly joins: Int32Array;
  /** Of the band's last layer. */
  readonly edge: Int32Array;
};

/** The band of a window in layers (rows of a plane, slices of a stack), and where the image goes on. */
export type OpenBand = {
  readonly first: number;
  readonly stop: number;
  readonly isOpenAbove: boolean;
  readonly isOpenBelow: boolean;
};

/** The steps from values to objects in one window; each is the same in jupyterlab_pixelforest/window_cut.py. */
export class WindowCut {
  /** @throws PixelForestError `memory` */
  constructor(
    private readonly _kernels: Kernels,
    private readonly _image: ObjectGrid,
    private readonly _window: ImageWindow
  ) {
    const { depth, height, width, z0, y0, x0 } = _window;
    this._grid = _kernels.need(
      _kernels.exports.createObjectGrid(depth, height, width, z0, y0, x0)
    );
  }

  exclude({ points, z }: ExcludedRegion): void {
    const kernels = this._kernels;
    kernels.withScratch(() => {
      const corners = Float64Array.from(points.flatMap(({ y, x }) => [y, x]));
      kernels.exports.excludePolygon(
        this._grid,
        kernels.place(corners),
        points.length,
        z ?? 0,
        z === null ? this._image.depth : z + 1
      );
    });
  }

  /** Sums the sources up and smooths them. */
  *addSources(sources: readonly PixelArray[], sigma: number): Steps<void> {
    const kernels = this._kernels;
    for (const pixels of sources) {
      const dtype = dtypeCode(pixels);
      yield* this._forRows(0, this._rowCount, (first, stop) => {
        const source = this._placeRows(pixels, first, stop);
        const rows = stop - first;
        kernels.exports.addSource(this._grid, dtype, source, first, rows);
      });
    }
    if (sigma > 0) {
      yield* kernels.withScratchSteps(() => this._smooth(sigma));
    }
  }

  /** Foreground is looked for in some layers only. */
  *threshold(
    { threshold }: SegmentationSteps,
    { first, stop }: Pick<OpenBand, 'first' | 'stop'>
  ): Steps<void> {
    const { exports: wasm } = this._kernels;
    const [low, high] =
      threshold.kind === 'single'
        ? [threshold.value, threshold.value]
        : [threshold.low, threshold.high];
    yield* this._forRows(
      first * this._layerRows,
      stop * this._layerRows,
      (from, to) => wasm.threshold(this._grid, low, high, from, to)
    );
  }

  /**
   * Sets aside what goes on beyond the band.
   *
   * @param base   pieces that were set aside before
   * @param before the last edge of the band before
   */
  setAside(
    { first, stop, isOpenAbove, isOpenBelow }: OpenBand,
    base: number,
    before: Int32Array | null
  ): AsidePieces {
    const kernels = this._kernels;
    const { exports: wasm } = kernels;
    const grid = this._grid;
    return kernels.withScratch(() => {
      const placed = before && kernels.place(before);
      kernels.need(
        wasm.setAside(
          grid,
          first,
          stop,
          isOpenAbove ? 1 : 0,
          isOpenBelow ? 1 : 0,
          base
        )
      );
      // −1 if there is no room
      const joins = placed === null ? 0 : wasm.joinAside(grid, placed);
      kernels.need(joins + 1);
      return {
        pieces: this._read(wasm.asidePieces(grid), wasm.asideCount(grid) * 12),
        joins: this._read(wasm.asideJoins(grid), joins * 2),
        edge: this._read(wasm.asideEdge(grid), wasm.edgeSize(grid))
      };
    });
  }

  /** Drops what no strong pixel belongs to, and fills holes. */
  *close({ threshold, fillHoles }: SegmentationSteps): Steps<void> {
    const { exports: wasm } = this._kernels;
    if (threshold.kind === 'hysteresis') {
      wasm.keepStrong(this._grid);
      yield;
    }
    if (fillHoles) {
      wasm.fillHoles(this._grid);
      yield;
    }
  }

  /** Keeps only the pieces that the window is for. */
  keepPlaces(windows: number): void {
    this._kernels.exports.keepPlaces(this._grid, windows);
  }

  /** Finds pieces and splits them. @returns the last object of each piece */
  *split({ steps, intensity }: CutRequest): Steps<Int32Array> {
    const { exports: wasm } = this._kernels;
    const { split } = steps;
    const grid = this._grid;
    this._kernels.need(wasm.beginPieces(grid));
    while (wasm.findPieces(grid, PIECE_PIXELS)) {
      yield;
    }
    if (split?.on === 'distance') {
      yield* this._kernels.withScratchSteps(() => this._distances());
    } else if (split?.on === 'intensity') {
      if (!intensity) {
        throw new PixelForestError(
          'mismatch',
          `Objects are to be split on channel ${split.channel + 1}, but its pixels did not come. Choose a channel that the image has.`
        );
      }
      wasm.clearValues(grid);
      yield* this.addSources([intensity], steps.smoothing);
    }
    const isSplit = split ? 1 : 0;
    const height = split?.depth ?? 0;
    this._kernels.need(wasm.beginSplit(grid, isSplit));
    while (wasm.splitPieces(grid, isSplit, height, PIECE_PIXELS)) {
      yield;
    }
    return this._read(wasm.pieceEnds(grid), wasm.pieceCount(grid));
  }

  get objectCount(): number {
    return this._kernels.exports.objectCount(this._grid) >>> 0;
  }

  /** Writes the objects into a label image, `offset` added to their numbers. */
  *overlay(labels: Uint32Array, offset: number): Steps<void> {
    const { exports: wasm } = this._kernels;
    yield* this._forRows(0, this._rowCount, (first, stop) => {
      const target = this._placeRows(labels, first, stop);
      wasm.overlayLabels(this._grid, target, first, stop, offset);
      const width = this._window.width;
      for (let row = first; row < stop; row++) {
        const at = target / 4 + (row - first) * width;
        const line = this._kernels.ints.subarray(at, at + width);
        labels.set(line, this._offsetOf(row));
      }
    });
  }

  private *_smooth(sigma: number): Steps<void> {
    const { exports: wasm } = this._kernels;
    const { depth, height, width } = this._window;
    this._kernels.need(wasm.beginSmoothing(this._grid, sigma));
    yield* this._forRows(0, this._rowCount, (first, stop) =>
      wasm.smoothRows(this._grid, first, stop)
    );
    yield* forBands(depth, height * width, (first, stop) =>
      wasm.smoothColumns(this._grid, first, stop)
    );
    if (depth > 1) {
      yield* forBands(height, depth * width, (first, stop) =>
        wasm.smoothSlices(this._grid, first, stop)
      );
    }
  }

  private *_distances(): Steps<void> {
    const { exports: wasm } = this._kernels;
    const { depth, height, width } = this._window;
    this._kernels.need(wasm.beginDistances(this._grid));
    yield* forBands(depth, height * width, (first, stop) =>
      wasm.planeDistances(this._grid, first, stop)
    );
    if (depth > 1) {
      yield* forBands(height, depth * width, (first, stop) =>
        wasm.depthDistances(this._grid, first, stop)
      );
    }
    yield* this._forRows(0, this._rowCount, (first, stop) =>
      wasm.endDistances(this._grid, first, stop)
    );
  }

  private get _rowCount(): number {
    return this._window.depth * this._window.height;
  }

  /** Rows of a layer. */
  private get _layerRows(): number {
    return this._image.depth > 1 ? this._window.height : 1;
  }

  /** Rows of the window, counted through its slices, band by band. */
  private *_forRows(
    first: number,
    stop: number,
    visit: (first: number, stop: number) => void
  ): Steps<void> {
    yield* forBands(stop - first, this._window.width, (from, to) =>
      this._kernels.withScratch(() => visit(first + from, first + to))
    );
  }

  /** Copies rows of an image into the memory of the kernels. */
  private _placeRows(pixels: PixelArray, first: number, stop: number): number {
    const kernels = this._kernels;
    const { width } = this._window;
    const rowBytes = width * pixels.BYTES_PER_ELEMENT;
    const pointer = kernels.allocate((stop - first) * rowBytes);
    for (let row = first; row < stop; row++) {
      const from = this._offsetOf(row);
      const { buffer, byteOffset } = pixels.subarray(from, from + width);
      kernels.bytes.set(
        new Uint8Array(buffer, byteOffset, rowBytes),
        pointer + (row - first) * rowBytes
      );
    }
    return pointer;
  }

  /** Where a row of the window begins in the image. */
  private _offsetOf(row: number): number {
    const { height, z0, y0, x0 } = this._window;
    const z = z0 + Math.floor(row / height);
    const y = y0 + (row % height);
    return (z * this._image.height + y) * this._image.width + x0;
  }

  private _read(pointer: number, count: number): Int32Array {
    const first = (pointer >>> 0) / 4;
    return this._kernels.ints.slice(first, first + count);
  }

  private readonly _grid: number;
}
