/**
 * The plan: which families at which scales, their coefficients, and the
 * memory a tile is filtered in. Lives in the arena for as long as the choice.
 */
import { allocate } from '../memory';
import {
  FILTER_WINDOW,
  fillKernel,
  kernelRadius,
  PRESMOOTH_WINDOW
} from './coefficients';

/** Largest side of a tile: its planes and codes stay in the second-level cache. */
export const TILE: i32 = 128;
/** Pixels the filters need around a tile: 1 for the tensor's derivative + 2 for its smoothing. */
export const FRAME_HALO: i32 = 3;
/** Columns of a frame: the tile, its halo and room for the last vector. */
const FRAME_WIDTH: i32 = TILE + 2 * FRAME_HALO + 2;

/** Families, numbered as the host does. */
export const GAUSSIAN_SMOOTHING: i32 = 0;
export const LAPLACIAN: i32 = 1;
export const GRADIENT_MAGNITUDE: i32 = 2;
export const DIFFERENCE_OF_GAUSSIANS: i32 = 3;
export const STRUCTURE_TENSOR: i32 = 4;
export const HESSIAN: i32 = 5;
/** One plane for each of the first four, two for each eigenvalue family. */
const PLANE_COUNT: i32 = 8;
export const PLANE_STRIDE: i32 = TILE * 4;
export const PLANE_BYTES: i32 = PLANE_STRIDE * TILE;

/** Taps of the filters, 4 float32 each, missing ones 0; offsets in bytes. */
export const SMOOTH: usize = 0;
export const FIRST: usize = 16;
export const SECOND: usize = 32;
export const NARROW: usize = 48;
export const INNER: usize = 64;
export const INNER_FIRST: usize = 80;
const TAP_BYTES: i32 = 96;

/** Rows a ring remembers; a power of two, and more than the 5 a filter looks at. */
export const RING_ROWS: i32 = 8;
export const RING_ROW_BYTES: i32 = (TILE + 16) * 4;
export const RING_BYTES: i32 = RING_ROWS * RING_ROW_BYTES;
/** Rings of the fused pass, and single rows behind them. */
export const RING_COUNT: i32 = 9;
const SINGLE_ROWS: i32 = 4;

@unmanaged
export class Scale {
  /** Bit i set: family i is wanted. */
  families: i32;
  /** Radius of the pre-smoothing. */
  radius: i32;
  /** Pre-smoothing, radius + 1 float32. */
  presmoothing: usize;
  /** Filter taps, see `SMOOTH` … */
  taps: usize;
}

@unmanaged
export class Plan {
  scaleCount: i32;
  halo: i32;
  /** Array of `Scale`. */
  scales: usize;
  /** Tile pixel (0, 0), with `halo` pixels on each side. */
  source: usize;
  sourceStride: i32;
  /** Rows smoothed along x: those of the frame and the largest radius around it. */
  rows: usize;
  /** The pre-smoothed tile with `FRAME_HALO` pixels on each side. */
  frame: usize;
  frameStride: i32;
  rings: usize;
  planes: usize;

  /** The tile that `mirrorSource` was told of. */
  y: i32;
  x: i32;
  height: i32;
  width: i32;
  imageHeight: i32;
  imageWidth: i32;
}

/** Largest side of a tile in pixels. */
export function tileSide(): i32 {
  return TILE;
}

/** Columns a family makes of one channel at one scale. */
export function componentCount(family: i32): i32 {
  return family == STRUCTURE_TENSOR || family == HESSIAN ? 2 : 1;
}

/** Smallest side of an image that may be filtered at σ: below it ilastik refuses. */
export function smallestSide(sigma: f64): i32 {
  return <i32>ceil(PRESMOOTH_WINDOW * sigma) + 1;
}

/** Smallest σ of a family: below it the inner derivative of the structure tensor has no taps. */
export function smallestSigma(family: i32): f64 {
  return family == STRUCTURE_TENSOR ? 0.5 : 0.3;
}

/** Begins a plan. Returns 0 if the memory cannot grow. */
export function createPlan(scaleCount: i32): usize {
  const pointer = allocate(offsetof<Plan>());
  const scales = allocate(scaleCount * offsetof<Scale>());
  if (pointer == 0 || scales == 0) {
    return 0;
  }
  const plan = changetype<Plan>(pointer);
  plan.scaleCount = scaleCount;
  plan.halo = FRAME_HALO;
  plan.scales = scales;
  return pointer;
}

/** The scale of an index. */
export function scaleOf(plan: Plan, index: i32): Scale {
  return changetype<Scale>(plan.scales + index * offsetof<Scale>());
}

/**
 * Sets one scale; each must be set once before `layOutPlan`.
 *
 * @param sigma    in pixels, > 0
 * @param families bit i set: family i is wanted
 * @returns false if the memory cannot grow
 */
export function planScale(
  plan: Plan,
  index: i32,
  sigma: f64,
  families: i32
): bool {
  // what is above 1 is smoothed away first; up to 1, σ is applied twice
  const before = sigma > 1 ? Math.sqrt(sigma * sigma - 1) : sigma;
  const radius = kernelRadius(before, PRESMOOTH_WINDOW);
  const presmoothing = allocate((radius + 1) << 2);
  const taps = allocate(TAP_BYTES);
  if (presmoothing == 0 || taps == 0) {
    return false;
  }
  fillKernel(presmoothing, 0, before, radius);

  const within = min(sigma, 1);
  memory.fill(taps, 0, TAP_BYTES);
  fillTaps(taps + SMOOTH, 0, within);
  fillTaps(taps + FIRST, 1, within);
  fillTaps(taps + SECOND, 2, within);
  fillTaps(taps + NARROW, 0, within * 0.66);
  fillTaps(taps + INNER, 0, within * 0.5);
  fillTaps(taps + INNER_FIRST, 1, within * 0.5);

  const scale = scaleOf(plan, index);
  scale.families = families;
  scale.radius = radius;
  scale.presmoothing = presmoothing;
  scale.taps = taps;
  plan.halo = max(plan.halo, radius + FRAME_HALO);
  return true;
}

function fillTaps(target: usize, order: i32, sigma: f64): void {
  fillKernel(target, order, sigma, kernelRadius(sigma, FILTER_WINDOW));
}

/** Reserves the memory of a tile. Returns false if the memory cannot grow. */
export function layOutPlan(plan: Plan): bool {
  const halo = plan.halo;
  const frameRows = TILE + 2 * FRAME_HALO;
  // strides that are no multiple of 4096, so that columns do not share cache sets
  plan.sourceStride = alignedStride(TILE + 2 * halo + 16);
  plan.frameStride = alignedStride(FRAME_WIDTH + 16);
  const source = allocateRows(plan.sourceStride, TILE + 2 * halo);
  plan.rows = allocateRows(
    plan.frameStride,
    frameRows + 2 * (halo - FRAME_HALO)
  );
  plan.frame = allocate(plan.frameStride * frameRows);
  plan.rings = allocate(RING_COUNT * RING_BYTES + SINGLE_ROWS * RING_ROW_BYTES);
  plan.planes = allocate(PLANE_COUNT * PLANE_BYTES);
  plan.source = source + halo * plan.sourceStride + (halo << 2);
  return source != 0 && plan.rows != 0 && plan.frame != 0 && plan.rings != 0 && plan.planes != 0;
}

/** Rows of bytes; 0 if there are more than the memory could ever hold. */
function allocateRows(stride: i32, count: i32): usize {
  const bytes = <u64>stride * <u64>count;
  return bytes > <u64>i32.MAX_VALUE ? 0 : allocate(<u32>bytes);
}

/** Bytes of a row of so many float32, in whole cache lines of an odd number. */
function alignedStride(count: i32): i32 {
  return ((count * 4 + 63) & ~63) | 64;
}

/** Margin a tile needs around itself, in pixels. */
export function planHalo(plan: Plan): i32 {
  return plan.halo;
}

/** Where the tile's pixel (0, 0) is to be written. */
export function sourcePointer(plan: Plan): usize {
  return plan.source;
}

/** Bytes between rows of the source. */
export function sourceStride(plan: Plan): i32 {
  return plan.sourceStride;
}

/** Where a family's component lies once its scale is computed. */
export function planePointer(
  plan: Plan,
  family: i32,
  component: i32
): usize {
  const plane = family == HESSIAN ? family + 1 + component : family + component;
  return plan.planes + plane * PLANE_BYTES;
}

/** Bytes between rows of a plane. */
export function planeStride(): i32 {
  return PLANE_STRIDE;
}
