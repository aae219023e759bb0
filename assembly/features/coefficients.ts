/**
 * Coefficients of sampled Gaussians and their derivatives: computed in double,
 * kept and applied in float32.
 *
 * @source docs/numerics.md, “Kernels”
 */

/** Pre-smoothing reaches 3.5 σ, the filters 2 σ. */
export const PRESMOOTH_WINDOW: f64 = 3.5;
export const FILTER_WINDOW: f64 = 2;

/** Pixels on either side of the centre. */
export function kernelRadius(sigma: f64, window: f64): i32 {
  return <i32>floor(window * sigma + 0.5);
}

/**
 * One half of a kernel, centre first: radius + 1 float32 at `target`.
 *
 * @param order 0: sums to 1; 1: answers 1 to the ramp f(x) = x; 2: answers 1
 *              to x² / 2 and 0 to a constant. Order 1 is applied as
 *              Σ c(k) · (f(+k) − f(−k)), the others as Σ c(k) · (f(+k) + f(−k))
 * @param sigma in pixels, > 0
 */
export function fillKernel(
  target: usize,
  order: i32,
  sigma: f64,
  radius: i32
): void {
  // a kernel of one tap leaves the image as it is (also where σ is so small that its height overflows)
  if (radius == 0 && order == 0) {
    store<f32>(target, 1);
    return;
  }
  const width = Math.sqrt(2 * Math.PI) * sigma;
  const height = order == 0 ? 1 / width : -1 / (width * sigma * sigma);
  for (let k = 0; k <= radius; k++) {
    const x = <f64>k;
    const gaussian = height * Math.exp((x * x * -0.5) / sigma / sigma);
    const ratio = x / sigma;
    const factor = order == 0 ? 1 : order == 1 ? x : 1 - ratio * ratio;
    storeTap(target, k, factor * gaussian);
  }
  if (order == 2) {
    const mean = fullSum(target, radius) / <f64>(2 * radius + 1);
    for (let k = 0; k <= radius; k++) {
      storeTap(target, k, tap(target, k) - mean);
    }
  }
  const answer = order == 0 ? fullSum(target, radius) : moment(target, order, radius);
  for (let k = 0; k <= radius; k++) {
    storeTap(target, k, tap(target, k) / answer);
  }
}

function tap(target: usize, k: i32): f64 {
  return <f64>load<f32>(target + (k << 2));
}

function storeTap(target: usize, k: i32, value: f64): void {
  store<f32>(target + (k << 2), <f32>value);
}

/** Sum over all 2 · radius + 1 taps. */
function fullSum(target: usize, radius: i32): f64 {
  let sum = tap(target, 0);
  for (let k = 1; k <= radius; k++) {
    sum += 2 * tap(target, k);
  }
  return sum;
}

/** The answer to x (order 1) or x² / 2 (order 2). */
function moment(target: usize, order: i32, radius: i32): f64 {
  let sum: f64 = 0;
  for (let k = 1; k <= radius; k++) {
    const x = <f64>k;
    sum += order == 1 ? 2 * x * tap(target, k) : x * x * tap(target, k);
  }
  return sum;
}
