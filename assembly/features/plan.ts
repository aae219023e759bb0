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
import { filtersInDepth, HESSIAN, presmoothsInDepth } from './dimensions';

/** Largest side of a tile: the planes and codes of a slice stay in the second-level cache. */
export const TILE: i32 = 128;
/** Pixels the filters need around a tile: 1 for the tensor's derivative + 2 for its smoothing. */
export const FRAME_HALO: i32 = 3;

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
/** No memory holds the halo of a larger kernel. */
const MAX_RADIUS: i32 = 1 << 20;

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
  /** Whether the pre-smoothing, and whether the filters too, go across slices. */
  presmoothsInDepth: bool;
  filtersInDepth: bool;
}

@unmanaged
export class Plan {
  scaleCount: i32;
  /** Slices of the image. */
  depth: i32;
  /** Pixels needed around a tile: y and x, of planar scales alone, z. */
  halo: i32;
  planarHalo: i32;
  depthHalo: i32;
  /** Array of `Scale`. */
  scales: usize;
  /** Slices of the largest tile. */
  tileDepth: i32;
  /** Tile voxel (0, 0, 0), with `halo` pixels on each side and `depthHalo` slices above and below. */
  source: usize;
  sourceStride: i32;
  sourceSliceStride: i32;
  /** Slices smoothed across slices, laid out as the source; pixel (0, 0) of the first. */
  slab: usize;
  /** Offset of each slice that the smoothing across slices looks at. */
  sliceOffsets: usize;
  /** Rows smoothed along x: those of the frame and the largest radius around it. */
  rows: usize;
  /** The pre-smoothed tile with `FRAME_HALO` pixels on each side, slice by slice. */
  frame: usize;
  frameStride: i32;
  frameSliceStride: i32;
  rings: usize;
  /** Products of the gradient of a volume, see volume-tensor.ts. */
  products: usize;
  planes: usize;
  planeSliceStride: i32;

  /** The tile that `mirrorSource` was told of. */
  z: i32;
  y: i32;
  x: i32;
  slices: i32;
  height: i32;
  width: i32;
  imageDepth: i32;
  imageHeight: i32;
  imageWidth: i32;
}

/**
 * Begins a plan.
 *
 * @param depth slices of the image, 1 for 2-D
 * @returns 0 if the memory cannot grow
 */
export function createPlan(scaleCount: i32, depth: i32): usize {
  const pointer = allocate(offsetof<Plan>());
  const scales = allocate(scaleCount * offsetof<Scale>());
  if (pointer == 0 || scales == 0) {
    return 0;
  }
  const plan = changetype<Plan>(pointer);
  plan.scaleCount = scaleCount;
  plan.depth = depth;
  plan.halo = FRAME_HALO;
  plan.planarHalo = 0;
  plan.depthHalo = 0;
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
 * @param isPlanar whether slices are filtered singly, as ilastik's ComputeIn2d
 * @returns false if the memory cannot grow far enough
 */
export function planScale(
  plan: Plan,
  index: i32,
  sigma: f64,
  families: i32,
  isPlanar: bool
): bool {
  // what is above 1 is smoothed away first; up to 1, σ is applied twice
  const before = sigma > 1 ? Math.sqrt(sigma * sigma - 1) : sigma;
  const radius = kernelRadius(before, PRESMOOTH_WINDOW);
  if (radius > MAX_RADIUS) {
    return false;
  }
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
  scale.presmoothsInDepth = presmoothsInDepth(isPlanar, plan.depth);
  scale.filtersInDepth = filtersInDepth(sigma, isPlanar, plan.depth);
  const halo = radius + FRAME_HALO;
  plan.halo = max(plan.halo, halo);
  if (scale.presmoothsInDepth) {
    plan.depthHalo = max(plan.depthHalo, scale.filtersInDepth ? halo : radius);
  } else {
    plan.planarHalo = max(plan.planarHalo, halo);
  }
  return true;
}

function fillTaps(target: usize, order: i32, sigma: f64): void {
  fillKernel(target, order, sigma, kernelRadius(sigma, FILTER_WINDOW));
}

/** Largest side of a tile of any plan in pixels. */
export function tileSide(): i32 {
  return TILE;
}

/** Largest side of a tile of this plan in pixels. */
export function planTileSide(plan: Plan): i32 {
  return TILE;
}

/** Largest number of slices of a tile. */
export function planTileDepth(plan: Plan): i32 {
  return plan.tileDepth;
}

/** Margin a tile needs around itself in y and x, in pixels. */
export function planHalo(plan: Plan): i32 {
  return plan.halo;
}

/** Slices a tile needs above and below itself. */
export function planDepthHalo(plan: Plan): i32 {
  return plan.depthHalo;
}

/** Where the tile's voxel (0, 0, 0) is to be written. */
export function sourcePointer(plan: Plan): usize {
  return plan.source;
}

/** Bytes between rows of the source. */
export function sourceStride(plan: Plan): i32 {
  return plan.sourceStride;
}

/** Bytes between slices of the source. */
export function sourceSliceStride(plan: Plan): i32 {
  return plan.sourceSliceStride;
}

/** Where voxel (0, 0, 0) of a family's component lies once its scale is computed. */
export function planePointer(
  plan: Plan,
  family: i32,
  component: i32
): usize {
  // up to three components of the tensor come before the Hessian's
  const plane = family == HESSIAN ? family + 2 + component : family + component;
  return plan.planes + plane * PLANE_BYTES;
}

/** Bytes between rows of a plane. */
export function planeStride(): i32 {
  return PLANE_STRIDE;
}

/** Bytes between slices of a plane. */
export function planeSliceStride(plan: Plan): i32 {
  return plan.planeSliceStride;
}
