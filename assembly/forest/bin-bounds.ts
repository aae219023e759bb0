/**
 * What a column can hold at best, from its bins: the score of the splits
 * between bins, and a bound of those inside. The score is convex in the class
 * counts on the left, so inside a bin it is at most what it would be in a
 * corner: all of some classes moved, none of the others. In a bin of one class
 * it is below that of one of its ends.
 */
import { allocate } from '../memory';
import { binCount, slotCount, slotCounts } from './bins';
import { lefts, moveLeft } from './sorted-rows';
import { samples, squares, totals } from './split-search';
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
      const bound = cornersOfTwo(left0, left1, next0, next1, least);
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
function cornersOfTwo(
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
  memory.fill(lefts, 0, (<usize>classCount) << 3);
  const binBytes = (<usize>classCount) << 2;
  let l: f64 = 0;
  let leftSum: f64 = 0;
  let rightSum = squares;
  let least = bestEdge * CLEARLY_LESS;
  for (let bin: usize = 0; bin < <usize>binCount; bin++) {
    const present = moveClasses(counts + bin * binBytes);
    if (present == 0) {
      continue;
    }
    if (present > 1) {
      const bound = boundOfCorners(present, l, leftSum, rightSum, least);
      if (bound > 0) {
        store<f64>(bounds + (bin << 3), bound);
        peak = max(peak, bound);
      }
    }
    l += moved;
    leftSum += leftGain;
    rightSum += rightGain;
    // the split after this bin, unless nothing comes after it
    const r = samples - l;
    const above = leftSum * r + rightSum * l;
    if (above > least * (l * r) && r > 0) {
      const score = above / (l * r);
      peak = max(peak, score);
      bestEdge = max(bestEdge, score);
      least = bestEdge * CLEARLY_LESS;
    }
  }
}

/** What moving the classes of a bin to the left adds to samples and squares there, and to squares on the right. */
let moved: f64 = 0;
let leftGain: f64 = 0;
let rightGain: f64 = 0;

/** Moves the classes of a bin, notes the first ones in {@link corners}, and returns how many there are. */
function moveClasses(cells: usize): i32 {
  let present = 0;
  let corner = corners;
  moved = 0;
  leftGain = 0;
  rightGain = 0;
  for (let c: usize = 0; c < <usize>classCount; c++) {
    const count = load<u32>(cells + (c << 2));
    if (count == 0) {
      continue;
    }
    const weighted = <f64>count * weightOf(c);
    const left = load<f64>(lefts + (c << 3));
    const right = load<f64>(totals + (c << 3)) - left;
    const onLeft = weighted * (2 * left + weighted);
    const onRight = weighted * (weighted - 2 * right);
    store<f64>(lefts + (c << 3), left + weighted);
    moved += weighted;
    leftGain += onLeft;
    rightGain += onRight;
    present++;
    if (present <= MOST_CLASSES) {
      store<f64>(corner, weighted);
      store<f64>(corner, onLeft, 8);
      store<f64>(corner, onRight, 16);
      corner += CORNER_BYTES;
    }
  }
  return present;
}

/**
 * Highest corner of a bin if above `least`, else 0; ∞ if it has too many
 * classes to look. A corner and the one with the other classes moved are
 * scored together.
 */
function boundOfCorners(
  present: i32,
  l: f64,
  leftSum: f64,
  rightSum: f64,
  least: f64
): f64 {
  if (present > MOST_CLASSES) {
    return f64.POSITIVE_INFINITY;
  }
  const start = f64x2.splat(l);
  const startLeft = f64x2.splat(leftSum);
  const startRight = f64x2.splat(rightSum);
  let most: f64 = 0;
  // of two classes one pair, of three three, of four seven
  const pairs = present == 2 ? 1 : present == 3 ? 3 : 7;
  for (let pair = 0; pair < pairs; pair++) {
    const one = corners + <usize>(pair & 3) * CORNER_BYTES;
    let some = load<f64>(one);
    let someLeft = load<f64>(one, 8);
    let someRight = load<f64>(one, 16);
    if (pair > 3) {
      // the last class with each of the others
      const last = corners + 3 * CORNER_BYTES;
      const other = corners + <usize>(pair - 4) * CORNER_BYTES;
      some = load<f64>(last) + load<f64>(other);
      someLeft = load<f64>(last, 8) + load<f64>(other, 8);
      someRight = load<f64>(last, 16) + load<f64>(other, 16);
    }
    const left = f64x2.add(start, withRest(some, moved));
    const right = f64x2.sub(f64x2.splat(samples), left);
    const leftSquares = f64x2.add(startLeft, withRest(someLeft, leftGain));
    const rightSquares = f64x2.add(startRight, withRest(someRight, rightGain));
    const above = f64x2.add(
      f64x2.mul(leftSquares, right),
      f64x2.mul(rightSquares, left)
    );
    const below = f64x2.mul(left, right);
    const limit = f64x2.mul(f64x2.splat(least), below);
    if (v128.any_true(f64x2.gt(above, limit))) {
      const scores = f64x2.div(above, below);
      most = max(most, f64x2.extract_lane(scores, 0));
      most = max(most, f64x2.extract_lane(scores, 1));
    }
  }
  return most;
}

/** A part and what is left of the whole. */
function withRest(part: f64, whole: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(part), 1, whole - part);
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
