/**
 * Kernels of up to five taps on vectors of four pixels. Sums begin at the
 * centre and go outwards, in float32.
 *
 * @source docs/numerics.md, “Kernels”
 */

/** Tap `k` of the kernel at `taps`, in all four lanes. */
export function tap(taps: usize, k: i32): v128 {
  return v128.load_splat<f32>(taps + (k << 2));
}

/** c0 · centre + c1 · near, where `near` = left + right, or right − left with c0 = 0. */
export function weigh2(c0: v128, centre: v128, c1: v128, near: v128): v128 {
  return f32x4.add(f32x4.mul(c1, near), f32x4.mul(c0, centre));
}

/** c0 · centre + c1 · near + c2 · far of an even kernel. */
export function weigh3(
  c0: v128,
  centre: v128,
  c1: v128,
  near: v128,
  c2: v128,
  far: v128
): v128 {
  return f32x4.add(f32x4.mul(c2, far), weigh2(c0, centre, c1, near));
}

/** c1 · near + c2 · far of an odd kernel. */
export function weighOdd(c1: v128, near: v128, c2: v128, far: v128): v128 {
  return f32x4.add(f32x4.mul(c2, far), f32x4.mul(c1, near));
}

/** Smooths along y: rows `a` … `e` above and below the pixels at `from`. */
export function smoothDown(
  from: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  g0: v128,
  g1: v128,
  g2: v128
): v128 {
  return weigh3(
    g0,
    v128.load(from + c),
    g1,
    f32x4.add(v128.load(from + b), v128.load(from + d)),
    g2,
    f32x4.add(v128.load(from + a), v128.load(from + e))
  );
}
