/**
 * Connected pieces of the foreground: 8 neighbours in an image, 26 in a stack.
 *
 * @source docs/numerics.md, “Objects”
 */
import { allocate } from '../memory';
import { FOREGROUND, ObjectGrid, PIECE_START, SEEN } from './object-grid';

/**
 * Makes room for the list of foreground pixels.
 *
 * @returns 0 if the memory cannot grow that far, else 1
 */
export function beginPieces(grid: ObjectGrid): i32 {
  let count: u32 = 0;
  for (let pixel: u32 = 0; pixel < grid.pixelCount; pixel++) {
    count += load<u8>(grid.flags + pixel) & FOREGROUND;
  }
  grid.pixels = allocate(count << 2);
  grid.head = 0;
  grid.tail = 0;
  grid.scan = 0;
  grid.start = 0;
  grid.largestPiece = 0;
  return grid.pixels ? 1 : 0;
}

/**
 * Goes on listing pieces in the order of their first pixels.
 *
 * @param budget about how many pixels to look at
 * @returns 0 when all are listed, else 1
 */
export function findPieces(grid: ObjectGrid, budget: u32): i32 {
  const steps = grid.neighbours;
  const stepsEnd = steps + (<usize>grid.neighbourCount << 2);
  const stopScan = min(grid.pixelCount, grid.scan + budget);
  const stopHead = grid.head + budget;
  while (grid.head < stopHead) {
    if (grid.head == grid.tail) {
      endPiece(grid);
      if (!beginPiece(grid, stopScan)) {
        return stopScan < grid.pixelCount ? 1 : 0;
      }
    }
    let tail = grid.tail;
    const pixel =
      load<u32>(grid.pixels + (<usize>grid.head << 2)) & ~PIECE_START;
    for (let step = steps; step < stepsEnd; step += 4) {
      const near = pixel + load<i32>(step);
      const flags = load<u8>(grid.flags + near);
      if ((flags & (FOREGROUND | SEEN)) == FOREGROUND) {
        store<u8>(grid.flags + near, flags | SEEN);
        store<u32>(grid.pixels + (<usize>tail << 2), near);
        tail++;
      }
    }
    grid.tail = tail;
    grid.head++;
  }
  return 1;
}

function endPiece(grid: ObjectGrid): void {
  grid.largestPiece = max(grid.largestPiece, grid.tail - grid.start);
  grid.start = grid.tail;
}

/** Begins with the next foreground pixel that belongs to no piece; false if there is none before `stop`. */
function beginPiece(grid: ObjectGrid, stop: u32): bool {
  let pixel = grid.scan;
  while (
    pixel < stop &&
    (load<u8>(grid.flags + pixel) & (FOREGROUND | SEEN)) != FOREGROUND
  ) {
    pixel++;
  }
  grid.scan = pixel;
  if (pixel == stop) {
    return false;
  }
  store<u8>(grid.flags + pixel, load<u8>(grid.flags + pixel) | SEEN);
  store<u32>(grid.pixels + (<usize>grid.tail << 2), pixel | PIECE_START);
  grid.tail++;
  return true;
}
