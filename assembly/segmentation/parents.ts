/**
 * Which object of one label image belongs to which parent of another: the one
 * that it shares most pixels with. What shares none may go to the nearest, see
 * nearest-parent.ts.
 *
 * @source docs/numerics.md, “Parents”
 */
import { allocate } from '../memory';
import { sortKeys } from './sort-keys';

@unmanaged
export class ParentSearch {
  depth: i32;
  height: i32;
  width: i32;
  /** Highest id of an object, and of a parent. */
  count: u32;
  parentCount: u32;
  /** (z, y, x) uint32 each. */
  objects: usize;
  parents: usize;
  /** (object,) uint32 id of the parent, 0 = none. */
  found: usize;
  /** (object,) float64. */
  distances: usize;
  /** (object, parent) of each shared pixel, (pair,) uint64, and how many there are and fit. */
  pairs: usize;
  pairCount: u32;
  pairRoom: u32;
  /** Of the nearest parent of each pixel, see nearest-parent.ts. */
  squares: usize;
  nearest: usize;
  best: usize;
}

/**
 * Room for the parents of objects 1 … count; none has one yet.
 *
 * @param objects, parents (z, y, x) uint32, kept by the caller
 * @returns 0 if the memory cannot grow that far
 */
export function createParentSearch(
  objects: usize,
  parents: usize,
  depth: i32,
  height: i32,
  width: i32,
  count: u32,
  parentCount: u32
): usize {
  const start = allocate(offsetof<ParentSearch>());
  const found = count < 0x1fffffff ? allocate(count << 2) : 0;
  const distances = found ? allocate(count << 3) : 0;
  if (!start || !distances) {
    return 0;
  }
  memory.fill(start, 0, offsetof<ParentSearch>());
  const search = changetype<ParentSearch>(start);
  search.depth = depth;
  search.height = height;
  search.width = width;
  search.count = count;
  search.parentCount = parentCount;
  search.objects = objects;
  search.parents = parents;
  search.found = found;
  search.distances = distances;
  memory.fill(found, 0, <usize>count << 2);
  for (let i: u32 = 0; i < count; i++) {
    store<f64>(distances + (<usize>i << 3), NaN);
  }
  return start;
}

/** Counts shared pixels, to know how much room their list needs. Rows are counted through all slices. */
export function countOverlaps(
  search: ParentSearch,
  first: i32,
  stop: i32
): void {
  visitOverlaps(search, first, stop, false);
}

/** Makes room for the list. @returns 0 if the memory cannot grow that far, else 1 */
export function beginOverlaps(search: ParentSearch): i32 {
  const bytes = <u64>search.pairCount << 3;
  // twice: sorting needs as much again
  search.pairs = bytes < 0x78000000 ? allocate(<u32>bytes << 1) : 0;
  search.pairRoom = search.pairCount;
  search.pairCount = 0;
  return search.pairs ? 1 : 0;
}

/** Lists the shared pixels. */
export function listOverlaps(
  search: ParentSearch,
  first: i32,
  stop: i32
): void {
  visitOverlaps(search, first, stop, true);
}

/** Each object goes to the parent that it shares most pixels with; of equals, to the one with the lowest id. */
export function endOverlaps(search: ParentSearch): void {
  const count = search.pairCount;
  const pairs = search.pairs;
  sortKeys(pairs, count, pairs + (<usize>search.pairRoom << 3));
  let object: u32 = 0;
  let most: u32 = 0;
  for (let i: u32 = 0; i < count; ) {
    const pair = load<u64>(pairs + (<usize>i << 3));
    let stop = i + 1;
    while (stop < count && load<u64>(pairs + (<usize>stop << 3)) == pair) {
      stop++;
    }
    const own = <u32>(pair >> 32);
    if (own != object) {
      object = own;
      most = 0;
    }
    if (stop - i > most) {
      most = stop - i;
      setParent(search, object, <u32>pair, 0);
    }
    i = stop;
  }
}

function visitOverlaps(
  search: ParentSearch,
  first: i32,
  stop: i32,
  isListed: bool
): void {
  const width = <usize>search.width;
  for (let i = <usize>first * width; i < <usize>stop * width; i++) {
    const object = load<u32>(search.objects + (i << 2));
    const parent = load<u32>(search.parents + (i << 2));
    if (object && parent) {
      if (isListed) {
        const pair = (<u64>object << 32) | <u64>parent;
        store<u64>(search.pairs + (<usize>search.pairCount << 3), pair);
      }
      search.pairCount++;
    }
  }
}

/** The parent of an object, 0 = none. */
export function parentOf(search: ParentSearch, object: u32): u32 {
  return load<u32>(search.found + (<usize>(object - 1) << 2));
}

export function setParent(
  search: ParentSearch,
  object: u32,
  parent: u32,
  distance: f64
): void {
  const row = <usize>(object - 1);
  store<u32>(search.found + (row << 2), parent);
  store<f64>(search.distances + (row << 3), distance);
}

/** (object,) uint32: the id of its parent, 0 = none. */
export function foundParents(search: ParentSearch): usize {
  return search.found;
}

/** (object,) float64: pixels from the object to its parent, 0 if they share some; NaN without a parent. */
export function parentDistances(search: ParentSearch): usize {
  return search.distances;
}

/**
 * Adds what was measured of objects to their parents, in the order of the rows.
 *
 * @param parents (row,) uint32 ids, 0 = none
 * @param values  (row,) float64, or 0: each row counts as 1
 * @param sums    (parent,) float64
 */
export function addToParents(
  parents: usize,
  values: usize,
  rowCount: u32,
  sums: usize
): void {
  for (let row: u32 = 0; row < rowCount; row++) {
    const parent = load<u32>(parents + (<usize>row << 2));
    if (parent) {
      const at = sums + (<usize>(parent - 1) << 3);
      const value = values ? load<f64>(values + (<usize>row << 3)) : 1;
      store<f64>(at, load<f64>(at) + value);
    }
  }
}
