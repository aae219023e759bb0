/**
 * Smoothing, difference of Gaussians, Laplacian, gradient magnitude and
 * Hessian eigenvalues of a volume, slice by slice: each row of the frame is
 * filtered across slices, then along x into rings, then along y.
 *
 * @source docs/numerics.md, “Features”
 */
import { smoothColumns, smoothRow } from './derivatives';
import { HESSIAN } from './dimensions';
import {
  FIRST,
  FRAME_HALO,
  NARROW,
  Plan,
  PLANE_BYTES,
  PLANE_STRIDE,
  Scale,
  SECOND,
  SMOOTH
} from './plan';
import { RING_BYTES, RING_ROW_BYTES, ringRow, ringStart } from './rings';
import { smoothDown, tap, weigh2, weigh3, weighOdd } from './taps';
import { eigenvalueRow } from './volume-eigenvalues';
import { frameSlice } from './volume-presmooth';
import {
  ACROSS,
  deriveAcrossRow,
  deriveRows,
  ELEMENTS,
  FIRST_FIRST,
  FIRST_SMOOTH,
  NARROW_NARROW,
  SECOND_SMOOTH,
  SMOOTH_FIRST,
  SMOOTH_SECOND,
  SMOOTH_SMOOTH,
  smoothAcrossRow
} from './volume-rows';

/** Smoothing alone of the slice at `position` of the image. */
export function smoothVolumeSlice(
  plan: Plan,
  scale: Scale,
  position: i32,
  planes: usize
): void {
  const rings = plan.rings;
  const taps = scale.taps;
  const width = (plan.width + 3) & ~3;
  const a = frameSlice(plan, scale, position - 2);
  const b = frameSlice(plan, scale, position - 1);
  const c = frameSlice(plan, scale, position);
  const d = frameSlice(plan, scale, position + 1);
  const e = frameSlice(plan, scale, position + 2);
  // frame rows y + 1 … y + 5 make row y
  for (let row = 1; row < plan.height + 5; row++) {
    const start = row * plan.frameStride + ((FRAME_HALO - 2) << 2);
    smoothAcrossRow(a, b, c, d, e, start, rings + ACROSS, width, taps);
    smoothRow(rings + ACROSS + 8, rings, row, width, taps);
    if (row >= 5) {
      const y = row - 5;
      smoothColumns(rings, y, width, taps, planes + y * PLANE_STRIDE);
    }
  }
}

/** Planes 0 … 3, and 7 … 9 if wanted, of the slice at `position` of the image. */
export function deriveVolumeSlice(
  plan: Plan,
  scale: Scale,
  position: i32,
  planes: usize
): void {
  const rings = plan.rings;
  const taps = scale.taps;
  const width = (plan.width + 3) & ~3;
  const wantsHessian = (scale.families & (1 << HESSIAN)) != 0;
  const a = frameSlice(plan, scale, position - 2);
  const b = frameSlice(plan, scale, position - 1);
  const c = frameSlice(plan, scale, position);
  const d = frameSlice(plan, scale, position + 1);
  const e = frameSlice(plan, scale, position + 2);
  for (let row = 1; row < plan.height + 5; row++) {
    const start = row * plan.frameStride + ((FRAME_HALO - 2) << 2);
    deriveAcrossRow(a, b, c, d, e, start, rings + ACROSS, width, taps);
    deriveRows(rings, row, width, taps);
    if (row >= 5) {
      const plane = planes + (row - 5) * PLANE_STRIDE;
      deriveColumns(rings, row - 5, width, taps, plane);
      if (wantsHessian) {
        eigenvalueRow(rings + ELEMENTS, width, plane + 7 * PLANE_BYTES);
      }
    }
  }
}

/** Along y: one row of the planes 0 … 3 and of the Hessian's elements, from the frame rows y + 1 … y + 5. */
function deriveColumns(
  rings: usize,
  y: i32,
  width: i32,
  taps: usize,
  plane: usize
): void {
  const g0 = tap(taps + SMOOTH, 0);
  const g1 = tap(taps + SMOOTH, 1);
  const g2 = tap(taps + SMOOTH, 2);
  const p1 = tap(taps + FIRST, 1);
  const p2 = tap(taps + FIRST, 2);
  const s0 = tap(taps + SECOND, 0);
  const s1 = tap(taps + SECOND, 1);
  const s2 = tap(taps + SECOND, 2);
  const n0 = tap(taps + NARROW, 0);
  const n1 = tap(taps + NARROW, 1);
  const a = ringRow(y + 1);
  const b = ringRow(y + 2);
  const c = ringRow(y + 3);
  const d = ringRow(y + 4);
  const e = ringRow(y + 5);
  let from = ringStart(rings, SMOOTH_SMOOTH);
  let elements = rings + ELEMENTS;
  const stop = from + (width << 2);
  while (from < stop) {
    // smoothed across slices and along x: G, ∂/∂y, ∂²/∂y²
    let above = v128.load(from + b);
    let below = v128.load(from + d);
    let farAbove = v128.load(from + a);
    let farBelow = v128.load(from + e);
    let near = f32x4.add(above, below);
    let far = f32x4.add(farAbove, farBelow);
    let centre = v128.load(from + c);
    const gaussian = weigh3(g0, centre, g1, near, g2, far);
    const yy = weigh3(s0, centre, s1, near, s2, far);
    let gradient = weighOdd(
      p1,
      f32x4.sub(below, above),
      p2,
      f32x4.sub(farBelow, farAbove)
    );
    let square = f32x4.mul(gradient, gradient);
    v128.store(plane, gaussian);
    v128.store(elements, yy, 3 * RING_ROW_BYTES);

    // difference of Gaussians
    const narrow = from + NARROW_NARROW * RING_BYTES;
    near = f32x4.add(v128.load(narrow + b), v128.load(narrow + d));
    v128.store(
      plane,
      f32x4.sub(gaussian, weigh2(n0, v128.load(narrow + c), n1, near)),
      3 * PLANE_BYTES
    );

    // ∂/∂x, ∂²/∂x∂y
    const alongX = from + SMOOTH_FIRST * RING_BYTES;
    above = v128.load(alongX + b);
    below = v128.load(alongX + d);
    farAbove = v128.load(alongX + a);
    farBelow = v128.load(alongX + e);
    near = f32x4.add(above, below);
    far = f32x4.add(farAbove, farBelow);
    gradient = weigh3(g0, v128.load(alongX + c), g1, near, g2, far);
    square = f32x4.add(f32x4.mul(gradient, gradient), square);
    v128.store(
      elements,
      weighOdd(
        p1,
        f32x4.sub(below, above),
        p2,
        f32x4.sub(farBelow, farAbove)
      ),
      4 * RING_ROW_BYTES
    );

    // ∂/∂z, ∂²/∂y∂z
    const alongZ = from + FIRST_SMOOTH * RING_BYTES;
    above = v128.load(alongZ + b);
    below = v128.load(alongZ + d);
    farAbove = v128.load(alongZ + a);
    farBelow = v128.load(alongZ + e);
    near = f32x4.add(above, below);
    far = f32x4.add(farAbove, farBelow);
    gradient = weigh3(g0, v128.load(alongZ + c), g1, near, g2, far);
    square = f32x4.add(square, f32x4.mul(gradient, gradient));
    v128.store(
      elements,
      weighOdd(
        p1,
        f32x4.sub(below, above),
        p2,
        f32x4.sub(farBelow, farAbove)
      ),
      RING_ROW_BYTES
    );
    v128.store(plane, f32x4.sqrt(square), 2 * PLANE_BYTES);

    // ∂²/∂x∂z, ∂²/∂x², ∂²/∂z²
    const xz = smoothDown(from + FIRST_FIRST * RING_BYTES, a, b, c, d, e, g0, g1, g2);
    const xx = smoothDown(from + SMOOTH_SECOND * RING_BYTES, a, b, c, d, e, g0, g1, g2);
    const zz = smoothDown(from + SECOND_SMOOTH * RING_BYTES, a, b, c, d, e, g0, g1, g2);
    v128.store(elements, xz, 2 * RING_ROW_BYTES);
    v128.store(elements, xx, 5 * RING_ROW_BYTES);
    v128.store(elements, zz);
    v128.store(plane, f32x4.add(f32x4.add(xx, yy), zz), PLANE_BYTES);
    from += 16;
    elements += 16;
    plane += 16;
  }
}
