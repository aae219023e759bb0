/**
 * The two highest of the class probabilities, four pixels at a time.
 * Probabilities are (class, pixel) float32; vectors may overhang the last
 * pixel into the next class or the slack behind the block.
 *
 * @source docs/numerics.md, “Segmentation and uncertainty”
 */

/** Index of the first highest class, from 0, as four i32. NaN never wins. */
export function firstHighest(
  probabilities: usize,
  classCount: i32,
  classBytes: usize
): v128 {
  let best = v128.load(probabilities);
  let index = i32x4.splat(0);
  for (let c = 1; c < classCount; c++) {
    probabilities += classBytes;
    const next = v128.load(probabilities);
    const isHigher = f32x4.gt(next, best);
    index = v128.bitselect(i32x4.splat(c), index, isHigher);
    best = v128.bitselect(next, best, isHigher);
  }
  return index;
}

/** Highest minus second highest; with a single class the second is 0. */
export function margin(
  probabilities: usize,
  classCount: i32,
  classBytes: usize
): v128 {
  let best = v128.load(probabilities);
  let second = f32x4.splat(0);
  for (let c = 1; c < classCount; c++) {
    probabilities += classBytes;
    const next = v128.load(probabilities);
    second = f32x4.max(second, f32x4.min(best, next));
    best = f32x4.max(best, next);
  }
  return f32x4.sub(best, second);
}

/** 1 − (p₁ − p₂). */
export function doubt(
  probabilities: usize,
  classCount: i32,
  classBytes: usize
): v128 {
  return f32x4.sub(
    f32x4.splat(1),
    margin(probabilities, classCount, classBytes)
  );
}
