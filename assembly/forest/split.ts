/**
 * The best split of one node, over random columns of those allowed.
 *
 * Large nodes are searched by bins, small ones by sorting their rows; both look
 * at all splits and find the same one.
 */
import { allocate } from '../memory';
import {
  allocateBinSearch,
  binSearchBytes,
  searchSlots,
  settleBins
} from './bin-search';
import { allocateBounds, boundBytes } from './bin-bounds';
import {
  allocateBins,
  binBytesNeeded,
  chooseBins,
  setSlot,
  slotColumn
} from './bins';
import { randomBelow } from './random';
import { ranksOf } from './ranked-columns';
import {
  allocateKeys,
  beginSweep,
  keyBytesPerRow,
  keys,
  sortRows,
  sweepKeys
} from './sorted-rows';
import {
  allocateSearch,
  beginSearch,
  first,
  samples,
  score,
  squares,
  stop,
  totals
} from './split-search';
import { classCount, columnCount, weightOf } from './training-set';

let triesPerNode: i32 = 0;
/** (columns,) i32 shuffled while a tree grows. */
let shuffled: usize = 0;
/** (columns,) f64 Gini impurity that splits on each column took away, summed over trees. */
let giniDecreases: usize = 0;
/** Weighted samples of the whole tree. */
let treeWeight: f64 = 0;

/** Sums over trees are whole multiples of 2⁻⁴⁰: exact in any order, up to 2¹³ trees. */
const GINI_STEPS: f64 = 1099511627776;

/** Bytes that {@link allocateSplit} takes. */
export function splitBytes(
  rowTotal: i32,
  columnTotal: i32,
  classTotal: i32
): f64 {
  return (
    <f64>rowTotal * keyBytesPerRow +
    binBytesNeeded(rowTotal, columnTotal, classTotal) +
    boundBytes(columnTotal) +
    binSearchBytes(rowTotal) +
    <f64>(columnTotal * 12 + classTotal * 16) +
    // alignment and slack of each block
    16 * 128
  );
}

/** Takes the memory of the search, for all trees. */
export function allocateSplit(columnTries: i32): void {
  triesPerNode = columnTries;
  shuffled = allocate((<u32>columnCount) << 2);
  giniDecreases = allocate((<u32>columnCount) << 3);
  memory.fill(giniDecreases, 0, (<usize>columnCount) << 3);
  allocateSearch();
  allocateKeys();
  allocateBins(min(columnTries, columnCount));
  allocateBounds();
  allocateBinSearch();
}

/** Starts a tree. */
export function beginSplits(): void {
  treeWeight = 0;
  for (let i = 0; i < columnCount; i++) {
    store<i32>(shuffled + ((<usize>i) << 2), i);
  }
}

/**
 * The column to split a node on, as index into the allowed ones, or −1 for a
 * leaf; between which ranks, split-search.ts knows. Looks at `triesPerNode`
 * random columns and goes on while none of them improves; a split that improves
 * nothing is better than an impure leaf.
 *
 * @param from address of the node's first u64 entry: row number below, mark above
 * @param to   where they end
 */
export function chooseSplit<T>(from: usize, to: usize): i32 {
  if (countClasses(from, to) < 2) {
    return -1;
  }
  const parent = squares / samples;
  // exactly balanced splits may exceed the parent by rounding
  const enough = parent * (1 + 1e-12);
  const best = chooseBins(<i32>((to - from) >> 3))
    ? searchLarge<T>(enough)
    : searchSmall<T>(enough);
  if (best >= 0) {
    addDecrease(best, (score - parent) / treeWeight);
  }
  return best;
}

/** Searches all columns of a node at once, then one by one while none improves. */
function searchLarge<T>(enough: f64): i32 {
  let tried = min(triesPerNode, columnCount);
  for (let slot = 0; slot < tried; slot++) {
    setSlot(slot, drawColumn(slot));
  }
  let slot = searchSlots<T>(tried);
  let best = slot < 0 ? -1 : slotColumn(slot);
  while (tried < columnCount && score <= enough) {
    setSlot(0, drawColumn(tried));
    tried++;
    slot = searchSlots<T>(1);
    best = slot < 0 ? best : slotColumn(slot);
  }
  if (best >= 0) {
    settleBins<T>(best);
  }
  return best;
}

/** Searches the columns of a node one by one. */
function searchSmall<T>(enough: f64): i32 {
  let best = -1;
  for (let k = 0; k < columnCount; k++) {
    if (k >= triesPerNode && score > enough) {
      break;
    }
    const index = drawColumn(k);
    const end = sortRows<T>(ranksOf<T>(index), first, stop);
    beginSweep();
    if (sweepKeys(keys, end)) {
      best = index;
    }
  }
  return best;
}

/** Starts a node; returns how many classes its samples have. */
function countClasses(from: usize, to: usize): i32 {
  memory.fill(totals, 0, (<usize>classCount) << 3);
  for (let at = from; at < to; at += 8) {
    const mark = load<u32>(at, 4);
    const total = totals + ((<usize>(mark & 255)) << 3);
    store<u64>(total, load<u64>(total) + <u64>(mark >> 8));
  }
  let samples: f64 = 0;
  let squares: f64 = 0;
  let present = 0;
  for (let c: usize = 0; c < <usize>classCount; c++) {
    const count = load<u64>(totals + (c << 3));
    const total = <f64>count * weightOf(c);
    store<f64>(totals + (c << 3), total);
    samples += total;
    squares += total * total;
    present += i32(count > 0);
  }
  if (treeWeight == 0) {
    treeWeight = samples;
  }
  beginSearch(from, to, samples, squares);
  return present;
}

/** A random column that was not tried yet, after `tried` others. */
function drawColumn(tried: i32): i32 {
  const here = shuffled + ((<usize>tried) << 2);
  const other = tried + randomBelow(columnCount - tried);
  const there = shuffled + ((<usize>other) << 2);
  const index = load<i32>(there);
  store<i32>(there, load<i32>(here));
  store<i32>(here, index);
  return index;
}

function addDecrease(index: i32, decrease: f64): void {
  const at = giniDecreases + ((<usize>index) << 3);
  const steps = nearest(max(decrease, 0) * GINI_STEPS);
  store<f64>(at, load<f64>(at) + steps / GINI_STEPS);
}

/**
 * (columns allowed,) f64 share of the Gini impurity, 0…1 a tree, that splits on
 * each column took away: the sum over all trees grown since `trainBegin`.
 */
export function trainGiniDecreases(): usize {
  return giniDecreases;
}
