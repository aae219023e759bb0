/** The memory of a plan's tile. */
import { allocate } from '../memory';
import { FRAME_HALO, Plan, PLANE_BYTES, TILE } from './plan';
import { RING_BYTES, RING_COUNT, RING_ROW_BYTES, SINGLE_ROWS } from './rings';

/** Slices of a tile: more of them share the slices around it, fewer stay in cache. */
const TILE_DEPTH: i32 = 16;
/** Columns of a frame: the tile, its halo and room for the last vector. */
const FRAME_WIDTH: i32 = TILE + 2 * FRAME_HALO + 2;
/** One plane for each of the first four families, three for each eigenvalue family. */
const PLANE_COUNT: i32 = 10;

/** Reserves the memory of a tile. Returns false if the memory cannot grow. */
export function layOutPlan(plan: Plan): bool {
  const halo = plan.halo;
  const frameRows = TILE + 2 * FRAME_HALO;
  plan.tileDepth = plan.depthHalo == 0 ? 1 : min(plan.depth, TILE_DEPTH);
  // slices outside the image are never written: they are looked up inside
  const margin = min(plan.depthHalo, plan.depth - 1);
  // strides that are no multiple of 4096, so that columns do not share cache sets
  plan.sourceStride = alignedStride(TILE + 2 * halo + 16);
  plan.frameStride = alignedStride(FRAME_WIDTH + 16);
  plan.planeSliceStride = PLANE_COUNT * PLANE_BYTES;
  const source = allocateSlices(
    plan.tileDepth + 2 * margin,
    plan.sourceStride,
    TILE + 2 * halo
  );
  plan.sourceSliceStride = plan.sourceStride * (TILE + 2 * halo);
  plan.rows = allocateSlices(
    1,
    plan.frameStride,
    frameRows + 2 * (halo - FRAME_HALO)
  );
  plan.frameSliceStride = plan.frameStride * frameRows;
  plan.frame = allocateSlices(plan.tileDepth, plan.frameStride, frameRows);
  plan.rings = allocate(RING_COUNT * RING_BYTES + SINGLE_ROWS * RING_ROW_BYTES);
  plan.planes = allocateSlices(plan.tileDepth, PLANE_BYTES, PLANE_COUNT);
  plan.source =
    source +
    margin * plan.sourceSliceStride +
    halo * plan.sourceStride +
    (halo << 2);
  return (
    source != 0 &&
    plan.rows != 0 &&
    plan.frame != 0 &&
    plan.rings != 0 &&
    plan.planes != 0
  );
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
