/**
 * In which windows the pieces that were set aside are cut: each lies whole in
 * one, and small ones share it.
 *
 * With a piece, a window takes all others that lie inside it. What lies in a
 * hole of a piece lies inside its box; so it is never cut after it, and may be
 * overlaid by it.
 *
 * @source docs/numerics.md, “Bands”
 */
import { allocate } from '../memory';
import { FOREGROUND, ObjectGrid, pixelOfRow, SEEN } from './object-grid';
import { PIECE_BOX, PIECE_BYTES, PIECE_PLACE } from './set-aside';
import { sortKeys } from './sort-keys';

/** Where a piece says that it is in a window, or part of another piece. */
const DONE: usize = 40;

@unmanaged
class PieceWindows {
  /** (piece, 12) int32, as set-aside.ts lists them. */
  pieces: usize;
  count: u32;
  /** Pixels that windows with several pieces may have. */
  budget: f64;
  /** (piece,) uint64 in the order of their first layers, and where to go on. */
  order: usize;
  next: u32;
  /** (6,) int32: the window. */
  box: usize;
  /** (piece, 3) int32: a pixel of each piece in it. */
  places: usize;
  placeCount: u32;
}

/**
 * Joins the pieces and puts them in order.
 *
 * @param pieces  (piece, 12) int32; changed
 * @param joins   (join, 2) uint32
 * @param isStack whether slices are the layers, else rows
 * @param budget  pixels that windows with several pieces may have
 * @returns 0 if the memory cannot grow that far
 */
export function createPieceWindows(
  pieces: usize,
  count: u32,
  joins: usize,
  joinCount: u32,
  isStack: bool,
  budget: f64
): usize {
  const start = allocate(offsetof<PieceWindows>());
  const box = allocate(24);
  const places = allocate(count * 12);
  const order = allocate(count << 3);
  const work = allocate(count << 3);
  if (!start || !box || !places || !order || !work) {
    return 0;
  }
  joinPieces(pieces, count, joins, joinCount);
  for (let i: u32 = 0; i < count; i++) {
    const layer = load<u32>(boxOf(pieces, i) + (isStack ? 0 : 4));
    store<u64>(order + (<usize>i << 3), (<u64>layer << 32) | <u64>i);
  }
  sortKeys(order, count, work);
  const windows = changetype<PieceWindows>(start);
  windows.pieces = pieces;
  windows.count = count;
  windows.budget = budget;
  windows.order = order;
  windows.next = 0;
  windows.box = box;
  windows.places = places;
  windows.placeCount = 0;
  return start;
}

/**
 * Goes on to the next window: pieces larger than the budget first, the largest
 * before the others.
 *
 * @returns (6,) int32 z0, y0, x0, z1, y1, x1, or 0 if all pieces are done
 */
export function nextWindow(windows: PieceWindows): usize {
  windows.placeCount = 0;
  const largest = largestPiece(windows);
  if (largest >= 0) {
    memory.copy(windows.box, boxOf(windows.pieces, largest), 24);
    for (let i: u32 = 0; i < windows.count; i++) {
      takeIfFits(windows, i, 0);
    }
    return windows.box;
  }
  while (windows.next < windows.count && isDone(windows, ordered(windows))) {
    windows.next++;
  }
  if (windows.next == windows.count) {
    return 0;
  }
  memory.copy(windows.box, boxOf(windows.pieces, ordered(windows)), 24);
  for (let at = windows.next; at < windows.count; at++) {
    const piece = load<u32>(windows.order + (<usize>at << 3));
    takeIfFits(windows, piece, windows.budget);
  }
  return windows.box;
}

/** How many pieces the window is for. */
export function placeCount(windows: PieceWindows): u32 {
  return windows.placeCount;
}

/**
 * Foreground of a window that does not belong to its pieces goes. A piece that
 * is no foreground any more is passed over.
 */
export function keepPlaces(grid: ObjectGrid, windows: PieceWindows): void {
  const queue = grid.labels;
  let tail: usize = 0;
  for (let i: u32 = 0; i < windows.placeCount; i++) {
    const place = windows.places + <usize>i * 12;
    const row =
      (load<i32>(place) - grid.z0) * grid.height +
      (load<i32>(place, 4) - grid.y0);
    const pixel = pixelOfRow(grid, row) + (load<i32>(place, 8) - grid.x0);
    tail = reach(grid, pixel, queue, tail);
  }
  for (let head: usize = 0; head < tail; head++) {
    const pixel = load<u32>(queue + (head << 2));
    for (let k = 0; k < grid.neighbourCount; k++) {
      const step = load<i32>(grid.neighbours + (<usize>k << 2));
      tail = reach(grid, pixel + step, queue, tail);
    }
  }
  memory.fill(queue, 0, tail << 2);
  for (let pixel: u32 = 0; pixel < grid.pixelCount; pixel++) {
    const flags = load<u8>(grid.flags + pixel);
    if (flags & FOREGROUND) {
      store<u8>(
        grid.flags + pixel,
        flags & SEEN ? flags & ~SEEN : flags & ~FOREGROUND
      );
    }
  }
}

function reach(
  grid: ObjectGrid,
  pixel: u32,
  queue: usize,
  tail: usize
): usize {
  const flags = load<u8>(grid.flags + pixel);
  if ((flags & (FOREGROUND | SEEN)) != FOREGROUND) {
    return tail;
  }
  store<u8>(grid.flags + pixel, flags | SEEN);
  store<u32>(queue + (tail << 2), pixel);
  return tail + 1;
}

/** Pieces that touch become one, with the box of all. */
function joinPieces(
  pieces: usize,
  count: u32,
  joins: usize,
  joinCount: u32
): void {
  for (let i: u32 = 0; i < joinCount; i++) {
    const join = joins + (<usize>i << 3);
    const a = rootOf(pieces, load<u32>(join) - 1);
    const b = rootOf(pieces, load<u32>(join, 4) - 1);
    store<u32>(pieceOf(pieces, max(a, b)), min(a, b));
  }
  for (let i: u32 = 0; i < count; i++) {
    const root = rootOf(pieces, i);
    if (root != i) {
      const box = boxOf(pieces, root);
      const part = boxOf(pieces, i);
      for (let side: usize = 0; side < 12; side += 4) {
        store<i32>(box + side, min(load<i32>(box + side), load<i32>(part + side)));
        const far = side + 12;
        store<i32>(box + far, max(load<i32>(box + far), load<i32>(part + far)));
      }
      store<u32>(pieceOf(pieces, i), 1, DONE);
    }
  }
}

/** The piece that stands for all it is joined with; paths are halved on the way. */
function rootOf(pieces: usize, piece: u32): u32 {
  let at = piece;
  let parent = load<u32>(pieceOf(pieces, at));
  while (parent != at) {
    const above = load<u32>(pieceOf(pieces, parent));
    store<u32>(pieceOf(pieces, at), above);
    at = above;
    parent = load<u32>(pieceOf(pieces, at));
  }
  return at;
}

/** The largest of the pieces that are larger than the budget and not done, −1 if there is none. */
function largestPiece(windows: PieceWindows): i32 {
  let found = -1;
  let most = windows.budget;
  for (let i: u32 = 0; i < windows.count; i++) {
    const size = sizeOf(boxOf(windows.pieces, i));
    if (size > most && !isDone(windows, i)) {
      most = size;
      found = i;
    }
  }
  return found;
}

/** Takes a piece into the window if it lies inside, or if the window may grow so far. */
function takeIfFits(windows: PieceWindows, piece: u32, budget: f64): void {
  if (isDone(windows, piece)) {
    return;
  }
  const box = windows.box;
  const own = boxOf(windows.pieces, piece);
  const z0 = min(load<i32>(box), load<i32>(own));
  const y0 = min(load<i32>(box, 4), load<i32>(own, 4));
  const x0 = min(load<i32>(box, 8), load<i32>(own, 8));
  const z1 = max(load<i32>(box, 12), load<i32>(own, 12));
  const y1 = max(load<i32>(box, 16), load<i32>(own, 16));
  const x1 = max(load<i32>(box, 20), load<i32>(own, 20));
  const size = <f64>(z1 - z0) * <f64>(y1 - y0) * <f64>(x1 - x0);
  if (size > max(budget, sizeOf(box))) {
    return;
  }
  store<i32>(box, z0);
  store<i32>(box, y0, 4);
  store<i32>(box, x0, 8);
  store<i32>(box, z1, 12);
  store<i32>(box, y1, 16);
  store<i32>(box, x1, 20);
  const start = pieceOf(windows.pieces, piece);
  store<u32>(start, 1, DONE);
  const place = windows.places + <usize>windows.placeCount * 12;
  memory.copy(place, start + PIECE_PLACE, 12);
  windows.placeCount++;
}

function sizeOf(box: usize): f64 {
  return (
    <f64>(load<i32>(box, 12) - load<i32>(box)) *
    <f64>(load<i32>(box, 16) - load<i32>(box, 4)) *
    <f64>(load<i32>(box, 20) - load<i32>(box, 8))
  );
}

function ordered(windows: PieceWindows): u32 {
  return load<u32>(windows.order + (<usize>windows.next << 3));
}

function isDone(windows: PieceWindows, piece: u32): bool {
  return load<u32>(pieceOf(windows.pieces, piece), DONE) != 0;
}

function boxOf(pieces: usize, piece: u32): usize {
  return pieceOf(pieces, piece) + PIECE_BOX;
}

function pieceOf(pieces: usize, piece: u32): usize {
  return pieces + <usize>piece * <usize>PIECE_BYTES;
}
