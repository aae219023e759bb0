/**
 * Pieces that go on beyond a band of the image. An image is cut band by band
 * along its first axis (rows of a plane, slices of a stack: its layers). A
 * piece in the first or the last layer of a band may go on in the next one: it
 * is set aside, joined with what it touches there, and cut later in a window
 * that holds all of it.
 *
 * A piece set aside is (12,) int32: its number of before joining, the place (z,
 * y, x) of one of its pixels, its box (z0, y0, x0, z1, y1, x1) and two that
 * piece-windows.ts uses, all in the image.
 *
 * @source docs/numerics.md, “Bands”
 */
import { allocate, reserve } from '../memory';
import { EXCLUDED, FOREGROUND, ObjectGrid } from './object-grid';

/** Bytes of a piece, and where its place and its box are. */
export const PIECE_BYTES: u32 = 48;
export const PIECE_PLACE: usize = 4;
export const PIECE_BOX: usize = 16;

/**
 * Takes the pieces that reach an open layer out of the foreground.
 *
 * @param first, stop the band's layers in the window
 * @param isOpenAbove, isOpenBelow whether the image goes on before and after the band
 * @param base        how many pieces were set aside before
 * @returns 0 if the memory cannot grow that far, else 1
 */
export function setAside(
  grid: ObjectGrid,
  first: i32,
  stop: i32,
  isOpenAbove: bool,
  isOpenBelow: bool,
  base: u32
): i32 {
  const size = edgeSize(grid);
  grid.edges = allocate(size << 3);
  if (!grid.edges) {
    return 0;
  }
  memory.fill(grid.edges, 0, <usize>size << 3);
  grid.asidePieces = reserve(0);
  grid.asideCount = 0;
  const upper = layerStart(grid, first);
  const lower = layerStart(grid, stop - 1);
  const isListed =
    (!isOpenAbove || takeLayer(grid, upper, upper, lower, base)) &&
    (!isOpenBelow || takeLayer(grid, lower, upper, lower, base));
  return isListed && allocate(grid.asideCount * PIECE_BYTES) ? 1 : 0;
}

/**
 * Finds which pieces touch pieces of the band before.
 *
 * @param before (pixel,) the last layer of the band before, as `asideEdge` gave it
 * @returns how many joins there are, −1 if the memory cannot grow that far
 */
export function joinAside(grid: ObjectGrid, before: usize): i32 {
  grid.joins = reserve(0);
  const size = <i32>edgeSize(grid);
  const reach = grid.depth > 1 ? 1 : 0;
  let count: u32 = 0;
  let last: u64 = 0;
  for (let i = 0; i < size; i++) {
    const piece = load<u32>(grid.edges + (<usize>i << 2));
    if (!piece) {
      continue;
    }
    for (let y = -reach; y <= reach; y++) {
      for (let x = -1; x <= 1; x++) {
        const near = i + y * grid.rowStride + x;
        const other = load<u32>(before + (<usize>near << 2));
        const join = (<u64>piece << 32) | <u64>other;
        if (other && join != last) {
          if (!reserve((count + 1) << 3)) {
            return -1;
          }
          store<u64>(grid.joins + (<usize>count << 3), join);
          last = join;
          count++;
        }
      }
    }
  }
  return allocate(count << 3) ? count : -1;
}

/** How many pieces were set aside. */
export function asideCount(grid: ObjectGrid): u32 {
  return grid.asideCount;
}

/** (piece, 12) int32. */
export function asidePieces(grid: ObjectGrid): usize {
  return grid.asidePieces;
}

/** (join, 2) uint32: two pieces each, numbered from 1. */
export function asideJoins(grid: ObjectGrid): usize {
  return grid.joins;
}

/** (pixel,) uint32 of the band's last layer with its frame: the pieces that were set aside, from 1. */
export function asideEdge(grid: ObjectGrid): usize {
  return grid.edges + (<usize>edgeSize(grid) << 2);
}

/** Pixels of a layer with its frame. */
export function edgeSize(grid: ObjectGrid): u32 {
  return grid.depth > 1 ? grid.sliceStride : grid.rowStride;
}

function layerStart(grid: ObjectGrid, layer: i32): u32 {
  return grid.depth > 1
    ? (layer + 1) * grid.sliceStride
    : (layer + 1) * grid.rowStride;
}

/** Sets the pieces of a layer aside; false if the memory cannot grow that far. */
function takeLayer(
  grid: ObjectGrid,
  layer: u32,
  upper: u32,
  lower: u32,
  base: u32
): bool {
  const size = edgeSize(grid);
  for (let pixel = layer; pixel < layer + size; pixel++) {
    if (load<u8>(grid.flags + pixel) & FOREGROUND) {
      const bytes = (grid.asideCount + 1) * PIECE_BYTES;
      if (!reserve(bytes)) {
        return false;
      }
      grid.asideCount++;
      takePiece(grid, pixel, upper, lower, base + grid.asideCount);
    }
  }
  return true;
}

/** From one of its pixels on; works in the memory of the labels, which are 0 again afterwards. */
function takePiece(
  grid: ObjectGrid,
  start: u32,
  upper: u32,
  lower: u32,
  number: u32
): void {
  const piece =
    grid.asidePieces + <usize>(grid.asideCount - 1) * <usize>PIECE_BYTES;
  const box = piece + PIECE_BOX;
  store<u32>(piece, number - 1);
  store<i32>(box, i32.MAX_VALUE);
  store<i32>(box, i32.MAX_VALUE, 4);
  store<i32>(box, i32.MAX_VALUE, 8);
  memory.fill(box + 12, 0, 20);
  const size = edgeSize(grid);
  const queue = grid.labels;
  let tail: usize = 1;
  store<u32>(queue, start);
  take(grid, start);
  for (let head: usize = 0; head < tail; head++) {
    const pixel = load<u32>(queue + (head << 2));
    widen(grid, box, piece + PIECE_PLACE, pixel);
    if (pixel - upper < size) {
      store<u32>(grid.edges + (<usize>(pixel - upper) << 2), number);
    }
    if (pixel - lower < size) {
      store<u32>(grid.edges + (<usize>(size + pixel - lower) << 2), number);
    }
    for (let k = 0; k < grid.neighbourCount; k++) {
      const near = pixel + load<i32>(grid.neighbours + (<usize>k << 2));
      if (load<u8>(grid.flags + near) & FOREGROUND) {
        take(grid, near);
        store<u32>(queue + (tail << 2), near);
        tail++;
      }
    }
  }
  memory.fill(queue, 0, tail << 2);
}

function take(grid: ObjectGrid, pixel: u32): void {
  const at = grid.flags + pixel;
  store<u8>(at, load<u8>(at) & EXCLUDED);
}

/** Takes a pixel into the box, and as the piece's place. */
function widen(grid: ObjectGrid, box: usize, place: usize, pixel: u32): void {
  const inWindow = pixel - grid.origin;
  const z = <i32>inWindow / grid.sliceStride;
  const inSlice = <i32>inWindow - z * grid.sliceStride;
  const y = inSlice / grid.rowStride;
  const x = inSlice - y * grid.rowStride;
  store<i32>(place, grid.z0 + z);
  store<i32>(place, grid.y0 + y, 4);
  store<i32>(place, grid.x0 + x, 8);
  store<i32>(box, min(load<i32>(box), grid.z0 + z));
  store<i32>(box, min(load<i32>(box, 4), grid.y0 + y), 4);
  store<i32>(box, min(load<i32>(box, 8), grid.x0 + x), 8);
  store<i32>(box, max(load<i32>(box, 12), grid.z0 + z + 1), 12);
  store<i32>(box, max(load<i32>(box, 16), grid.y0 + y + 1), 16);
  store<i32>(box, max(load<i32>(box, 20), grid.x0 + x + 1), 20);
}
