/**
 * Smoothing, difference of Gaussians, Laplacian, gradient magnitude and
 * Hessian eigenvalues: one row at a time, first along x into rings, then along
 * y into the planes.
 *
 * @source docs/numerics.md, “Features”
 */
import { eigenHalfGap, eigenMean } from './eigenvalues';
import { FIRST, NARROW, PLANE_BYTES, SECOND, SMOOTH } from './plan';
import {
  RING_FIRST,
  RING_NARROW,
  ringRow,
  RING_SECOND,
  RING_SMOOTH,
  ringStart
} from './rings';
import { tap, weigh2, weigh3, weighOdd } from './taps';

/** Smooths one frame row along x; `from` is the tile's first column. */
export function smoothRow(
  from: usize,
  rings: usize,
  row: i32,
  width: i32,
  taps: usize
): void {
  const g0 = tap(taps + SMOOTH, 0);
  const g1 = tap(taps + SMOOTH, 1);
  const g2 = tap(taps + SMOOTH, 2);
  let to = ringStart(rings, RING_SMOOTH) + ringRow(row);
  const stop = to + (width << 2);
  while (to < stop) {
    const near = f32x4.add(v128.load(from - 4), v128.load(from + 4));
    const far = f32x4.add(v128.load(from - 8), v128.load(from + 8));
    v128.store(to, weigh3(g0, v128.load(from), g1, near, g2, far));
    from += 16;
    to += 16;
  }
}

/** Smooths along y: tile row `y` from the frame rows y + 1 … y + 5. */
export function smoothColumns(
  rings: usize,
  y: i32,
  width: i32,
  taps: usize,
  plane: usize
): void {
  const g0 = tap(taps + SMOOTH, 0);
  const g1 = tap(taps + SMOOTH, 1);
  const g2 = tap(taps + SMOOTH, 2);
  const a = ringRow(y + 1);
  const b = ringRow(y + 2);
  const c = ringRow(y + 3);
  const d = ringRow(y + 4);
  const e = ringRow(y + 5);
  let from = ringStart(rings, RING_SMOOTH);
  const stop = from + (width << 2);
  while (from < stop) {
    const near = f32x4.add(v128.load(from + b), v128.load(from + d));
    const far = f32x4.add(v128.load(from + a), v128.load(from + e));
    v128.store(plane, weigh3(g0, v128.load(from + c), g1, near, g2, far));
    from += 16;
    plane += 16;
  }
}

/** All that the derivative families need of one frame row along x. */
export function deriveRow(
  from: usize,
  rings: usize,
  row: i32,
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
  const offset = ringRow(row);
  let smooth = ringStart(rings, RING_SMOOTH) + offset;
  let first = ringStart(rings, RING_FIRST) + offset;
  let second = ringStart(rings, RING_SECOND) + offset;
  let narrow = ringStart(rings, RING_NARROW) + offset;
  const stop = smooth + (width << 2);
  while (smooth < stop) {
    const centre = v128.load(from);
    const left = v128.load(from - 4);
    const right = v128.load(from + 4);
    const farLeft = v128.load(from - 8);
    const farRight = v128.load(from + 8);
    const near = f32x4.add(left, right);
    const far = f32x4.add(farLeft, farRight);
    v128.store(smooth, weigh3(g0, centre, g1, near, g2, far));
    v128.store(second, weigh3(s0, centre, s1, near, s2, far));
    v128.store(narrow, weigh2(n0, centre, n1, near));
    v128.store(
      first,
      weighOdd(p1, f32x4.sub(right, left), p2, f32x4.sub(farRight, farLeft))
    );
    from += 16;
    smooth += 16;
    first += 16;
    second += 16;
    narrow += 16;
  }
}

/** Along y: tile row `y` of the planes 0 … 3 and 7, 8 from the frame rows y + 1 … y + 5. */
export function deriveColumns(
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
  let smooth = ringStart(rings, RING_SMOOTH);
  let first = ringStart(rings, RING_FIRST);
  let second = ringStart(rings, RING_SECOND);
  let narrow = ringStart(rings, RING_NARROW);
  const stop = smooth + (width << 2);
  while (smooth < stop) {
    // from what is smoothed along x: G, ∂²/∂y², ∂/∂y
    const centre = v128.load(smooth + c);
    const above = v128.load(smooth + b);
    const below = v128.load(smooth + d);
    const farAbove = v128.load(smooth + a);
    const farBelow = v128.load(smooth + e);
    const near = f32x4.add(above, below);
    const far = f32x4.add(farAbove, farBelow);
    const gaussian = weigh3(g0, centre, g1, near, g2, far);
    const yy = weigh3(s0, centre, s1, near, s2, far);
    const gradientY = weighOdd(
      p1,
      f32x4.sub(below, above),
      p2,
      f32x4.sub(farBelow, farAbove)
    );
    v128.store(plane, gaussian);

    // difference of Gaussians
    const narrowNear = f32x4.add(v128.load(narrow + b), v128.load(narrow + d));
    v128.store(
      plane + 3 * PLANE_BYTES,
      f32x4.sub(gaussian, weigh2(n0, v128.load(narrow + c), n1, narrowNear))
    );

    // from ∂/∂x: gradient magnitude, ∂²/∂x∂y
    const firstAbove = v128.load(first + b);
    const firstBelow = v128.load(first + d);
    const firstFarAbove = v128.load(first + a);
    const firstFarBelow = v128.load(first + e);
    const gradientX = weigh3(
      g0,
      v128.load(first + c),
      g1,
      f32x4.add(firstAbove, firstBelow),
      g2,
      f32x4.add(firstFarAbove, firstFarBelow)
    );
    const xy = weighOdd(
      p1,
      f32x4.sub(firstBelow, firstAbove),
      p2,
      f32x4.sub(firstFarBelow, firstFarAbove)
    );
    v128.store(
      plane + 2 * PLANE_BYTES,
      f32x4.sqrt(
        f32x4.add(
          f32x4.mul(gradientX, gradientX),
          f32x4.mul(gradientY, gradientY)
        )
      )
    );

    // from ∂²/∂x²: Laplacian, Hessian eigenvalues
    const xx = weigh3(
      g0,
      v128.load(second + c),
      g1,
      f32x4.add(v128.load(second + b), v128.load(second + d)),
      g2,
      f32x4.add(v128.load(second + a), v128.load(second + e))
    );
    v128.store(plane + PLANE_BYTES, f32x4.add(xx, yy));
    const mean = eigenMean(xx, yy);
    const halfGap = eigenHalfGap(xx, xy, yy);
    v128.store(plane + 7 * PLANE_BYTES, f32x4.add(mean, halfGap));
    v128.store(plane + 8 * PLANE_BYTES, f32x4.sub(mean, halfGap));
    smooth += 16;
    first += 16;
    second += 16;
    narrow += 16;
    plane += 16;
  }
}
