/**
 * Which objects stay, and their numbers: 1 … n in the order of their first pixels.
 *
 * @source docs/numerics.md, “Objects”
 */
import { allocate } from '../memory';
import { ObjectGrid, pixelOfRow } from './object-grid';

/** In an object's size: it has a pixel on the edge of the image. */
const ON_BORDER: u32 = 0x80000000;
/** As an object's number: it is dropped. */
const DROPPED: u32 = 0xffffffff;

/** Makes room for all objects. @returns 0 if the memory cannot grow that far, else 1 */
export function beginPacking(grid: ObjectGrid): i32 {
  const count = grid.objectCount;
  const bytes = <u64>(count + 1) << 3;
  grid.objects = bytes < 0x80000000 ? allocate(<u32>bytes) : 0;
  if (!grid.objects) {
    return 0;
  }
  memory.fill(grid.objects, 0, <usize>bytes);
  return 1;
}

/** Counts the pixels of the objects, row after row through all slices. */
export function countObjectPixels(
  grid: ObjectGrid,
  first: i32,
  stop: i32
): void {
  const lastX = grid.width - 1;
  for (let row = first; row < stop; row++) {
    const line = grid.labels + (<usize>pixelOfRow(grid, row) << 2);
    const y = row % grid.height;
    const isEdgeRow = y == 0 || y == grid.height - 1;
    for (let x = 0; x <= lastX; x++) {
      const label = load<u32>(line + (<usize>x << 2));
      if (label) {
        const at = grid.objects + (<usize>label << 3);
        const size = load<u32>(at) + 1;
        const isEdge = isEdgeRow || x == 0 || x == lastX;
        store<u32>(at, isEdge ? size | ON_BORDER : size);
      }
    }
  }
}

/** Drops objects by size and place. */
export function filterObjects(
  grid: ObjectGrid,
  minimumSize: f64,
  maximumSize: f64,
  dropBorder: bool
): void {
  for (let label: u32 = 1; label <= grid.objectCount; label++) {
    const at = grid.objects + (<usize>label << 3);
    const size = <f64>(load<u32>(at) & ~ON_BORDER);
    const isOnBorder = (load<u32>(at) & ON_BORDER) != 0;
    const isDropped =
      size < minimumSize || size > maximumSize || (dropBorder && isOnBorder);
    store<u32>(at, isDropped ? DROPPED : 0, 4);
  }
  grid.objectCount = 0;
}

/** Renumbers rows and takes the frame out of the labels; rows from the first to the last. */
export function packLabels(grid: ObjectGrid, first: i32, stop: i32): void {
  for (let row = first; row < stop; row++) {
    const line = grid.labels + (<usize>pixelOfRow(grid, row) << 2);
    const target = grid.labels + ((<usize>row * <usize>grid.width) << 2);
    for (let x = 0; x < grid.width; x++) {
      const label = load<u32>(line + (<usize>x << 2));
      const number = label ? numberOf(grid, label) : 0;
      store<u32>(target + (<usize>x << 2), number);
    }
  }
}

/** Objects numbered so far. */
export function objectCount(grid: ObjectGrid): u32 {
  return grid.objectCount;
}

function numberOf(grid: ObjectGrid, label: u32): u32 {
  const at = grid.objects + (<usize>label << 3);
  const number = load<u32>(at, 4);
  if (number == DROPPED) {
    return 0;
  }
  if (number == 0) {
    grid.objectCount++;
    store<u32>(at, grid.objectCount, 4);
    return grid.objectCount;
  }
  return number;
}
