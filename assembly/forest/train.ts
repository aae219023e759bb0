/**
 * Grows the trees of a random forest: bootstrap, some columns per node, Gini,
 * exact splits, unpruned. Columns are replaced by ranks once; nodes then deal
 * with small integers only.
 *
 * @source docs/numerics.md, “Random forest”; Breiman 2001
 */
import { allocate } from '../memory';
import {
  addLeaf,
  addSplit,
  allocateTree,
  beginTree,
  marks,
  nodeCount,
  order,
  treeBytesPerRow
} from './grown-tree';
import { randomBelow, seedTree } from './random';
import {
  allocateRanks,
  isWide,
  rankBytes,
  ranksOf,
  valueOf
} from './ranked-columns';
import { allocateSplit, beginSplits, chooseSplit, splitBytes } from './split';
import { high, low } from './split-search';
import {
  columnNumbers,
  outputs,
  rowCount,
  takeTrainingSet
} from './training-set';

/** (rows,) u64 entries that go right. */
let spare: usize = 0;
/** Open nodes: u32 from and to in `order`, i32 node. */
let open: usize = 0;
/** End of these, where the next is taken from. */
let openTop: usize = 0;
/** About how many values of a row a node looks at: counting classes and moving rows are two more. */
let valuesPerRow: i32 = 0;

const RANGE_BYTES: u32 = 12;

/**
 * Bytes that {@link trainBegin} takes from the arena. The host makes sure of
 * them: training itself does not ask.
 */
export function trainBytes(
  rowTotal: i32,
  columnTotal: i32,
  classTotal: i32
): f64 {
  return (
    rankBytes(rowTotal, columnTotal) +
    splitBytes(rowTotal, columnTotal, classTotal) +
    <f64>rowTotal * (8 + RANGE_BYTES + treeBytesPerRow) +
    <f64>classTotal * 8 +
    // alignment and slack of each block
    16 * 128
  );
}

/**
 * Takes the training rows. `trainRank` comes next, once for each column, and
 * then one tree after the other. Memory is taken from the arena and must stay
 * until the last tree.
 *
 * @param rows         (rowTotal, rowLength) f32, row after row, no NaN in the columns used
 * @param rowOutputs   (rowTotal,) u8, class outputs from 0
 * @param columns      (columnTotal,) i32 numbers of the columns that may be split on
 * @param classTotal   1…256
 * @param classWeights (classTotal,) f64 what a sample of each class weighs, > 0
 * @param columnTries  columns looked at per node, ≥ 1
 */
export function trainBegin(
  rows: usize,
  rowOutputs: usize,
  rowTotal: i32,
  rowLength: i32,
  columns: usize,
  columnTotal: i32,
  classTotal: i32,
  classWeights: usize,
  columnTries: i32
): void {
  takeTrainingSet(
    rows,
    rowTotal,
    rowLength,
    rowOutputs,
    classTotal,
    classWeights,
    columns,
    columnTotal
  );
  const size = <u32>rowTotal;
  spare = allocate(size << 3);
  open = allocate((size + 2) * RANGE_BYTES);
  allocateTree();
  allocateSplit(columnTries);
  allocateRanks();
  valuesPerRow = columnTries + 2;
}

/** Begins tree number `tree` of the forest with this seed. */
export function trainTreeBegin(seed: u32, tree: u32): void {
  seedTree(seed, tree);
  const drawn = drawRows();
  beginSplits();
  beginTree();
  openTop = pushRange(open, 0, drawn, 0);
}

/**
 * Grows the tree on, node by node.
 *
 * @param work about how many values to look at before leaving off; Infinity for the whole tree
 * @returns number of nodes when the tree is done, it stands in grown-tree.ts
 *   until the next; 0 before
 */
export function trainTreeStep(work: f64): i32 {
  if (isWide) {
    growNodes<u32>(work);
  } else {
    growNodes<u16>(work);
  }
  return openTop == open ? nodeCount : 0;
}

/** Draws as many rows as there are, with replacement; a row drawn twice counts twice. */
function drawRows(): i32 {
  for (let row = 0; row < rowCount; row++) {
    store<u32>(marks + ((<usize>row) << 2), load<u8>(outputs + <usize>row));
  }
  for (let i = 0; i < rowCount; i++) {
    const mark = marks + ((<usize>randomBelow(rowCount)) << 2);
    store<u32>(mark, load<u32>(mark) + 256);
  }
  let drawn = 0;
  for (let row = 0; row < rowCount; row++) {
    const mark = load<u32>(marks + ((<usize>row) << 2));
    if (mark >= 256) {
      store<u64>(order + ((<usize>drawn) << 3), ((<u64>mark) << 32) | (<u64>row));
      drawn++;
    }
  }
  return drawn;
}

function growNodes<T>(work: f64): void {
  let top = openTop;
  while (top != open && work > 0) {
    top -= RANGE_BYTES;
    const from = load<i32>(top);
    const to = load<i32>(top, 4);
    const node = load<i32>(top, 8);
    work -= <f64>(to - from) * <f64>valuesPerRow;
    const first = order + ((<usize>from) << 3);
    const stop = order + ((<usize>to) << 3);
    const index = chooseSplit<T>(first, stop);
    if (index < 0) {
      addLeaf(node, from, to);
      continue;
    }
    const column = load<i32>(columnNumbers + ((<usize>index) << 2));
    const left = addSplit(node, column, splitThreshold(index));
    const middle = partition<T>(first, stop, ranksOf<T>(index));
    top = pushRange(top, middle, to, left + 1);
    top = pushRange(top, from, middle, left);
  }
  openTop = top;
}

function pushRange(top: usize, from: i32, to: i32, node: i32): usize {
  store<i32>(top, from);
  store<i32>(top, to, 4);
  store<i32>(top, node, 8);
  return top + RANGE_BYTES;
}

/** Midway between the two values the split lies between: left < threshold ≤ right. */
function splitThreshold(index: i32): f64 {
  const left = <f64>valueOf(index, low);
  const right = <f64>valueOf(index, high);
  const middle = (left + right) / 2;
  // infinite values have no midpoint
  return left < middle && middle <= right ? middle : right;
}

/** Moves entries that go left before those that go right, keeping their order; returns where these start. */
function partition<T>(first: usize, stop: usize, column: usize): i32 {
  let left = first;
  let right = spare;
  for (let at = first; at < stop; at += 8) {
    const entry = load<u64>(at);
    const row = <usize>(<u32>entry);
    const isLeft = <usize>(<u32>load<T>(column + row * sizeof<T>()) <= low);
    // written to both sides, kept on one: no branch to mispredict
    store<u64>(left, entry);
    store<u64>(right, entry);
    left += isLeft << 3;
    right += (1 - isLeft) << 3;
  }
  memory.copy(left, spare, right - spare);
  return <i32>((left - order) >> 3);
}
