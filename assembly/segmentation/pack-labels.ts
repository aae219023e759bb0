/**
 * Which objects of a label image stay, and their numbers: 1 … n in the order
 * of their first pixels. The image comes band by band, twice: once to count
 * and once to be renumbered.
 *
 * @source docs/numerics.md, “Objects”
 */
import { allocate } from '../memory';

/** In an object's size: it has a pixel on the edge of the image. */
const ON_BORDER: u32 = 0x80000000;
/** As an object's number: it is dropped. */
const DROPPED: u32 = 0xffffffff;

@unmanaged
export class Packing {
  height: i32;
  width: i32;
  /** Objects before, and numbered so far. */
  found: u32;
  kept: u32;
  /** (object + 1, 2) uint32: pixels and number in the result. */
  objects: usize;
}

/**
 * Makes room for objects 1 … count of an image.
 *
 * @returns 0 if the memory cannot grow that far
 */
export function createPacking(height: i32, width: i32, count: u32): usize {
  const bytes = <u64>(count + 1) << 3;
  const start = allocate(offsetof<Packing>());
  const objects = bytes < 0x80000000 ? allocate(<u32>bytes) : 0;
  if (!start || !objects) {
    return 0;
  }
  memory.fill(objects, 0, <usize>bytes);
  const packing = changetype<Packing>(start);
  packing.height = height;
  packing.width = width;
  packing.found = count;
  packing.kept = 0;
  packing.objects = objects;
  return start;
}

/**
 * Counts the pixels of the objects.
 *
 * @param labels (row, x) uint32, beginning with row `first`
 * @param first, stop rows, counted through all slices
 */
export function countObjectPixels(
  packing: Packing,
  labels: usize,
  first: i32,
  stop: i32
): void {
  const lastX = packing.width - 1;
  for (let row = first; row < stop; row++) {
    const y = row % packing.height;
    const isEdgeRow = y == 0 || y == packing.height - 1;
    for (let x = 0; x <= lastX; x++) {
      const label = load<u32>(labels);
      labels += 4;
      if (label) {
        const at = packing.objects + (<usize>label << 3);
        const size = load<u32>(at) + 1;
        const isEdge = isEdgeRow || x == 0 || x == lastX;
        store<u32>(at, isEdge ? size | ON_BORDER : size);
      }
    }
  }
}

/**
 * How many pieces have at least the minimum size.
 *
 * @param ends   (piece,) uint32: the last object of each; they follow one another
 * @param before the last object of the piece before
 */
export function countPieces(
  packing: Packing,
  ends: usize,
  count: u32,
  before: u32,
  minimumSize: f64
): u32 {
  let label = before;
  let pieces: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const end = load<u32>(ends + (<usize>i << 2));
    let size: f64 = 0;
    while (label < end) {
      label++;
      size += <f64>sizeOfObject(packing, label);
    }
    if (size > 0 && size >= minimumSize) {
      pieces++;
    }
  }
  return pieces;
}

/** Pixels of an object, after `countObjectPixels`. */
export function sizeOfObject(packing: Packing, label: u32): u32 {
  return load<u32>(packing.objects + (<usize>label << 3)) & ~ON_BORDER;
}

/** Drops objects by size and place. */
export function filterObjects(
  packing: Packing,
  minimumSize: f64,
  maximumSize: f64,
  dropBorder: bool
): void {
  for (let label: u32 = 1; label <= packing.found; label++) {
    const at = packing.objects + (<usize>label << 3);
    const size = <f64>sizeOfObject(packing, label);
    const isOnBorder = (load<u32>(at) & ON_BORDER) != 0;
    const isDropped =
      size < minimumSize || size > maximumSize || (dropBorder && isOnBorder);
    store<u32>(at, isDropped ? DROPPED : 0, 4);
  }
}

/** Renumbers pixels in place; bands from the first to the last. */
export function packLabels(
  packing: Packing,
  labels: usize,
  pixelCount: u32
): void {
  for (let i: u32 = 0; i < pixelCount; i++) {
    const label = load<u32>(labels);
    if (label) {
      store<u32>(labels, numberOf(packing, label));
    }
    labels += 4;
  }
}

/** Objects that stay, after `packLabels`. */
export function packedCount(packing: Packing): u32 {
  return packing.kept;
}

function numberOf(packing: Packing, label: u32): u32 {
  const at = packing.objects + (<usize>label << 3);
  const number = load<u32>(at, 4);
  if (number == DROPPED) {
    return 0;
  }
  if (number == 0) {
    packing.kept++;
    store<u32>(at, packing.kept, 4);
    return packing.kept;
  }
  return number;
}
