/**
 * The least of all parabolas weight · (x − i)² + height(i) along a line, in
 * whole numbers: what exact distances along an axis are made of.
 *
 * @source A. Meijster et al., “A general algorithm for computing distance
 *         transforms in linear time”, 2000
 */
import { allocate } from '../memory';

/** Of a line; then for each parabola of the envelope its place and where it begins. */
let heights: usize = 0;
let places: usize = 0;
let starts: usize = 0;
let weight: i64 = 1;

/**
 * Makes room for lines of up to `length` places.
 *
 * @param heavy the weight
 * @returns 0 if the memory cannot grow that far, else 1
 */
export function beginEnvelope(length: u32, heavy: i64): i32 {
  heights = allocate(length << 3);
  places = allocate(length << 2);
  starts = allocate(length << 2);
  weight = heavy;
  return heights && places && starts ? 1 : 0;
}

export function setHeight(place: i32, height: i64): void {
  store<i64>(heights + (<usize>place << 3), height);
}

/** Lays the envelope over the first `length` heights. @returns the number of its last parabola */
export function layEnvelope(length: i32): i32 {
  let last = 0;
  store<i32>(places, 0);
  store<i32>(starts, 0);
  for (let u = 1; u < length; u++) {
    while (last >= 0 && rises(startOf(last), placeOf(last), u)) {
      last--;
    }
    let start = 0;
    if (last >= 0) {
      const i = placeOf(last);
      const gap = heightAt(u) - heightAt(i);
      const apart = <i64>u * <i64>u - <i64>i * <i64>i;
      const meeting = (weight * apart + gap) / (2 * weight * (<i64>u - <i64>i));
      if (meeting + 1 >= <i64>length) {
        continue;
      }
      start = <i32>meeting + 1;
    }
    last++;
    store<i32>(places + (<usize>last << 2), u);
    store<i32>(starts + (<usize>last << 2), start);
  }
  return last;
}

/** Where a parabola of the envelope has its lowest point. */
export function placeOf(parabola: i32): i32 {
  return load<i32>(places + (<usize>parabola << 2));
}

/** From where on it is the least. */
export function startOf(parabola: i32): i32 {
  return load<i32>(starts + (<usize>parabola << 2));
}

/** At x, the parabola whose lowest point is at `place`. */
export function heightFrom(x: i32, place: i32): i64 {
  const distance = <i64>(x - place);
  return weight * distance * distance + heightAt(place);
}

/** Whether at `start` the parabola of i lies above that of u. */
function rises(start: i32, i: i32, u: i32): bool {
  return heightFrom(start, i) > heightFrom(start, u);
}

function heightAt(place: i32): i64 {
  return load<i64>(heights + (<usize>place << 3));
}
