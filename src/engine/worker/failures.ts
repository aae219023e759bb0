import { PixelForestError } from '../../errors';
import { TileBox } from '../../project/grid';
import { Job, ObjectGrid } from '../protocol';

/**
 * Whether the kernels stopped in the middle, be it on a fault of theirs or for
 * want of stack: what is in their memory can then no longer be relied on.
 */
export function isTrap(error: unknown): boolean {
  return (
    error instanceof WebAssembly.RuntimeError ||
    (error instanceof RangeError && /call stack/.test(error.message))
  );
}

/** What a caller is told when a job stopped the kernels on a fresh instance too. */
export function trapError(job: Job, cause: unknown): PixelForestError {
  return new PixelForestError(
    'worker',
    `The computation stopped twice on ${describeJob(job)}. This is a fault of the program, not of your data: save the project, reload the page, and report what you did last.`,
    { cause }
  );
}

/** JavaScript's own refusals to give memory, as a tagged error; anything else as it is. */
export function nameRefusal(error: unknown, job: Job): unknown {
  const isRefusal =
    error instanceof RangeError &&
    /allocation|array length|out of memory|cannot allocate/i.test(
      error.message
    );
  return isRefusal
    ? new PixelForestError(
        'memory',
        `The memory of this tab does not suffice for ${describeJob(job)} (${error.message}). Close other tabs or use a smaller image.`,
        { cause: error }
      )
    : error;
}

/** A job in words, with its sizes. */
function describeJob(job: Job): string {
  switch (job.kind) {
    case 'describeFeatures':
      return `the features “${job.featuresId}”`;
    case 'featureRows':
      return `features at ${job.y.length} labelled pixels`;
    case 'features':
      return `features of ${describeBox(job.box)}`;
    case 'predict':
      return `the prediction of ${describeBox(job.box)}`;
    case 'train':
      return `training on ${job.labels.length} labelled pixels with ${job.columnCount} columns`;
    case 'colourImage':
      return `the picture of ${describeBox(job.patch.box)}`;
    case 'colourProbability':
      return `the picture of ${job.height} × ${job.width} probabilities`;
    case 'reduceProbability':
      return `the ${job.mode} of ${job.pixelCount} pixels`;
    case 'compareSegmentations':
      return `the comparison of ${job.height} × ${job.width} pixels`;
    case 'traceRings':
      return `the outlines in ${job.height} × ${job.width} pixels`;
    case 'rescale':
      return `${job.values.length} values as ${job.dtype}`;
    case 'statistics':
      return `the histogram of ${job.values.length} values`;
    case 'segment':
      return `the objects of ${describeGrid(job.grid)}`;
    case 'fitObjects':
      return `the usual size of objects in ${describeGrid(job.grid)}`;
    case 'correctObjects':
      return `the corrections of the objects of ${describeGrid(job.grid)}`;
    case 'assignParents':
      return `the parents of the objects of ${describeGrid(job.grid)}`;
    case 'measure':
      return `the measures of the objects of ${describeGrid(job.grid)}`;
  }
}

function describeGrid({ depth, height, width }: ObjectGrid): string {
  return `${depth > 1 ? `${depth} × ` : ''}${height} × ${width} pixels`;
}

function describeBox({ y0, x0, y1, x1 }: TileBox): string {
  return `y ${y0}…${y1}, x ${x0}…${x1}`;
}
