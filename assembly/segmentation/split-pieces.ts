/**
 * From pieces to objects, one piece after the other: a flood never leaves its
 * piece, so each is split by itself, with the same result as all at once.
 *
 * @source docs/numerics.md, “Objects”
 */
import { allocate } from '../memory';
import { flood } from './flood';
import { levelBytes } from './level-queue';
import { ObjectGrid, PIECE_START } from './object-grid';
import { markSeeds, ONE_SEED } from './seeds';
import { keyOf, sortKeys } from './sort-keys';

/**
 * Makes room for splitting the largest piece.
 *
 * @returns 0 if the memory cannot grow that far, else 1
 */
export function beginSplit(grid: ObjectGrid, isSplit: bool): i32 {
  grid.head = 0;
  grid.objectCount = 0;
  grid.pieceCount = 0;
  if (!isSplit) {
    return 1;
  }
  const count = grid.largestPiece;
  if (count >= 1 << 28) {
    return 0;
  }
  const bytes = levelBytes(count);
  grid.keys = allocate(count << 3);
  grid.work = allocate(count << 3);
  grid.bits = allocate(bytes);
  if (!grid.keys || !grid.work || !grid.bits) {
    return 0;
  }
  memory.fill(grid.bits, 0, bytes);
  return 1;
}

/**
 * Goes on numbering pieces, or the objects they are split into.
 *
 * @param depth  least descent from a peak to a higher one, ≥ 0
 * @param budget about how many pixels to work on; a piece is done at once
 * @returns 0 when all are done, else 1
 */
export function splitPieces(
  grid: ObjectGrid,
  isSplit: bool,
  depth: f64,
  budget: u32
): i32 {
  const stop = grid.head + budget;
  while (grid.head < grid.tail && grid.head < stop) {
    const first = grid.head;
    let next = first + 1;
    while (next < grid.tail && !(listed(grid, next) & PIECE_START)) {
      next++;
    }
    grid.head = next;
    // the peak of one or two pixels is never far above the other
    if (!isSplit || next - first <= 2) {
      numberPiece(grid, first, next);
    } else {
      splitPiece(grid, first, next - first, depth);
    }
    // pieces that are done need their places in the list no more
    store<u32>(grid.pixels + (<usize>grid.pieceCount << 2), grid.objectCount);
    grid.pieceCount++;
  }
  return grid.head < grid.tail ? 1 : 0;
}

/** Pieces that were split. */
export function pieceCount(grid: ObjectGrid): u32 {
  return grid.pieceCount;
}

/** (piece,) uint32: the last object of each; they follow one another. */
export function pieceEnds(grid: ObjectGrid): usize {
  return grid.pixels;
}

function listed(grid: ObjectGrid, i: u32): u32 {
  return load<u32>(grid.pixels + (<usize>i << 2));
}

/** One object for the whole piece. */
function numberPiece(grid: ObjectGrid, first: u32, stop: u32): void {
  grid.objectCount++;
  for (let i = first; i < stop; i++) {
    const pixel = listed(grid, i) & ~PIECE_START;
    store<u32>(grid.labels + (<usize>pixel << 2), grid.objectCount);
  }
}

function splitPiece(
  grid: ObjectGrid,
  first: u32,
  count: u32,
  depth: f64
): void {
  for (let i: u32 = 0; i < count; i++) {
    const pixel = listed(grid, first + i) & ~PIECE_START;
    const value = load<f32>(grid.values + (<usize>pixel << 2));
    store<u64>(grid.keys + (<usize>i << 3), keyOf(value, pixel));
  }
  sortKeys(grid.keys, count, grid.work);
  // the list of pixels is free now: it marks seeds, later links the queue
  const marks = grid.pixels + (<usize>first << 2);
  const seedCount = markSeeds(grid, count, depth, marks);
  if (seedCount == ONE_SEED) {
    grid.objectCount++;
    for (let i: u32 = 0; i < count; i++) {
      const pixel = load<u32>(grid.keys + (<usize>i << 3));
      store<u32>(grid.labels + (<usize>pixel << 2), grid.objectCount);
    }
  } else {
    flood(grid, count, marks);
    grid.objectCount += seedCount;
  }
}
