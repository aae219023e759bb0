import { PixelForestError } from '../../errors';
import { Tree } from '../../project/forest';
import { ForestSums } from '../../project/forest-measures';
import { TrainJob, TrainResult } from '../protocol';
import { Kernels } from './kernels';
import { finish, Steps } from './steps';
import { checkTraining } from './train-checks';

/** Rows looked through, and values that trees look at, in a step: about 1 ms. */
const STEP_ROWS = 4096;
const STEP_VALUES = 2 ** 16;

/** Rows that trees grow from, as they lie in the kernels' memory. */
type TrainingBlock = {
  /** (rows,) their numbers among the samples of the job. */
  readonly kept: Uint32Array;
  /** Class number of each output, ascending. */
  readonly knownLabels: readonly number[];
};

/**
 * Trees `treeStart … treeStop` of a random forest: bootstrap of as many rows
 * as there are, √columns tried per node (more if none improves), Gini, exact
 * splits midway between neighbouring values, unpruned. A node whose rows are
 * all alike becomes an impure leaf. Tree i depends on rows, seed and i only.
 *
 * Samples outside the subset and rows with NaN in an allowed column are left
 * out, as if they had not come. The seed counts modulo 2³².
 *
 * @throws PixelForestError `mismatch` if there is no row to train on, or sizes,
 *         class numbers, weights or columns do not fit; `memory`
 * @source docs/numerics.md, “Random forest”, “Class weights”, “Out-of-bag votes”
 */
export function train(kernels: Kernels, job: TrainJob): TrainResult {
  return finish(trainSteps(kernels, job));
}

/** {@link train} in steps: a column, or a part of a tree. */
export function* trainSteps(
  kernels: Kernels,
  job: TrainJob
): Steps<TrainResult> {
  checkTraining(job);
  const { columnCount } = job;
  const kept = yield* completeRows(job);
  if (kept.length === 0) {
    const count = job.subset?.length ?? job.labels.length;
    throw new PixelForestError(
      'mismatch',
      `Training needs at least one labelled pixel without NaN, but none of the ` +
        `${count} has all its features. Label more pixels.`
    );
  }
  const isKnown = new Uint8Array(256);
  kept.forEach(row => (isKnown[job.labels[row]] = 1));
  const knownLabels = [...isKnown.keys()].filter(label => isKnown[label]);
  const block = { kept, knownLabels };
  return yield* kernels.withScratchSteps(function* () {
    yield* beginTraining(kernels, job, block);
    const trees: Tree[] = [];
    for (let tree = job.treeStart; tree < job.treeStop; tree++) {
      const nodeCount = yield* growTree(kernels, job, tree);
      yield* measureTree(kernels, job, tree);
      trees.push(copyTree(kernels, nodeCount, knownLabels.length));
      yield;
    }
    const forest = { columnCount, knownLabels, trees, rowCount: kept.length };
    return job.measure
      ? { forest, sums: copySums(kernels, job, block) }
      : { forest };
  });
}

/** Numbers of the samples to train on that have no NaN in an allowed column. */
function* completeRows(job: TrainJob): Steps<Uint32Array> {
  const { rows, labels, columnCount, allowedColumns, subset } = job;
  const chosenCount = subset?.length ?? labels.length;
  const kept = new Uint32Array(chosenCount);
  let count = 0;
  for (let start = 0; start < chosenCount; start += STEP_ROWS) {
    const stop = Math.min(start + STEP_ROWS, chosenCount);
    for (let i = start; i < stop; i++) {
      const row = subset ? subset[i] : i;
      if (isComplete(rows, row * columnCount, allowedColumns)) {
        kept[count++] = row;
      }
    }
    yield;
  }
  return kept.slice(0, count);
}

function isComplete(
  rows: Float32Array,
  start: number,
  columns: Int32Array
): boolean {
  for (let i = 0; i < columns.length; i++) {
    if (Number.isNaN(rows[start + columns[i]])) {
      return false;
    }
  }
  return true;
}

function* beginTraining(
  kernels: Kernels,
  job: TrainJob,
  { kept, knownLabels }: TrainingBlock
): Steps<void> {
  const wasm = kernels.exports;
  const { allowedColumns, classWeights = [], measure } = job;
  const sizes = [
    kept.length,
    allowedColumns.length,
    knownLabels.length
  ] as const;
  const rows = yield* placeRows(kernels, job, kept);
  const outputOf = new Uint8Array(256);
  knownLabels.forEach((label, output) => (outputOf[label] = output));
  const outputs = kernels.allocate(kept.length);
  const { bytes } = kernels;
  kept.forEach((row, i) => (bytes[outputs + i] = outputOf[job.labels[row]]));
  const columns = kernels.place(allowedColumns);
  const weights = kernels.place(
    Float64Array.from(knownLabels, label => classWeights[label - 1] ?? 1)
  );
  const needed =
    wasm.trainBytes(...sizes) +
    (measure ? wasm.outOfBagBytes(sizes[0], sizes[2]) : 0) +
    (measure?.permutations ? wasm.permuteBytes(...sizes) : 0);
  // what training takes must be there: it does not ask
  kernels.withScratch(() => kernels.allocate(needed));
  wasm.trainBegin(
    rows,
    outputs,
    kept.length,
    job.columnCount,
    columns,
    allowedColumns.length,
    knownLabels.length,
    weights,
    Math.max(1, Math.floor(Math.sqrt(allowedColumns.length) + 0.5))
  );
  for (let index = 0; index < allowedColumns.length; index++) {
    wasm.trainRank(index);
    yield;
  }
  if (measure) {
    wasm.outOfBagBegin();
  }
  if (measure?.permutations) {
    wasm.permuteBegin();
  }
}

/** Copies the kept rows into the kernels' memory, side by side. */
function* placeRows(
  kernels: Kernels,
  { rows, columnCount }: TrainJob,
  kept: Uint32Array
): Steps<number> {
  const pointer = kernels.allocate(kept.length * columnCount * 4);
  const { floats } = kernels;
  for (let start = 0; start < kept.length; start += STEP_ROWS) {
    const stop = Math.min(start + STEP_ROWS, kept.length);
    for (let i = start; i < stop; i++) {
      const at = kept[i] * columnCount;
      floats.set(
        rows.subarray(at, at + columnCount),
        pointer / 4 + i * columnCount
      );
    }
    yield;
  }
  return pointer;
}

/** @returns number of nodes */
function* growTree(
  { exports: wasm }: Kernels,
  { seed }: TrainJob,
  tree: number
): Steps<number> {
  wasm.trainTreeBegin(seed, tree);
  for (;;) {
    const nodeCount = wasm.trainTreeStep(STEP_VALUES);
    yield;
    if (nodeCount > 0) {
      return nodeCount;
    }
  }
}

function* measureTree(
  { exports: wasm }: Kernels,
  { measure, allowedColumns, seed }: TrainJob,
  tree: number
): Steps<void> {
  if (!measure) {
    return;
  }
  wasm.outOfBagTree();
  if (measure.permutations === 0) {
    return;
  }
  wasm.permuteTreeBegin();
  for (let index = 0; index < allowedColumns.length; index++) {
    yield;
    if (wasm.permuteColumnBegin(seed, tree, index, measure.permutations)) {
      for (let i = 0; i < measure.permutations; i++) {
        wasm.permuteColumn();
        yield;
      }
    }
  }
}

/** The tree just grown. */
function copyTree(
  kernels: Kernels,
  nodeCount: number,
  outputCount: number
): Tree {
  return kernels.withScratch(() => {
    const wasm = kernels.exports;
    const samples = kernels.allocate(nodeCount * 8);
    const fractions = kernels.allocate(nodeCount * outputCount * 8);
    wasm.finishTree(samples, fractions);
    const { ints, doubles } = kernels;
    const readInts = (pointer: number): Int32Array =>
      ints.slice((pointer >>> 0) / 4, (pointer >>> 0) / 4 + nodeCount);
    const readDoubles = (pointer: number, count: number): Float64Array =>
      doubles.slice((pointer >>> 0) / 8, (pointer >>> 0) / 8 + count);
    return {
      column: readInts(wasm.treeColumns()),
      threshold: readDoubles(wasm.treeThresholds(), nodeCount),
      left: readInts(wasm.treeLefts()),
      right: readInts(wasm.treeRights()),
      samples: readDoubles(samples, nodeCount),
      fractions: readDoubles(fractions, nodeCount * outputCount)
    };
  });
}

/** The sums over the trees grown, spread over all samples and columns of the job. */
function copySums(
  kernels: Kernels,
  job: TrainJob,
  { kept, knownLabels }: TrainingBlock
): ForestSums {
  const { exports: wasm, ints, doubles } = kernels;
  const { labels, columnCount, allowedColumns } = job;
  const outputCount = knownLabels.length;
  const voters = new Uint32Array(labels.length);
  const votes = new Uint32Array(labels.length * outputCount);
  const votersAt = (wasm.outOfBagVoters() >>> 0) / 4;
  const votesAt = (wasm.outOfBagVotes() >>> 0) / 4;
  kept.forEach((row, i) => {
    const from = votesAt + i * outputCount;
    voters[row] = ints[votersAt + i];
    votes.set(ints.subarray(from, from + outputCount), row * outputCount);
  });
  const spread = (pointer: number, length: number): Float64Array => {
    const all = new Float64Array(columnCount * length);
    allowedColumns.forEach((column, i) => {
      const from = (pointer >>> 0) / 8 + i * length;
      all.set(doubles.subarray(from, from + length), column * length);
    });
    return all;
  };
  return {
    voters,
    votes,
    giniDecreases: spread(wasm.trainGiniDecreases(), 1),
    losses: job.measure?.permutations
      ? spread(wasm.permuteLosses(), outputCount)
      : null
  };
}
