/** Share of the picture's width that a scale bar takes at most. */
const LARGEST_SHARE = 0.25;

/**
 * A bar of a round length (1, 2 or 5 times a power of ten) that fits a quarter
 * of the picture.
 *
 * @param width       of the picture in pixels
 * @param pixelSizeUm micrometres
 * @returns length in pixels, and what stands at it
 */
export function scaleBar(
  width: number,
  pixelSizeUm: number
): { readonly length: number; readonly label: string } {
  const largest = width * pixelSizeUm * LARGEST_SHARE;
  const power = 10 ** Math.floor(Math.log10(largest));
  const factor = [5, 2, 1].find(step => step * power <= largest) ?? 1;
  const micrometres = factor * power;
  return {
    length: micrometres / pixelSizeUm,
    label: formatLength(micrometres)
  };
}

function formatLength(micrometres: number): string {
  const [value, unit] =
    micrometres >= 1000
      ? [micrometres / 1000, 'mm']
      : micrometres >= 1
        ? [micrometres, 'µm']
        : [micrometres * 1000, 'nm'];
  return `${Number(value.toPrecision(3))} ${unit}`;
}
