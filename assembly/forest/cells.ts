/**
 * From float32 features to byte codes. A plane of codes stands for up to 254
 * thresholds of one column: code = how many of them are ≤ the value, so that
 * value < threshold number r ⇔ code ≤ r. Exact for every float32.
 *
 * A value falls into a cell: a monotone function of it, linear about a centre
 * and logarithmic far away, so that heavy tails do not crowd one cell. A table
 * says the code of a cell. Where a threshold lies in the cell it says so
 * instead, and the value is searched for among the thresholds: rare, slower,
 * never wrong.
 */
import { allocate } from '../memory';

/** Thresholds per code plane: codes 0…254, and 255 for what the table cannot tell. */
export const PLANE_THRESHOLDS: i32 = 254;
/** In the table, for a cell with a threshold in it; codes have the sign bit turned there. */
export const SEARCHED: i32 = 0x7f;
/** Pixels of a block: 8 × 8. */
export const BLOCK_PIXELS: usize = 64;

// one code plane as stored in a packed forest; offsets count from its start
export const CENTRE: usize = 0; // f32 where cells are narrowest
export const SOFTNESS: usize = 4; // f32 distance at which they start to widen, > 0
export const SHIFT: usize = 8; // i32 from positions to steps of a cell's width
export const FIRST: usize = 12; // i32 step of cell 0, for all values below the thresholds
export const LAST: usize = 16; // i32 step of the last cell, for all values above them
export const COUNT: usize = 20; // i32 thresholds
export const TABLE: usize = 24; // u32 offset of (cells,) u8: codes
export const THRESHOLDS: usize = 28; // u32 offset of (256,) f32: thresholds, NaN past the last
/** Bytes of one plane's description. */
export const PLANE_BYTES: usize = 32;

/** 16384 cells: a table of 16 kB shares the first-level cache with pixels. */
const CELLS: u32 = 1 << 14;
/** A search may look so far. */
const PADDED_THRESHOLDS: u32 = 256;
/** Softnesses tried: half the spread of so many parts of the thresholds about the middle one. */
const SOFTNESS_TRIES: i32 = 4;
/** Share of values in cells with a threshold below which no better cells are looked for. */
const RARE: f64 = 0.005;

/** Most bytes of table, thresholds and what lies between blocks. */
export const LARGEST_PLANE: u32 = CELLS + (PADDED_THRESHOLDS << 2) + 256;

/** Positions of four values: ordered like them, 0 at the centre. */
export class Position {
  @inline
  static of(value: v128, centre: v128, softness: v128): v128 {
    const offset = f32x4.sub(value, centre);
    // −0 is as 0
    const sign = f32x4.lt(offset, f32x4.splat(0));
    const distance = f32x4.add(f32x4.abs(offset), softness);
    // float bits grow like a logarithm with straight pieces
    const magnitude = i32x4.sub(distance, softness);
    return v128.xor(magnitude, sign);
  }
}

/** Position of one value, in the same steps as in whole rows. */
function positionOf(plane: usize, value: f32): i32 {
  const position = Position.of(
    f32x4.splat(value),
    v128.load_splat<f32>(plane, CENTRE),
    v128.load_splat<f32>(plane, SOFTNESS)
  );
  return i32x4.extract_lane(position, 0);
}

/** Cell of a threshold: inside the first and the last one. */
function cellOf(plane: usize, threshold: f32): i32 {
  const step = positionOf(plane, threshold) >> load<i32>(plane, SHIFT);
  return step - load<i32>(plane, FIRST);
}

function thresholdAt(thresholds: usize, index: i32): f32 {
  return load<f32>(thresholds + ((<usize>index) << 2));
}

/** Sets the cells of a plane, narrow within `softness` of `centre`. */
function setCells(
  plane: usize,
  thresholds: usize,
  count: i32,
  centre: f32,
  softness: f32
): void {
  store<f32>(plane, centre, CENTRE);
  store<f32>(plane, softness, SOFTNESS);
  // about the centre, steps of so many cells fit 16 bits
  const lowest = positionOf(plane, thresholdAt(thresholds, 0));
  const highest = positionOf(plane, thresholdAt(thresholds, count - 1));
  const first = min(0, lowest);
  const last = max(0, highest);
  let shift = 0;
  while (<u32>(last >> shift) - <u32>(first >> shift) + 3 > CELLS) {
    shift++;
  }
  store<i32>(plane, shift, SHIFT);
  store<i32>(plane, (first >> shift) - 1, FIRST);
  store<i32>(plane, (last >> shift) + 1, LAST);
}

/** Estimate of the share of values in cells with a threshold: values lie as thresholds do. */
function searchedShare(plane: usize, thresholds: usize, count: i32): f64 {
  let share: f64 = 0;
  let before = 0;
  let here = cellOf(plane, thresholdAt(thresholds, 0));
  for (let i = 1; i <= count; i++) {
    const isLast = i == count;
    const after = isLast ? CELLS : cellOf(plane, thresholdAt(thresholds, i));
    share += 2 / <f64>(after - before + 1);
    before = here;
    here = after;
  }
  return share / <f64>(count + 1);
}

/** A usable centre or softness: finite, for differences from ∞ have no order. */
function finite(value: f32): f32 {
  return min(max(value, -f32.MAX_VALUE), f32.MAX_VALUE);
}

/**
 * Chooses cells that few values share with a threshold: about the middle
 * threshold or about the place where they are densest.
 */
function chooseCells(plane: usize, thresholds: usize, count: i32): void {
  const densest = densestThreshold(thresholds, count);
  let least = Infinity;
  let bestCentre: f32 = 0;
  let bestSoftness: f32 = 1;
  for (let i = 0; i < 2 * SOFTNESS_TRIES && least > RARE; i++) {
    const middle = i & 1 ? densest : count >> 1;
    const centre = finite(thresholdAt(thresholds, middle));
    const near = max(1, (count * ((i >> 1) + 1)) / (2 * SOFTNESS_TRIES));
    const above = thresholdAt(thresholds, min(count - 1, middle + near));
    const below = thresholdAt(thresholds, max(0, middle - near));
    const width = finite(above / 2 - below / 2);
    // also for NaN, the width between infinities
    const isWide = width > f32.MIN_NORMAL_VALUE;
    const softness = isWide ? width : f32.MIN_NORMAL_VALUE;
    setCells(plane, thresholds, count, centre, softness);
    const share = searchedShare(plane, thresholds, count);
    if (share < least) {
      least = share;
      bestCentre = centre;
      bestSoftness = softness;
    }
  }
  setCells(plane, thresholds, count, bestCentre, bestSoftness);
}

/** A threshold in the middle of the narrowest run of a sixteenth of them. */
function densestThreshold(thresholds: usize, count: i32): i32 {
  const run = max(1, count >> 4);
  let narrowest = f32.MAX_VALUE;
  let at = 0;
  for (let i = 0; i + run < count; i++) {
    const width = thresholdAt(thresholds, i + run) - thresholdAt(thresholds, i);
    if (width < narrowest) {
      narrowest = width;
      at = i;
    }
  }
  return at + (run >> 1);
}

/**
 * Writes the description, table and thresholds of one plane.
 *
 * @param base       start of the packed forest; stored offsets count from it
 * @param plane      where the description goes
 * @param thresholds (count,) f32 ascending, distinct, no NaN
 * @param count      1…254
 */
export function writePlane(
  base: usize,
  plane: usize,
  thresholds: usize,
  count: i32
): void {
  chooseCells(plane, thresholds, count);
  store<i32>(plane, count, COUNT);
  const table = allocate(CELLS);
  store<u32>(plane, <u32>(table - base), TABLE);
  let filled = 0;
  for (let i = 0; i < count;) {
    const cell = cellOf(plane, thresholdAt(thresholds, i));
    memory.fill(table + <usize>filled, <u8>(i ^ 0x80), <usize>(cell - filled));
    store<u8>(table + <usize>cell, SEARCHED);
    filled = cell + 1;
    do {
      i++;
    } while (i < count && cellOf(plane, thresholdAt(thresholds, i)) == cell);
  }
  const rest = <usize>CELLS - <usize>filled;
  memory.fill(table + <usize>filled, <u8>(count ^ 0x80), rest);

  const copy = allocate(PADDED_THRESHOLDS << 2);
  store<u32>(plane, <u32>(copy - base), THRESHOLDS);
  memory.copy(copy, thresholds, (<usize>count) << 2);
  // NaN is ≤ nothing
  for (let i = <usize>count; i < <usize>PADDED_THRESHOLDS; i++) {
    store<f32>(copy + (i << 2), f32.NaN);
  }
}
