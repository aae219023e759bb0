import { PixelForestError } from '../../errors';
import { MAX_CLASSES } from '../../project/classes';
import { Tree } from '../../project/forest';
import { TrainJob, TrainResult } from '../protocol';
import { Kernels } from './kernels';

/**
 * Trees `treeStart … treeStop` of a random forest: bootstrap of as many rows
 * as there are, √columns tried per node (more if none improves), Gini, exact
 * splits midway between neighbouring values, unpruned. A node whose rows are
 * all alike becomes an impure leaf. Tree i depends on rows, seed and i only.
 *
 * Rows with NaN in an allowed column are left out. The seed counts modulo 2³².
 *
 * @throws PixelForestError `mismatch` if there is no row to train on, or sizes,
 *         class numbers or columns do not fit; `memory`
 * @source docs/numerics.md, “Random forest”
 */
export function train(kernels: Kernels, job: TrainJob): TrainResult {
  checkTraining(job);
  const { columnCount, allowedColumns } = job;
  const kept = completeRows(job);
  if (kept.length === 0) {
    throw new PixelForestError(
      'mismatch',
      `Training needs at least one labelled pixel without NaN, but none of the ` +
        `${job.labels.length} has all its features. Label more pixels.`
    );
  }
  const knownLabels = [...new Set(kept.map(row => job.labels[row]))].sort(
    (a, b) => a - b
  );
  const outputOf = new Uint8Array(256);
  knownLabels.forEach((label, output) => (outputOf[label] = output));
  const outputs = Uint8Array.from(kept, row => outputOf[job.labels[row]]);

  const trees = kernels.withScratch(() => {
    const wasm = kernels.exports;
    const needed = wasm.trainBytes(
      kept.length,
      allowedColumns.length,
      knownLabels.length
    );
    const rows = kernels.place(pickRows(job, kept));
    const outputPointer = kernels.place(outputs);
    const columns = kernels.place(allowedColumns);
    // what training takes must be there: it does not ask
    kernels.withScratch(() => kernels.allocate(needed));
    wasm.trainBegin(
      rows,
      outputPointer,
      kept.length,
      columnCount,
      columns,
      allowedColumns.length,
      knownLabels.length,
      Math.max(1, Math.floor(Math.sqrt(allowedColumns.length) + 0.5))
    );
    const grown: Tree[] = [];
    for (let tree = job.treeStart; tree < job.treeStop; tree++) {
      const nodeCount = wasm.trainTree(job.seed, tree);
      grown.push(copyTree(kernels, nodeCount, knownLabels.length));
    }
    return grown;
  });
  return { forest: { columnCount, knownLabels, trees, rowCount: kept.length } };
}

function checkTraining(job: TrainJob): void {
  const { rows, labels, columnCount, allowedColumns } = job;
  if (rows.length !== labels.length * columnCount) {
    throw new PixelForestError(
      'mismatch',
      `${labels.length} labelled pixels with ${columnCount} columns need ` +
        `${labels.length * columnCount} feature values, but ${rows.length} came.`
    );
  }
  const wrongLabel = labels.find(label => label < 1 || label > MAX_CLASSES);
  if (wrongLabel !== undefined) {
    throw new PixelForestError(
      'mismatch',
      `Class numbers are 1 to ${MAX_CLASSES}, but a pixel has ${wrongLabel}.`
    );
  }
  const isWrong = allowedColumns.some(
    column => column < 0 || column >= columnCount
  );
  if (allowedColumns.length === 0 || isWrong) {
    throw new PixelForestError(
      'mismatch',
      `Training needs columns from 0 to ${columnCount - 1}, but ` +
        `“${allowedColumns.join(' ')}” are allowed. Choose features and channels.`
    );
  }
}

/** Numbers of the rows without NaN in an allowed column. */
function completeRows({
  rows,
  labels,
  columnCount,
  allowedColumns
}: TrainJob): number[] {
  const kept: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    const at = row * columnCount;
    if (!allowedColumns.some(column => Number.isNaN(rows[at + column]))) {
      kept.push(row);
    }
  }
  return kept;
}

function pickRows(
  { rows, labels, columnCount }: TrainJob,
  kept: readonly number[]
): Float32Array {
  if (kept.length === labels.length) {
    return rows;
  }
  const picked = new Float32Array(kept.length * columnCount);
  kept.forEach((row, i) => {
    const at = row * columnCount;
    picked.set(rows.subarray(at, at + columnCount), i * columnCount);
  });
  return picked;
}

/** The tree just grown; class fractions of leaves are counted from their rows. */
function copyTree(
  kernels: Kernels,
  nodeCount: number,
  outputCount: number
): Tree {
  const { exports: wasm, ints, doubles } = kernels;
  const read = (pointer: number): Int32Array =>
    ints.slice((pointer >>> 0) / 4, (pointer >>> 0) / 4 + nodeCount);
  const column = read(wasm.treeColumns());
  const left = read(wasm.treeLefts());
  const right = read(wasm.treeRights());
  const firstThreshold = (wasm.treeThresholds() >>> 0) / 8;
  const order = (wasm.treeOrder() >>> 0) / 4;
  const marks = (wasm.treeMarks() >>> 0) / 4;
  const samples = new Float64Array(nodeCount);
  const fractions = new Float64Array(nodeCount * outputCount);
  for (let node = 0; node < nodeCount; node++) {
    if (column[node] >= 0) {
      continue;
    }
    const at = node * outputCount;
    for (let i = left[node]; i < right[node]; i++) {
      const mark = ints[marks + ints[order + i]];
      fractions[at + (mark & 255)] += mark >>> 8;
      samples[node] += mark >>> 8;
    }
    for (let output = 0; output < outputCount; output++) {
      fractions[at + output] /= samples[node];
    }
    left[node] = 0;
    right[node] = 0;
  }
  const threshold = doubles.slice(firstThreshold, firstThreshold + nodeCount);
  return { column, threshold, left, right, samples, fractions };
}
