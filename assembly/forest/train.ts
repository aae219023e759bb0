/**
 * Grows the trees of a random forest: bootstrap, some columns per node, Gini,
 * exact splits, unpruned. Columns are replaced by the ranks of their values
 * once; a node then sorts small integers only.
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
import { keyValue, orderedKey, sortByKey } from './order';
import { randomBelow, seedTree } from './random';
import {
  allocateSearch,
  beginSearch,
  foundHigh,
  foundLow,
  foundScore,
  searchBytesPerRow,
  searchColumn
} from './split';
import {
  classCount,
  columnCount,
  columnNumbers,
  outputs,
  rowCount,
  rowValues,
  takeTrainingSet,
  weightOf
} from './training-set';

let triesPerNode: i32 = 0;
/** Whether ranks need more than 16 bits. */
let isWide: bool = false;

/** (columns, rows) u16 or u32 rank of each value among the column's distinct values. */
let ranks: usize = 0;
/** (columns, rows) f32 distinct values, ascending. */
let values: usize = 0;
/** (columns,) i32 shuffled while a tree grows. */
let shuffled: usize = 0;
/** (columns,) f64 Gini impurity that splits on each column took away, summed over trees. */
let giniDecreases: usize = 0;

/** (rows,) u32 */
let spare: usize = 0;
/** Open nodes: i32 from, to, node. */
let open: usize = 0;
/** (classes,) f64 weighted samples of the node by class. */
let totals: usize = 0;
/** Weighted samples of the whole tree. */
let treeWeight: f64 = 0;

const RANGE_BYTES: u32 = 12;
/** Sums over trees are whole multiples of 2⁻⁴⁰: exact in any order, up to 2¹³ trees. */
const GINI_STEPS: f64 = 1099511627776;

/**
 * Bytes that {@link trainBegin} takes from the arena. The host makes sure of
 * them: training itself does not ask.
 */
export function trainBytes(
  rowTotal: i32,
  columnTotal: i32,
  classTotal: i32
): f64 {
  const size = <f64>rowTotal;
  const perCell: f64 = rowTotal > 0x10000 ? 8 : 6;
  const perRow: f64 = 4 + 12 + 16 + treeBytesPerRow + searchBytesPerRow;
  return (
    size * <f64>columnTotal * perCell +
    size * perRow +
    <f64>(columnTotal * 12 + classTotal * 24) +
    // alignment and slack of each block
    32 * 128
  );
}

/**
 * Takes the training rows; trees are then grown one by one. Memory is taken
 * from the arena and must stay until the last tree.
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
  triesPerNode = columnTries;
  isWide = rowTotal > 0x10000;
  const size = <u32>rowTotal;
  const cells = size * <u32>columnTotal;
  ranks = allocate(cells << (isWide ? 2 : 1));
  values = allocate(cells << 2);
  shuffled = allocate((<u32>columnTotal) << 2);
  giniDecreases = allocate((<u32>columnTotal) << 3);
  memory.fill(giniDecreases, 0, (<usize>columnTotal) << 3);
  spare = allocate(size << 2);
  open = allocate((size + 2) * RANGE_BYTES);
  totals = allocate((<u32>classTotal) << 3);
  allocateTree();
  allocateSearch();

  const entries = allocate(size << 3);
  const sorted = allocate(size << 3);
  for (let index = 0; index < columnTotal; index++) {
    rankColumn(index, entries, sorted);
  }
}

function rankColumn(index: i32, entries: usize, sorted: usize): void {
  const column = (<usize>load<i32>(columnNumbers + ((<usize>index) << 2))) << 2;
  for (let row = 0; row < rowCount; row++) {
    const value = load<f32>(rowValues(row) + column);
    store<u64>(
      entries + ((<usize>row) << 3),
      ((<u64>orderedKey(value)) << 32) | (<u64>row)
    );
  }
  sortByKey(entries, sorted, rowCount);
  const base = <usize>index * <usize>rowCount;
  const distinct = values + (base << 2);
  let rank: i32 = -1;
  let last: u32 = 0;
  for (let i = 0; i < rowCount; i++) {
    const entry = load<u64>(sorted + ((<usize>i) << 3));
    const key = <u32>(entry >> 32);
    if (rank < 0 || key != last) {
      rank++;
      last = key;
      store<f32>(distinct + ((<usize>rank) << 2), keyValue(key));
    }
    const cell = base + <usize>(<u32>entry);
    if (isWide) {
      store<u32>(ranks + (cell << 2), rank);
    } else {
      store<u16>(ranks + (cell << 1), <u16>rank);
    }
  }
}

/**
 * Grows tree number `tree` of the forest with this seed.
 *
 * @returns number of nodes; the tree stands in grown-tree.ts until the next
 */
export function trainTree(seed: u32, tree: u32): i32 {
  seedTree(seed, tree);
  const drawn = drawRows();
  for (let i = 0; i < columnCount; i++) {
    store<i32>(shuffled + ((<usize>i) << 2), i);
  }
  if (isWide) {
    growTree<u32>(drawn);
  } else {
    growTree<u16>(drawn);
  }
  return nodeCount;
}

/**
 * (columns allowed,) f64 share of the Gini impurity, 0…1 a tree, that splits on
 * each column took away: the sum over all trees grown since `trainBegin`.
 */
export function trainGiniDecreases(): usize {
  return giniDecreases;
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
    if (load<u32>(marks + ((<usize>row) << 2)) >= 256) {
      store<u32>(order + ((<usize>drawn) << 2), row);
      drawn++;
    }
  }
  return drawn;
}

function growTree<T>(drawn: i32): void {
  beginTree();
  treeWeight = 0;
  let top = open;
  top = pushRange(top, 0, drawn, 0);
  while (top != open) {
    top -= RANGE_BYTES;
    const from = load<i32>(top);
    const to = load<i32>(top, 4);
    const node = load<i32>(top, 8);
    const index = chooseSplit<T>(from, to);
    if (index < 0) {
      addLeaf(node, from, to);
      continue;
    }
    const column = load<i32>(columnNumbers + ((<usize>index) << 2));
    const left = addSplit(node, column, splitThreshold(index));
    const middle = partition<T>(from, to, index);
    top = pushRange(top, middle, to, left + 1);
    top = pushRange(top, from, middle, left);
  }
}

function pushRange(top: usize, from: i32, to: i32, node: i32): usize {
  store<i32>(top, from);
  store<i32>(top, to, 4);
  store<i32>(top, node, 8);
  return top + RANGE_BYTES;
}

/**
 * The column to split a node on, as index into the allowed ones, or −1 for a
 * leaf. Looks at `triesPerNode` random columns and goes on while none of them
 * improves; a split that improves nothing is better than an impure leaf.
 */
function chooseSplit<T>(from: i32, to: i32): i32 {
  countTotals(from, to);
  let samples: f64 = 0;
  let squares: f64 = 0;
  let present = 0;
  for (let c: usize = 0; c < <usize>classCount; c++) {
    const total = load<f64>(totals + (c << 3)) * weightOf(c);
    store<f64>(totals + (c << 3), total);
    samples += total;
    squares += total * total;
    present += i32(total > 0);
  }
  if (from == 0 && treeWeight == 0) {
    treeWeight = samples;
  }
  if (present < 2) {
    return -1;
  }
  const score = squares / samples;
  // exactly balanced splits may exceed the parent by rounding
  const enough = score * (1 + 1e-12);
  let best = -1;
  beginSearch(samples, squares);
  for (let k = 0; k < columnCount; k++) {
    if (k >= triesPerNode && foundScore() > enough) {
      break;
    }
    const here = shuffled + ((<usize>k) << 2);
    const there = shuffled + ((<usize>(k + randomBelow(columnCount - k))) << 2);
    const index = load<i32>(there);
    store<i32>(there, load<i32>(here));
    store<i32>(here, index);
    const column = ranks + <usize>index * <usize>rowCount * sizeof<T>();
    if (searchColumn<T>(column, totals, from, to)) {
      best = index;
    }
  }
  if (best >= 0) {
    addDecrease(best, (foundScore() - score) / treeWeight);
  }
  return best;
}

/** Counts the samples of a node by class. */
function countTotals(from: i32, to: i32): void {
  memory.fill(totals, 0, (<usize>classCount) << 3);
  for (let i = from; i < to; i++) {
    const row = load<u32>(order + ((<usize>i) << 2));
    const mark = load<u32>(marks + ((<usize>row) << 2));
    const total = totals + ((<usize>(mark & 255)) << 3);
    store<f64>(total, load<f64>(total) + <f64>(mark >> 8));
  }
}

function addDecrease(index: i32, decrease: f64): void {
  const at = giniDecreases + ((<usize>index) << 3);
  const steps = nearest(max(decrease, 0) * GINI_STEPS);
  store<f64>(at, load<f64>(at) + steps / GINI_STEPS);
}

/** Midway between the two values the split lies between: low < threshold ≤ high. */
function splitThreshold(index: i32): f64 {
  const distinct = values + ((<usize>index * <usize>rowCount) << 2);
  const low = <f64>load<f32>(distinct + ((<usize>foundLow()) << 2));
  const high = <f64>load<f32>(distinct + ((<usize>foundHigh()) << 2));
  const middle = (low + high) / 2;
  // infinite values have no midpoint
  return low < middle && middle <= high ? middle : high;
}

/** Moves rows that go left before those that go right, keeping their order. */
function partition<T>(from: i32, to: i32, index: i32): i32 {
  const column = ranks + <usize>index * <usize>rowCount * sizeof<T>();
  const low = foundLow();
  let left = order + ((<usize>from) << 2);
  let right = spare;
  for (let i = from; i < to; i++) {
    const row = load<u32>(order + ((<usize>i) << 2));
    if (<u32>load<T>(column + <usize>row * sizeof<T>()) <= low) {
      store<u32>(left, row);
      left += 4;
    } else {
      store<u32>(right, row);
      right += 4;
    }
  }
  memory.copy(left, spare, right - spare);
  return <i32>((left - order) >> 2);
}
