/**
 * The picture on the screen: each channel's values are stretched over its
 * window, multiplied by its colour and summed; sums above 255 are clipped.
 *
 * @source docs/numerics.md, “Display”
 */
import { bytesPerPixel, readPixel } from './pixels';

/**
 * Adds one channel to the sums.
 *
 * @param source (height, width) of dtype
 * @param step   step × step pixels are averaged to one; what is missing at the
 *               right and lower edge is left out of the average
 * @param low    value shown black
 * @param high   value shown at full colour; may be below `low` (inverted). If
 *               equal to it, all that is larger is shown at full colour
 * @param red, green, blue 0 … 255
 * @param sums   (⌈height / step⌉, ⌈width / step⌉, 4) float32, cleared before the first channel
 */
export function addChannel(
  dtype: i32,
  source: usize,
  width: i32,
  height: i32,
  step: i32,
  low: f64,
  high: f64,
  red: f32,
  green: f32,
  blue: f32,
  sums: usize
): void {
  let color = f32x4.splat(red);
  color = f32x4.replace_lane(color, 1, green);
  color = f32x4.replace_lane(color, 2, blue);
  color = f32x4.replace_lane(color, 3, 0);
  const bytes = bytesPerPixel(dtype);
  for (let y = 0; y < height; y += step) {
    const rows = min(step, height - y);
    for (let x = 0; x < width; x += step) {
      const columns = min(step, width - x);
      const corner = source + (<usize>y * width + x) * bytes;
      const value =
        step == 1
          ? readPixel(dtype, corner)
          : average(dtype, corner, width, rows, columns);
      const level = f32x4.splat(stretch(value, low, high));
      v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(level, color)));
      sums += 16;
    }
  }
}

/** Mean of a block; NaN if one of its values is. */
function average(
  dtype: i32,
  corner: usize,
  width: i32,
  rows: i32,
  columns: i32
): f64 {
  const bytes = bytesPerPixel(dtype);
  let sum: f64 = 0;
  for (let y = 0; y < rows; y++) {
    let address = corner + <usize>y * width * bytes;
    for (let x = 0; x < columns; x++) {
      sum += readPixel(dtype, address);
      address += bytes;
    }
  }
  return sum / <f64>(rows * columns);
}

/** Where a value lies in its window, 0 … 1; NaN is shown as black. */
function stretch(value: f64, low: f64, high: f64): f32 {
  if (low == high) {
    return value > low ? 1 : 0;
  }
  const level = (value - low) / (high - low);
  return level >= 1 ? 1 : level > 0 ? <f32>level : 0;
}

/** Rounds sums to opaque RGBA, (pixels, 4) uint8, and clears them. */
export function finishComposite(
  sums: usize,
  pixelCount: i32,
  rgba: usize
): void {
  const half = f32x4.splat(0.5);
  const white = f32x4.splat(255);
  const zero = f32x4.splat(0);
  for (let i = 0; i < pixelCount; i++) {
    const sum = f32x4.min(v128.load(sums), white);
    const bytes = i32x4.trunc_sat_f32x4_u(f32x4.add(sum, half));
    const words = i16x8.narrow_i32x4_u(bytes, bytes);
    const narrow = i8x16.narrow_i16x8_u(words, words);
    store<u32>(rgba, <u32>i32x4.extract_lane(narrow, 0) | 0xff000000);
    v128.store(sums, zero);
    sums += 16;
    rgba += 4;
  }
}
