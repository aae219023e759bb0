import { PixelForestError } from '../../errors';

/** Start of a heap of variable-length values: "GCOL", version 1. */
const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c, 1];

/** Heaps start at multiples of this, and so do the objects in them. */
const ALIGNMENT = 8;

/** Size of the head of a heap and of each object in it. */
const HEADER_BYTES = 16;

/** No heap is smaller. */
const MIN_HEAP_BYTES = 4096;

/**
 * Makes sure that the heaps of variable-length values are sound: the HDF5
 * library, compiled for 32 bits, never returns from one whose objects have
 * impossible sizes.
 *
 * @throws PixelForestError `format` if one is damaged
 * @source HDF5 File Format Specification, III.E "Global Heap"
 */
export function checkHeaps(bytes: Uint8Array, name: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = bytes.length - HEADER_BYTES;
  for (let start = 0; start <= last; start += ALIGNMENT) {
    if (
      bytes[start] === SIGNATURE[0] &&
      isHeap(bytes, start) &&
      !isSound(view, start)
    ) {
      throw new PixelForestError(
        'format',
        `${name} is damaged: its store of texts at byte ${start} contradicts itself. Get a complete copy of the file.`
      );
    }
  }
}

function isHeap(bytes: Uint8Array, start: number): boolean {
  return SIGNATURE.every((byte, i) => bytes[start + i] === byte);
}

/** Whether the objects of a heap follow one another up to its end. */
function isSound(view: DataView, start: number): boolean {
  const size = Number(view.getBigUint64(start + 8, true));
  if (size < MIN_HEAP_BYTES || size > view.byteLength - start) {
    return false;
  }
  const end = start + size;
  let at = start + HEADER_BYTES;
  while (end - at >= HEADER_BYTES) {
    const isFree = view.getUint16(at, true) === 0;
    const length = Number(view.getBigUint64(at + 8, true));
    const step = isFree
      ? length
      : HEADER_BYTES + Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    if (step < HEADER_BYTES || step > end - at) {
      return false;
    }
    at += step;
  }
  return true;
}
