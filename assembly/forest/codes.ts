/**
 * Codes of whole tiles: bytes that compare with a node's limit as the float32
 * value compares with its threshold.
 */
import {
  BLOCK_PIXELS,
  CENTRE,
  COUNT,
  FIRST,
  LAST,
  Position,
  SEARCHED,
  SHIFT,
  SOFTNESS,
  TABLE,
  THRESHOLDS
} from './cells';

/** Thresholds that are looked at together: a vector of them. */
const NEAR_THRESHOLDS: u32 = 4;
/** Values that are looked up before those are searched that share a cell with a threshold. */
const PART: i32 = 64;
/** (64,) u16 cells of a part of a row. */
const PART_CELLS: usize = memory.data(128, 16);

/**
 * Codes of one column of a tile for one plane.
 *
 * @param base        start of the packed forest
 * @param plane       description of the plane
 * @param pixels      (height, width) f32, rows `rowBytes` apart; 64 bytes past the end are readable
 * @param codes       where this plane's 64 codes of the first 8 × 8 block go
 * @param blockStride bytes from one block's codes to the next's
 * @param invalid     (blocks, 64) u8; 255 is set where the value is NaN
 */
export function codePlane(
  base: usize,
  plane: usize,
  pixels: usize,
  rowBytes: usize,
  width: i32,
  height: i32,
  codes: usize,
  blockStride: usize,
  invalid: usize
): void {
  const across = <usize>((width + 7) >> 3);
  for (let y = 0; y < height; y++) {
    const row = pixels + <usize>y * rowBytes;
    const blocks = <usize>(y >> 3) * across;
    const line = (<usize>(y & 7)) << 3;
    const out = codes + blocks * blockStride + line;
    if (codeRow(base, plane, row, width, out, blockStride)) {
      markInvalid(row, width, invalid + blocks * BLOCK_PIXELS + line);
    }
  }
}

/** @returns whether a value is NaN */
function codeRow(
  base: usize,
  plane: usize,
  row: usize,
  width: i32,
  out: usize,
  blockStride: usize
): bool {
  const table = base + load<u32>(plane, TABLE);
  const centre = v128.load_splat<f32>(plane, CENTRE);
  const softness = v128.load_splat<f32>(plane, SOFTNESS);
  const shift = load<i32>(plane, SHIFT);
  const first = i16x8.splat(<i16>load<i32>(plane, FIRST));
  const last = i16x8.splat(<i16>load<i32>(plane, LAST));
  const searched = i8x16.splat(<i8>SEARCHED);
  let isNaN = i64x2.splat(0);
  for (let x = 0; x < width; x += PART) {
    const firstValue = row;
    const firstCode = out;
    const count = <u32>min(PART, width - x);
    // bit i is set if value i shares its cell: one branch for many values, hardly ever mispredicted
    let shared: u64 = 0;
    for (let i: u32 = 0; i < count; i += 8) {
      const v0 = v128.load(row);
      const v1 = v128.load(row, 16);
      isNaN = v128.or(isNaN, v128.or(f32x4.ne(v0, v0), f32x4.ne(v1, v1)));
      const p0 = Position.of(v0, centre, softness);
      const p1 = Position.of(v1, centre, softness);
      const s0 = i32x4.shr_s(p0, shift);
      const s1 = i32x4.shr_s(p1, shift);
      // steps beyond 16 bits lie beyond the thresholds
      const steps = i16x8.narrow_i32x4_s(s0, s1);
      const held = i16x8.min_s(i16x8.max_s(steps, first), last);
      const cells = i16x8.sub(held, first);
      v128.store(PART_CELLS + ((<usize>i) << 1), cells);
      const low = i64x2.extract_lane(cells, 0);
      const high = i64x2.extract_lane(cells, 1);
      let bytes = i64x2.splat(0);
      bytes = v128.load8_lane(table + <usize>(low & 0xffff), bytes, 0);
      bytes = v128.load8_lane(table + <usize>((low >>> 16) & 0xffff), bytes, 1);
      bytes = v128.load8_lane(table + <usize>((low >>> 32) & 0xffff), bytes, 2);
      bytes = v128.load8_lane(table + <usize>(low >>> 48), bytes, 3);
      bytes = v128.load8_lane(table + <usize>(high & 0xffff), bytes, 4);
      bytes = v128.load8_lane(table + <usize>((high >>> 16) & 0xffff), bytes, 5);
      bytes = v128.load8_lane(table + <usize>((high >>> 32) & 0xffff), bytes, 6);
      bytes = v128.load8_lane(table + <usize>(high >>> 48), bytes, 7);
      v128.store64_lane(out, bytes, 0);
      const lanes = i8x16.bitmask(i8x16.eq(bytes, searched));
      shared |= (<u64>lanes) << i;
      row += 32;
      out += blockStride;
    }
    searchCodes(base, plane, firstValue, shared, firstCode, blockStride);
  }
  return v128.any_true(isNaN);
}

/**
 * Codes of the values of a part of a row that share their cell with thresholds.
 *
 * @param shared bit i is set for value i
 */
function searchCodes(
  base: usize,
  plane: usize,
  row: usize,
  shared: u64,
  out: usize,
  blockStride: usize
): void {
  const table = base + load<u32>(plane, TABLE);
  const thresholds = base + load<u32>(plane, THRESHOLDS);
  for (; shared; shared &= shared - 1) {
    const i = <usize>ctz(shared);
    const value = load<f32>(row + (i << 2));
    const cell = <usize>load<u16>(PART_CELLS + (i << 1));
    const before = <u32>load<u8>(table + cell - 1);
    let code = before ^ 0x80;
    let passed: u32 = NEAR_THRESHOLDS;
    if (before != SEARCHED) {
      // mostly there is one threshold in the cell; past the last there are two NaN, ≤ nothing
      const near = v128.load(thresholds + ((<usize>code) << 2));
      const isBelow = i32x4.bitmask(f32x4.le(near, f32x4.splat(value)));
      passed = <u32>ctz(~isBelow);
      code += passed;
    }
    if (passed == NEAR_THRESHOLDS) {
      code = <u32>countBelow(thresholds, load<i32>(plane, COUNT), value);
    }
    store<u8>(out + (i >> 3) * blockStride + (i & 7), code ^ 0x80);
  }
}

/** Number of thresholds ≤ a value, by halves. */
function countBelow(thresholds: usize, count: i32, value: f32): usize {
  let below: usize = 0;
  for (let step: usize = 0x80000000 >> clz(count); step; step >>= 1) {
    const limit = load<f32>(thresholds + ((below + step - 1) << 2));
    below += limit <= value ? step : 0;
  }
  return below;
}

/**
 * Marks the pixels of a row whose value is NaN.
 *
 * @param invalid the row's 8 bytes of its first block of 64
 */
function markInvalid(row: usize, width: i32, invalid: usize): void {
  for (let x = 0; x < width; x += 8) {
    const a = v128.load(row);
    const b = v128.load(row, 16);
    const words = i16x8.narrow_i32x4_s(f32x4.ne(a, a), f32x4.ne(b, b));
    const bytes = i8x16.narrow_i16x8_s(words, words);
    store<u64>(invalid, load<u64>(invalid) | i64x2.extract_lane(bytes, 0));
    row += 32;
    invalid += BLOCK_PIXELS;
  }
}
