/** Most bytes that each cache of a page keeps, for all images and projects together. */
export type MemoryShares = {
  /** Decoded planes of images; the plane in use is kept even if it alone is larger. */
  readonly planeBytes: number;
  /** Probability tiles; two classes of a plane of 5,700² pixels fit. */
  readonly probabilityBytes: number;
  /** Bitmaps of tiles in one viewer: two layers of a 4K screen fit; what is drawn now is always kept. */
  readonly bitmapBytes: number;
};

const MOST_BYTES = 2 ** 30;
const LEAST_BYTES = 2 ** 28;
/** A page that takes more of a small machine's memory is what the browser closes first. */
const SHARE_OF_MACHINE = 1 / 8;

/**
 * How a page shares out what it keeps only to be fast: 1 GiB, less on a machine
 * of less than 8 GiB. A sixteenth is left to what cannot be dropped: training
 * rows (20 MB for 100,000 labels with 49 columns) and forests kept for undo.
 *
 * @param machineGiB memory as `navigator.deviceMemory` tells; not all browsers do
 */
export function memoryShares(machineGiB?: number): MemoryShares {
  const wanted = (machineGiB ?? Infinity) * 2 ** 30 * SHARE_OF_MACHINE;
  const total = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, wanted));
  return {
    planeBytes: total / 2,
    probabilityBytes: total / 4,
    bitmapBytes: (total * 3) / 16
  };
}

/** The shares on this machine. */
export const MEMORY_SHARES = memoryShares(
  (globalThis as { navigator?: { deviceMemory?: number } }).navigator
    ?.deviceMemory
);
