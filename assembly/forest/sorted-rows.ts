/**
 * Splits between rows in order of rank: classes are moved from right to left
 * one row after the other.
 */
import { allocate } from '../memory';
import { noteSplit, samples, score, squares, totals } from './split-search';
import { classCount, rowCount, weightOf } from './training-set';

/** (rows,) u64 rank in the upper half, mark in the lower, ascending. */
export let keys: usize = 0;
/** (ranks,) i32 first entry of a rank, −1 if none; then (rows,) i32 the next one. */
let heads: usize = 0;
let nexts: usize = 0;
/** One bit per rank present, and one bit per word of these. */
let present: usize = 0;
let presentWords: usize = 0;
let lastWord: i32 = 0;
/** Up to so many rows are sorted by insertion. */
let fewRows: usize = 0;

/** (classes,) f64 weighted samples on the left, where a sweep starts and stops. */
export let lefts: usize = 0;
/** Sums of their squares, of those on the right, and their sum. */
let leftSquares: f64 = 0;
let rightSquares: f64 = 0;
let leftSamples: f64 = 0;

/** Bytes per row that {@link allocateKeys} takes, besides a few. */
export const keyBytesPerRow: f64 = 8 + 4 + 4 + 1;

/** Takes the memory that rows are sorted in. */
export function allocateKeys(): void {
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
  fewRows = 12 + <usize>sqrt<f32>(<f32>rowCount / 64);
}

/**
 * Fills {@link keys} with some rows of a node, in order of rank.
 *
 * @param column (rows,) T ranks
 * @param first  u64 entries of the rows: row number below, mark above
 * @param stop   where they end
 * @returns where the keys end
 */
export function sortRows<T>(column: usize, first: usize, stop: usize): usize {
  if (stop - first <= fewRows << 3) {
    insertKeys<T>(column, first, stop);
  } else {
    listKeys<T>(column, first, stop);
  }
  return keys + (stop - first);
}

/** By insertion: best for a few rows. */
function insertKeys<T>(column: usize, first: usize, stop: usize): void {
  let end = keys;
  for (let at = first; at < stop; at += 8) {
    const entry = load<u64>(at);
    const rank = <u64>load<T>(column + <usize>(<u32>entry) * sizeof<T>());
    const key = (rank << 32) | (entry >> 32);
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

/** By one list per rank and a bit per rank that has one: linear. */
function listKeys<T>(column: usize, first: usize, stop: usize): void {
  for (let at = first; at < stop; at += 8) {
    const rank = <usize>load<T>(column + <usize>load<u32>(at) * sizeof<T>());
    const head = heads + (rank << 2);
    store<i32>(nexts + ((at - first) >> 1), load<i32>(head));
    store<i32>(head, <i32>((at - first) >> 3));
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
        let place = load<i32>(heads + (rank << 2));
        store<i32>(heads + (rank << 2), -1);
        do {
          const mark = load<u32>(first + ((<usize>place) << 3), 4);
          store<u64>(end, ((<u64>rank) << 32) | (<u64>mark));
          end += 8;
          place = load<i32>(nexts + ((<usize>place) << 2));
        } while (place >= 0);
      }
    }
  }
}

/** Starts a sweep with everything on the right. */
export function beginSweep(): void {
  memory.fill(lefts, 0, (<usize>classCount) << 3);
  leftSquares = 0;
  rightSquares = squares;
  leftSamples = 0;
}

/** Moves weighted samples of a class to the left, as a sweep over their rows would. */
export function moveLeft(output: usize, weighted: f64): void {
  const left = load<f64>(lefts + (output << 3));
  const right = load<f64>(totals + (output << 3)) - left;
  leftSquares += weighted * (2 * left + weighted);
  rightSquares -= weighted * (2 * right - weighted);
  leftSamples += weighted;
  store<f64>(lefts + (output << 3), left + weighted);
}

/** Whether a split where the sweep stands is better than `best`; then its score, else −1. */
export function scoreHere(best: f64): f64 {
  const l = leftSamples;
  const r = samples - l;
  const above = leftSquares * r + rightSquares * l;
  return above > best * (l * r) ? above / (l * r) : -1;
}

/** Looks at all splits between two of some keys, and moves their rows to the left. */
export function sweepKeys(from: usize, to: usize): bool {
  return classCount == 2 ? sweepTwo(from, to) : sweepMany(from, to);
}

function sweepTwo(from: usize, to: usize): bool {
  const weight0 = weightOf(0);
  const weight1 = weightOf(1);
  const total0 = load<f64>(totals);
  const total1 = load<f64>(totals, 8);
  const left0 = load<f64>(lefts);
  const left1 = load<f64>(lefts, 8);
  let moved: u32 = 0;
  let moved1: u32 = 0;
  let best = score;
  let isBetter = false;
  let low: u32 = 0;
  let high: u32 = 0;
  let last = load<u32>(from, 4);
  for (let at = from; at < to; at += 8) {
    const mark = load<u32>(at);
    const rank = load<u32>(at, 4);
    if (rank != last) {
      const l0 = left0 + <f64>(moved - moved1) * weight0;
      const l1 = left1 + <f64>moved1 * weight1;
      const r0 = total0 - l0;
      const r1 = total1 - l1;
      const l = l0 + l1;
      const r = r0 + r1;
      const above = (l0 * l0 + l1 * l1) * r + (r0 * r0 + r1 * r1) * l;
      if (above > best * (l * r)) {
        best = above / (l * r);
        low = last;
        high = rank;
        isBetter = true;
      }
      last = rank;
    }
    const times = mark >> 8;
    moved += times;
    moved1 += times & (0 - (mark & 1));
  }
  if (isBetter) {
    noteSplit(best, low, high);
  }
  moveLeft(0, <f64>(moved - moved1) * weight0);
  moveLeft(1, <f64>moved1 * weight1);
  return isBetter;
}

function sweepMany(from: usize, to: usize): bool {
  let leftSum = leftSquares;
  let rightSum = rightSquares;
  let l = leftSamples;
  let best = score;
  let isBetter = false;
  let low: u32 = 0;
  let high: u32 = 0;
  let last = load<u32>(from, 4);
  for (let at = from; at < to; at += 8) {
    const mark = load<u32>(at);
    const rank = load<u32>(at, 4);
    if (rank != last) {
      const r = samples - l;
      const above = leftSum * r + rightSum * l;
      if (above > best * (l * r)) {
        best = above / (l * r);
        low = last;
        high = rank;
        isBetter = true;
      }
      last = rank;
    }
    const output = <usize>(mark & 255);
    const weighted = <f64>(mark >> 8) * weightOf(output);
    const left = load<f64>(lefts + (output << 3));
    const right = load<f64>(totals + (output << 3)) - left;
    leftSum += weighted * (2 * left + weighted);
    rightSum -= weighted * (2 * right - weighted);
    l += weighted;
    store<f64>(lefts + (output << 3), left + weighted);
  }
  leftSquares = leftSum;
  rightSquares = rightSum;
  leftSamples = l;
  if (isBetter) {
    noteSplit(best, low, high);
  }
  return isBetter;
}
