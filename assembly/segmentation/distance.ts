/**
 * Exact Euclidean distance from each foreground pixel to the nearest pixel of
 * the background, in pixels; what lies outside the image does not count.
 * Distances along y first, then parabolas along x and z, in whole numbers.
 *
 * @source docs/numerics.md, “Objects”
 */
import {
  beginEnvelope,
  heightFrom,
  layEnvelope,
  placeOf,
  setHeight,
  startOf
} from './envelope';
import { FOREGROUND, ObjectGrid, pixelOfRow } from './object-grid';

/** Further away than any background: its square leaves room in 64 bits. */
const FAR: i32 = 1 << 28;
/** Squares above this are no distance to anything. */
const FARTHEST: i64 = 0x7fffffff;

/** Makes room for a line. @returns 0 if the memory cannot grow that far, else 1 */
export function beginDistances(grid: ObjectGrid): i32 {
  return beginEnvelope(<u32>max(grid.width, grid.depth), 1);
}

/** Squared distances within each of the slices, as int32 in place of the values. */
export function planeDistances(grid: ObjectGrid, first: i32, stop: i32): void {
  for (let z = first; z < stop; z++) {
    columnDistances(grid, z);
    for (let y = 0; y < grid.height; y++) {
      const line =
        grid.values + (<usize>pixelOfRow(grid, z * grid.height + y) << 2);
      for (let x = 0; x < grid.width; x++) {
        const distance = <i64>load<i32>(line + (<usize>x << 2));
        setHeight(x, distance * distance);
      }
      storeLeast(line, grid.width, 4);
    }
  }
}

/** Across slices, in rows `first … stop` of all of them. */
export function depthDistances(grid: ObjectGrid, first: i32, stop: i32): void {
  const stride = <usize>grid.sliceStride << 2;
  for (let y = first; y < stop; y++) {
    const row = grid.values + (<usize>pixelOfRow(grid, y) << 2);
    for (let x = 0; x < grid.width; x++) {
      const line = row + (<usize>x << 2);
      for (let z = 0; z < grid.depth; z++) {
        const square = <i64>load<i32>(line + stride * <usize>z);
        const isFar = square >= FARTHEST;
        const known = isFar ? <i64>FAR * <i64>FAR : square;
        setHeight(z, known);
      }
      storeLeast(line, grid.depth, stride);
    }
  }
}

/** Squares become float32 distances, in rows counted through all slices. */
export function endDistances(grid: ObjectGrid, first: i32, stop: i32): void {
  for (let row = first; row < stop; row++) {
    const line = grid.values + (<usize>pixelOfRow(grid, row) << 2);
    for (let x = 0; x < grid.width; x++) {
      const at = line + (<usize>x << 2);
      store<f32>(at, <f32>Math.sqrt(<f64>load<i32>(at)));
    }
  }
}

/** To the nearest background above or below in the slice. */
function columnDistances(grid: ObjectGrid, z: i32): void {
  const stride = <usize>grid.rowStride << 2;
  for (let y = 0; y < grid.height; y++) {
    const pixel = pixelOfRow(grid, z * grid.height + y);
    const line = grid.values + (<usize>pixel << 2);
    for (let x = 0; x < grid.width; x++) {
      const at = line + (<usize>x << 2);
      const isInside = load<u8>(grid.flags + pixel + x) & FOREGROUND;
      const above = y == 0 ? FAR : load<i32>(at - stride);
      store<i32>(at, isInside ? min(above + 1, FAR) : 0);
    }
  }
  for (let y = grid.height - 2; y >= 0; y--) {
    const pixel = pixelOfRow(grid, z * grid.height + y);
    const line = grid.values + (<usize>pixel << 2);
    for (let x = 0; x < grid.width; x++) {
      const at = line + (<usize>x << 2);
      const below = load<i32>(at + stride);
      store<i32>(at, min(load<i32>(at), below + 1));
    }
  }
}

/** The least of all parabolas at each place of a line, to `target`. */
function storeLeast(target: usize, length: i32, stride: usize): void {
  let last = layEnvelope(length);
  for (let x = length - 1; x >= 0; x--) {
    const square = heightFrom(x, placeOf(last));
    store<i32>(target + stride * <usize>x, <i32>min(square, FARTHEST));
    if (x == startOf(last)) {
      last--;
    }
  }
}
