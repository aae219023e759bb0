/**
 * Gaussian smoothing of an image in place, axis by axis: the kernels and
 * the mirrored borders of the features' pre-smoothing.
 *
 * @source docs/numerics.md, “Kernels”, “Borders” and “Objects”
 */
import {
  fillKernel,
  kernelRadius,
  PRESMOOTH_WINDOW
} from '../features/coefficients';
import { mirrored } from '../features/mirror';
import { allocate } from '../memory';
import { ObjectGrid, pixelOfRow } from './object-grid';

let taps: usize = 0;
let radius: i32 = 0;
/** Rows as they were before they were smoothed, and one to write to. */
let ring: usize = 0;
let rowBytes: usize = 0;

/** How far smoothing looks, in pixels. */
export function smoothingReach(sigma: f64): i32 {
  return sigma > 0 ? kernelRadius(sigma, PRESMOOTH_WINDOW) : 0;
}

/**
 * Makes a kernel and the rows it works on; they lie on top of the arena.
 *
 * @returns 0 if the memory cannot grow that far, else 1
 */
export function beginSmoothing(grid: ObjectGrid, sigma: f64): i32 {
  radius = kernelRadius(sigma, PRESMOOTH_WINDOW);
  taps = allocate(<u32>(radius + 1) << 2);
  rowBytes = ((<usize>grid.width + 2 * <usize>radius) << 2) + 64;
  const rows = <u64>rowBytes * (<u64>radius + 2);
  ring = rows < 0x80000000 ? allocate(<u32>rows) : 0;
  if (!taps || !ring) {
    return 0;
  }
  fillKernel(taps, 0, sigma, radius);
  return 1;
}

/** Smooths rows along x. */
export function smoothRows(grid: ObjectGrid, first: i32, stop: i32): void {
  const width = grid.width;
  const centre = ring + (<usize>radius << 2);
  const out = ring + rowBytes * <usize>(radius + 1);
  for (let row = first; row < stop; row++) {
    const line = grid.values + (<usize>pixelOfRow(grid, row) << 2);
    memory.copy(centre, line, <usize>width << 2);
    for (let k = 1; k <= radius; k++) {
      const left = mirrored(-k, width);
      const right = mirrored(width - 1 + k, width);
      store<f32>(centre - (<usize>k << 2), load<f32>(line + (<usize>left << 2)));
      store<f32>(
        centre + (<usize>(width - 1 + k) << 2),
        load<f32>(line + (<usize>right << 2))
      );
    }
    for (let x = 0; x < width; x += 4) {
      const at = centre + (<usize>x << 2);
      let sum = f32x4.mul(v128.load_splat<f32>(taps), v128.load(at));
      for (let k = 1; k <= radius; k++) {
        const step = <usize>k << 2;
        const pair = f32x4.add(v128.load(at - step), v128.load(at + step));
        sum = f32x4.add(sum, f32x4.mul(v128.load_splat<f32>(taps + step), pair));
      }
      v128.store(out + (<usize>x << 2), sum);
    }
    memory.copy(line, out, <usize>width << 2);
  }
}

/** Smooths slices along y. */
export function smoothColumns(grid: ObjectGrid, first: i32, stop: i32): void {
  for (let z = first; z < stop; z++) {
    const line = pixelOfRow(grid, z * grid.height);
    smoothLines(grid, line, grid.height, grid.rowStride);
  }
}

/** Smooths rows `first … stop` of all slices across slices. */
export function smoothSlices(grid: ObjectGrid, first: i32, stop: i32): void {
  for (let y = first; y < stop; y++) {
    smoothLines(grid, pixelOfRow(grid, y), grid.depth, grid.sliceStride);
  }
}

/** Smooths `count` lines of pixels with one another; line i begins `stride` pixels after line i − 1. */
function smoothLines(
  grid: ObjectGrid,
  pixel: u32,
  count: i32,
  stride: i32
): void {
  const bytes = <usize>grid.width << 2;
  const origin = grid.values + (<usize>pixel << 2);
  const step = <usize>stride << 2;
  const kept = radius + 1;
  const out = ring + rowBytes * <usize>kept;
  for (let line = 0; line < count; line++) {
    const here = origin + step * <usize>line;
    memory.copy(ring + rowBytes * <usize>(line % kept), here, bytes);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(
        out + at,
        f32x4.mul(v128.load_splat<f32>(taps), v128.load(here + at))
      );
    }
    for (let k = 1; k <= radius; k++) {
      const above = seenLine(origin, step, mirrored(line - k, count), line);
      const below = seenLine(origin, step, mirrored(line + k, count), line);
      const tap = v128.load_splat<f32>(taps + (<usize>k << 2));
      for (let at: usize = 0; at < bytes; at += 16) {
        const pair = f32x4.add(v128.load(above + at), v128.load(below + at));
        v128.store(
          out + at,
          f32x4.add(v128.load(out + at), f32x4.mul(tap, pair))
        );
      }
    }
    memory.copy(here, out, bytes);
  }
}

/** A line as it was: those before `line` are smoothed already and looked up in the ring. */
function seenLine(origin: usize, step: usize, seen: i32, line: i32): usize {
  return seen < line
    ? ring + rowBytes * <usize>(seen % (radius + 1))
    : origin + step * <usize>seen;
}
