/**
 * From values to foreground: one threshold or two, and holes.
 *
 * @source docs/numerics.md, “Objects”
 */
import {
  EXCLUDED,
  FOREGROUND,
  FRAME,
  ObjectGrid,
  pixelOfRow,
  SEEN,
  STRONG
} from './object-grid';

/**
 * Foreground is what lies above `low` and is not left out; what lies above
 * `high` is marked for `keepStrong`. NaN is above nothing.
 */
export function threshold(
  grid: ObjectGrid,
  low: f64,
  high: f64,
  firstRow: i32,
  stopRow: i32
): void {
  for (let row = firstRow; row < stopRow; row++) {
    const first = pixelOfRow(grid, row);
    for (let pixel = first; pixel < first + grid.width; pixel++) {
      const value = <f64>load<f32>(grid.values + (<usize>pixel << 2));
      const flags = load<u8>(grid.flags + pixel) & EXCLUDED;
      const isForeground = !flags && value > low;
      const strength = value > high ? FOREGROUND | STRONG : FOREGROUND;
      store<u8>(grid.flags + pixel, isForeground ? strength : flags);
    }
  }
}

/**
 * Two thresholds: foreground that is not connected with a strong pixel goes.
 * Works in the memory of the labels, which are 0 again afterwards.
 */
export function keepStrong(grid: ObjectGrid): void {
  const queue = grid.labels;
  let tail: usize = 0;
  for (let pixel: u32 = 0; pixel < grid.pixelCount; pixel++) {
    if (load<u8>(grid.flags + pixel) & STRONG) {
      store<u32>(queue + (tail << 2), pixel);
      tail++;
    }
  }
  for (let head: usize = 0; head < tail; head++) {
    const pixel = load<u32>(queue + (head << 2));
    for (let k = 0; k < grid.neighbourCount; k++) {
      const near = pixel + load<i32>(grid.neighbours + (<usize>k << 2));
      const flags = load<u8>(grid.flags + near);
      if ((flags & (FOREGROUND | STRONG)) == FOREGROUND) {
        store<u8>(grid.flags + near, flags | STRONG);
        store<u32>(queue + (tail << 2), near);
        tail++;
      }
    }
  }
  memory.fill(queue, 0, tail << 2);
  for (let pixel: u32 = 0; pixel < grid.pixelCount; pixel++) {
    const flags = load<u8>(grid.flags + pixel);
    if ((flags & (FOREGROUND | STRONG)) == FOREGROUND) {
      store<u8>(grid.flags + pixel, flags & ~FOREGROUND);
    }
  }
}

/**
 * Background that is not connected with the edge of the image becomes
 * foreground, unless it is left out. Background is connected at sides only
 * (objects are at corners too). Works in the memory of the labels, as above.
 */
export function fillHoles(grid: ObjectGrid): void {
  const rows = grid.depth * grid.height;
  // two sweeps reach nearly all of the background without a queue
  for (let row = 0; row < rows; row++) {
    const first = pixelOfRow(grid, row);
    const isEdge = isEdgeRow(grid, row);
    for (let x = 0; x < grid.width; x++) {
      sweep(grid, first + x, isEdge || x == 0 || x == grid.width - 1, 0);
    }
  }
  const half = grid.sideCount / 2;
  for (let row = rows - 1; row >= 0; row--) {
    const first = pixelOfRow(grid, row);
    for (let x = grid.width - 1; x >= 0; x--) {
      sweep(grid, first + x, false, half);
    }
  }
  spreadSeen(grid);
  for (let row = 0; row < rows; row++) {
    const first = pixelOfRow(grid, row);
    for (let pixel = first; pixel < first + grid.width; pixel++) {
      const flags = load<u8>(grid.flags + pixel);
      const isHole = !(flags & (SEEN | EXCLUDED));
      store<u8>(
        grid.flags + pixel,
        isHole ? flags | FOREGROUND : flags & ~SEEN
      );
    }
  }
}

function isEdgeRow(grid: ObjectGrid, row: i32): bool {
  const z = row / grid.height;
  const y = row - z * grid.height;
  const isEndSlice = grid.depth > 1 && (z == 0 || z == grid.depth - 1);
  return isEndSlice || y == 0 || y == grid.height - 1;
}

/** Marks background at the edge, or next to one of the marked sides from `firstSide` on. */
function sweep(
  grid: ObjectGrid,
  pixel: u32,
  isEdge: bool,
  firstSide: i32
): void {
  const flags = load<u8>(grid.flags + pixel);
  if (flags & (FOREGROUND | SEEN)) {
    return;
  }
  let isReached = isEdge;
  const stop = firstSide + grid.sideCount / 2;
  for (let k = firstSide; k < stop && !isReached; k++) {
    const near = pixel + load<i32>(grid.neighbours + (<usize>k << 2));
    isReached = (load<u8>(grid.flags + near) & SEEN) != 0;
  }
  if (isReached) {
    store<u8>(grid.flags + pixel, flags | SEEN);
  }
}

/** Goes on from all marked background into what the sweeps missed. */
function spreadSeen(grid: ObjectGrid): void {
  const queue = grid.labels;
  let tail: usize = 0;
  let head: usize = 0;
  for (let pixel: u32 = 0; pixel < grid.pixelCount; pixel++) {
    if (load<u8>(grid.flags + pixel) & SEEN) {
      tail = reachSides(grid, pixel, queue, tail);
    }
  }
  for (; head < tail; head++) {
    const pixel = load<u32>(queue + (head << 2));
    tail = reachSides(grid, pixel, queue, tail);
  }
  memory.fill(queue, 0, tail << 2);
}

function reachSides(
  grid: ObjectGrid,
  pixel: u32,
  queue: usize,
  tail: usize
): usize {
  for (let k = 0; k < grid.sideCount; k++) {
    const near = pixel + load<i32>(grid.neighbours + (<usize>k << 2));
    const flags = load<u8>(grid.flags + near);
    if (!(flags & (FOREGROUND | SEEN | FRAME))) {
      store<u8>(grid.flags + near, flags | SEEN);
      store<u32>(queue + (tail << 2), near);
      tail++;
    }
  }
  return tail;
}
