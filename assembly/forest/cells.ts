/**
 * From float32 features to byte codes. A plane of codes stands for up to 255
 * thresholds of one column: code = how many of them are ≤ the value, so that
 * value < threshold number r ⇔ code ≤ r. Exact for every float32.
 *
 * A value falls into a cell: a monotone function of it, linear about a centre
 * and logarithmic far away, so that heavy tails do not crowd one cell. A table
 * says how many thresholds lie in earlier cells; those of the cell are compared
 * three at once. Where many share a cell, values of that plane are searched
 * for: slower, never wrong.
 */
import { allocate } from '../memory';

/** Thresholds per code plane: codes 0…255. */
export const PLANE_THRESHOLDS: i32 = 255;
/** Pixels of a block: 8 × 8. */
export const BLOCK_PIXELS: usize = 64;

// one code plane as stored in a packed forest; offsets count from its start
export const CENTRE: usize = 0; // f32 where cells are narrowest
export const SOFTNESS: usize = 4; // f32 distance at which they start to widen, > 0
export const FIRST: usize = 8; // i32 position where cell 0 starts
export const LAST: usize = 12; // i32 position where the last cell ends
export const SHIFT: usize = 16; // i32 from position to cell
export const MOST_IN_CELL: usize = 20; // i32 most thresholds that share a cell
export const TABLE: usize = 24; // u32 offset of (cells,) u8: thresholds in earlier cells
export const RECORDS: usize = 28; // u32 offset of (thresholds + 1 and more,) records
/** Bytes of one plane's description. */
export const PLANE_BYTES: usize = 32;

// record i: thresholds number i, i + 1 and i + 2, NaN past the last, and i
const RECORD_INDEX: usize = 12; // u32
export const RECORD_SHIFT: i32 = 4;
export const RECORD_THRESHOLDS: i32 = 3;

/** 16384 cells: a table of 16 kB shares the first-level cache with records and pixels. */
const CELL_BITS: i32 = 14;
const CELLS: i32 = 1 << CELL_BITS;
/** Softnesses tried: half the spread of so many parts of the thresholds about the middle one. */
const SOFTNESS_TRIES: i32 = 4;

/** Most bytes of table, records and what lies between blocks. */
export const LARGEST_PLANE: u32 = <u32>CELLS + ((3 * 255) << 4) + 256;

/** Positions of four values: ordered like them; values beyond are clamped to the ends. */
export class Position {
  @inline
  static of(
    value: v128,
    centre: v128,
    softness: v128,
    first: v128,
    last: v128
  ): v128 {
    const offset = f32x4.sub(value, centre);
    const sign = i32x4.shr_s(offset, 31);
    const distance = f32x4.add(f32x4.abs(offset), softness);
    // float bits grow like a logarithm with straight pieces
    const magnitude = i32x4.sub(distance, softness);
    const position = i32x4.sub(v128.xor(magnitude, sign), sign);
    return i32x4.min_s(i32x4.max_s(position, first), last);
  }
}

/** Position of one value before clamping, in the same steps as in whole rows. */
export function positionOf(plane: usize, value: f32): i32 {
  const position = Position.of(
    f32x4.splat(value),
    v128.load_splat<f32>(plane, CENTRE),
    v128.load_splat<f32>(plane, SOFTNESS),
    i32x4.splat(i32.MIN_VALUE),
    i32x4.splat(i32.MAX_VALUE)
  );
  return i32x4.extract_lane(position, 0);
}

function cellOf(plane: usize, value: f32): i32 {
  const offset = positionOf(plane, value) - load<i32>(plane, FIRST);
  return <i32>((<u32>offset) >> (<u32>load<i32>(plane, SHIFT)));
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
  const first = positionOf(plane, thresholdAt(thresholds, 0));
  const last = positionOf(plane, thresholdAt(thresholds, count - 1));
  store<i32>(plane, first, FIRST);
  store<i32>(plane, last, LAST);
  const span = <u32>last - <u32>first;
  store<i32>(plane, max(0, 32 - <i32>clz(span) - CELL_BITS), SHIFT);
}

/** Most thresholds that share a cell. */
function mostInCell(plane: usize, thresholds: usize, count: i32): i32 {
  let most = 0;
  let run = 0;
  let last = -1;
  for (let i = 0; i < count; i++) {
    const cell = cellOf(plane, thresholdAt(thresholds, i));
    run = cell == last ? run + 1 : 1;
    last = cell;
    most = max(most, run);
  }
  return most;
}

/** A usable centre or softness: finite, for differences from ∞ have no order. */
function finite(value: f32): f32 {
  return min(max(value, -f32.MAX_VALUE), f32.MAX_VALUE);
}

/**
 * Chooses cells with few thresholds in each: about the middle threshold or
 * about the place where they are densest. Returns the most in one cell.
 */
function chooseCells(plane: usize, thresholds: usize, count: i32): i32 {
  const densest = densestThreshold(thresholds, count);
  let least = i32.MAX_VALUE;
  let bestCentre: f32 = 0;
  let bestSoftness: f32 = 1;
  for (let i = 0; i < 2 * SOFTNESS_TRIES; i++) {
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
    const most = mostInCell(plane, thresholds, count);
    if (most < least) {
      least = most;
      bestCentre = centre;
      bestSoftness = softness;
    }
    if (least <= RECORD_THRESHOLDS) {
      break;
    }
  }
  setCells(plane, thresholds, count, bestCentre, bestSoftness);
  return least;
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
 * Writes the description, records and thresholds of one plane.
 *
 * @param base       start of the packed forest; stored offsets count from it
 * @param plane      where the description goes
 * @param thresholds (count,) f32 ascending, distinct, no NaN
 * @param count      1…255
 */
export function writePlane(
  base: usize,
  plane: usize,
  thresholds: usize,
  count: i32
): void {
  const most = chooseCells(plane, thresholds, count);
  store<i32>(plane, most, MOST_IN_CELL);
  const table = allocate(<u32>CELLS);
  store<u32>(plane, <u32>(table - base), TABLE);
  let filled = 0;
  for (let i = 0; i < count;) {
    // up to its cell, as many thresholds are in earlier cells as come before it
    const cell = cellOf(plane, thresholdAt(thresholds, i));
    memory.fill(table + <usize>filled, <u8>i, <usize>(cell + 1 - filled));
    filled = cell + 1;
    do {
      i++;
    } while (i < count && cellOf(plane, thresholdAt(thresholds, i)) == cell);
  }
  memory.fill(table + <usize>filled, <u8>count, <usize>(CELLS - filled));

  // comparing and searching may look this far past the last threshold; NaN is ≤ nothing
  const recordCount = count + 2 * max(most, RECORD_THRESHOLDS);
  const records = allocate((<u32>recordCount) << RECORD_SHIFT);
  store<u32>(plane, <u32>(records - base), RECORDS);
  for (let i = 0; i < recordCount; i++) {
    const record = records + ((<usize>i) << RECORD_SHIFT);
    for (let j = 0; j < RECORD_THRESHOLDS; j++) {
      const isHere = i + j < count;
      const limit = isHere ? thresholdAt(thresholds, i + j) : f32.NaN;
      store<f32>(record + ((<usize>j) << 2), limit);
    }
    store<i32>(record, i, RECORD_INDEX);
  }
}

