/**
 * Which levels have waiting pixels: a tree of 64-bit words whose first set bit
 * is found in a few steps, however many levels there are.
 */

/** No level waits. */
export const NO_LEVEL: u32 = 0xffffffff;

let words: usize = 0;
let depth: i32 = 0;
/** Start of each layer of the tree in words, the levels' own first. */
const layers = memory.data(8 * 4, 8);

/** Bytes of a tree of so many levels; they must be 0 at first, and are again when the queue is empty. */
export function levelBytes(count: u32): u32 {
  let sum: u32 = 0;
  let size = count;
  do {
    size = (size + 63) >> 6;
    sum += size;
  } while (size > 1);
  return sum << 3;
}

/** Lays a tree of so many levels over the memory at `start`. */
export function beginLevels(start: usize, count: u32): void {
  words = start;
  depth = 0;
  let size = count;
  let offset: u32 = 0;
  do {
    size = (size + 63) >> 6;
    store<u32>(layers + (<usize>depth << 2), offset);
    offset += size;
    depth++;
  } while (size > 1);
}

/** Notes that a level has pixels. */
export function setLevel(level: u32): void {
  let place = level;
  for (let layer = 0; layer < depth; layer++) {
    const word = wordOf(layer, place);
    const before = load<u64>(word);
    store<u64>(word, before | (<u64>1 << (<u64>place & 63)));
    if (before) {
      return;
    }
    place >>= 6;
  }
}

/** Notes that a level has none any more. */
export function clearLevel(level: u32): void {
  let place = level;
  for (let layer = 0; layer < depth; layer++) {
    const word = wordOf(layer, place);
    const left = load<u64>(word) & ~(<u64>1 << (<u64>place & 63));
    store<u64>(word, left);
    if (left) {
      return;
    }
    place >>= 6;
  }
}

/** The first level that has pixels. */
export function firstLevel(): u32 {
  let place: u32 = 0;
  for (let layer = depth - 1; layer >= 0; layer--) {
    const word = load<u64>(wordOf(layer, place << 6));
    if (!word) {
      return NO_LEVEL;
    }
    place = (place << 6) | <u32>ctz(word);
  }
  return place;
}

function wordOf(layer: i32, place: u32): usize {
  const offset = load<u32>(layers + (<usize>layer << 2)) + (place >> 6);
  return words + (<usize>offset << 3);
}
