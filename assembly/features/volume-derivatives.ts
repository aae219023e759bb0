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
import {
  RING_BYTES,
  RING_ROW_BYTES,
  ringRow,
  ringStart,
  SINGLES
} from './rings';
import { smoothDown, tap, weigh2, weigh3, weighOdd } from './taps';
import { eigenvalueRow } from './volume-eigenvalues';
import { frameSlice } from './volume-presmooth';

/** Rings: what is done across slices, then along x. */
const SMOOTH_SMOOTH: i32 = 0;
const SMOOTH_FIRST: i32 = 1;
const SMOOTH_SECOND: i32 = 2;
const FIRST_SMOOTH: i32 = 3;
const FIRST_FIRST: i32 = 4;
const SECOND_SMOOTH: i32 = 5;
const NARROW_NARROW: i32 = 6;

/** Single rows: filtered across slices, from two columns before the tile; elements of the Hessian. */
const ACROSS: usize = SINGLES;
const ELEMENTS: usize = ACROSS + <usize>(4 * RING_ROW_BYTES);
/** Columns that filters along x need beyond the tile, both sides together. */
const MARGIN: i32 = 4;

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

/** Smooths one row across five slices. */
function smoothAcrossRow(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  start: usize,
  to: usize,
  width: i32,
  taps: usize
): void {
  const g0 = tap(taps + SMOOTH, 0);
  const g1 = tap(taps + SMOOTH, 1);
  const g2 = tap(taps + SMOOTH, 2);
  const stop = start + ((width + MARGIN) << 2);
  for (let at = start; at < stop; at += 16) {
    const near = f32x4.add(v128.load(b + at), v128.load(d + at));
    const far = f32x4.add(v128.load(a + at), v128.load(e + at));
    v128.store(to, weigh3(g0, v128.load(c + at), g1, near, g2, far));
    to += 16;
  }
}

/** Smooths and derives one row across five slices, into four rows. */
function deriveAcrossRow(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  start: usize,
  to: usize,
  width: i32,
  taps: usize
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
  const stop = start + ((width + MARGIN) << 2);
  for (let at = start; at < stop; at += 16) {
    const centre = v128.load(c + at);
    const above = v128.load(b + at);
    const below = v128.load(d + at);
    const farAbove = v128.load(a + at);
    const farBelow = v128.load(e + at);
    const near = f32x4.add(above, below);
    const far = f32x4.add(farAbove, farBelow);
    v128.store(to, weigh3(g0, centre, g1, near, g2, far));
    v128.store(
      to,
      weighOdd(p1, f32x4.sub(below, above), p2, f32x4.sub(farBelow, farAbove)),
      RING_ROW_BYTES
    );
    v128.store(
      to,
      weigh3(s0, centre, s1, near, s2, far),
      2 * RING_ROW_BYTES
    );
    v128.store(to, weigh2(n0, centre, n1, near), 3 * RING_ROW_BYTES);
    to += 16;
  }
}

/** Filters the four rows along x into the rings. */
function deriveRows(rings: usize, row: i32, width: i32, taps: usize): void {
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
  let from = rings + ACROSS + 8;
  let to = rings + ringRow(row);
  const stop = to + (width << 2);
  while (to < stop) {
    // what is smoothed across slices
    let centre = v128.load(from);
    let left = v128.load(from - 4);
    let right = v128.load(from + 4);
    let farLeft = v128.load(from - 8);
    let farRight = v128.load(from + 8);
    let near = f32x4.add(left, right);
    let far = f32x4.add(farLeft, farRight);
    v128.store(to, weigh3(g0, centre, g1, near, g2, far));
    v128.store(
      to,
      weighOdd(p1, f32x4.sub(right, left), p2, f32x4.sub(farRight, farLeft)),
      SMOOTH_FIRST * RING_BYTES
    );
    v128.store(
      to,
      weigh3(s0, centre, s1, near, s2, far),
      SMOOTH_SECOND * RING_BYTES
    );

    // the first derivative
    const first = from + RING_ROW_BYTES;
    centre = v128.load(first);
    left = v128.load(first - 4);
    right = v128.load(first + 4);
    farLeft = v128.load(first - 8);
    farRight = v128.load(first + 8);
    near = f32x4.add(left, right);
    far = f32x4.add(farLeft, farRight);
    v128.store(
      to,
      weigh3(g0, centre, g1, near, g2, far),
      FIRST_SMOOTH * RING_BYTES
    );
    v128.store(
      to,
      weighOdd(p1, f32x4.sub(right, left), p2, f32x4.sub(farRight, farLeft)),
      FIRST_FIRST * RING_BYTES
    );

    // the second derivative
    const second = from + 2 * RING_ROW_BYTES;
    near = f32x4.add(v128.load(second - 4), v128.load(second + 4));
    far = f32x4.add(v128.load(second - 8), v128.load(second + 8));
    v128.store(
      to,
      weigh3(g0, v128.load(second), g1, near, g2, far),
      SECOND_SMOOTH * RING_BYTES
    );

    // what is smoothed with the narrow Gaussian
    const narrow = from + 3 * RING_ROW_BYTES;
    near = f32x4.add(v128.load(narrow - 4), v128.load(narrow + 4));
    v128.store(
      to,
      weigh2(n0, v128.load(narrow), n1, near),
      NARROW_NARROW * RING_BYTES
    );
    from += 16;
    to += 16;
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
