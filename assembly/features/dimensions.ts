/**
 * Where a scale works in two dimensions and where in three, and the smallest
 * images it takes.
 *
 * @source docs/numerics.md, “Two or three dimensions” and “Image too small”
 */
import { FILTER_WINDOW, PRESMOOTH_WINDOW } from './coefficients';

/** Families, numbered as the host does. */
export const GAUSSIAN_SMOOTHING: i32 = 0;
export const LAPLACIAN: i32 = 1;
export const GRADIENT_MAGNITUDE: i32 = 2;
export const DIFFERENCE_OF_GAUSSIANS: i32 = 3;
export const STRUCTURE_TENSOR: i32 = 4;
export const HESSIAN: i32 = 5;

/** Whether a scale is pre-smoothed across slices. */
export function presmoothsInDepth(isPlanar: bool, depth: i32): bool {
  return depth > 1 && !isPlanar;
}

/** Whether a scale is filtered across slices: only if the widest filter fits into the stack. */
export function filtersInDepth(sigma: f64, isPlanar: bool, depth: i32): bool {
  const width = <i32>ceil(FILTER_WINDOW * min(sigma, 1)) + 1;
  return presmoothsInDepth(isPlanar, depth) && width <= depth;
}

/**
 * Columns a family makes of one channel at one scale.
 *
 * @param isPlanar whether the scale is computed slice by slice
 * @param depth    slices of the image, 1 for 2-D
 */
export function componentCount(
  family: i32,
  sigma: f64,
  isPlanar: bool,
  depth: i32
): i32 {
  if (family != STRUCTURE_TENSOR && family != HESSIAN) {
    return 1;
  }
  return filtersInDepth(sigma, isPlanar, depth) ? 3 : 2;
}

/** Smallest height and width of an image that may be filtered at σ: below it ilastik refuses. */
export function smallestSide(sigma: f64): i32 {
  return <i32>ceil(PRESMOOTH_WINDOW * sigma) + 1;
}

/** Slices an image must have to be filtered at σ; 1 if slices are filtered singly. */
export function smallestDepth(sigma: f64, isPlanar: bool, depth: i32): i32 {
  return presmoothsInDepth(isPlanar, depth) ? smallestSide(sigma) : 1;
}

/** Smallest σ of a family: below it the inner derivative of the structure tensor has no taps. */
export function smallestSigma(family: i32): f64 {
  return family == STRUCTURE_TENSOR ? 0.5 : 0.3;
}
