/**
 * Settings that suit objects of a size: how large the connected pieces of an
 * image usually are, and what follows from that.
 *
 * @source docs/numerics.md, “Fit to object size”
 */
import { allocate } from '../memory';
import { Packing, sizeOfObject } from './pack-labels';
import { sortKeys } from './sort-keys';

/** Smoothing (σ) as a share of the radius of an object in a plane and in a stack, and the least. */
const PLANE_SHARE: f64 = 0.15;
const STACK_SHARE: f64 = 0.2;
const LEAST_SMOOTHING: f64 = 0.5;
/** As MAX_SMOOTHING in src/project/segmentation.ts. */
const MOST_SMOOTHING: f64 = 50;
/** An object is at least this part of the usual one, and the least. */
const SIZE_PARTS: f64 = 10;
const LEAST_SIZE: f64 = 4;
/** Split depth (h) for probabilities of objects of any size. */
const DEPTH: f64 = 0.01;

/**
 * Median number of pixels of the objects, after `countObjectPixels`; with an
 * even number of them the mean of the two in the middle. Pieces that are not
 * split are objects.
 *
 * @param minimumSize smaller objects do not count
 * @returns 0 without objects, −1 if the memory cannot grow that far
 */
export function medianObjectSize(packing: Packing, minimumSize: u32): f64 {
  const count = listSizes(packing, minimumSize, 0);
  if (count == 0) {
    return 0;
  }
  const bytes = <u64>count << 3;
  const sizes = bytes < 0x80000000 ? allocate(<u32>bytes) : 0;
  const work = sizes ? allocate(<u32>bytes) : 0;
  if (!work) {
    return -1;
  }
  listSizes(packing, minimumSize, sizes);
  sortKeys(sizes, count, work);
  const low = load<u64>(sizes + (<usize>((count - 1) >> 1) << 3));
  const high = load<u64>(sizes + (<usize>(count >> 1) << 3));
  return (<f64>low + <f64>high) / 2;
}

/**
 * σ for objects of a size, in hundredths of a pixel: a share of the radius of a
 * disc of that many pixels, in a stack of a ball.
 */
export function fittedSmoothing(depth: i32, size: f64): f64 {
  const wanted =
    depth > 1
      ? STACK_SHARE * Math.cbrt((3 * size) / (4 * Math.PI))
      : PLANE_SHARE * Math.sqrt(size / Math.PI);
  const sigma = Math.round(100 * wanted) / 100;
  return min(MOST_SMOOTHING, max(LEAST_SMOOTHING, sigma));
}

/** The least number of pixels of an object where they usually have `size`. */
export function fittedMinimumSize(size: f64): f64 {
  return max(LEAST_SIZE, Math.floor(size / SIZE_PARTS));
}

/** The split depth, of probabilities, from which peaks are objects of their own. */
export function fittedDepth(): f64 {
  return DEPTH;
}

/**
 * @param sizes (object,) uint64 to write to, or 0
 * @returns how many objects are of at least the minimum size
 */
function listSizes(packing: Packing, minimumSize: u32, sizes: usize): u32 {
  let count: u32 = 0;
  for (let label: u32 = 1; label <= packing.found; label++) {
    const size = sizeOfObject(packing, label);
    // none: overlaid by the piece whose hole it lay in
    if (size > 0 && size >= minimumSize) {
      if (sizes) {
        store<u64>(sizes + (<usize>count << 3), size);
      }
      count++;
    }
  }
  return count;
}
