/**
 * All wanted families at one scale of one tile, in two or three dimensions: at
 * once, or in parts for a host that listens to messages in between.
 */
import { GAUSSIAN_SMOOTHING, STRUCTURE_TENSOR } from './dimensions';
import { DERIVATIVES, filterSlice } from './filters';
import { Plan, Scale, scaleOf } from './plan';
import { presmooth } from './presmooth';
import { deriveVolumeSlice, smoothVolumeSlice } from './volume-derivatives';
import { presmoothVolume } from './volume-presmooth';
import { tensorVolume } from './volume-tensor';

/** Computes the wanted families at one scale of the tile given to `mirrorSource`. */
export function computeScale(plan: Plan, index: i32): void {
  beginScale(plan, index);
  filterSlices(plan, index, 0, plan.slices);
  endSlices(plan, index, 0, plan.slices);
}

/** First part of {@link computeScale}: pre-smoothing across slices. */
export function beginScale(plan: Plan, index: i32): void {
  const scale = scaleOf(plan, index);
  if (scale.presmoothsInDepth) {
    presmoothVolume(plan, scale);
  }
}

/** Second part: all but the structure tensor across slices, of slices `first … stop` of the tile. */
export function filterSlices(
  plan: Plan,
  index: i32,
  first: i32,
  stop: i32
): void {
  const scale = scaleOf(plan, index);
  for (let slice = first; slice < stop; slice++) {
    const planes = plan.planes + slice * plan.planeSliceStride;
    if (scale.filtersInDepth) {
      filterVolumeSlice(plan, scale, slice, planes);
      continue;
    }
    let frame = plan.frame;
    if (scale.presmoothsInDepth) {
      frame += slice * plan.frameSliceStride;
    } else {
      const source = plan.source + slice * plan.sourceSliceStride;
      presmooth(plan, scale, source, frame);
    }
    filterSlice(plan, scale, frame, planes);
  }
}

/** Last part: the structure tensor across slices, of slices `first … stop`, in order from 0. */
export function endSlices(plan: Plan, index: i32, first: i32, stop: i32): void {
  const scale = scaleOf(plan, index);
  if (scale.filtersInDepth && (scale.families & (1 << STRUCTURE_TENSOR)) != 0) {
    tensorVolume(plan, scale, first, stop);
  }
}

/** Filters one slice of the frame across its neighbours. */
function filterVolumeSlice(
  plan: Plan,
  scale: Scale,
  slice: i32,
  planes: usize
): void {
  if ((scale.families & DERIVATIVES) != 0) {
    deriveVolumeSlice(plan, scale, plan.z + slice, planes);
  } else if ((scale.families & (1 << GAUSSIAN_SMOOTHING)) != 0) {
    smoothVolumeSlice(plan, scale, plan.z + slice, planes);
  }
}
