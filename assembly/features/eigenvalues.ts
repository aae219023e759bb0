/**
 * Eigenvalues of symmetric 2 × 2 matrices, four pixels at a time.
 *
 * @source docs/numerics.md, “Eigenvalues”
 */

/** Mean of the two eigenvalues. */
export function eigenMean(xx: v128, yy: v128): v128 {
  return f32x4.mul(f32x4.add(xx, yy), f32x4.splat(0.5));
}

/** Half the difference of the two eigenvalues, ≥ 0. */
export function eigenHalfGap(xx: v128, xy: v128, yy: v128): v128 {
  const half = f32x4.mul(f32x4.sub(xx, yy), f32x4.splat(0.5));
  return f32x4.sqrt(f32x4.add(f32x4.mul(half, half), f32x4.mul(xy, xy)));
}
