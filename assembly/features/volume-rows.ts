/**
 * One row of a volume's frame, filtered across slices and then along x into
 * rings, for the families that need no products.
 *
 * @source docs/numerics.md, “Features”
 */
import { FIRST, NARROW, SECOND, SMOOTH } from './plan';
import { RING_BYTES, RING_ROW_BYTES, ringRow, SINGLES } from './rings';
import { tap, weigh2, weigh3, weighOdd } from './taps';

/** Rings: what is done across slices, then along x. */
export const SMOOTH_SMOOTH: i32 = 0;
export const SMOOTH_FIRST: i32 = 1;
export const SMOOTH_SECOND: i32 = 2;
export const FIRST_SMOOTH: i32 = 3;
export const FIRST_FIRST: i32 = 4;
export const SECOND_SMOOTH: i32 = 5;
export const NARROW_NARROW: i32 = 6;

/** Single rows: filtered across slices, from two columns before the tile; elements of the Hessian. */
export const ACROSS: usize = SINGLES;
export const ELEMENTS: usize = ACROSS + <usize>(4 * RING_ROW_BYTES);
/** Columns that filters along x need beyond the tile, both sides together. */
const MARGIN: i32 = 4;

/** Smooths one row across five slices. */
export function smoothAcrossRow(
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
export function deriveAcrossRow(
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
export function deriveRows(rings: usize, row: i32, width: i32, taps: usize): void {
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
