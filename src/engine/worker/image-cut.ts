import { PixelForestError } from '../../errors';
import { SegmentResult } from '../protocol';
import { Kernels } from './kernels';
import { forPlacedBands } from './pixel-pieces';
import { Steps } from './steps';
import {
  AsidePieces,
  CutRequest,
  ImageWindow,
  OpenBand,
  WindowCut
} from './window-cut';

/** Pixels of a band: about 60 MB of the kernels' memory. */
const BAND_PIXELS = 2 ** 22;
/** Of layers that are large, this many at least; and as many times what smoothing adds. */
const LEAST_ROWS = 64;
const LEAST_MARGINS = 4;

/** The objects of one image; the same in jupyterlab_pixelforest/segmentation.py. */
export class ImageCut {
  /** @param layers of a band: rows of a plane, slices of a stack; chosen by size if null */
  constructor(
    private readonly _kernels: Kernels,
    private readonly _job: CutRequest,
    layers: number | null
  ) {
    const { depth, height, width } = _job.grid;
    const { smoothing } = _job.steps;
    this._isStack = depth > 1;
    this._layerCount = this._isStack ? depth : height;
    this._layerPixels = this._isStack ? height * width : width;
    // and one, so that what a piece touches is known
    this._margin = _kernels.exports.smoothingReach(smoothing) + 1;
    this._layers = layers ?? this._bandLayers();
    this._labels = new Uint32Array(depth * height * width);
  }

  /**
   * Objects that stay, numbered.
   *
   * @throws PixelForestError `memory`, `mismatch` if a channel to split on is missing
   */
  *run(): Steps<Omit<SegmentResult, 'table'>> {
    yield* this._cut();
    return yield* this._kernels.withScratchSteps(() => this._pack());
  }

  /** Median pixels of the objects of at least the minimum size; 0 without any. */
  *medianSize(): Steps<number> {
    yield* this._cut();
    return yield* this._kernels.withScratchSteps(() => this._medianSize());
  }

  private *_medianSize(): Steps<number> {
    const packing = yield* this._count();
    const { minimumSize } = this._job.steps;
    const { exports: wasm } = this._kernels;
    const size = wasm.medianObjectSize(packing, minimumSize);
    // −1 if there is no room
    this._kernels.need(size < 0 ? 0 : 1);
    return size;
  }

  private *_cut(): Steps<void> {
    for (let first = 0; first < this._layerCount; first += this._layers) {
      const stop = Math.min(this._layerCount, first + this._layers);
      yield* this._kernels.withScratchSteps(() => this._cutBand(first, stop));
    }
    if (this._aside.some(({ pieces }) => pieces.length > 0)) {
      yield* this._kernels.withScratchSteps(() => this._cutWindows());
    }
  }

  private *_cutBand(first: number, stop: number): Steps<void> {
    const from = Math.max(0, first - this._margin);
    const to = Math.min(this._layerCount, stop + this._margin);
    const { depth, height, width } = this._job.grid;
    const cut = yield* this._begin(
      this._isStack
        ? { z0: from, y0: 0, x0: 0, depth: to - from, height, width }
        : { z0: 0, y0: from, x0: 0, depth, height: to - from, width }
    );
    const band = {
      first: first - from,
      stop: stop - from,
      isOpenAbove: first > 0,
      isOpenBelow: stop < this._layerCount
    };
    yield* cut.threshold(this._job.steps, band);
    if (band.isOpenAbove || band.isOpenBelow) {
      this._setAside(cut, band);
    }
    yield* cut.close(this._job.steps);
    yield* this._take(cut);
  }

  private _setAside(cut: WindowCut, band: OpenBand): void {
    const found = cut.setAside(band, this._asideCount, this._edge);
    this._edge = found.edge;
    this._aside.push(found);
    this._asideCount += found.pieces.length / 12;
  }

  private *_cutWindows(): Steps<void> {
    const kernels = this._kernels;
    const { exports: wasm } = kernels;
    const placeAll = (lists: readonly Int32Array[]): number => {
      const pointer = kernels.allocate(
        lists.reduce((sum, { byteLength }) => sum + byteLength, 0)
      );
      let at = pointer / 4;
      for (const list of lists) {
        kernels.ints.set(list, at);
        at += list.length;
      }
      return pointer;
    };
    const windows = kernels.need(
      wasm.createPieceWindows(
        placeAll(this._aside.map(({ pieces }) => pieces)),
        this._asideCount,
        placeAll(this._aside.map(({ joins }) => joins)),
        this._aside.reduce((sum, { joins }) => sum + joins.length / 2, 0),
        this._isStack ? 1 : 0,
        this._layers * this._layerPixels
      )
    );
    for (;;) {
      const box = wasm.nextWindow(windows) >>> 0;
      if (box === 0) {
        return;
      }
      const window = this._widened(kernels.ints.slice(box / 4, box / 4 + 6));
      try {
        yield* kernels.withScratchSteps(() => this._cutWindow(window, windows));
      } catch (error) {
        throw isMemoryError(error) ? tooLarge(window) : error;
      }
    }
  }

  private *_cutWindow(window: ImageWindow, windows: number): Steps<void> {
    const cut = yield* this._begin(window);
    const stop = this._isStack ? window.depth : window.height;
    yield* cut.threshold(this._job.steps, { first: 0, stop });
    yield* cut.close(this._job.steps);
    cut.keepPlaces(windows);
    yield* this._take(cut);
  }

  /** A box with the margin around it, as far as the image goes. */
  private _widened([z0, y0, x0, z1, y1, x1]: Int32Array): ImageWindow {
    const { depth, height, width } = this._job.grid;
    const margin = this._margin;
    const [z, y, x] = [z0, y0, x0].map(from => Math.max(0, from - margin));
    return {
      z0: z,
      y0: y,
      x0: x,
      depth: Math.min(depth, z1 + margin) - z,
      height: Math.min(height, y1 + margin) - y,
      width: Math.min(width, x1 + margin) - x
    };
  }

  private *_begin(window: ImageWindow): Steps<WindowCut> {
    const { grid, excluded, sources, steps } = this._job;
    const cut = new WindowCut(this._kernels, grid, window);
    excluded.forEach(region => cut.exclude(region));
    yield* cut.addSources(sources, steps.smoothing);
    return cut;
  }

  private *_take(cut: WindowCut): Steps<void> {
    const before = this._objectCount;
    const ends = yield* cut.split(this._job);
    this._pieces.push({ ends: ends.map(end => end + before), before });
    yield* cut.overlay(this._labels, before);
    this._objectCount += cut.objectCount;
  }

  /** @returns the packing, with the sizes of all objects */
  private *_count(): Steps<number> {
    const { exports: wasm } = this._kernels;
    const { height, width } = this._job.grid;
    const packing = this._kernels.need(
      wasm.createPacking(height, width, this._objectCount)
    );
    yield* forPlacedBands(
      this._kernels,
      this._labels,
      width,
      (band, first, stop) => wasm.countObjectPixels(packing, band, first, stop)
    );
    return packing;
  }

  /** Drops and renumbers objects. */
  private *_pack(): Steps<Omit<SegmentResult, 'table'>> {
    const kernels = this._kernels;
    const { exports: wasm } = kernels;
    const { width } = this._job.grid;
    const { minimumSize, maximumSize, dropBorder } = this._job.steps;
    const labels = this._labels;
    const packing = yield* this._count();
    let pieceCount = 0;
    for (const { ends, before } of this._pieces) {
      pieceCount += kernels.withScratch(() =>
        wasm.countPieces(
          packing,
          kernels.place(ends),
          ends.length,
          before,
          minimumSize
        )
      );
    }
    wasm.filterObjects(
      packing,
      minimumSize,
      maximumSize ?? Infinity,
      dropBorder ? 1 : 0
    );
    yield* forPlacedBands(kernels, labels, width, (band, first, stop) => {
      const pixelCount = (stop - first) * width;
      wasm.packLabels(packing, band, pixelCount);
      const packed = kernels.ints.subarray(band / 4, band / 4 + pixelCount);
      labels.set(packed, first * width);
    });
    return { labels, count: wasm.packedCount(packing) >>> 0, pieceCount };
  }

  private _bandLayers(): number {
    const least = Math.max(
      LEAST_MARGINS * this._margin,
      this._isStack ? 1 : LEAST_ROWS
    );
    return Math.max(least, Math.floor(BAND_PIXELS / this._layerPixels));
  }

  private readonly _isStack: boolean;
  private readonly _layerCount: number;
  private readonly _layerPixels: number;
  private readonly _margin: number;
  private readonly _layers: number;
  /** (z, y, x) objects by provisional numbers. */
  private readonly _labels: Uint32Array;
  private readonly _aside: AsidePieces[] = [];
  /** Of the last band. */
  private _edge: Int32Array | null = null;
  /** Per window the last object of each piece, and of the window before. */
  private readonly _pieces: { ends: Int32Array; before: number }[] = [];
  private _asideCount = 0;
  private _objectCount = 0;
}

function isMemoryError(error: unknown): boolean {
  return error instanceof PixelForestError && error.tag === 'memory';
}

function tooLarge({ depth, height, width }: ImageWindow): PixelForestError {
  const slices = depth > 1 ? `${depth} × ` : '';
  return new PixelForestError(
    'memory',
    `A connected piece of the foreground reaches over ${slices}${height} × ` +
      `${width} pixels, more than can be split at once. Raise the threshold, ` +
      'or leave a region out, so that it falls apart.'
  );
}
