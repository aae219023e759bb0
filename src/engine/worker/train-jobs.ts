import { PixelForestError } from '../../errors';
import { Tree } from '../../project/forest';
import { ForestSums } from '../../project/forest-measures';
import { TrainJob, TrainResult } from '../protocol';
import { Kernels } from './kernels';
import { checkTraining } from './train-checks';

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
  checkTraining(job);
  const { columnCount } = job;
  const kept = completeRows(job);
  if (kept.length === 0) {
    const count = job.subset?.length ?? job.labels.length;
    throw new PixelForestError(
      'mismatch',
      `Training needs at least one labelled pixel without NaN, but none of the ` +
        `${count} has all its features. Label more pixels.`
    );
  }
  const knownLabels = [
    ...new Set(Array.from(kept, row => job.labels[row]))
  ].sort((a, b) => a - b);
  const block = { kept, knownLabels };
  return kernels.withScratch(() => {
    beginTraining(kernels, job, block);
    const trees: Tree[] = [];
    for (let tree = job.treeStart; tree < job.treeStop; tree++) {
      const nodeCount = kernels.exports.trainTree(job.seed, tree);
      measureTree(kernels, job, tree);
      trees.push(copyTree(kernels, nodeCount, knownLabels.length));
    }
    const forest = { columnCount, knownLabels, trees, rowCount: kept.length };
    return job.measure
      ? { forest, sums: copySums(kernels, job, block) }
      : { forest };
  });
}

/** Numbers of the samples to train on that have no NaN in an allowed column. */
function completeRows(job: TrainJob): Uint32Array {
  const { rows, labels, columnCount, allowedColumns, subset } = job;
  const chosen = subset ?? Uint32Array.from(labels.keys());
  return chosen.filter(row => {
    const at = row * columnCount;
    return !allowedColumns.some(column => Number.isNaN(rows[at + column]));
  });
}

function beginTraining(
  kernels: Kernels,
  job: TrainJob,
  { kept, knownLabels }: TrainingBlock
): void {
  const wasm = kernels.exports;
  const { allowedColumns, classWeights = [], measure } = job;
  const sizes = [
    kept.length,
    allowedColumns.length,
    knownLabels.length
  ] as const;
  const rows = placeRows(kernels, job, kept);
  const outputOf = new Uint8Array(256);
  knownLabels.forEach((label, output) => (outputOf[label] = output));
  const outputs = kernels.place(
    Uint8Array.from(kept, row => outputOf[job.labels[row]])
  );
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
  if (measure) {
    wasm.outOfBagBegin();
  }
  if (measure?.permutations) {
    wasm.permuteBegin();
  }
}

/** Copies the kept rows into the kernels' memory, side by side. */
function placeRows(
  kernels: Kernels,
  { rows, labels, columnCount }: TrainJob,
  kept: Uint32Array
): number {
  if (kept.length === labels.length) {
    return kernels.place(rows);
  }
  const pointer = kernels.allocate(kept.length * columnCount * 4);
  const { floats } = kernels;
  kept.forEach((row, i) => {
    const at = row * columnCount;
    floats.set(
      rows.subarray(at, at + columnCount),
      pointer / 4 + i * columnCount
    );
  });
  return pointer;
}

function measureTree(kernels: Kernels, job: TrainJob, tree: number): void {
  if (job.measure) {
    kernels.exports.outOfBagTree();
  }
  if (job.measure?.permutations) {
    kernels.exports.permuteTree(job.seed, tree, job.measure.permutations);
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
