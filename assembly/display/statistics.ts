/**
 * Range and histogram of pixels of any type. NaN and infinite values count as
 * missing.
 */
import { bytesPerPixel, readPixel } from './pixels';

/**
 * Widens a range by the values.
 *
 * @param range two float64, minimum and maximum; starts as +∞, −∞
 */
export function widenRange(
  dtype: i32,
  values: usize,
  count: i32,
  range: usize
): void {
  const bytes = bytesPerPixel(dtype);
  let minimum = load<f64>(range);
  let maximum = load<f64>(range + 8);
  for (let i = 0; i < count; i++) {
    const value = readPixel(dtype, values);
    if (isFinite(value)) {
      minimum = min(minimum, value);
      maximum = max(maximum, value);
    }
    values += bytes;
  }
  store<f64>(range, minimum);
  store<f64>(range + 8, maximum);
}

/**
 * Adds the values to a histogram of equal bins over minimum … maximum; the
 * last bin holds the maximum too. If they are equal, all is in the first bin.
 *
 * @param histogram (binCount,) uint32
 */
export function countValues(
  dtype: i32,
  values: usize,
  count: i32,
  minimum: f64,
  maximum: f64,
  binCount: i32,
  histogram: usize
): void {
  const bytes = bytesPerPixel(dtype);
  // halves, so that the span of the largest float64 does not overflow
  const span = maximum / 2 - minimum / 2;
  for (let i = 0; i < count; i++) {
    const value = readPixel(dtype, values);
    if (isFinite(value)) {
      const place = span > 0 ? (value / 2 - minimum / 2) / span : 0;
      const bin = min(<i32>(place * <f64>binCount), binCount - 1);
      const entry = histogram + (<usize>bin << 2);
      store<u32>(entry, load<u32>(entry) + 1);
    }
    values += bytes;
  }
}
