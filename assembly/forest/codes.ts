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

/** Thresholds of a cell that are looked at one after the other. */
const NEAR_THRESHOLDS: usize = 4;
/** (8,) u16 cells of a row of a block. */
const ROW_CELLS: usize = memory.data(16, 16);

/**
 * Codes of one column of a tile for one plane.
 *
 * @param base        start of the packed forest
 * @param plane       description of the plane
 * @param pixels      (height, width) f32, rows `rowBytes` apart; 64 bytes past the end are readable
 * @param codes       where this plane's 64 codes of the first 8 × 8 block go
 * @param blockStride bytes from one block's codes to the next's
 */
export function codePlane(
  base: usize,
  plane: usize,
  pixels: usize,
  rowBytes: usize,
  width: i32,
  height: i32,
  codes: usize,
  blockStride: usize
): void {
  const across = <usize>((width + 7) >> 3);
  for (let y = 0; y < height; y++) {
    const row = pixels + <usize>y * rowBytes;
    const out =
      codes + <usize>(y >> 3) * across * blockStride + ((<usize>(y & 7)) << 3);
    codeRow(base, plane, row, width, out, blockStride);
  }
}

function codeRow(
  base: usize,
  plane: usize,
  row: usize,
  width: i32,
  out: usize,
  blockStride: usize
): void {
  const table = base + load<u32>(plane, TABLE);
  const centre = v128.load_splat<f32>(plane, CENTRE);
  const softness = v128.load_splat<f32>(plane, SOFTNESS);
  const shift = load<i32>(plane, SHIFT);
  const first = i16x8.splat(<i16>load<i32>(plane, FIRST));
  const last = i16x8.splat(<i16>load<i32>(plane, LAST));
  const searched = i8x16.splat(<i8>SEARCHED);
  for (let x = 0; x < width; x += 8) {
    const p0 = Position.of(v128.load(row), centre, softness);
    const p1 = Position.of(v128.load(row, 16), centre, softness);
    const s0 = i32x4.shr_s(p0, shift);
    const s1 = i32x4.shr_s(p1, shift);
    // steps beyond 16 bits lie beyond the thresholds
    const steps = i16x8.narrow_i32x4_s(s0, s1);
    const held = i16x8.min_s(i16x8.max_s(steps, first), last);
    const cells = i16x8.sub(held, first);
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
    const isSearched = i8x16.eq(bytes, searched);
    if (v128.any_true(isSearched)) {
      searchCodes(base, plane, row, cells, i8x16.bitmask(isSearched), out);
    }
    row += 32;
    out += blockStride;
  }
}

/**
 * Codes of the values of a row of a block that share their cell with thresholds.
 *
 * @param cells (8,) u16
 * @param lanes bit i is set for value i
 */
function searchCodes(
  base: usize,
  plane: usize,
  row: usize,
  cells: v128,
  lanes: i32,
  out: usize
): void {
  const table = base + load<u32>(plane, TABLE);
  const thresholds = base + load<u32>(plane, THRESHOLDS);
  v128.store(ROW_CELLS, cells);
  for (; lanes; lanes &= lanes - 1) {
    const lane = <usize>ctz(lanes);
    const value = load<f32>(row + (lane << 2));
    const cell = <usize>load<u16>(ROW_CELLS + (lane << 1));
    const before = <u32>load<u8>(table + cell - 1);
    let code: usize = 0;
    let isFound = false;
    if (before != SEARCHED) {
      // mostly there is one threshold in the cell
      code = <usize>(before ^ 0x80);
      const stop = code + NEAR_THRESHOLDS;
      while (code < stop && load<f32>(thresholds + (code << 2)) <= value) {
        code++;
      }
      isFound = code < stop;
    }
    if (!isFound) {
      code = countBelow(thresholds, load<i32>(plane, COUNT), value);
    }
    store<u8>(out + lane, <u32>code ^ 0x80);
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
 * Marks pixels whose value is NaN.
 *
 * @param invalid (blocks, 64) u8; 255 is set where the value is NaN
 */
export function markInvalid(
  pixels: usize,
  rowBytes: usize,
  width: i32,
  height: i32,
  invalid: usize
): void {
  const across = <usize>((width + 7) >> 3);
  for (let y = 0; y < height; y++) {
    const row = pixels + <usize>y * rowBytes;
    let out = invalid + <usize>(y >> 3) * across * BLOCK_PIXELS;
    out += (<usize>(y & 7)) << 3;
    for (let x = 0; x < width; x += 8) {
      const a = v128.load(row + ((<usize>x) << 2));
      const b = v128.load(row + ((<usize>x) << 2), 16);
      const isNaN0 = f32x4.ne(a, a);
      const isNaN1 = f32x4.ne(b, b);
      if (v128.any_true(v128.or(isNaN0, isNaN1))) {
        const words = i16x8.narrow_i32x4_s(isNaN0, isNaN1);
        const bytes = i8x16.narrow_i16x8_s(words, words);
        store<u64>(out, load<u64>(out) | i64x2.extract_lane(bytes, 0));
      }
      out += BLOCK_PIXELS;
    }
  }
}
