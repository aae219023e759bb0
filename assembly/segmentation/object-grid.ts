/**
 * The memory of an image, or of a window of it, while its objects are found:
 * every array has a frame of one pixel around it, so that neighbours need no
 * checks.
 *
 * @source docs/numerics.md, “Objects”
 */
import { allocate } from '../memory';

/** Bits of a pixel's flags. */
export const FOREGROUND: u8 = 1;
/** Above the higher of two thresholds, or connected with such a pixel. */
export const STRONG: u8 = 2;
export const EXCLUDED: u8 = 4;
/** Already part of a piece, or of what lies around the objects. */
export const SEEN: u8 = 8;
/** Left of an odd number of polygon sides. */
export const INSIDE: u8 = 16;
export const FRAME: u8 = 32;

/** The first pixel of a piece in the list of pixels. */
export const PIECE_START: u32 = 0x80000000;
/** Pixel numbers leave one bit free, and 4 bytes each fit into the memory. */
const MAX_PIXELS: u64 = 1 << 30;
const NEIGHBOUR_BYTES: u32 = 26 * 4;

@unmanaged
export class ObjectGrid {
  depth: i32;
  height: i32;
  width: i32;
  /** Where the window begins in the image. */
  z0: i32;
  y0: i32;
  x0: i32;
  /** Pixels from row to row and from slice to slice, frame included. */
  rowStride: i32;
  sliceStride: i32;
  /** Number of the pixel (0, 0, 0), and of all pixels with the frame. */
  origin: i32;
  pixelCount: u32;
  /** (pixel,) float32, uint8 and uint32 with the frame. */
  values: usize;
  flags: usize;
  labels: usize;
  /** (neighbour,) int32: from a pixel to those around it, the nearest first. */
  neighbours: usize;
  neighbourCount: i32;
  /** How many of them share a side. */
  sideCount: i32;
  /** (foreground pixel,) uint32, piece after piece. */
  pixels: usize;
  /** Pixels in the list, of them looked around, and where the search goes on. */
  tail: u32;
  head: u32;
  scan: u32;
  /** First pixel of the last piece in the list. */
  start: u32;
  /** Pixels of the largest piece. */
  largestPiece: u32;
  /** Pieces that were split into objects: the last object of each takes the place of `pixels`. */
  pieceCount: u32;
  /** Objects found so far. */
  objectCount: u32;
  /** Work of one piece, see split-pieces.ts. */
  keys: usize;
  work: usize;
  bits: usize;
  /** What was set aside, see set-aside.ts: (piece, 12) int32, and the first and last layer, uint32. */
  asidePieces: usize;
  asideCount: u32;
  edges: usize;
  /** (join, 2) uint32. */
  joins: usize;
}

/**
 * Memory for a window of an image; its values are 0 and nothing is excluded.
 * A window of a stack has two slices or more.
 *
 * @param z0, y0, x0 where it begins in the image
 * @returns 0 if the memory cannot grow that far
 */
export function createObjectGrid(
  depth: i32,
  height: i32,
  width: i32,
  z0: i32,
  y0: i32,
  x0: i32
): usize {
  const rowStride = <u64>width + 2;
  const sliceStride = rowStride * (<u64>height + 2);
  const slices = depth > 1 ? <u64>depth + 2 : 1;
  const pixelCount = sliceStride * slices;
  if (pixelCount >= MAX_PIXELS) {
    return 0;
  }
  const start = allocate(offsetof<ObjectGrid>());
  const neighbours = allocate(NEIGHBOUR_BYTES);
  const labels = allocate(<u32>pixelCount << 2);
  const flags = allocate(<u32>pixelCount);
  const values = allocate(<u32>pixelCount << 2);
  if (!start || !neighbours || !labels || !flags || !values) {
    return 0;
  }
  memory.fill(start, 0, offsetof<ObjectGrid>());
  const grid = changetype<ObjectGrid>(start);
  grid.depth = depth;
  grid.height = height;
  grid.width = width;
  grid.z0 = z0;
  grid.y0 = y0;
  grid.x0 = x0;
  grid.rowStride = <i32>rowStride;
  grid.sliceStride = <i32>sliceStride;
  grid.pixelCount = <u32>pixelCount;
  grid.origin = <i32>(rowStride + 1 + (depth > 1 ? sliceStride : 0));
  grid.labels = labels;
  grid.flags = flags;
  grid.values = values;
  grid.neighbours = neighbours;
  listNeighbours(grid);
  memory.fill(values, 0, <usize>pixelCount << 2);
  memory.fill(labels, 0, <usize>pixelCount << 2);
  memory.fill(flags, FRAME, <usize>pixelCount);
  for (let row = 0; row < depth * height; row++) {
    memory.fill(flags + pixelOfRow(grid, row), 0, width);
  }
  return start;
}

/** Number of the first pixel of a row; rows are counted through all slices. */
export function pixelOfRow(grid: ObjectGrid, row: i32): u32 {
  const z = row / grid.height;
  const y = row - z * grid.height;
  return grid.origin + z * grid.sliceStride + y * grid.rowStride;
}

/**
 * Adds the objects to a label image: pixels without one keep what is there.
 *
 * @param target (row, x) uint32, beginning with row `first` of the window
 * @param offset added to the numbers of the objects
 */
export function overlayLabels(
  grid: ObjectGrid,
  target: usize,
  first: i32,
  stop: i32,
  offset: u32
): void {
  for (let row = first; row < stop; row++) {
    let source = grid.labels + (<usize>pixelOfRow(grid, row) << 2);
    for (let x = 0; x < grid.width; x++) {
      const label = load<u32>(source);
      if (label) {
        store<u32>(target, label + offset);
      }
      source += 4;
      target += 4;
    }
  }
}

/** Objects found so far. */
export function objectCount(grid: ObjectGrid): u32 {
  return grid.objectCount;
}

/** Sides first, then edges and corners, each in raster order: the order in which floods go on. */
function listNeighbours(grid: ObjectGrid): void {
  const reach = grid.depth > 1 ? 1 : 0;
  let count = 0;
  for (let distance = 1; distance <= 3; distance++) {
    for (let z = -reach; z <= reach; z++) {
      for (let y = -1; y <= 1; y++) {
        for (let x = -1; x <= 1; x++) {
          if (z * z + y * y + x * x == distance) {
            const step = z * grid.sliceStride + y * grid.rowStride + x;
            store<i32>(grid.neighbours + (<usize>count << 2), step);
            count++;
          }
        }
      }
    }
    if (distance == 1) {
      grid.sideCount = count;
    }
  }
  grid.neighbourCount = count;
}
