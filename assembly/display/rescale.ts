/**
 * From float32 results to the value types of files.
 *
 * @source docs/numerics.md, “Renormalised exports”
 */

/** Codes of the types written: as in pixels.ts. */
const UINT8 = 0;
const UINT16 = 2;

/**
 * Maps fromLow…fromHigh to toLow…toHigh in float64, clips to it, and rounds
 * halves up where the type is whole. NaN becomes toLow.
 *
 * @param source (count,) float32
 * @param dtype  0 uint8, 2 uint16, else float32
 * @param target (count,) of the dtype, written
 */
export function rescaleValues(
  source: usize,
  count: i32,
  fromLow: f64,
  fromHigh: f64,
  toLow: f64,
  toHigh: f64,
  dtype: i32,
  target: usize
): void {
  const span = fromHigh - fromLow;
  const factor = span === 0 ? 0 : (toHigh - toLow) / span;
  const low = Math.min(toLow, toHigh);
  const high = Math.max(toLow, toHigh);
  for (let i = 0; i < count; i++) {
    const value = toLow + (<f64>load<f32>(source + (<usize>i << 2)) - fromLow) * factor;
    const clipped = isNaN(value) ? toLow : Math.min(high, Math.max(low, value));
    if (dtype === UINT8) {
      store<u8>(target + <usize>i, <u8>Math.floor(clipped + 0.5));
    } else if (dtype === UINT16) {
      store<u16>(target + (<usize>i << 1), <u16>Math.floor(clipped + 0.5));
    } else {
      store<f32>(target + (<usize>i << 2), <f32>clipped);
    }
  }
}
