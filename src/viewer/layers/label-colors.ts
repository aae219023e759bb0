import { Rgb } from '../../project/images';

/**
 * What each number is painted with.
 *
 * @param colors colour of the numbers 1, 2, …
 * @returns (numbers + 1,) RGBA packed as the machine stores it; 0 is transparent
 */
export function colorTable(colors: readonly Rgb[]): Uint32Array {
  const bytes = new Uint8Array(4 * (colors.length + 1));
  colors.forEach(([red, green, blue], i) => {
    bytes.set([red, green, blue, 255], 4 * (i + 1));
  });
  return new Uint32Array(bytes.buffer);
}

/**
 * Looks numbers up in a colour table. A number beyond the table begins again at
 * its first colour. Of step × step pixels the last one that is not 0 is shown,
 * so that a thin stroke stays visible from afar.
 *
 * @param labels (y, x) numbers, 0 = transparent
 * @param step   1, 2, 4, …
 * @param table  from {@link colorTable}
 * @returns (⌈y / step⌉, ⌈x / step⌉, 4) straight-alpha RGBA
 */
export function labelsToRgba(
  labels: Uint8Array | Uint16Array | Uint32Array,
  height: number,
  width: number,
  step: number,
  table: Uint32Array
): Uint8ClampedArray {
  const outWidth = Math.ceil(width / step);
  const out = new Uint32Array(outWidth * Math.ceil(height / step));
  const colorCount = table.length - 1;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / step) * outWidth;
    for (let x = 0; x < width; x++) {
      const label = labels[y * width + x];
      if (label > 0 && colorCount > 0) {
        const color =
          label <= colorCount ? label : ((label - 1) % colorCount) + 1;
        out[row + Math.floor(x / step)] = table[color];
      }
    }
  }
  return new Uint8ClampedArray(out.buffer);
}
