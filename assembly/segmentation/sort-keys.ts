/**
 * Pixels in order of falling value, equal ones in raster order: (value, pixel)
 * as one 64-bit key, ascending.
 */

/** Short lists are sorted by insertion, long ones by digits. */
const SHORT: u32 = 24;
const LONG: u32 = 4096;
const DIGIT_BITS: u64 = 8;
const DIGITS: i32 = 1 << 8;

/** Counts of a digit. */
const counts = memory.data(DIGITS * 4, 8);

/** The key of a pixel; no value may be NaN. */
export function keyOf(value: f32, pixel: u32): u64 {
  // −0 and 0 are equal
  const bits = reinterpret<u32>(value + 0);
  const ascending = bits & 0x80000000 ? ~bits : bits | 0x80000000;
  return (<u64>~ascending << 32) | <u64>pixel;
}

/**
 * Sorts keys in place; equal ones are allowed.
 *
 * @param work as many keys again
 */
export function sortKeys(keys: usize, count: u32, work: usize): void {
  if (count > LONG) {
    sortDigits(keys, count, work);
  } else {
    sortParts(keys, keys + (<usize>count << 3));
  }
}

/** Quicksort; the shorter part first, so that the stack stays small. */
function sortParts(first: usize, stop: usize): void {
  while (stop - first > <usize>SHORT << 3) {
    const middle = first + (((stop - first) >> 4) << 3);
    const pivot = median(load<u64>(first), load<u64>(middle), load<u64>(stop - 8));
    let low = first;
    let high = stop - 8;
    while (low <= high) {
      while (load<u64>(low) < pivot) {
        low += 8;
      }
      while (load<u64>(high) > pivot) {
        high -= 8;
      }
      if (low <= high) {
        const key = load<u64>(low);
        store<u64>(low, load<u64>(high));
        store<u64>(high, key);
        low += 8;
        high -= 8;
      }
    }
    if (high + 8 - first < stop - low) {
      sortParts(first, high + 8);
      first = low;
    } else {
      sortParts(low, stop);
      stop = high + 8;
    }
  }
  insertAll(first, stop);
}

function median(a: u64, b: u64, c: u64): u64 {
  return max(min(a, b), min(max(a, b), c));
}

function insertAll(first: usize, stop: usize): void {
  for (let at = first + 8; at < stop; at += 8) {
    const key = load<u64>(at);
    let place = at;
    while (place > first && load<u64>(place - 8) > key) {
      store<u64>(place, load<u64>(place - 8));
      place -= 8;
    }
    store<u64>(place, key);
  }
}

/** Least significant digit first; digits that are all equal are passed over. */
function sortDigits(keys: usize, count: u32, work: usize): void {
  const bytes = <usize>count << 3;
  let from = keys;
  let to = work;
  for (let shift: u64 = 0; shift < 64; shift += DIGIT_BITS) {
    memory.fill(counts, 0, DIGITS << 2);
    for (let at: usize = 0; at < bytes; at += 8) {
      const place = countOf(load<u64>(from + at), shift);
      store<u32>(place, load<u32>(place) + 1);
    }
    if (load<u32>(countOf(load<u64>(from), shift)) == count) {
      continue;
    }
    let sum: u32 = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const place = counts + (<usize>digit << 2);
      const own = load<u32>(place);
      store<u32>(place, sum);
      sum += own;
    }
    for (let at: usize = 0; at < bytes; at += 8) {
      const key = load<u64>(from + at);
      const place = countOf(key, shift);
      const target = load<u32>(place);
      store<u64>(to + (<usize>target << 3), key);
      store<u32>(place, target + 1);
    }
    const other = from;
    from = to;
    to = other;
  }
  if (from != keys) {
    memory.copy(keys, from, bytes);
  }
}

function countOf(key: u64, shift: u64): usize {
  return counts + (<usize>((key >> shift) & <u64>(DIGITS - 1)) << 2);
}
