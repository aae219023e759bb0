import { micrometresIn, pixelSize, PixelSizeUm } from '../pixel-size';
import { AxisTags } from './axistags';
import { Hdf5Dataset } from './read-node';

/**
 * Pixel size of a data set: ilastik's resolutions with their units
 * (`axistags`, `axis_units`), or the attribute `element_size_um` (z, y, x) that
 * Fiji's HDF5 writers set. Null unless both x and y are known.
 */
export function readPixelSize(
  dataset: Hdf5Dataset,
  tags: AxisTags | null
): PixelSizeUm | null {
  const elementSize = dataset.numbersOfAttribute('element_size_um');
  if (elementSize?.length === 3) {
    const [z, y, x] = elementSize;
    return pixelSize(x, y, z);
  }
  const units = dataset.textOfAttribute('axis_units');
  return tags && units ? pixelSizeOf(tags, units) : null;
}

/**
 * Resolutions with units.
 *
 * @param unitsJson `{"x": "µm", "y": "µm", …}` or `null`
 */
export function pixelSizeOf(
  tags: AxisTags,
  unitsJson: string
): PixelSizeUm | null {
  const units = parseUnits(unitsJson);
  const sizeOf = (axis: string): number | null => {
    const index = tags.axes.indexOf(axis);
    const factor = micrometresIn(String(units[axis] ?? ''));
    return index >= 0 && factor !== null
      ? tags.resolutions[index] * factor
      : null;
  };
  const x = sizeOf('x');
  const y = sizeOf('y');
  return x !== null && y !== null ? pixelSize(x, y, sizeOf('z')) : null;
}

function parseUnits(json: string): Readonly<Record<string, unknown>> {
  try {
    const units: unknown = JSON.parse(json);
    return typeof units === 'object' && units !== null
      ? (units as Record<string, unknown>)
      : {};
  } catch {
    return {}; // units are a nicety: without them the pixel size is not known
  }
}
