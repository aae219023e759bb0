/**
 * The tree that grew last: its nodes, and which rows it drew. What a tree is
 * judged by, its leaves included, is counted from here.
 */
import { allocate } from '../memory';
import {
  classCount,
  rowCount,
  rowValues,
  weightOf
} from './training-set';

/** (nodes,) i32 column, −1 for a leaf. */
let columns: usize = 0;
/** (nodes,) f64: left if value < threshold; 0 for a leaf. */
let thresholds: usize = 0;
/** (nodes,) i32 left child, or where the leaf's rows start in `order`. */
let lefts: usize = 0;
/** (nodes,) i32 right child, or where the leaf's rows stop in `order`. */
let rights: usize = 0;
/** Nodes of the tree. */
export let nodeCount: i32 = 0;

/** (rows,) u32 class output in the low 8 bits, times drawn above. */
export let marks: usize = 0;
/** (drawn rows,) u64 row number below, mark above, those of one node side by side. */
export let order: usize = 0;

/** (classes,) f64 weighted samples of the leaf counted last. */
export let shares: usize = 0;
/** Samples of that leaf, a row drawn twice as two. */
let leafSamples: f64 = 0;

/** Bytes per row that {@link allocateTree} takes, besides a few per class. */
export const treeBytesPerRow: f64 = 4 + 8 + 8 * 3 + 16;

/** Takes the memory of one tree, used by each in turn. */
export function allocateTree(): void {
  const size = <u32>rowCount;
  marks = allocate(size << 2);
  order = allocate(size << 3);
  columns = allocate(size << 3);
  thresholds = allocate(size << 4);
  lefts = allocate(size << 3);
  rights = allocate(size << 3);
  shares = allocate((<u32>classCount) << 3);
}

/** Starts a tree that has a root only. */
export function beginTree(): void {
  nodeCount = 1;
}

/** Makes a node an inner one with two new children, and returns the left of them; the right follows. */
export function addSplit(node: i32, column: i32, threshold: f64): i32 {
  const left = nodeCount;
  setNode(node, column, threshold, left, left + 1);
  nodeCount += 2;
  return left;
}

/** Makes a node a leaf of the rows `from … to` of {@link order}. */
export function addLeaf(node: i32, from: i32, to: i32): void {
  setNode(node, -1, 0, from, to);
}

function setNode(
  node: i32,
  column: i32,
  threshold: f64,
  left: i32,
  right: i32
): void {
  const at = <usize>node;
  store<i32>(columns + (at << 2), column);
  store<f64>(thresholds + (at << 3), threshold);
  store<i32>(lefts + (at << 2), left);
  store<i32>(rights + (at << 2), right);
}

/** Column that a node compares, −1 for a leaf. */
export function columnOf(node: i32): i32 {
  return load<i32>(columns + ((<usize>node) << 2));
}

/** The child of a node for this value of its column. */
export function childOf(node: i32, value: f32): i32 {
  const at = <usize>node;
  return <f64>value < load<f64>(thresholds + (at << 3))
    ? load<i32>(lefts + (at << 2))
    : load<i32>(rights + (at << 2));
}

/** The leaf that a row reaches from a node. */
export function leafOf(row: u32, node: i32): i32 {
  const values = rowValues(row);
  let column = columnOf(node);
  while (column >= 0) {
    node = childOf(node, load<f32>(values + ((<usize>column) << 2)));
    column = columnOf(node);
  }
  return node;
}

/** Whether the tree grew without this row. */
export function isOutOfBag(row: u32): bool {
  return load<u32>(marks + ((<usize>row) << 2)) < 256;
}

/** Counts the weighted samples of a leaf by class into {@link shares}; returns their sum. */
export function countLeaf(leaf: i32): f64 {
  memory.fill(shares, 0, (<usize>classCount) << 3);
  leafSamples = 0;
  const stop = load<i32>(rights + ((<usize>leaf) << 2));
  for (let i = load<i32>(lefts + ((<usize>leaf) << 2)); i < stop; i++) {
    const mark = load<u32>(order + ((<usize>i) << 3), 4);
    const share = shares + ((<usize>(mark & 255)) << 3);
    const drawn = <f64>(mark >> 8);
    store<f64>(share, load<f64>(share) + drawn);
    leafSamples += drawn;
  }
  let sum: f64 = 0;
  for (let c: usize = 0; c < <usize>classCount; c++) {
    const weighted = load<f64>(shares + (c << 3)) * weightOf(c);
    store<f64>(shares + (c << 3), weighted);
    sum += weighted;
  }
  return sum;
}

/** The class output a leaf votes for: that of the largest share, the first of equal ones. */
export function verdictOf(leaf: i32): i32 {
  countLeaf(leaf);
  let best = 0;
  let most: f64 = 0;
  for (let c = 0; c < classCount; c++) {
    const share = load<f64>(shares + ((<usize>c) << 3));
    if (share > most) {
      most = share;
      best = c;
    }
  }
  return best;
}

/**
 * Writes what leaves hold, 0 for inner nodes, and gives leaves no children:
 * the last thing done with a tree.
 *
 * @param samples   (nodes,) f64 receives the samples drawn, a row drawn twice as two
 * @param fractions (nodes, classes) f64 receives the weighted share of each class
 */
export function finishTree(samples: usize, fractions: usize): void {
  memory.fill(samples, 0, (<usize>nodeCount) << 3);
  memory.fill(fractions, 0, (<usize>nodeCount * <usize>classCount) << 3);
  for (let node = 0; node < nodeCount; node++) {
    if (columnOf(node) >= 0) {
      continue;
    }
    const total = countLeaf(node);
    const first = fractions + ((<usize>node * <usize>classCount) << 3);
    for (let c: usize = 0; c < <usize>classCount; c++) {
      store<f64>(first + (c << 3), load<f64>(shares + (c << 3)) / total);
    }
    store<f64>(samples + ((<usize>node) << 3), leafSamples);
    setNode(node, -1, 0, 0, 0);
  }
}

/** Where the host reads the tree: see the arrays above. */
export function treeColumns(): usize {
  return columns;
}
export function treeThresholds(): usize {
  return thresholds;
}
export function treeLefts(): usize {
  return lefts;
}
export function treeRights(): usize {
  return rights;
}
