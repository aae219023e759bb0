/** All wanted families at one scale of one tile, in two or three dimensions. */
import { GAUSSIAN_SMOOTHING, STRUCTURE_TENSOR } from './dimensions';
import { DERIVATIVES, filterSlice } from './filters';
import { Plan, Scale, scaleOf } from './plan';
import { presmooth } from './presmooth';
import { deriveVolumeSlice, smoothVolumeSlice } from './volume-derivatives';
import { presmoothVolume } from './volume-presmooth';
import { tensorVolume } from './volume-tensor';

/** Computes the wanted families at one scale of the tile given to `mirrorSource`. */
export function computeScale(plan: Plan, index: i32): void {
  const scale = scaleOf(plan, index);
  if (scale.presmoothsInDepth) {
    presmoothVolume(plan, scale);
  }
  if (scale.filtersInDepth) {
    filterVolume(plan, scale);
    return;
  }
  for (let slice = 0; slice < plan.slices; slice++) {
    let frame = plan.frame;
    if (scale.presmoothsInDepth) {
      frame += slice * plan.frameSliceStride;
    } else {
      const source = plan.source + slice * plan.sourceSliceStride;
      presmooth(plan, scale, source, frame);
    }
    const planes = plan.planes + slice * plan.planeSliceStride;
    filterSlice(plan, scale, frame, planes);
  }
}

/** Filters the frame across slices. */
function filterVolume(plan: Plan, scale: Scale): void {
  const wantsDerivatives = (scale.families & DERIVATIVES) != 0;
  const wantsSmoothing = (scale.families & (1 << GAUSSIAN_SMOOTHING)) != 0;
  for (let slice = 0; slice < plan.slices; slice++) {
    const planes = plan.planes + slice * plan.planeSliceStride;
    if (wantsDerivatives) {
      deriveVolumeSlice(plan, scale, plan.z + slice, planes);
    } else if (wantsSmoothing) {
      smoothVolumeSlice(plan, scale, plan.z + slice, planes);
    }
  }
  if ((scale.families & (1 << STRUCTURE_TENSOR)) != 0) {
    tensorVolume(plan, scale);
  }
}
