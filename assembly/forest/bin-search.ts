/**
 * Splits of large nodes: only bins whose bound is not clearly below the best
 * split known are sorted and looked into, in order with the splits between
 * bins, as if all rows were sorted.
 */
import { allocate } from '../memory';
import {
  BIN_BITS,
  binCount,
  binOf,
  countSlots,
  slotColumn,
  slotCounts
} from './bins';
import {
  beginBounds,
  bestEdge,
  boundSlot,
  CLEARLY_LESS,
  moveBin,
  slotBounds,
  slotPeak
} from './bin-bounds';
import { ranksOf } from './ranked-columns';
import {
  beginSweep,
  keys,
  scoreHere,
  sortRows,
  sweepKeys
} from './sorted-rows';
import { edge, first, noteEdge, score, settleEdge, stop } from './split-search';
import { classCount, rowCount } from './training-set';

/** (bins,) u32 rows that were gathered of each bin; and 1 for bins to be looked into. */
let gathered: usize = 0;
let picked: usize = 0;
/** (rows,) u64 entries of these bins. */
let entries: usize = 0;

/** Bytes that {@link allocateBinSearch} takes. */
export function binSearchBytes(rowTotal: i32): f64 {
  return <f64>rowTotal * 8 + <f64>(5 << BIN_BITS) + 3 * 128;
}

/** Takes the memory of rows that are looked at. */
export function allocateBinSearch(): void {
  gathered = allocate(4 << BIN_BITS);
  picked = allocate(1 << BIN_BITS);
  entries = allocate((<u32>rowCount) << 3);
}

/**
 * Looks for better splits than found so far, in the columns of the first slots.
 *
 * @returns the slot of the best one, −1 if none is better
 */
export function searchSlots<T>(slots: i32): i32 {
  countSlots(slots);
  beginBounds(score);
  for (let slot = 0; slot < slots; slot++) {
    boundSlot(slot);
  }
  const least = max(bestEdge * CLEARLY_LESS, 0);
  let best = -1;
  for (let slot = 0; slot < slots; slot++) {
    if (slotPeak(slot) > least && sweepSlot<T>(slot, least)) {
      best = slot;
    }
  }
  return best;
}

/** Looks at the splits of one column in order. */
function sweepSlot<T>(slot: i32, least: f64): bool {
  const index = slotColumn(slot);
  const counts = slotCounts(slot);
  if (pickBins(slotBounds(slot), least)) {
    sortRows<T>(ranksOf<T>(index), entries, gatherRows(index));
  }
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

/** Marks the bins whose bound is above `least`; returns whether there are any. */
function pickBins(bounds: usize, least: f64): bool {
  memory.fill(gathered, 0, (<usize>binCount) << 2);
  let isAny = false;
  for (let bin: usize = 0; bin < <usize>binCount; bin++) {
    const isPicked = load<f64>(bounds + (bin << 3)) > least;
    store<u8>(picked + bin, isPicked);
    isAny = isAny || isPicked;
  }
  return isAny;
}

/** Copies the entries of the marked bins; returns where they end. */
function gatherRows(index: i32): usize {
  let end = entries;
  for (let at = first; at < stop; at += 8) {
    const entry = load<u64>(at);
    const bin = binOf(entry, index);
    if (load<u8>(picked + bin)) {
      store<u64>(end, entry);
      end += 8;
      const rows = gathered + (bin << 2);
      store<u32>(rows, load<u32>(rows) + 1);
    }
  }
  return end;
}

function isEmpty(cells: usize): bool {
  for (let c: usize = 0; c < <usize>classCount; c++) {
    if (load<u32>(cells + (c << 2))) {
      return false;
    }
  }
  return true;
}

/** Finds out between which ranks of a column the best split lies, if it is one between bins. */
export function settleBins<T>(index: i32): void {
  if (edge < 0) {
    return;
  }
  const column = ranksOf<T>(index);
  let low: u32 = 0;
  let high: u32 = u32.MAX_VALUE;
  for (let at = first; at < stop; at += 8) {
    const entry = load<u64>(at);
    const row = <usize>(<u32>entry);
    const rank = <u32>load<T>(column + row * sizeof<T>());
    if (<i32>binOf(entry, index) <= edge) {
      low = max(low, rank);
    } else {
      high = min(high, rank);
    }
  }
  settleEdge(low, high);
}
