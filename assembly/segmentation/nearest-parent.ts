/**
 * The parent nearest to each object that shares no pixel with one: by the least
 * distance between the centres of two of their pixels. Exact, and of equally
 * near parents the one with the lowest id: distances along y first, then
 * parabolas along x and z, in whole numbers, (distance², id) as one.
 *
 * @source docs/numerics.md, “Parents”
 */
import { allocate } from '../memory';
import {
  beginEnvelope,
  layEnvelope,
  placeOf,
  setHeight,
  startOf
} from './envelope';
import { parentOf, ParentSearch, setParent } from './parents';

/** A distance to nothing: its square, with an id below it, leaves room in 64 bits. */
const FAR: i32 = 1 << 16;
/** From this square on a parent is too far: 46,341 pixels. */
const FARTHEST: i64 = 0x7fffffff;

/** Of a line. */
let squares: usize = 0;
let owners: usize = 0;
/** More than any id: what a square weighs against one. */
let weight: i64 = 1;

/** Makes room. @returns 0 if the memory cannot grow that far, else 1 */
export function beginNearest(search: ParentSearch): i32 {
  const pixels =
    <u64>search.depth * <u64>search.height * <u64>search.width;
  const length = <u32>max(search.width, search.depth);
  const fits = pixels < 0x3c000000 && length < 0x1c000000;
  search.squares = fits ? allocate(<u32>pixels << 2) : 0;
  search.nearest = fits ? allocate(<u32>pixels << 2) : 0;
  search.best = fits ? allocate(search.count << 3) : 0;
  squares = fits ? allocate(length << 3) : 0;
  owners = fits ? allocate(length << 2) : 0;
  weight = <i64>search.parentCount + 1;
  if (search.best) {
    memory.fill(search.best, 0xff, <usize>search.count << 3);
  }
  const isWhole = search.squares && search.nearest && search.best;
  return isWhole && squares && owners ? beginEnvelope(length, weight) : 0;
}

/** To the nearest parent above in the slice. Rows are counted through all slices. */
export function nearestAbove(
  search: ParentSearch,
  first: i32,
  stop: i32
): void {
  const width = <usize>search.width;
  for (let row = first; row < stop; row++) {
    const isTop = row % search.height == 0;
    for (let i = <usize>row * width; i < <usize>(row + 1) * width; i++) {
      const parent = load<u32>(search.parents + (i << 2));
      if (parent) {
        setPixel(search, i, 0, parent);
      } else if (isTop) {
        setPixel(search, i, FAR, 0);
      } else {
        const above = load<i32>(search.squares + ((i - width) << 2));
        const id = load<u32>(search.nearest + ((i - width) << 2));
        setPixel(search, i, min(above + 1, FAR), id);
      }
    }
  }
}

/** To the nearest one below too; rows are counted from the last one up. */
export function nearestBelow(
  search: ParentSearch,
  first: i32,
  stop: i32
): void {
  const width = <usize>search.width;
  const rowCount = search.depth * search.height;
  for (let up = first; up < stop; up++) {
    const row = rowCount - 1 - up;
    if (row % search.height == search.height - 1) {
      continue;
    }
    for (let i = <usize>row * width; i < <usize>(row + 1) * width; i++) {
      const own = load<i32>(search.squares + (i << 2));
      const id = load<u32>(search.nearest + (i << 2));
      const below = load<i32>(search.squares + ((i + width) << 2)) + 1;
      const other = load<u32>(search.nearest + ((i + width) << 2));
      if (below < own || (below == own && other < id)) {
        setPixel(search, i, below, other);
      }
    }
  }
}

/** Squares of distances within the slice, in rows counted through all slices. */
export function nearestAcross(
  search: ParentSearch,
  first: i32,
  stop: i32
): void {
  for (let row = first; row < stop; row++) {
    const start = <usize>row * <usize>search.width;
    for (let x = 0; x < search.width; x++) {
      const at = (start + <usize>x) << 2;
      const distance = <i64>load<i32>(search.squares + at);
      takePlace(x, distance * distance, load<u32>(search.nearest + at));
    }
    storeLeast(search, start, search.width, 1);
  }
}

/** Across slices, in rows `first … stop` of all of them. */
export function nearestThrough(
  search: ParentSearch,
  first: i32,
  stop: i32
): void {
  const stride = <usize>search.height * <usize>search.width;
  for (let y = first; y < stop; y++) {
    for (let x = 0; x < search.width; x++) {
      const start = <usize>y * <usize>search.width + <usize>x;
      for (let z = 0; z < search.depth; z++) {
        const at = (start + stride * <usize>z) << 2;
        const square = <i64>load<i32>(search.squares + at);
        const isFar = square >= FARTHEST;
        const id = isFar ? 0 : load<u32>(search.nearest + at);
        takePlace(z, isFar ? <i64>FAR * <i64>FAR : square, id);
      }
      storeLeast(search, start, search.depth, stride);
    }
  }
}

/** Looks at the pixels of objects for their nearest, in rows counted through all slices. */
export function takeNearest(
  search: ParentSearch,
  first: i32,
  stop: i32
): void {
  const width = <usize>search.width;
  for (let i = <usize>first * width; i < <usize>stop * width; i++) {
    const object = load<u32>(search.objects + (i << 2));
    if (object) {
      const square = <u64>load<u32>(search.squares + (i << 2));
      const key = (square << 32) | <u64>load<u32>(search.nearest + (i << 2));
      const best = search.best + (<usize>(object - 1) << 3);
      store<u64>(best, min(load<u64>(best), key));
    }
  }
}

/**
 * Gives objects without a parent the nearest one.
 *
 * @param maximum pixels; what is further away is no parent
 */
export function endNearest(search: ParentSearch, maximum: f64): void {
  for (let object: u32 = 1; object <= search.count; object++) {
    const key = load<u64>(search.best + (<usize>(object - 1) << 3));
    const square = <i64>(key >> 32);
    if (parentOf(search, object) || square >= FARTHEST) {
      continue;
    }
    const distance = Math.sqrt(<f64>square);
    if (distance <= maximum) {
      setParent(search, object, <u32>key, distance);
    }
  }
}

function setPixel(
  search: ParentSearch,
  pixel: usize,
  value: i32,
  parent: u32
): void {
  store<i32>(search.squares + (pixel << 2), value);
  store<u32>(search.nearest + (pixel << 2), parent);
}

function takePlace(place: i32, square: i64, parent: u32): void {
  store<i64>(squares + (<usize>place << 3), square);
  store<u32>(owners + (<usize>place << 2), parent);
  setHeight(place, weight * square + <i64>parent);
}

/** The least of all parabolas at each place of a line, to the pixels from `start`. */
function storeLeast(
  search: ParentSearch,
  start: usize,
  length: i32,
  stride: usize
): void {
  let last = layEnvelope(length);
  for (let x = length - 1; x >= 0; x--) {
    const i = placeOf(last);
    const away = <i64>(x - i);
    const square = away * away + load<i64>(squares + (<usize>i << 3));
    const owner = load<u32>(owners + (<usize>i << 2));
    const pixel = start + stride * <usize>x;
    setPixel(search, pixel, <i32>min(square, FARTHEST), owner);
    if (x == startOf(last)) {
      last--;
    }
  }
}
