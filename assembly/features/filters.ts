/**
 * All wanted families at one scale of one slice, in a single pass down the
 * rows: what one row of the frame adds is used while it is still in cache.
 */
import {
  deriveColumns,
  deriveRow,
  smoothColumns,
  smoothRow
} from './derivatives';
import {
  DIFFERENCE_OF_GAUSSIANS,
  GAUSSIAN_SMOOTHING,
  GRADIENT_MAGNITUDE,
  HESSIAN,
  LAPLACIAN,
  STRUCTURE_TENSOR
} from './dimensions';
import { FRAME_HALO, Plan, PLANE_STRIDE, Scale } from './plan';
import {
  innerRow,
  productRow,
  signColumns,
  tensorColumns
} from './structure-tensor';

/** Families that the fused derivative rows serve; smoothing comes along free. */
export const DERIVATIVES: i32 =
  (1 << LAPLACIAN) |
  (1 << GRADIENT_MAGNITUDE) |
  (1 << DIFFERENCE_OF_GAUSSIANS) |
  (1 << HESSIAN);

/** Filters one slice of the frame within its plane. */
export function filterSlice(
  plan: Plan,
  scale: Scale,
  frame: usize,
  planes: usize
): void {
  const wantsDerivatives = (scale.families & DERIVATIVES) != 0;
  const wantsSmoothing = (scale.families & (1 << GAUSSIAN_SMOOTHING)) != 0;
  const wantsTensor = (scale.families & (1 << STRUCTURE_TENSOR)) != 0;
  const rings = plan.rings;
  const taps = scale.taps;
  const height = plan.height;
  const width = (plan.width + 3) & ~3;
  let from = frame + (FRAME_HALO << 2);
  if (wantsTensor) {
    signColumns(plan, width);
  }
  for (let row = 0; row < height + 2 * FRAME_HALO; row++) {
    // five rows of the frame make a row of the tile; products lag one row behind
    const y = row - 5;
    const hasRow = y >= 0 && y < height;
    const plane = planes + y * PLANE_STRIDE;
    if (wantsDerivatives) {
      deriveRow(from, rings, row, width, taps);
      if (hasRow) {
        deriveColumns(rings, y, width, taps, plane);
      }
    } else if (wantsSmoothing) {
      smoothRow(from, rings, row, width, taps);
      if (hasRow) {
        smoothColumns(rings, y, width, taps, plane);
      }
    }
    if (wantsTensor) {
      innerRow(from, rings, row, width, taps);
      if (row >= 2) {
        productRow(plan, row - 1, width, taps);
      }
      if (y >= 1) {
        tensorColumns(rings, y - 1, width, taps, plane - PLANE_STRIDE);
      }
    }
    from += plan.frameStride;
  }
}
