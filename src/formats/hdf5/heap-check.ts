import { PixelForestError } from '../../errors';
import { PagedBytes } from './paged-bytes';

/** Start of a heap of variable-length values: "GCOL", version 1. */
const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c, 1];

/** Heaps start at multiples of this, and so do the objects in them. */
const ALIGNMENT = 8;

/** Size of the head of a heap and of each object in it. */
const HEADER_BYTES = 16;

/** No heap is smaller. */
const MIN_HEAP_BYTES = 4096;

/** Bytes looked through at once. */
const SCANNED_BYTES = 2 ** 16;

/** Largest heap of a file that is read in parts; all of it is looked through. */
const MAX_PAGED_HEAP_BYTES = 2 ** 26;

/**
 * Makes sure that the heaps of variable-length values are sound: the HDF5
 * library, compiled for 32 bits, never returns from one whose objects have
 * impossible sizes.
 *
 * @throws PixelForestError `format` if one is damaged
 * @source HDF5 File Format Specification, III.E "Global Heap"
 */
export function checkHeaps(bytes: Uint8Array, name: string): void {
  const headAt = (at: number): DataView =>
    new DataView(bytes.buffer, bytes.byteOffset + at, HEADER_BYTES);
  const last = bytes.length - HEADER_BYTES;
  for (let start = 0; start <= last; start += ALIGNMENT) {
    if (
      bytes[start] === SIGNATURE[0] &&
      isHeap(bytes, start) &&
      !isSound(headAt, start, bytes.length - start)
    ) {
      throw unsound(name, start);
    }
  }
}

/**
 * The same for the heaps that begin in one piece of a file that is read in
 * parts, before the library gets the piece. It reads the head of a heap before
 * the rest, so pieces that are too large to be kept need not be asked about.
 *
 * @throws PixelForestError `format` if one is damaged
 */
export function checkHeapsIn(
  bytes: PagedBytes,
  start: number,
  length: number,
  name: string
): void {
  const headAt = (at: number): DataView => {
    const head = bytes.read(at, HEADER_BYTES);
    return new DataView(head.buffer, head.byteOffset, HEADER_BYTES);
  };
  // a signature may lie across the ends of the piece
  const first = Math.floor(start / ALIGNMENT) * ALIGNMENT;
  const end = Math.ceil((start + length) / ALIGNMENT) * ALIGNMENT;
  const stop = Math.min(end, bytes.length);
  for (let from = first; from < stop; from += SCANNED_BYTES) {
    const piece = bytes.read(from, Math.min(SCANNED_BYTES, stop - from));
    for (let at = 0; at < piece.length; at += ALIGNMENT) {
      const left = bytes.length - from - at;
      if (
        piece[at] === SIGNATURE[0] &&
        isHeap(piece, at) &&
        left >= HEADER_BYTES &&
        !isSound(headAt, from + at, Math.min(left, MAX_PAGED_HEAP_BYTES))
      ) {
        throw unsound(name, from + at);
      }
    }
  }
}

function unsound(name: string, start: number): PixelForestError {
  return new PixelForestError(
    'format',
    `${name} is damaged: its store of texts at byte ${start} contradicts itself. Get a complete copy of the file.`
  );
}

function isHeap(bytes: Uint8Array, start: number): boolean {
  return SIGNATURE.every((byte, i) => bytes[start + i] === byte);
}

/** Whether the objects of a heap follow one another up to its end. */
function isSound(
  headAt: (at: number) => DataView,
  start: number,
  maxBytes: number
): boolean {
  const size = Number(headAt(start).getBigUint64(8, true));
  if (size < MIN_HEAP_BYTES || size > maxBytes) {
    return false;
  }
  const end = start + size;
  let at = start + HEADER_BYTES;
  while (end - at >= HEADER_BYTES) {
    const head = headAt(at);
    const isFree = head.getUint16(0, true) === 0;
    const length = Number(head.getBigUint64(8, true));
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
