import { PixelForestError } from '../../errors';
import {
  FitObjectsJob,
  FitObjectsResult,
  SegmentJob,
  SegmentResult
} from '../protocol';
import { ImageCut } from './image-cut';
import { Kernels } from './kernels';
import { measureJobSteps } from './measure-objects';
import { Steps } from './steps';

/**
 * From a map to objects, and what is measured of them: band by band, pieces
 * that go on beyond a band in windows of their own.
 *
 * @param layers of a band: rows of a plane, slices of a stack; chosen by size unless given
 * @throws PixelForestError `mismatch` if an array does not fit the image, `memory`
 */
export function* segmentSteps(
  kernels: Kernels,
  job: SegmentJob,
  layers: number | null = null
): Steps<SegmentResult> {
  const { grid, measure } = job;
  checkSizes(job);
  const found = yield* new ImageCut(kernels, job, layers).run();
  const { labels } = found;
  const table =
    measure &&
    (yield* measureJobSteps(kernels, {
      kind: 'measure',
      grid,
      labels,
      measure
    })).table;
  return { ...found, table };
}

/**
 * How large the pieces usually are, and what suits objects of that size.
 *
 * @param layers as for `segmentSteps`
 * @throws PixelForestError `mismatch` if an array does not fit the image, `memory`
 * @source docs/numerics.md, “Fit to object size”
 */
export function* fitSteps(
  kernels: Kernels,
  job: FitObjectsJob,
  layers: number | null = null
): Steps<FitObjectsResult> {
  checkSizes(job);
  const { exports: wasm } = kernels;
  // pieces that are not split are objects
  const steps = { ...job.steps, split: null };
  const whole = { ...job, steps, intensity: null };
  const medianSize = yield* new ImageCut(kernels, whole, layers).medianSize();
  return {
    medianSize,
    smoothing: wasm.fittedSmoothing(job.grid.depth, medianSize),
    minimumSize: wasm.fittedMinimumSize(medianSize),
    depth: wasm.fittedDepth()
  };
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
