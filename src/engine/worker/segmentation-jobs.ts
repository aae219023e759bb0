import { PixelForestError } from '../../errors';
import { PixelArray } from '../../project/grid';
import { ExcludedRegion, SegmentationSteps } from '../../project/segmentation';
import {
  FitObjectsJob,
  FitObjectsResult,
  ObjectGrid,
  SegmentJob,
  SegmentResult
} from '../protocol';
import { Kernels } from './kernels';
import { measureSteps } from './measure-objects';
import {
  dtypeCode,
  forBands,
  forPlacedBands,
  PIECE_PIXELS
} from './pixel-pieces';
import { Steps } from './steps';

/**
 * From a map to objects, and what is measured of them.
 *
 * @throws PixelForestError `mismatch` if an array does not fit the image, `memory`
 */
export function* segmentSteps(
  kernels: Kernels,
  job: SegmentJob
): Steps<SegmentResult> {
  const { grid, measure } = job;
  checkSizes(job);
  const wasm = kernels.exports;
  const { depth, height, width } = grid;
  const { cut, pointer } = yield* findPiecesSteps(kernels, job);
  yield* cut.split(job);
  const count = yield* cut.pack(job.steps);
  const pieceCount = wasm.pieceCount(pointer);
  const labels = wasm.objectLabels(pointer) >>> 0;
  wasm.endObjects(pointer);
  const table =
    measure && (yield* measureSteps(kernels, { grid, labels, count, measure }));
  const first = labels / 4;
  return {
    labels: new Uint32Array(
      kernels.ints.slice(first, first + depth * height * width).buffer
    ),
    count,
    pieceCount,
    table
  };
}

/**
 * How large the pieces usually are, and what suits objects of that size.
 *
 * @throws PixelForestError `mismatch` if an array does not fit the image, `memory`
 * @source docs/numerics.md, “Fit to object size”
 */
export function* fitSteps(
  kernels: Kernels,
  job: FitObjectsJob
): Steps<FitObjectsResult> {
  checkSizes(job);
  const wasm = kernels.exports;
  const { pointer } = yield* findPiecesSteps(kernels, job);
  const medianSize = wasm.medianPieceSize(pointer, job.steps.minimumSize);
  kernels.need(medianSize < 0 ? 0 : 1);
  return {
    medianSize,
    smoothing: wasm.fittedSmoothing(job.grid.depth, medianSize),
    minimumSize: wasm.fittedMinimumSize(medianSize),
    depth: wasm.fittedDepth(job.grid.depth)
  };
}

/** Connected pieces, not split yet. */
function* findPiecesSteps(
  kernels: Kernels,
  { grid, sources, steps, excluded }: Omit<FitObjectsJob, 'kind'>
): Steps<{ cut: ObjectCut; pointer: number }> {
  const { depth, height, width } = grid;
  const pointer = kernels.need(
    kernels.exports.createObjectGrid(depth, height, width)
  );
  const cut = new ObjectCut(kernels, grid, pointer);
  excluded.forEach(region => cut.exclude(region));
  yield* cut.addSources(sources, steps.smoothing);
  yield* cut.findPieces(steps);
  return { cut, pointer };
}

/** Arrays of an image that all have its size. */
function checkSizes({
  grid,
  sources,
  intensity,
  measure
}: Pick<SegmentJob, 'grid' | 'sources'> &
  Partial<Pick<SegmentJob, 'intensity' | 'measure'>>): void {
  const arrays = [
    ...sources,
    ...(intensity ? [intensity] : []),
    ...(measure?.channels ?? []),
    ...(measure?.probabilities ?? [])
  ];
  const wanted = grid.depth * grid.height * grid.width;
  const wrong = arrays.find(({ length }) => length !== wanted);
  if (wrong || sources.length === 0) {
    throw new PixelForestError(
      'mismatch',
      `An image of ${grid.depth} × ${grid.height} × ${grid.width} needs arrays of ` +
        `${wanted} values to find objects in, but ` +
        `${wrong ? `one has ${wrong.length}` : 'none came'}. Predict the whole image first.`
    );
  }
}

/** The steps on one image; each is the same in jupyterlab_pixelforest/segmentation.py. */
class ObjectCut {
  constructor(
    private readonly _kernels: Kernels,
    private readonly _size: ObjectGrid,
    private readonly _grid: number
  ) {}

  exclude({ points, z }: ExcludedRegion): void {
    const kernels = this._kernels;
    const { depth } = this._size;
    const first = z ?? 0;
    if (first < depth) {
      kernels.withScratch(() => {
        const corners = Float64Array.from(points.flatMap(({ y, x }) => [y, x]));
        const placed = kernels.place(corners);
        const stop = z === null ? depth : first + 1;
        kernels.exports.excludePolygon(
          this._grid,
          placed,
          points.length,
          first,
          stop
        );
      });
    }
  }

  *addSources(sources: readonly PixelArray[], sigma: number): Steps<void> {
    const kernels = this._kernels;
    for (const pixels of sources) {
      const dtype = dtypeCode(pixels);
      yield* forPlacedBands(
        kernels,
        pixels,
        this._size.width,
        (source, first, stop) =>
          kernels.exports.addSource(
            this._grid,
            dtype,
            source,
            first,
            stop - first
          )
      );
    }
    if (sigma > 0) {
      yield* kernels.withScratchSteps(() => this._smooth(sigma));
    }
  }

  private *_smooth(sigma: number): Steps<void> {
    const { exports: wasm } = this._kernels;
    const { depth, height, width } = this._size;
    this._kernels.need(wasm.beginSmoothing(this._grid, sigma));
    yield* forBands(depth * height, width, (first, stop) =>
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

  *findPieces(steps: SegmentationSteps): Steps<void> {
    const { exports: wasm } = this._kernels;
    const { depth, height, width } = this._size;
    const { threshold } = steps;
    const [low, high] =
      threshold.kind === 'single'
        ? [threshold.value, threshold.value]
        : [threshold.low, threshold.high];
    yield* forBands(depth * height, width, (first, stop) =>
      wasm.threshold(this._grid, low, high, first, stop)
    );
    if (threshold.kind === 'hysteresis') {
      wasm.keepStrong(this._grid);
      yield;
    }
    if (steps.fillHoles) {
      wasm.fillHoles(this._grid);
      yield;
    }
    this._kernels.need(wasm.beginPieces(this._grid));
    while (wasm.findPieces(this._grid, steps.minimumSize, PIECE_PIXELS)) {
      yield;
    }
  }

  *split({ steps, intensity }: SegmentJob): Steps<void> {
    const { exports: wasm } = this._kernels;
    const { split } = steps;
    if (split?.on === 'distance') {
      yield* this._kernels.withScratchSteps(() => this._distances());
    } else if (split?.on === 'intensity') {
      if (!intensity) {
        throw new PixelForestError(
          'mismatch',
          `Objects are to be split on channel ${split.channel + 1}, but its pixels did not come. Choose a channel that the image has.`
        );
      }
      wasm.clearValues(this._grid);
      yield* this.addSources([intensity], steps.smoothing);
    }
    const isSplit = split ? 1 : 0;
    const height = split?.depth ?? 0;
    this._kernels.need(wasm.beginSplit(this._grid, isSplit));
    while (wasm.splitPieces(this._grid, isSplit, height, PIECE_PIXELS)) {
      yield;
    }
  }

  private *_distances(): Steps<void> {
    const { exports: wasm } = this._kernels;
    const { depth, height, width } = this._size;
    this._kernels.need(wasm.beginDistances(this._grid));
    yield* forBands(depth, height * width, (first, stop) =>
      wasm.planeDistances(this._grid, first, stop)
    );
    if (depth > 1) {
      yield* forBands(height, depth * width, (first, stop) =>
        wasm.depthDistances(this._grid, first, stop)
      );
    }
    yield* forBands(depth * height, width, (first, stop) =>
      wasm.endDistances(this._grid, first, stop)
    );
  }

  /** Drops and renumbers objects. @returns how many stay */
  *pack(steps: SegmentationSteps): Steps<number> {
    const { exports: wasm } = this._kernels;
    const { depth, height, width } = this._size;
    this._kernels.need(wasm.beginPacking(this._grid));
    yield* forBands(depth * height, width, (first, stop) =>
      wasm.countObjectPixels(this._grid, first, stop)
    );
    wasm.filterObjects(
      this._grid,
      steps.minimumSize,
      steps.maximumSize ?? Infinity,
      steps.dropBorder ? 1 : 0
    );
    yield* forBands(depth * height, width, (first, stop) =>
      wasm.packLabels(this._grid, first, stop)
    );
    return wasm.objectCount(this._grid) >>> 0;
  }
}
