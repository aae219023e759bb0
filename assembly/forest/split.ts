/**
 * The best split of one node on one column: rows in order of rank, class
 * counts moved from right to left one by one.
 *
 * Lowest weighted Gini impurity = highest Σl²/L + Σr²/R, where l and r are the
 * weighted samples by class left and right, L and R their sums.
 */
import { allocate } from '../memory';
import { marks, order } from './grown-tree';
import { classCount, rowCount, weightOf } from './training-set';

/** (rows,) u64 rank in the upper half, mark in the lower, ascending. */
let keys: usize = 0;
/** (ranks,) i32 first row of a rank, −1 if none; then (rows,) i32 the next one. */
let heads: usize = 0;
let nexts: usize = 0;
/** One bit per rank present, and one bit per word of these. */
let present: usize = 0;
let presentWords: usize = 0;
let lastWord: i32 = 0;
/** (classes,) f64 weighted samples left of the split. */
let lefts: usize = 0;
/** Nodes of at most so many rows are sorted by insertion. */
let smallNode: i32 = 0;

let samples: f64 = 0;
let squares: f64 = 0;
let score: f64 = 0;
let low: u32 = 0;
let high: u32 = 0;

/** Bytes per row that {@link allocateSearch} takes, besides a few. */
export const searchBytesPerRow: f64 = 8 + 4 + 4 + 1;

/** Takes the memory that {@link searchColumn} works in. */
export function allocateSearch(): void {
  const size = <u32>rowCount;
  keys = allocate(size << 3);
  heads = allocate(size << 2);
  nexts = allocate(size << 2);
  memory.fill(heads, 255, size << 2);
  const words = (size >> 6) + 1;
  present = allocate(words << 3);
  memory.fill(present, 0, words << 3);
  const wordWords = (words >> 6) + 1;
  presentWords = allocate(wordWords << 3);
  memory.fill(presentWords, 0, wordWords << 3);
  lastWord = <i32>wordWords;
  lefts = allocate((<u32>classCount) << 3);
  smallNode = 12 + <i32>sqrt<f32>(<f32>rowCount / 64);
}

/** Starts a node: its weighted samples and the sum of their squares by class. */
export function beginSearch(nodeSamples: f64, nodeSquares: f64): void {
  samples = nodeSamples;
  squares = nodeSquares;
  score = -1;
}

/** Best Σl²/L + Σr²/R so far; −1 before any split. */
export function foundScore(): f64 {
  return score;
}
/** Highest rank that goes left. */
export function foundLow(): u32 {
  return low;
}
/** Lowest rank that goes right. */
export function foundHigh(): u32 {
  return high;
}

/**
 * Looks for a better split than found so far.
 *
 * @param column (rows,) T ranks
 * @param totals (classes,) f64 weighted samples of the node by class
 * @param from   where the node's rows start in `order`
 * @param to     where they stop
 * @returns whether the column holds a better one
 */
export function searchColumn<T>(
  column: usize,
  totals: usize,
  from: i32,
  to: i32
): bool {
  const first = order + ((<usize>from) << 2);
  const stop = order + ((<usize>to) << 2);
  if (to - from <= smallNode) {
    insertKeys<T>(column, first, stop);
  } else {
    listKeys<T>(column, first, stop);
  }
  return sweepKeys(to - from, totals);
}

/** Fills `keys` by insertion: best for a few rows. */
function insertKeys<T>(
  column: usize,
  first: usize,
  stop: usize
): void {
  let end = keys;
  for (let at = first; at < stop; at += 4) {
    const row = <usize>load<u32>(at);
    const rank = <u64>load<T>(column + row * sizeof<T>());
    const key = (rank << 32) | (<u64>load<u32>(marks + (row << 2)));
    let place = end;
    while (place > keys) {
      const before = load<u64>(place - 8);
      if (before <= key) {
        break;
      }
      store<u64>(place, before);
      place -= 8;
    }
    store<u64>(place, key);
    end += 8;
  }
}

/** Fills `keys` by one list per rank and a bit per rank that has one: linear. */
function listKeys<T>(
  column: usize,
  first: usize,
  stop: usize
): void {
  for (let at = first; at < stop; at += 4) {
    const row = <usize>load<u32>(at);
    const rank = <usize>load<T>(column + row * sizeof<T>());
    const head = heads + (rank << 2);
    store<i32>(nexts + (row << 2), load<i32>(head));
    store<i32>(head, <i32>row);
    const word = present + ((rank >> 6) << 3);
    store<u64>(word, load<u64>(word) | ((<u64>1) << (rank & 63)));
    const wordWord = presentWords + ((rank >> 12) << 3);
    store<u64>(
      wordWord,
      load<u64>(wordWord) | ((<u64>1) << ((rank >> 6) & 63))
    );
  }
  let end = keys;
  for (let i = 0; i < lastWord; i++) {
    let words = load<u64>(presentWords + ((<usize>i) << 3));
    store<u64>(presentWords + ((<usize>i) << 3), 0);
    while (words) {
      const w = ((<usize>i) << 6) + <usize>ctz(words);
      words &= words - 1;
      let bits = load<u64>(present + (w << 3));
      store<u64>(present + (w << 3), 0);
      while (bits) {
        const rank = (w << 6) + <usize>ctz(bits);
        bits &= bits - 1;
        let row = load<i32>(heads + (rank << 2));
        store<i32>(heads + (rank << 2), -1);
        do {
          const at = (<usize>row) << 2;
          store<u64>(end, ((<u64>rank) << 32) | (<u64>load<u32>(marks + at)));
          end += 8;
          row = load<i32>(nexts + at);
        } while (row >= 0);
      }
    }
  }
}

function sweepKeys(count: i32, totals: usize): bool {
  let leftSquares: f64 = 0;
  let rightSquares = squares;
  let leftSamples: f64 = 0;
  let best = score;
  let isBetter = false;
  let last = <u32>(load<u64>(keys) >> 32);
  memory.fill(lefts, 0, (<usize>classCount) << 3);
  const stop = keys + ((<usize>count) << 3);
  for (let at = keys; at < stop; at += 8) {
    const key = load<u64>(at);
    const rank = <u32>(key >> 32);
    if (rank != last) {
      // compared without division: Σl²/L + Σr²/R = (Σl²·R + Σr²·L) / (L·R)
      const l = leftSamples;
      const r = samples - leftSamples;
      const above = leftSquares * r + rightSquares * l;
      if (above > best * (l * r)) {
        best = above / (l * r);
        low = last;
        high = rank;
        isBetter = true;
      }
      last = rank;
    }
    const output = <usize>((<u32>key) & 255);
    const weight = <f64>((<u32>key) >> 8) * weightOf(output);
    const left = load<f64>(lefts + (output << 3));
    const right = load<f64>(totals + (output << 3)) - left;
    leftSquares += weight * (2 * left + weight);
    rightSquares -= weight * (2 * right - weight);
    leftSamples += weight;
    store<f64>(lefts + (output << 3), left + weight);
  }
  score = best;
  return isBetter;
}
