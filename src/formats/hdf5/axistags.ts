import { PixelForestError } from '../../errors';
import { AXES, Axis } from '../../project/grid';

/** Axes of an array as vigra's JSON tells them. */
export type AxisTags = {
  /** Axis letters in the array's order, e.g. `tyxc`. */
  readonly axes: string;
  /** Size of a pixel per axis, in the order of `axes`; 0 = not known. */
  readonly resolutions: readonly number[];
};

/** vigra's kinds of axes. */
const TYPE_FLAGS: Readonly<Record<Axis, number>> = {
  t: 8,
  z: 2,
  y: 2,
  x: 2,
  c: 1
};

/** Whether every letter is an axis and none comes twice. */
export function areAxes(axes: string): boolean {
  return (
    new Set(axes).size === axes.length &&
    [...axes].every(axis => AXES.includes(axis as Axis))
  );
}

/**
 * Reads vigra's axis description.
 *
 * @param json  `{"axes": [{"key": "y", "typeFlags": 2, "resolution": 0, …}, …]}`
 * @param where for messages: "raw.h5: /data"
 * @throws PixelForestError `format` if it is no such JSON or names other axes
 */
export function parseAxisTags(json: string, where: string): AxisTags {
  const entries = entriesOf(json);
  const axes = entries?.map(entry => String(entry.key)).join('') ?? '';
  if (!entries || entries.length === 0 || !areAxes(axes)) {
    throw new PixelForestError(
      'format',
      `${where}: the axes should be some of t, z, y, x, c, each once, but "axistags" holds ${json.slice(0, 80)}. Write the file again with other axes.`
    );
  }
  const resolutions = entries.map(({ resolution }) =>
    typeof resolution === 'number' && resolution > 0 ? resolution : 0
  );
  return { axes, resolutions };
}

/** The reverse of {@link parseAxisTags}; resolutions are 0 if not given. */
export function formatAxisTags(
  axes: string,
  resolutions?: readonly number[]
): string {
  const entries = [...axes].map((key, i) => ({
    key,
    typeFlags: TYPE_FLAGS[key as Axis],
    resolution: resolutions?.[i] ?? 0,
    description: ''
  }));
  return JSON.stringify({ axes: entries }, null, 2);
}

/** What ilastik assumes of an array that says nothing about its axes; '' if it assumes nothing. */
export function defaultAxes(shape: readonly number[]): string {
  switch (shape.length) {
    case 2:
      return 'yx';
    case 3:
      return shape[2] <= 4 ? 'yxc' : 'zyx';
    case 4:
      return 'zyxc';
    case 5:
      return 'tzyxc';
    default:
      return '';
  }
}

function entriesOf(
  json: string
): { key?: unknown; resolution?: unknown }[] | null {
  try {
    const tags = JSON.parse(json) as { axes?: unknown } | null;
    const axes = tags?.axes;
    return Array.isArray(axes) &&
      axes.every(entry => typeof entry === 'object' && entry !== null)
      ? axes
      : null;
  } catch {
    return null;
  }
}
