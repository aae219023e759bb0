/**
 * Codes of whole tiles: bytes that compare with a node's limit as the float32
 * value compares with its threshold.
 */
import {
  BLOCK_PIXELS,
  CENTRE,
  FIRST,
  LAST,
  MOST_IN_CELL,
  Position,
  positionOf,
  RECORDS,
  RECORD_SHIFT,
  SHIFT,
  SOFTNESS,
  TABLE
} from './cells';

/** From one record to that of the threshold three further on. */
const RECORD_STRIDE: usize = 48;
/** Beyond so many thresholds in a cell a binary search is faster than comparing with all. */
const MOST_COMPARED: i32 = 15;

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
  const most = load<i32>(plane, MOST_IN_CELL);
  const reach = ((<usize>most + 2) / 3) * RECORD_STRIDE;
  for (let y = 0; y < height; y++) {
    const row = pixels + <usize>y * rowBytes;
    const out =
      codes + <usize>(y >> 3) * across * blockStride + ((<usize>(y & 7)) << 3);
    if (most > MOST_COMPARED) {
      searchRow(base, plane, row, width, out, blockStride);
    } else {
      codeRow(base, plane, row, width, out, blockStride, reach);
    }
  }
}

/** The inner steps of a row; a class, because only methods can be inlined by decree. */
class Code {
  /** Number of thresholds ≤ each of four values; `reach`: bytes of records to compare with. */
  @inline
  static four(
    table: usize,
    records: usize,
    cells: v128,
    value: v128,
    reach: usize
  ): v128 {
    const at0 = Code.record(table, records, i32x4.extract_lane(cells, 0));
    const at1 = Code.record(table, records, i32x4.extract_lane(cells, 1));
    const at2 = Code.record(table, records, i32x4.extract_lane(cells, 2));
    const at3 = Code.record(table, records, i32x4.extract_lane(cells, 3));
    // transposed: first, second and third thresholds, and indices, of four pixels
    let c = Code.upper(at0, at1, 0);
    let d = Code.upper(at2, at3, 0);
    const index = v128.shuffle<i64>(c, d, 1, 3);
    let a = Code.lower(at0, at1, 0);
    let b = Code.lower(at2, at3, 0);
    let below = Code.below(a, b, c, d, value);
    // the record three further on holds the next three thresholds
    for (let past: usize = RECORD_STRIDE; past < reach; past += RECORD_STRIDE) {
      a = Code.lower(at0, at1, past);
      b = Code.lower(at2, at3, past);
      c = Code.upper(at0, at1, past);
      d = Code.upper(at2, at3, past);
      below = i32x4.add(below, Code.below(a, b, c, d, value));
    }
    return i32x4.sub(index, below);
  }

  /** First and second thresholds of two pixels. */
  @inline
  static lower(at0: usize, at1: usize, past: usize): v128 {
    const r0 = v128.load(at0 + past);
    return v128.shuffle<i32>(r0, v128.load(at1 + past), 0, 4, 1, 5);
  }

  /** Third thresholds and indices of two pixels. */
  @inline
  static upper(at0: usize, at1: usize, past: usize): v128 {
    const r0 = v128.load(at0 + past);
    return v128.shuffle<i32>(r0, v128.load(at1 + past), 2, 6, 3, 7);
  }

  @inline
  static record(table: usize, records: usize, cell: i32): usize {
    return records + ((<usize>load<u8>(table + <usize>cell)) << RECORD_SHIFT);
  }

  /** −1 for each of three thresholds ≤ the value. */
  @inline
  static below(a: v128, b: v128, c: v128, d: v128, value: v128): v128 {
    const first = f32x4.le(v128.shuffle<i64>(a, b, 0, 2), value);
    const second = f32x4.le(v128.shuffle<i64>(a, b, 1, 3), value);
    const third = f32x4.le(v128.shuffle<i64>(c, d, 0, 2), value);
    return i32x4.add(i32x4.add(first, second), third);
  }
}

function codeRow(
  base: usize,
  plane: usize,
  row: usize,
  width: i32,
  out: usize,
  blockStride: usize,
  reach: usize
): void {
  const table = base + load<u32>(plane, TABLE);
  const records = base + load<u32>(plane, RECORDS);
  const centre = v128.load_splat<f32>(plane, CENTRE);
  const softness = v128.load_splat<f32>(plane, SOFTNESS);
  const first = v128.load_splat<i32>(plane, FIRST);
  const last = v128.load_splat<i32>(plane, LAST);
  const shift = load<i32>(plane, SHIFT);
  const turned = i8x16.splat(-128);
  for (let x = 0; x < width; x += 8) {
    const v0 = v128.load(row);
    const v1 = v128.load(row, 16);
    const p0 = Position.of(v0, centre, softness, first, last);
    const p1 = Position.of(v1, centre, softness, first, last);
    const cells0 = i32x4.shr_u(i32x4.sub(p0, first), shift);
    const cells1 = i32x4.shr_u(i32x4.sub(p1, first), shift);
    const c0 = Code.four(table, records, cells0, v0, reach);
    const c1 = Code.four(table, records, cells1, v1, reach);
    const words = i16x8.narrow_i32x4_u(c0, c1);
    const bytes = v128.xor(i8x16.narrow_i16x8_u(words, words), turned);
    v128.store64_lane(out, bytes, 0);
    row += 32;
    out += blockStride;
  }
}

/** The same where a cell may hold any number of thresholds: a binary search from its first. */
function searchRow(
  base: usize,
  plane: usize,
  row: usize,
  width: i32,
  out: usize,
  blockStride: usize
): void {
  const table = base + load<u32>(plane, TABLE);
  const records = base + load<u32>(plane, RECORDS);
  const most = <u32>load<i32>(plane, MOST_IN_CELL);
  const largest: u32 = 0x80000000 >> clz(most);
  const first = load<i32>(plane, FIRST);
  const last = load<i32>(plane, LAST);
  const shift = <u32>load<i32>(plane, SHIFT);
  for (let x = 0; x < width; x += 8) {
    for (let i: usize = 0; i < 8; i++) {
      const value = load<f32>(row + (i << 2));
      const position = min(max(positionOf(plane, value), first), last);
      const cell = <usize>((<u32>(position - first)) >> shift);
      let code = <u32>load<u8>(table + cell);
      for (let step = largest; step; step >>= 1) {
        const at = records + ((<usize>code + <usize>step - 1) << RECORD_SHIFT);
        code += load<f32>(at) <= value ? step : 0;
      }
      store<u8>(out + i, code ^ 0x80);
    }
    row += 32;
    out += blockStride;
  }
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
