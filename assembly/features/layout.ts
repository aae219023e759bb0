/** The memory of a plan's tile. */
import { allocate } from '../memory';
import { FRAME_HALO, Plan, PLANE_BYTES, TILE } from './plan';
import { ALL_RING_BYTES } from './rings';
import { productBytes } from './volume-tensor';

/** Slices of a tile: more of them share the slices around it, fewer stay in cache. */
const TILE_DEPTH: i32 = 16;
/** Columns of a frame: the tile, its halo and room for the last vector. */
const FRAME_WIDTH: i32 = TILE + 2 * FRAME_HALO + 2;
/** One plane for each of the first four families, three for each eigenvalue family. */
const PLANE_COUNT: i32 = 10;

/** Reserves the memory of a tile. Returns false if the memory cannot grow. */
export function layOutPlan(plan: Plan): bool {
  const isVolume = plan.depthHalo > 0;
  plan.tileDepth = isVolume ? min(plan.depth, TILE_DEPTH) : 1;
  return (
    layOutSource(plan) &&
    layOutFrame(plan) &&
    layOutPlanes(plan) &&
    (!isVolume || layOutVolume(plan))
  );
}

function layOutSource(plan: Plan): bool {
  const halo = plan.halo;
  // slices outside the image are never written: they are looked up inside
  const margin = min(plan.depthHalo, plan.depth - 1);
  // odd numbers of cache lines, so that neighbours do not share cache sets
  plan.sourceStride = alignedStride(TILE + 2 * halo + 16);
  const rowCount = (TILE + 2 * halo) | 1;
  const slices = plan.tileDepth + 2 * margin;
  const source = allocateSlices(slices, plan.sourceStride, rowCount);
  plan.sourceSliceStride = plan.sourceStride * rowCount;
  plan.source = source + margin * plan.sourceSliceStride + originOffset(plan);
  return source != 0;
}

/** Offset of the tile's pixel (0, 0) in a slice laid out as the source. */
function originOffset(plan: Plan): usize {
  return plan.halo * plan.sourceStride + (plan.halo << 2);
}

function layOutFrame(plan: Plan): bool {
  const frameRows = TILE + 2 * FRAME_HALO;
  plan.frameStride = alignedStride(FRAME_WIDTH + 16);
  plan.frameSliceStride = plan.frameStride * (frameRows | 1);
  plan.rows = allocateSlices(
    1,
    plan.frameStride,
    frameRows + 2 * (plan.halo - FRAME_HALO)
  );
  plan.frame = allocateSlices(frameSlices(plan), plan.frameSliceStride, 1);
  return plan.rows != 0 && plan.frame != 0;
}

/** Slices that the filters need of the largest tile. */
function frameSlices(plan: Plan): i32 {
  return plan.depthHalo == 0
    ? 1
    : min(plan.depth, plan.tileDepth + 2 * FRAME_HALO);
}

function layOutPlanes(plan: Plan): bool {
  plan.planeSliceStride = PLANE_COUNT * PLANE_BYTES;
  plan.rings = allocate(ALL_RING_BYTES);
  plan.planes = allocateSlices(plan.tileDepth, plan.planeSliceStride, 1);
  return plan.rings != 0 && plan.planes != 0;
}

/** What only filters across slices need. */
function layOutVolume(plan: Plan): bool {
  const slab = allocateSlices(frameSlices(plan), plan.sourceSliceStride, 1);
  plan.slab = slab + originOffset(plan);
  plan.sliceOffsets = allocateSlices(
    frameSlices(plan) + 2 * plan.depthHalo,
    4,
    1
  );
  plan.products = allocate(productBytes(TILE));
  return slab != 0 && plan.sliceOffsets != 0 && plan.products != 0;
}

/** Slices of rows of bytes; 0 if there are more than the memory could ever hold. */
function allocateSlices(count: i32, stride: i32, rowCount: i32): usize {
  const slice = <u64>stride * <u64>rowCount;
  const limit = <u64>i32.MAX_VALUE;
  return slice > limit || slice * <u64>count > limit
    ? 0
    : allocate(<u32>(slice * <u64>count));
}

/** Bytes of a row of so many float32, in whole cache lines of an odd number. */
function alignedStride(count: i32): i32 {
  return ((count * 4 + 63) & ~63) | 64;
}
