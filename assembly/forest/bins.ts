/**
 * Splits of large nodes without sorting their rows. Rows are counted by class
 * in bins of neighbouring ranks, and splits between bins are scored. Inside a
 * bin the score, convex in the class counts, is at most what it would be in a
 * corner: all of some classes on the left, all of the others on the right. So
 * only bins with a corner above the best split known are sorted, and a bin of
 * one class never.
 *
 * Candidates count in ascending order, as if all rows were sorted.
 */
import { allocate } from '../memory';
import {
  beginSweep,
  keys,
  leftSamples,
  leftSquares,
  lefts,
  moveLeft,
  rightSquares,
  scoreHere,
  sortRows,
  sweepKeys
} from './sorted-rows';
import {
  edge,
  first,
  noteEdge,
  samples,
  score,
  settleEdge,
  stop,
  totals
} from './split-search';
import { classCount, rowCount, weightOf } from './training-set';

/** Bins of a column over all rows; small nodes join neighbouring ones. */
export const BIN_BITS: i32 = 8;
const BINS: i32 = 1 << BIN_BITS;
/** Fewer bins than this tell nothing. */
const LEAST_BINS: i32 = 16;
/** Bins of more classes are sorted without a look at their corners. */
const MOST_CORNER_CLASSES: i32 = 4;
/** Far above what rounding changes, far below what tells splits apart. */
const CLEARLY_LESS: f64 = 1 - 1e-10;

/** (bins, classes) u32 samples of each class. */
let counts: usize = 0;
/** (bins,) f64 highest corner if above the best split, else 0. */
let bounds: usize = 0;
/** (bins,) u32 entries that were gathered of each bin. */
let gathered: usize = 0;
/** (rows,) u64 entries of the bins that are sorted. */
let entries: usize = 0;
/** Classes present in one bin: f64 samples, and what they add to the squares left and right. */
let corners: usize = 0;
const CORNER_BYTES: usize = 24;

/** Bytes that {@link allocateBins} takes, besides a few. */
export function binBytes(rowTotal: i32, classTotal: i32): f64 {
  return <f64>rowTotal * 8 + <f64>(BINS * (classTotal * 4 + 16));
}

/** Takes the memory of the counts. */
export function allocateBins(): void {
  counts = allocate((<u32>(BINS * classCount)) << 2);
  bounds = allocate(BINS << 3);
  gathered = allocate(BINS << 2);
  entries = allocate((<u32>rowCount) << 3);
  corners = allocate(<u32>MOST_CORNER_CLASSES * <u32>CORNER_BYTES);
}

/**
 * How many bits of a bin number to drop in a node of so many rows, so that
 * counting costs more than looking at the bins; −1 if it is better sorted.
 */
export function binShift(rows: i32): i32 {
  let bins = BINS;
  let shift = 0;
  while (bins * classCount > rows) {
    bins >>= 1;
    shift++;
  }
  return bins < LEAST_BINS ? -1 : shift;
}

/**
 * Looks for a better split of the node than found so far.
 *
 * @param column (rows,) T ranks
 * @param bins   (rows,) u8 bin of each rank
 * @param shift  bits of the bin numbers to drop
 * @returns whether the column holds a better one
 */
export function searchBins<T>(column: usize, bins: usize, shift: i32): bool {
  const binCount = BINS >> shift;
  memory.fill(counts, 0, (<usize>(binCount * classCount)) << 2);
  scanEdge = -1;
  let best: f64;
  if (classCount == 2) {
    countTwo(bins, shift);
    best = scanTwo(binCount);
  } else {
    countMany(bins, shift);
    best = scanMany(binCount);
  }
  if (pickBins(binCount, best)) {
    return sweepPicked<T>(column, bins, shift, binCount);
  }
  if (scanEdge >= 0) {
    noteEdge(best, scanEdge);
  }
  return scanEdge >= 0;
}

/** Bin after which the better split that a scan found lies, −1 if there is none. */
let scanEdge: i32 = 0;

function countTwo(bins: usize, shift: i32): void {
  for (let at = first; at < stop; at += 8) {
    const mark = load<u32>(at, 4);
    const bin = <usize>load<u8>(bins + <usize>load<u32>(at)) >> shift;
    const cell = counts + (bin << 3);
    const times = (<u64>(mark >> 8)) << ((mark & 1) << 5);
    store<u64>(cell, load<u64>(cell) + times);
  }
}

function countMany(bins: usize, shift: i32): void {
  const stride = <usize>classCount;
  for (let at = first; at < stop; at += 8) {
    const mark = load<u32>(at, 4);
    const bin = <usize>load<u8>(bins + <usize>load<u32>(at)) >> shift;
    const cell = counts + ((bin * stride + <usize>(mark & 255)) << 2);
    store<u32>(cell, load<u32>(cell) + (mark >> 8));
  }
}

/** Scores the splits between bins and bounds those inside; returns the best score. */
function scanTwo(binCount: i32): f64 {
  const weight0 = weightOf(0);
  const weight1 = weightOf(1);
  const total0 = load<f64>(totals);
  const total1 = load<f64>(totals, 8);
  let left0: f64 = 0;
  let left1: f64 = 0;
  let best = score;
  let last = -1;
  for (let bin = 0; bin < binCount; bin++) {
    const both = load<u64>(counts + ((<usize>bin) << 3));
    if (both == 0) {
      store<f64>(bounds + ((<usize>bin) << 3), 0);
      continue;
    }
    if (last >= 0) {
      const r0 = total0 - left0;
      const r1 = total1 - left1;
      const l = left0 + left1;
      const r = r0 + r1;
      const above =
        (left0 * left0 + left1 * left1) * r + (r0 * r0 + r1 * r1) * l;
      if (above > best * (l * r)) {
        best = above / (l * r);
        scanEdge = last;
      }
    }
    const next0 = left0 + <f64>(<u32>both) * weight0;
    const next1 = left1 + <f64>(both >> 32) * weight1;
    let bound: f64 = 0;
    if (<u32>both != 0 && both >> 32 != 0) {
      const a = cornerTwo(left0, next1, total0, total1);
      const b = cornerTwo(next0, left1, total0, total1);
      bound = max(a, b);
    }
    store<f64>(bounds + ((<usize>bin) << 3), bound);
    left0 = next0;
    left1 = next1;
    last = bin;
  }
  return best;
}

@inline
function cornerTwo(l0: f64, l1: f64, total0: f64, total1: f64): f64 {
  const r0 = total0 - l0;
  const r1 = total1 - l1;
  return (l0 * l0 + l1 * l1) / (l0 + l1) + (r0 * r0 + r1 * r1) / (r0 + r1);
}

function scanMany(binCount: i32): f64 {
  let best = score;
  let last = -1;
  beginSweep();
  for (let bin = 0; bin < binCount; bin++) {
    const cells = counts + ((<usize>bin * <usize>classCount) << 2);
    let present = 0;
    for (let c: usize = 0; c < <usize>classCount; c++) {
      present += i32(load<u32>(cells + (c << 2)) != 0);
    }
    if (present == 0) {
      store<f64>(bounds + ((<usize>bin) << 3), 0);
      continue;
    }
    if (last >= 0) {
      const better = scoreHere(best);
      if (better > 0) {
        best = better;
        scanEdge = last;
      }
    }
    const bound = present == 1 ? 0 : boundMany(cells, present);
    store<f64>(bounds + ((<usize>bin) << 3), bound);
    moveBin(cells);
    last = bin;
  }
  return best;
}

function moveBin(cells: usize): void {
  for (let c: usize = 0; c < <usize>classCount; c++) {
    const count = load<u32>(cells + (c << 2));
    if (count) {
      moveLeft(c, <f64>count * weightOf(c));
    }
  }
}

/** Highest score that the inside of a bin could have, standing before it; ∞ if it has too many classes. */
function boundMany(cells: usize, present: i32): f64 {
  if (present > MOST_CORNER_CLASSES) {
    return f64.POSITIVE_INFINITY;
  }
  let corner = corners;
  for (let c: usize = 0; c < <usize>classCount; c++) {
    const count = load<u32>(cells + (c << 2));
    if (count) {
      const weighted = <f64>count * weightOf(c);
      const left = load<f64>(lefts + (c << 3));
      const right = load<f64>(totals + (c << 3)) - left;
      store<f64>(corner, weighted);
      store<f64>(corner, weighted * (2 * left + weighted), 8);
      store<f64>(corner, weighted * (weighted - 2 * right), 16);
      corner += CORNER_BYTES;
    }
  }
  let most: f64 = 0;
  const all = (1 << present) - 1;
  for (let chosen = 1; chosen < all; chosen++) {
    let l = leftSamples;
    let leftSum = leftSquares;
    let rightSum = rightSquares;
    for (let rest = chosen; rest; rest &= rest - 1) {
      const at = corners + <usize>ctz(rest) * CORNER_BYTES;
      l += load<f64>(at);
      leftSum += load<f64>(at, 8);
      rightSum += load<f64>(at, 16);
    }
    most = max(most, leftSum / l + rightSum / (samples - l));
  }
  return most;
}

/** Keeps the bounds that are not clearly below the best score; returns whether there are any. */
function pickBins(binCount: i32, best: f64): bool {
  const least = max(best * CLEARLY_LESS, 0);
  let isAny = false;
  for (let at = bounds; at < bounds + ((<usize>binCount) << 3); at += 8) {
    if (load<f64>(at) > least) {
      isAny = true;
    } else {
      store<f64>(at, 0);
    }
  }
  return isAny;
}

/** Looks at all splits in order, those inside the picked bins too. */
function sweepPicked<T>(
  column: usize,
  bins: usize,
  shift: i32,
  binCount: i32
): bool {
  const end = gatherRows(bins, shift, binCount);
  sortRows<T>(column, entries, end);
  let key = keys;
  let last = -1;
  let isBetter = false;
  beginSweep();
  for (let bin = 0; bin < binCount; bin++) {
    const cells = counts + ((<usize>bin * <usize>classCount) << 2);
    if (isEmpty(cells)) {
      continue;
    }
    if (last >= 0) {
      const better = scoreHere(score);
      if (better > 0) {
        noteEdge(better, last);
        isBetter = true;
      }
    }
    const rows = <usize>load<u32>(gathered + ((<usize>bin) << 2));
    if (rows) {
      isBetter = sweepKeys(key, key + (rows << 3)) || isBetter;
      key += rows << 3;
    } else {
      moveBin(cells);
    }
    last = bin;
  }
  return isBetter;
}

function isEmpty(cells: usize): bool {
  for (let c: usize = 0; c < <usize>classCount; c++) {
    if (load<u32>(cells + (c << 2))) {
      return false;
    }
  }
  return true;
}

/** Copies the entries of the picked bins; returns where they end. */
function gatherRows(bins: usize, shift: i32, binCount: i32): usize {
  memory.fill(gathered, 0, (<usize>binCount) << 2);
  let end = entries;
  for (let at = first; at < stop; at += 8) {
    const entry = load<u64>(at);
    const bin = <usize>load<u8>(bins + <usize>(<u32>entry)) >> shift;
    if (load<f64>(bounds + (bin << 3)) > 0) {
      store<u64>(end, entry);
      end += 8;
      const rows = gathered + (bin << 2);
      store<u32>(rows, load<u32>(rows) + 1);
    }
  }
  return end;
}

/**
 * Finds out between which ranks a split after a bin lies.
 *
 * @param column (rows,) T ranks
 * @param bins   (rows,) u8 bin of each rank
 * @param shift  bits of the bin numbers to drop
 */
export function settleBins<T>(column: usize, bins: usize, shift: i32): void {
  let low: u32 = 0;
  let high: u32 = u32.MAX_VALUE;
  for (let at = first; at < stop; at += 8) {
    const row = <usize>load<u32>(at);
    const rank = <u32>load<T>(column + row * sizeof<T>());
    if (<i32>((<usize>load<u8>(bins + row)) >> shift) <= edge) {
      low = max(low, rank);
    } else {
      high = min(high, rank);
    }
  }
  settleEdge(low, high);
}
