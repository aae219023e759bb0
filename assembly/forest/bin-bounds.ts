/**
 * What a column can hold at best, from its bins: the score of the splits
 * between bins, and a bound of those inside. The score is convex in the class
 * counts on the left, so inside a bin it is at most what it would be in a
 * corner: all of some classes moved, none of the others. In a bin of one class
 * it is below that of one of its ends.
 */
import { allocate } from '../memory';
import { binCount, slotCount, slotCounts } from './bins';
import {
  beginSweep,
  leftSamples,
  leftSquares,
  lefts,
  moveLeft,
  rightSquares
} from './sorted-rows';
import { samples, totals } from './split-search';
import { classCount, weightOf } from './training-set';

/** Bins of more classes are looked into without a bound. */
const MOST_CLASSES: i32 = 4;
/** Far more than rounding changes, far less than what tells splits apart. */
export const CLEARLY_LESS: f64 = 1 - 1e-10;

/** (slots, 256) f64 bound of each bin's inside; 0 if clearly below what was known then. */
let bounds: usize = 0;
/** (slots,) f64 highest of bounds and splits between bins. */
let peaks: usize = 0;
/** Of the classes present in one bin: f64 samples, and what they add to the squares left and right. */
let corners: usize = 0;
const CORNER_BYTES: usize = 24;
const BOUNDS_BYTES: usize = 2048;

/** Highest score of a split between bins, of all slots looked at for the node. */
export let bestEdge: f64 = 0;
let peak: f64 = 0;

/** Bytes that {@link allocateBounds} takes. */
export function boundBytes(columnTotal: i32): f64 {
  return <f64>columnTotal * 2056 + 4 * 128;
}

/** Takes the memory of the bounds of all slots. */
export function allocateBounds(): void {
  bounds = allocate(<u32>slotCount * <u32>BOUNDS_BYTES);
  peaks = allocate((<u32>slotCount) << 3);
  corners = allocate(<u32>MOST_CLASSES * <u32>CORNER_BYTES);
}

/** Starts a node in which a split of this score is known, or −1. */
export function beginBounds(known: f64): void {
  bestEdge = known;
}

/** (bins,) f64 bounds of a slot. */
export function slotBounds(slot: i32): usize {
  return bounds + <usize>slot * BOUNDS_BYTES;
}

/** Highest score that the column of a slot may reach; 0 if clearly below what was known then. */
export function slotPeak(slot: i32): f64 {
  return load<f64>(peaks + ((<usize>slot) << 3));
}

/** Bounds the column of a slot. */
export function boundSlot(slot: i32): void {
  peak = 0;
  memory.fill(slotBounds(slot), 0, (<usize>binCount) << 3);
  if (classCount == 2) {
    boundTwo(slotCounts(slot), slotBounds(slot));
  } else {
    boundMany(slotCounts(slot), slotBounds(slot));
  }
  store<f64>(peaks + ((<usize>slot) << 3), peak);
}

function boundTwo(counts: usize, bounds: usize): void {
  const weight0 = weightOf(0);
  const weight1 = weightOf(1);
  const total0 = load<f64>(totals);
  const total1 = load<f64>(totals, 8);
  let left0: f64 = 0;
  let left1: f64 = 0;
  let least = bestEdge * CLEARLY_LESS;
  for (let bin: usize = 0; bin < <usize>binCount; bin++) {
    const both = load<u64>(counts + (bin << 3));
    if (both == 0) {
      continue;
    }
    const next0 = left0 + <f64>(<u32>both) * weight0;
    const next1 = left1 + <f64>(both >> 32) * weight1;
    if (<u32>both != 0 && both >> 32 != 0) {
      const bound = boundOfCorners(left0, left1, next0, next1, least);
      if (bound > 0) {
        store<f64>(bounds + (bin << 3), bound);
        peak = max(peak, bound);
      }
    }
    left0 = next0;
    left1 = next1;
    // the split after this bin, unless nothing comes after it
    const r0 = total0 - left0;
    const r1 = total1 - left1;
    const l = left0 + left1;
    const r = r0 + r1;
    const above = (left0 * left0 + left1 * left1) * r + (r0 * r0 + r1 * r1) * l;
    if (above > least * (l * r) && r > 0) {
      const score = above / (l * r);
      peak = max(peak, score);
      bestEdge = max(bestEdge, score);
      least = bestEdge * CLEARLY_LESS;
    }
  }
}

/** The higher corner of a bin of two classes, or 0 if neither is above `least`. */
function boundOfCorners(
  left0: f64,
  left1: f64,
  next0: f64,
  next1: f64,
  least: f64
): f64 {
  const l0 = f64x2.replace_lane(f64x2.splat(left0), 1, next0);
  const l1 = f64x2.replace_lane(f64x2.splat(next1), 1, left1);
  const r0 = f64x2.sub(v128.load_splat<f64>(totals), l0);
  const r1 = f64x2.sub(v128.load_splat<f64>(totals, 8), l1);
  const l = f64x2.add(l0, l1);
  const r = f64x2.add(r0, r1);
  const leftSquares = f64x2.add(f64x2.mul(l0, l0), f64x2.mul(l1, l1));
  const rightSquares = f64x2.add(f64x2.mul(r0, r0), f64x2.mul(r1, r1));
  const above = f64x2.add(f64x2.mul(leftSquares, r), f64x2.mul(rightSquares, l));
  const below = f64x2.mul(l, r);
  const isAbove = f64x2.gt(above, f64x2.mul(f64x2.splat(least), below));
  if (!v128.any_true(isAbove)) {
    return 0;
  }
  const scores = f64x2.div(above, below);
  return max(f64x2.extract_lane(scores, 0), f64x2.extract_lane(scores, 1));
}

function boundMany(counts: usize, bounds: usize): void {
  const binBytes = (<usize>classCount) << 2;
  beginSweep();
  for (let bin: usize = 0; bin < <usize>binCount; bin++) {
    const cells = counts + bin * binBytes;
    let present = 0;
    for (let c: usize = 0; c < <usize>classCount; c++) {
      present += i32(load<u32>(cells + (c << 2)) != 0);
    }
    if (present == 0) {
      continue;
    }
    if (present > 1) {
      const bound = boundOfBin(cells, present);
      if (bound > bestEdge * CLEARLY_LESS) {
        store<f64>(bounds + (bin << 3), bound);
        peak = max(peak, bound);
      }
    }
    moveBin(cells);
    const r = samples - leftSamples;
    const score = leftSquares / leftSamples + rightSquares / r;
    if (r > 0 && score > bestEdge * CLEARLY_LESS) {
      peak = max(peak, score);
      bestEdge = max(bestEdge, score);
    }
  }
}

/** Highest corner of a bin, standing before it; ∞ if it has too many classes to look. */
function boundOfBin(cells: usize, present: i32): f64 {
  if (present > MOST_CLASSES) {
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

/** Moves all samples of a bin to the left. */
export function moveBin(cells: usize): void {
  for (let c: usize = 0; c < <usize>classCount; c++) {
    const count = load<u32>(cells + (c << 2));
    if (count) {
      moveLeft(c, <f64>count * weightOf(c));
    }
  }
}
