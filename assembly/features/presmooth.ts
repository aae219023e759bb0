/**
 * Pre-smoothing: a symmetric kernel of any radius along x, then along y.
 * Each result is c(0)·f(0) + c(1)·(f(−1) + f(+1)) + …, summed in that order
 * whatever the place in a row or tile, so that tiles join without a seam.
 *
 * @source docs/numerics.md, “Features”
 */
import { FRAME_HALO, Plan, Scale } from './plan';

/**
 * Smooths one slice along x and y.
 *
 * @param source address of the tile's pixel (0, 0), slice laid out as the plan's source
 * @param frame  a slice of the plan's frame
 */
export function presmooth(
  plan: Plan,
  scale: Scale,
  source: usize,
  frame: usize
): void {
  const radius = scale.radius;
  const kernel = scale.presmoothing;
  const stride = plan.frameStride;
  // whole vectors; what overhangs is computed from whatever lies there and never used
  const width = ((plan.width + 3) & ~3) + 2 * FRAME_HALO + 2;
  const height = plan.height + 2 * FRAME_HALO;

  let from = source - (FRAME_HALO + radius) * plan.sourceStride - (FRAME_HALO << 2);
  let to = plan.rows;
  for (let y = -radius; y < height + radius; y++) {
    convolveRow(from, to, width, kernel, radius);
    from += plan.sourceStride;
    to += stride;
  }

  // strips of a cache line, downwards: the rows a strip needs stay in the first-level cache
  const first = plan.rows + radius * stride;
  let x = 0;
  for (; x + 16 <= width; x += 16) {
    const offset = x << 2;
    for (let y = 0; y < height; y++) {
      const line = y * stride + offset;
      convolve16(first + line, frame + line, stride, kernel, radius);
    }
  }
  for (; x < width; x += 4) {
    const offset = x << 2;
    for (let y = 0; y < height; y++) {
      const line = y * stride + offset;
      convolve4(first + line, frame + line, stride, kernel, radius);
    }
  }
}

function convolveRow(
  from: usize,
  to: usize,
  width: i32,
  kernel: usize,
  radius: i32
): void {
  let x = 0;
  for (; x + 16 <= width; x += 16) {
    convolve16(from + (x << 2), to + (x << 2), 4, kernel, radius);
  }
  for (; x < width; x += 4) {
    convolve4(from + (x << 2), to + (x << 2), 4, kernel, radius);
  }
}

/** 16 pixels side by side; neighbours of the kernel are `step` bytes apart. */
function convolve16(
  from: usize,
  to: usize,
  step: usize,
  kernel: usize,
  radius: i32
): void {
  const centre = v128.load_splat<f32>(kernel);
  let sum0 = f32x4.mul(centre, v128.load(from));
  let sum1 = f32x4.mul(centre, v128.load(from, 16));
  let sum2 = f32x4.mul(centre, v128.load(from, 32));
  let sum3 = f32x4.mul(centre, v128.load(from, 48));
  let before = from - step;
  let after = from + step;
  const stop = kernel + (radius << 2);
  while (kernel < stop) {
    kernel += 4;
    const c = v128.load_splat<f32>(kernel);
    sum0 = f32x4.add(sum0, f32x4.mul(c, f32x4.add(v128.load(before), v128.load(after))));
    sum1 = f32x4.add(sum1, f32x4.mul(c, f32x4.add(v128.load(before, 16), v128.load(after, 16))));
    sum2 = f32x4.add(sum2, f32x4.mul(c, f32x4.add(v128.load(before, 32), v128.load(after, 32))));
    sum3 = f32x4.add(sum3, f32x4.mul(c, f32x4.add(v128.load(before, 48), v128.load(after, 48))));
    before -= step;
    after += step;
  }
  v128.store(to, sum0);
  v128.store(to, sum1, 16);
  v128.store(to, sum2, 32);
  v128.store(to, sum3, 48);
}

/** The same for the last pixels of a row. */
function convolve4(
  from: usize,
  to: usize,
  step: usize,
  kernel: usize,
  radius: i32
): void {
  let sum = f32x4.mul(v128.load_splat<f32>(kernel), v128.load(from));
  let before = from - step;
  let after = from + step;
  const stop = kernel + (radius << 2);
  while (kernel < stop) {
    kernel += 4;
    sum = f32x4.add(
      sum,
      f32x4.mul(
        v128.load_splat<f32>(kernel),
        f32x4.add(v128.load(before), v128.load(after))
      )
    );
    before -= step;
    after += step;
  }
  v128.store(to, sum);
}
