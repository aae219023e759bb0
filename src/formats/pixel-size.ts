/** Size of a pixel in micrometres. */
export type PixelSizeUm = {
  readonly x: number;
  readonly y: number;
  readonly z: number | null;
};

/** Micrometres in one unit, by the ways files write it. */
const UNIT_UM: ReadonlyMap<string, number> = new Map([
  ['å', 1e-4],
  ['angstrom', 1e-4],
  ['nm', 1e-3],
  ['nanometer', 1e-3],
  ['nanometers', 1e-3],
  ['nanometre', 1e-3],
  ['um', 1],
  ['µm', 1], // micro sign
  ['μm', 1], // Greek mu
  ['micron', 1],
  ['microns', 1],
  ['micrometer', 1],
  ['micrometers', 1],
  ['micrometre', 1],
  ['mm', 1e3],
  ['millimeter', 1e3],
  ['millimetre', 1e3],
  ['cm', 1e4],
  ['centimeter', 1e4],
  ['centimetre', 1e4],
  ['m', 1e6],
  ['meter', 1e6],
  ['metre', 1e6],
  ['in', 25400],
  ['inch', 25400],
  ['inches', 25400]
]);

/**
 * Micrometres in one unit, or null if the unit is no length ("pixel", "").
 * ImageJ writes µ as the six characters `\u00B5`.
 */
export function micrometresIn(unit: string): number | null {
  const plain = unit
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
      String.fromCharCode(parseInt(code, 16))
    )
    .trim()
    .toLowerCase();
  return UNIT_UM.get(plain) ?? null;
}

/**
 * A pixel size, or null unless x and y are positive finite numbers.
 *
 * @param x  micrometres
 */
export function pixelSize(
  x: number,
  y: number,
  z: number | null
): PixelSizeUm | null {
  const isSize = (size: number) => Number.isFinite(size) && size > 0;
  if (!isSize(x) || !isSize(y)) {
    return null;
  }
  return { x, y, z: z !== null && isSize(z) ? z : null };
}

/**
 * Print resolutions (72 dpi…) stand in the same tags as true pixel sizes. A
 * file that names no program of microscopy is believed up to this pixel size,
 * which is 2540 dpi.
 */
const LARGEST_BARE_UM = 10;

/** A pixel size from bare resolution tags: null where it can only be a print resolution. */
export function barePixelSize(x: number, y: number): PixelSizeUm | null {
  return x < LARGEST_BARE_UM && y < LARGEST_BARE_UM
    ? pixelSize(x, y, null)
    : null;
}
