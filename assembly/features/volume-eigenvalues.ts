/**
 * Eigenvalues of symmetric 3 × 3 matrices, four voxels at a time: the closed
 * trigonometric form in float32, as ilastik computes it. Where two eigenvalues
 * are nearly equal its rounding is larger than that of the matrix.
 *
 * @source docs/numerics.md, “Eigenvalues”; D. Eberly, “Eigensystems for 3 × 3
 *         Symmetric Matrices” (2006)
 */
import { PLANE_BYTES } from './plan';
import { RING_ROW_BYTES } from './rings';

/** Rows of the matrix elements, in the order zz, yz, xz, yy, xy, xx. */
export const ELEMENT_COUNT: i32 = 6;

/** Numbers that vectors are filled with: cheaper to load than to make. */
const NUMBERS: usize = memory.data<f32>([
  // 1/3, ½, 1, 2, √3, π/2, π
  0.3333333333, 0.5, 1, 2, 1.7320508076, 1.5707963268, 3.1415926536,
  // smallest number whose reciprocal is finite too
  1.17549435e-38,
  // arctangent of 0 … 1 as x + x s (… + … s), s = x²; off by 5e-8
  -0.3333165899, 0.1996270329, -0.1397657789, 0.0979422228, -0.0577734057,
  0.0230399985, -0.0043553653,
  // cosine of 0 … π/3 as 1 + s (… + … s); off by 1e-9
  -0.4999999727, 0.0416664247, -0.0013882215, 0.0000240743824,
  // sine of 0 … π/3 as x + x s (… + … s); off by 3e-8
  -0.1666657743, 0.0083290811, -0.0001923017307
]);
const THIRD: i32 = 0;
const HALF: i32 = 1;
const ONE: i32 = 2;
const TWO: i32 = 3;
const ROOT_3: i32 = 4;
const HALF_TURN: i32 = 6;
const QUARTER_TURN: i32 = 5;
const SMALLEST: i32 = 7;
const ARCTANGENT: i32 = 8;
const COSINE: i32 = 15;
const SINE: i32 = 19;

function number(index: i32): v128 {
  return v128.load_splat<f32>(NUMBERS + (index << 2));
}

/** Eigenvalues, largest first, of one row of matrices into three planes. */
export function eigenvalueRow(elements: usize, width: i32, plane: usize): void {
  const stop = elements + (width << 2);
  const zero = f32x4.splat(0);
  while (elements < stop) {
    let zz = v128.load(elements);
    let yz = v128.load(elements, RING_ROW_BYTES);
    let xz = v128.load(elements, 2 * RING_ROW_BYTES);
    let yy = v128.load(elements, 3 * RING_ROW_BYTES);
    let xy = v128.load(elements, 4 * RING_ROW_BYTES);
    let xx = v128.load(elements, 5 * RING_ROW_BYTES);

    // to at most 1, so that no product overflows; NaN stays in the elements
    const scale = f32x4.pmax(
      f32x4.pmax(larger(zz, yz), larger(xz, yy)),
      f32x4.pmax(larger(xy, xx), number(SMALLEST))
    );
    const inverse = f32x4.div(number(ONE), scale);
    zz = f32x4.mul(zz, inverse);
    yz = f32x4.mul(yz, inverse);
    xz = f32x4.mul(xz, inverse);
    yy = f32x4.mul(yy, inverse);
    xy = f32x4.mul(xy, inverse);
    xx = f32x4.mul(xx, inverse);

    // characteristic polynomial: λ³ − c2 λ² + c1 λ − c0
    const xyxy = f32x4.mul(xy, xy);
    const xzxz = f32x4.mul(xz, xz);
    const yzyz = f32x4.mul(yz, yz);
    const zzyy = f32x4.mul(zz, yy);
    const cross = f32x4.mul(f32x4.mul(yz, xz), xy);
    let c0 = f32x4.add(f32x4.mul(zzyy, xx), f32x4.add(cross, cross));
    c0 = f32x4.sub(c0, f32x4.mul(zz, xyxy));
    c0 = f32x4.sub(c0, f32x4.mul(yy, xzxz));
    c0 = f32x4.sub(c0, f32x4.mul(xx, yzyz));
    const c1 = f32x4.add(
      f32x4.add(
        f32x4.sub(zzyy, yzyz),
        f32x4.sub(f32x4.mul(zz, xx), xzxz)
      ),
      f32x4.sub(f32x4.mul(yy, xx), xyxy)
    );
    const c2 = f32x4.add(f32x4.add(zz, yy), xx);

    // its roots: mean + 2 √a cos(α + 2πk/3), α a third of the angle of (b, √(a³ − b²))
    const mean = f32x4.mul(c2, number(THIRD));
    const a = f32x4.pmax(
      f32x4.mul(f32x4.sub(f32x4.mul(c2, mean), c1), number(THIRD)),
      zero
    );
    const twice = f32x4.mul(number(TWO), f32x4.mul(mean, mean));
    const b = f32x4.mul(
      f32x4.add(c0, f32x4.mul(mean, f32x4.sub(twice, c1))),
      number(HALF)
    );
    const q = f32x4.pmax(
      f32x4.sub(f32x4.mul(a, f32x4.mul(a, a)), f32x4.mul(b, b)),
      zero
    );
    const angle = f32x4.mul(angleOf(f32x4.sqrt(q), b), number(THIRD));
    const square = f32x4.mul(angle, angle);
    const radius = f32x4.mul(f32x4.sqrt(a), scale);
    const cosine = f32x4.mul(
      radius,
      f32x4.add(
        number(ONE),
        f32x4.mul(square, polynomial4(square, COSINE))
      )
    );
    const sine = f32x4.mul(
      f32x4.mul(radius, number(ROOT_3)),
      f32x4.add(
        angle,
        f32x4.mul(f32x4.mul(angle, square), polynomial3(square, SINE))
      )
    );
    const centre = f32x4.mul(mean, scale);
    const first = f32x4.add(centre, f32x4.add(cosine, cosine));
    const second = f32x4.sub(centre, f32x4.sub(cosine, sine));
    const third = f32x4.sub(centre, f32x4.add(cosine, sine));

    // in order already, but for rounding
    const high = f32x4.pmax(first, second);
    const low = f32x4.pmin(first, second);
    const middle = f32x4.pmax(low, third);
    v128.store(plane, f32x4.pmax(high, middle));
    v128.store(plane, f32x4.pmin(high, middle), PLANE_BYTES);
    v128.store(plane, f32x4.pmin(low, third), 2 * PLANE_BYTES);
    elements += 16;
    plane += 16;
  }
}

/** The larger magnitude of two numbers. */
function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(f32x4.abs(a), f32x4.abs(b));
}

/** Angle of (x, y) with y ≥ 0, in 0 … π; 0 for (0, 0). */
function angleOf(y: v128, x: v128): v128 {
  const side = f32x4.abs(x);
  const longer = f32x4.pmax(f32x4.pmax(side, y), number(SMALLEST));
  const t = f32x4.div(f32x4.pmin(side, y), longer);
  const s = f32x4.mul(t, t);
  const high = polynomial3(s, ARCTANGENT + 4);
  const low = polynomial4(s, ARCTANGENT);
  const s2 = f32x4.mul(s, s);
  const sum = f32x4.add(low, f32x4.mul(f32x4.mul(s2, s2), high));
  let angle = f32x4.add(t, f32x4.mul(f32x4.mul(t, s), sum));
  // back to the eighth of the circle it came from
  angle = v128.bitselect(
    f32x4.sub(number(QUARTER_TURN), angle),
    angle,
    f32x4.gt(y, side)
  );
  return v128.bitselect(
    f32x4.sub(number(HALF_TURN), angle),
    angle,
    f32x4.lt(x, f32x4.splat(0))
  );
}

/** Four numbers from `first` on as coefficients of s⁰ … s³. */
function polynomial4(s: v128, first: i32): v128 {
  return f32x4.add(
    number(first),
    f32x4.mul(s, polynomial3(s, first + 1))
  );
}

/** Three numbers from `first` on as coefficients of s⁰ … s². */
function polynomial3(s: v128, first: i32): v128 {
  const high = f32x4.mul(s, number(first + 2));
  const middle = f32x4.mul(s, f32x4.add(number(first + 1), high));
  return f32x4.add(number(first), middle);
}
