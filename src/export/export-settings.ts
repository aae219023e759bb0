import { PixelForestError } from '../errors';
import { Axis, AXES, Shape } from '../project/grid';

/** Start inclusive, stop exclusive, along each axis that may be cut. */
export type SubRegion = Readonly<
  Record<'t' | 'z' | 'y' | 'x', readonly [number, number]>
>;

/** How probabilities are stored. */
export type DataChoice = {
  readonly dtype: 'uint8' | 'uint16' | 'float32';
  /** Values that become the ends of `to`. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
};

/** What ilastik's “Image Export Options” ask, for all files of a run. */
export type ExportSettings = {
  /** null = the whole image. */
  readonly region: SubRegion | null;
  /** Order of axes in HDF5 and NPY, `zyxc`; null = as in the image's file. */
  readonly axes: string | null;
  /** null = float32, 0 to 1. */
  readonly data: DataChoice | null;
  /** Where files go, see name-pattern.ts. */
  readonly pattern: string;
};

/** The names of the command line. */
export const DEFAULT_PATTERN = '{nickname}_{result_type}';

export const DEFAULT_EXPORT_SETTINGS: ExportSettings = {
  region: null,
  axes: null,
  data: null,
  pattern: DEFAULT_PATTERN
};

/** The whole of each axis a type can hold. */
export const FULL_RANGES = {
  uint8: [0, 255],
  uint16: [0, 65535],
  float32: [0, 1]
} as const;

/**
 * Checks settings against an image.
 *
 * @throws PixelForestError `input` if the region is empty or leaves the image,
 * an axis is missing, double or unknown, or a range does not fit its type
 */
export function checkSettings(
  { region, axes, data }: ExportSettings,
  shape: Shape
): void {
  if (region) {
    for (const axis of ['t', 'z', 'y', 'x'] as const) {
      const [start, stop] = region[axis];
      const fits =
        Number.isInteger(start) &&
        Number.isInteger(stop) &&
        start >= 0 &&
        start < stop &&
        stop <= shape[axis];
      if (!fits) {
        throw new PixelForestError(
          'input',
          `The sub-region along ${axis} should lie in 0 to ${shape[axis]} and not be empty, but it is ${start} to ${stop}. Change it under “More”.`
        );
      }
    }
  }
  if (axes !== null) {
    checkAxes(axes, shape);
  }
  if (data) {
    const [low, high] =
      data.dtype === 'float32'
        ? [-Infinity, Infinity]
        : FULL_RANGES[data.dtype];
    const isValid =
      [...data.from, ...data.to].every(Number.isFinite) &&
      data.from[0] < data.from[1] &&
      data.to[0] < data.to[1] &&
      data.to[0] >= low &&
      data.to[1] <= high;
    if (!isValid) {
      throw new PixelForestError(
        'input',
        `Values ${data.from.join(' to ')} cannot become ${data.to.join(' to ')} of ${data.dtype}: both ranges should ascend, and the second one fit the type. Change them under “More”.`
      );
    }
  }
}

function checkAxes(axes: string, shape: Shape): void {
  const needed = AXES.filter(
    axis => axis === 'y' || axis === 'x' || axis === 'c' || shape[axis] > 1
  );
  const isOrder =
    [...axes].every(axis => AXES.includes(axis as Axis)) &&
    new Set(axes).size === axes.length &&
    needed.every(axis => axes.includes(axis));
  if (!isOrder) {
    throw new PixelForestError(
      'input',
      `The axis order should have each of ${needed.join(', ')} once${needed.length < AXES.length ? ', and may have others' : ''}, but it is “${axes}”. Write for example ${needed.join('')}.`
    );
  }
}

/** What a project remembers of settings; null for what makes no sense. */
export function parseSettings(value: unknown): ExportSettings | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { axes, data, pattern } = value as Partial<Record<string, unknown>>;
  return {
    // a region fits one image: it is not remembered
    region: null,
    axes: typeof axes === 'string' ? axes : null,
    data: parseData(data),
    pattern: typeof pattern === 'string' ? pattern : DEFAULT_PATTERN
  };
}

function parseData(value: unknown): DataChoice | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { dtype, from, to } = value as Partial<Record<string, unknown>>;
  const isDType =
    dtype === 'uint8' || dtype === 'uint16' || dtype === 'float32';
  return isDType && isPair(from) && isPair(to) ? { dtype, from, to } : null;
}

function isPair(value: unknown): value is [number, number] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every(one => typeof one === 'number' && Number.isFinite(one))
  );
}
