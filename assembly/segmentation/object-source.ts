/**
 * What objects are cut from, and which regions are left out.
 *
 * @source docs/numerics.md, “Objects”
 */
import { bytesPerPixel, readPixel } from '../display/pixels';
import { EXCLUDED, INSIDE, ObjectGrid, pixelOfRow } from './object-grid';

/** Sets all values to 0, for another source. */
export function clearValues(grid: ObjectGrid): void {
  memory.fill(grid.values, 0, <usize>grid.pixelCount << 2);
}

/**
 * Adds pixels to the values, in float32.
 *
 * @param dtype  of the source, see display/pixels.ts
 * @param source (row, x), rows counted through all slices from `firstRow`
 */
export function addSource(
  grid: ObjectGrid,
  dtype: i32,
  source: usize,
  firstRow: i32,
  rowCount: i32
): void {
  const bytes = bytesPerPixel(dtype);
  for (let row = firstRow; row < firstRow + rowCount; row++) {
    let target = grid.values + (<usize>pixelOfRow(grid, row) << 2);
    for (let x = 0; x < grid.width; x++) {
      store<f32>(target, load<f32>(target) + <f32>readPixel(dtype, source));
      source += bytes;
      target += 4;
    }
  }
}

/**
 * Leaves out the pixels whose centres lie inside a polygon (even–odd rule).
 *
 * @param corners (corner, 2) float64 y and x in the image; the last is joined to the first
 * @param firstSlice, stopSlice slices of the image it is on
 */
export function excludePolygon(
  grid: ObjectGrid,
  corners: usize,
  cornerCount: i32,
  firstSlice: i32,
  stopSlice: i32
): void {
  const first = max(0, firstSlice - grid.z0);
  const stop = min(grid.depth, stopSlice - grid.z0);
  for (let z = first; z < stop; z++) {
    for (let y = 0; y < grid.height; y++) {
      const line = grid.flags + pixelOfRow(grid, z * grid.height + y);
      if (toggleRow(grid, line, corners, cornerCount, <f64>(grid.y0 + y))) {
        takeInside(line, grid.width);
      }
    }
  }
}

/** Changes side at each side of the polygon that crosses the row; whether one did. */
function toggleRow(
  grid: ObjectGrid,
  line: usize,
  corners: usize,
  cornerCount: i32,
  y: f64
): bool {
  let crosses = false;
  let before = corners + (<usize>(cornerCount - 1) << 4);
  for (let i = 0; i < cornerCount; i++) {
    const corner = corners + (<usize>i << 4);
    const y0 = load<f64>(before);
    const y1 = load<f64>(corner);
    if (y0 <= y != y1 <= y) {
      const x0 = load<f64>(before, 8);
      const x1 = load<f64>(corner, 8);
      const crossing = x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
      const column = ceil(crossing) - <f64>grid.x0;
      const stop = <i32>max<f64>(0, min<f64>(<f64>grid.width, column));
      for (let x = 0; x < stop; x++) {
        store<u8>(line + x, load<u8>(line + x) ^ INSIDE);
      }
      crosses = true;
    }
    before = corner;
  }
  return crosses;
}

function takeInside(line: usize, width: i32): void {
  for (let x = 0; x < width; x++) {
    const flags = load<u8>(line + x);
    if (flags & INSIDE) {
      store<u8>(line + x, (flags & ~INSIDE) | EXCLUDED);
    }
  }
}

/** Adds float32 numbers to others in place: probabilities of several classes. */
export function addFloats(sums: usize, values: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const at = <usize>i << 2;
    store<f32>(sums + at, load<f32>(sums + at) + load<f32>(values + at));
  }
}
