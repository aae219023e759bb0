import {
  PlaneSource,
  predict,
  PreparedForest
} from '../../src/engine/worker/forest-jobs';
import { Kernels } from '../../src/engine/worker/kernels';
import { TrainJob } from '../../src/engine/protocol';
import { Forest, Tree } from '../../src/project/forest';

/** Seeded numbers from 0 to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A normal number, so that values near 0 of both signs occur. */
export function normal(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

export type ForestShape = {
  readonly columnCount: number;
  readonly knownLabels: readonly number[];
  readonly treeCount: number;
  /** Inner nodes of each tree. */
  readonly innerCount: number;
  /** How many leaves in a hundred hold several classes. */
  readonly percentImpure: number;
  /** Makes thresholds. */
  readonly threshold: (random: () => number) => number;
};

/** A forest of random trees of the given shape. */
export function randomForest(shape: ForestShape, seed: number): Forest {
  const random = seededRandom(seed);
  const trees = Array.from({ length: shape.treeCount }, () =>
    randomTree(shape, random)
  );
  const { columnCount, knownLabels } = shape;
  return { columnCount, knownLabels, trees, rowCount: 1000 };
}

function randomTree(shape: ForestShape, random: () => number): Tree {
  const nodeCount = 2 * shape.innerCount + 1;
  const outputCount = shape.knownLabels.length;
  const tree: Tree = {
    column: new Int32Array(nodeCount).fill(-1),
    threshold: new Float64Array(nodeCount),
    left: new Int32Array(nodeCount),
    right: new Int32Array(nodeCount),
    samples: new Float64Array(nodeCount),
    fractions: new Float64Array(nodeCount * outputCount)
  };
  const leaves = [0];
  for (let made = 1; made < nodeCount; made += 2) {
    const [node] = leaves.splice(Math.floor(random() * leaves.length), 1);
    tree.column[node] = Math.floor(random() * shape.columnCount);
    tree.threshold[node] = shape.threshold(random);
    tree.left[node] = made + 1;
    tree.right[node] = made;
    leaves.push(made, made + 1);
  }
  for (const leaf of leaves) {
    tree.samples[leaf] = 12;
    const classes = random() * 100 < shape.percentImpure ? 3 : 1;
    for (let i = 0; i < classes; i++) {
      const output = Math.floor(random() * outputCount);
      tree.fractions[leaf * outputCount + output] += 1 / classes;
    }
  }
  return tree;
}

/** A tree as deep as it has inner nodes: value < 0 leaves at once, others go on. */
export function chain(depth: number): Forest {
  const count = 2 * depth + 1;
  const tree: Tree = {
    column: new Int32Array(count).fill(-1),
    threshold: new Float64Array(count),
    left: new Int32Array(count),
    right: new Int32Array(count),
    samples: new Float64Array(count).fill(1),
    fractions: new Float64Array(count * 2)
  };
  for (let i = 0; i < depth; i++) {
    const node = 2 * i;
    tree.column[node] = 0;
    tree.threshold[node] = i;
    tree.left[node] = node + 1;
    tree.right[node] = node + 2;
    tree.fractions[(node + 1) * 2 + (i % 2)] = 1;
  }
  tree.fractions[(count - 1) * 2] = 1;
  return { columnCount: 1, knownLabels: [1, 2], trees: [tree], rowCount: 2 };
}

/** The leaf a row reaches, by the definition. */
export function reachLeaf(tree: Tree, row: ArrayLike<number>): number {
  let node = 0;
  while (tree.column[node] >= 0) {
    node =
      row[tree.column[node]] < tree.threshold[node]
        ? tree.left[node]
        : tree.right[node];
  }
  return node;
}

/** Probabilities of one row by the definition, by output. */
export function predictRow(forest: Forest, row: ArrayLike<number>): number[] {
  const outputCount = forest.knownLabels.length;
  const sums = forest.knownLabels.map(() => 0);
  for (const tree of forest.trees) {
    const leaf = reachLeaf(tree, row);
    sums.forEach((_, i) => {
      sums[i] += tree.fractions[leaf * outputCount + i];
    });
  }
  return sums.map(sum => sum / forest.trees.length);
}

/** A tile of features that are already there, (column, y, x). */
export type FeatureTile = {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Float32Array[];
};

/** A tile with `value` at every pixel of every column. */
export function featureTile(
  width: number,
  height: number,
  columnCount: number,
  value: (column: number, pixel: number) => number
): FeatureTile {
  const planes = Array.from({ length: columnCount }, (_, column) =>
    Float32Array.from({ length: width * height }, (__, i) => value(column, i))
  );
  return { width, height, planes };
}

/** (class, y, x) probabilities of a tile by the kernels. */
export function predictTile(
  kernels: Kernels,
  forest: Forest,
  tile: FeatureTile,
  options: { classCount?: number; tileSide?: number; runPixels?: number } = {}
): Float32Array {
  const classCount = options.classCount ?? Math.max(...forest.knownLabels);
  const { width, height } = tile;
  return kernels.withScratch(() => {
    const pointers = tile.planes.map(plane => kernels.place(plane));
    const source: PlaneSource = {
      columnCount: tile.planes.length,
      tileSide: options.tileSide ?? 128,
      tileDepth: 1,
      visitGroups: function* (_, { box }, visit) {
        for (const [column, pointer] of pointers.entries()) {
          visit({
            planePointers: [pointer + (box.y0 * width + box.x0) * 4],
            columns: [column],
            rowStride: width * 4,
            sliceStride: 0
          });
          yield;
        }
      }
    };
    const setup = { id: 'f', forest, classCount };
    const box = { y0: 0, x0: 0, y1: height, x1: width };
    const slices = { z0: 0, z1: 1 };
    return predict(
      kernels,
      source,
      new PreparedForest(kernels, source, setup),
      {
        kind: 'predict',
        featuresId: 'c',
        forestId: 'f',
        patch: { channels: [], slices, box, depth: 1, height, width },
        slices,
        box,
        runPixels: options.runPixels
      }
    ).probabilities;
  });
}

/** Largest difference between kernels and definition over all classes and pixels. */
export function largestDifference(
  forest: Forest,
  tile: FeatureTile,
  probabilities: Float32Array
): number {
  const area = tile.width * tile.height;
  let largest = 0;
  for (let pixel = 0; pixel < area; pixel++) {
    const row = tile.planes.map(plane => plane[pixel]);
    const expected = predictRow(forest, row);
    forest.knownLabels.forEach((label, output) => {
      const found = probabilities[(label - 1) * area + pixel];
      const difference = Math.abs(found - expected[output]);
      largest = Math.max(largest, Number.isNaN(difference) ? 1 : difference);
    });
  }
  return largest;
}

/** A training job over all columns and ten trees, unless told otherwise. */
export function trainJob(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  changes: Partial<TrainJob> = {}
): TrainJob {
  const columnCount = rows.length > 0 ? rows[0].length : 1;
  return {
    kind: 'train',
    rows: Float32Array.from(rows.flat()),
    labels: Uint8Array.from(labels),
    columnCount,
    allowedColumns: Int32Array.from({ length: columnCount }, (_, i) => i),
    seed: 1,
    treeStart: 0,
    treeStop: 10,
    ...changes
  };
}

/** Normal features; the class depends on two of them and some noise. */
export function noisyJob(
  rowCount: number,
  columnCount: number,
  classCount: number,
  changes: Partial<TrainJob> = {}
): TrainJob {
  const random = seededRandom(rowCount + columnCount);
  const rows = Array.from({ length: rowCount }, () =>
    Array.from({ length: columnCount }, () => normal(random))
  );
  const labels = rows.map(row => {
    const score = row[0] + row[1] / 2 + normal(random) / 4;
    const level = Math.floor((Math.atan(score) / Math.PI + 0.5) * classCount);
    return 1 + Math.min(classCount - 1, level);
  });
  return trainJob(rows, labels, changes);
}

/** (columns,) one row of a job. */
export function rowOf(job: TrainJob, row: number): Float32Array {
  return job.rows.subarray(row * job.columnCount, (row + 1) * job.columnCount);
}

/** Class number of highest probability by the definition. */
export function mostLikely(forest: Forest, row: ArrayLike<number>): number {
  const fractions = predictRow(forest, row);
  return forest.knownLabels[fractions.indexOf(Math.max(...fractions))];
}

/** Share of rows whose most likely class is their label. */
export function accuracy(forest: Forest, job: TrainJob): number {
  let right = 0;
  job.labels.forEach((label, row) => {
    right += mostLikely(forest, rowOf(job, row)) === label ? 1 : 0;
  });
  return right / job.labels.length;
}

/** Columns compared, and −1 for leaves. */
export function columnsUsed(forest: Forest): Set<number> {
  return new Set(forest.trees.flatMap(tree => [...tree.column]));
}
