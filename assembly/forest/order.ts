/**
 * Floats in order: keys that compare like the numbers, and a sort by them.
 */

const DIGIT_BITS: u32 = 11;
const DIGITS: u32 = 1 << DIGIT_BITS;
const DIGIT_MASK: u64 = <u64>DIGITS - 1;

/** u32 counters of one pass, one per digit. */
const counters = memory.data(8192);

/** A number that orders like `value`; −0 is taken as 0. Not for NaN. */
export function orderedKey(value: f32): u32 {
  const bits = reinterpret<u32>(value + 0.0);
  return bits ^ ((<u32>((<i32>bits) >> 31)) | 0x80000000);
}

/** The reverse of {@link orderedKey}. */
export function keyValue(key: u32): f32 {
  const mask: u32 = key & 0x80000000 ? 0x80000000 : 0xffffffff;
  return reinterpret<f32>(key ^ mask);
}

/**
 * Sorts u64 entries by their upper half, stably.
 *
 * @param entries (count,) u64; overwritten
 * @param sorted  (count,) u64; receives the result
 */
export function sortByKey(entries: usize, sorted: usize, count: i32): void {
  sortDigit(entries, sorted, count, 32);
  sortDigit(sorted, entries, count, 32 + DIGIT_BITS);
  sortDigit(entries, sorted, count, 32 + 2 * DIGIT_BITS);
}

function sortDigit(from: usize, to: usize, count: i32, shift: u64): void {
  const stop = from + ((<usize>count) << 3);
  memory.fill(counters, 0, (<usize>DIGITS) << 2);
  for (let p = from; p < stop; p += 8) {
    const at =
      counters + ((<usize>((load<u64>(p) >> shift) & DIGIT_MASK)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let sum: u32 = 0;
  for (let digit: u32 = 0; digit < DIGITS; digit++) {
    const at = counters + ((<usize>digit) << 2);
    const here = load<u32>(at);
    store<u32>(at, sum);
    sum += here;
  }
  for (let p = from; p < stop; p += 8) {
    const entry = load<u64>(p);
    const at = counters + ((<usize>((entry >> shift) & DIGIT_MASK)) << 2);
    const place = load<u32>(at);
    store<u32>(at, place + 1);
    store<u64>(to + ((<usize>place) << 3), entry);
  }
}
