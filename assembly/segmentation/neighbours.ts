/**
 * Which objects touch one another, at a side or a corner.
 *
 * @source docs/numerics.md, “Measures”
 */
import { allocate } from '../memory';
import { ObjectMeasures } from './object-measures';
import { sortKeys } from './sort-keys';

/** Counts places where two objects touch, to know how much room their list needs. Rows are counted through all slices. */
export function countTouches(
  measures: ObjectMeasures,
  first: i32,
  stop: i32
): void {
  visitTouches(measures, first, stop, false);
}

/** Makes room for the list. @returns 0 if the memory cannot grow that far, else 1 */
export function beginTouches(measures: ObjectMeasures): i32 {
  const bytes = <u64>measures.pairCount << 3;
  // twice: sorting needs as much again
  measures.pairs = bytes < 0x78000000 ? allocate(<u32>bytes << 1) : 0;
  measures.pairRoom = measures.pairCount;
  measures.pairCount = 0;
  return measures.pairs ? 1 : 0;
}

/** Lists the places. */
export function listTouches(
  measures: ObjectMeasures,
  first: i32,
  stop: i32
): void {
  visitTouches(measures, first, stop, true);
}

/** Counts the neighbours of each object. */
export function endTouches(measures: ObjectMeasures): void {
  const count = measures.pairCount;
  const pairs = measures.pairs;
  const work = pairs + (<usize>measures.pairRoom << 3);
  sortKeys(pairs, count, work);
  let before: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const pair = load<u64>(pairs + (<usize>i << 3));
    if (pair != before) {
      addNeighbour(measures, <u32>(pair >> 32));
      addNeighbour(measures, <u32>pair);
      before = pair;
    }
  }
}

function addNeighbour(measures: ObjectMeasures, id: u32): void {
  const at = measures.neighbours + (<usize>(id - 1) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Each pixel looks at the half of its neighbours that comes after it. */
function visitTouches(
  measures: ObjectMeasures,
  first: i32,
  stop: i32,
  isListed: bool
): void {
  const height = measures.height;
  const width = measures.width;
  for (let row = first; row < stop; row++) {
    const z = row / height;
    const y = row - z * height;
    for (let dz = 0; dz <= (z + 1 < measures.depth ? 1 : 0); dz++) {
      for (let dy = dz == 0 ? 0 : -1; dy <= 1; dy++) {
        if (y + dy >= 0 && y + dy < height) {
          const other = row + dz * height + dy;
          touchRows(measures, row, other, width, isListed);
        }
      }
    }
  }
}

/** Pixels of a row and those around them in another row, or to the right in the same. */
function touchRows(
  measures: ObjectMeasures,
  row: i32,
  other: i32,
  width: i32,
  isListed: bool
): void {
  const line = measures.labels + ((<usize>row * <usize>width) << 2);
  const near = measures.labels + ((<usize>other * <usize>width) << 2);
  const from = row == other ? 1 : -1;
  let before: u64 = 0;
  for (let x = 0; x < width; x++) {
    const id = load<u32>(line + (<usize>x << 2));
    if (!id) {
      continue;
    }
    for (let at = max(0, x + from); at <= min(width - 1, x + 1); at++) {
      const touched = load<u32>(near + (<usize>at << 2));
      if (!touched || touched == id) {
        continue;
      }
      const pair = (<u64>min(id, touched) << 32) | <u64>max(id, touched);
      if (pair != before) {
        before = pair;
        addPair(measures, pair, isListed);
      }
    }
  }
}

function addPair(measures: ObjectMeasures, pair: u64, isListed: bool): void {
  if (isListed) {
    store<u64>(measures.pairs + (<usize>measures.pairCount << 3), pair);
  }
  measures.pairCount++;
}
