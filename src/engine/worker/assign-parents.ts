import { PixelForestError } from '../../errors';
import { AssignParentsJob, AssignParentsResult, ObjectGrid } from '../protocol';
import { Kernels } from './kernels';
import { forBands } from './pixel-pieces';
import { Steps } from './steps';

/**
 * Which parent each object belongs to, and sums for each parent; the same steps
 * are in jupyterlab_pixelforest/parents.py.
 *
 * @throws PixelForestError `mismatch` if an array does not fit the image, `memory`
 */
export function* assignParentsSteps(
  kernels: Kernels,
  job: AssignParentsJob
): Steps<AssignParentsResult> {
  const { grid, labels, parents, assignment, ids, values } = job;
  checkSizes(job);
  const wasm = kernels.exports;
  const { depth, height, width } = grid;
  const placed = kernels.place(labels);
  const placedParents = kernels.place(parents);
  const count = wasm.highestLabel(placed, labels.length) >>> 0;
  const parentCount = wasm.highestLabel(placedParents, labels.length) >>> 0;
  const search = kernels.need(
    wasm.createParentSearch(
      placed,
      placedParents,
      depth,
      height,
      width,
      count,
      parentCount
    )
  );
  yield* kernels.withScratchSteps(() => overlaps(kernels, grid, search));
  if (assignment.rule === 'nearest') {
    yield* kernels.withScratchSteps(() => nearest(kernels, grid, search));
    wasm.endNearest(search, assignment.maximumDistance ?? Infinity);
  }
  const [found, away] = [
    (wasm.foundParents(search) >>> 0) / 4,
    (wasm.parentDistances(search) >>> 0) / 8
  ];
  const { ints, doubles } = kernels;
  const owners = Uint32Array.from(ids, id => ints[found + id - 1]);
  const distances = Float64Array.from(ids, id => doubles[away + id - 1]);
  const rows = kernels.place(owners);
  const sum = (column: Float64Array | null): Float64Array =>
    kernels.withScratch(() => {
      const sums = kernels.place(new Float64Array(parentCount));
      const summands = column ? kernels.place(column) : 0;
      wasm.addToParents(rows, summands, owners.length, sums);
      return kernels.doubles.slice(sums / 8, sums / 8 + parentCount);
    });
  return {
    parents: owners,
    distances,
    counts: sum(null),
    sums: values.map(sum)
  };
}

function checkSizes({
  grid,
  labels,
  parents,
  ids,
  values
}: AssignParentsJob): void {
  const wanted = grid.depth * grid.height * grid.width;
  const wrong = [labels, parents].find(({ length }) => length !== wanted);
  const short = values.find(({ length }) => length !== ids.length);
  if (wrong || short) {
    throw new PixelForestError(
      'mismatch',
      wrong
        ? `An image of ${grid.depth} × ${grid.height} × ${grid.width} needs ${wanted} object numbers, but one array has ${wrong.length}. Assign objects to parents of the same image.`
        : `${ids.length} objects need as many values, but ${short?.length} came. Measure the objects again.`
    );
  }
}

function* overlaps(
  kernels: Kernels,
  { depth, height, width }: ObjectGrid,
  search: number
): Steps<void> {
  const wasm = kernels.exports;
  const rowCount = depth * height;
  yield* forBands(rowCount, width, (first, stop) =>
    wasm.countOverlaps(search, first, stop)
  );
  kernels.need(wasm.beginOverlaps(search));
  yield* forBands(rowCount, width, (first, stop) =>
    wasm.listOverlaps(search, first, stop)
  );
  wasm.endOverlaps(search);
}

function* nearest(
  kernels: Kernels,
  { depth, height, width }: ObjectGrid,
  search: number
): Steps<void> {
  const wasm = kernels.exports;
  const rowCount = depth * height;
  kernels.need(wasm.beginNearest(search));
  const inBands = (
    visit: (search: number, first: number, stop: number) => void
  ): Steps<void> =>
    forBands(rowCount, width, (first, stop) => visit(search, first, stop));
  yield* inBands(wasm.nearestAbove);
  yield* inBands(wasm.nearestBelow);
  yield* inBands(wasm.nearestAcross);
  if (depth > 1) {
    yield* forBands(height, depth * width, (first, stop) =>
      wasm.nearestThrough(search, first, stop)
    );
  }
  yield* inBands(wasm.takeNearest);
}
