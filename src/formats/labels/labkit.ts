import { LabelClass } from '../../project/classes';
import { Shape } from '../../project/grid';
import { ImageMetadata, Rgb } from '../../project/images';
import { LabelImage } from '../../project/labels';
import { countNumbers } from '../../project/numbered-labels';
import { formatError } from '../damage';
import { isRecord } from '../ilp/metadata-json';
import { BlockCollector, LabelFile, sizeMismatch } from './label-file';

/** A JSON text of this size holds some ten million pixels and fills a gigabyte when parsed. */
export const MAX_LABKIT_BYTES = 150 * 2 ** 20;
/** Far more than anybody names. */
const MAX_LABELS = 65535;
const ADVICE =
  'Save the labeling again in Labkit (Labeling → Save Labeling …), or as TIFF.';

/**
 * Reads a Labkit labeling: per label the list of its pixels. A pixel may have
 * several labels there; the first in the file is taken.
 *
 * @param shape of the image the labels belong to
 * @throws PixelForestError `format` if it is none, `mismatch` if the size differs
 * @source Labkit, sc.fiji.labkit.ui.labeling.LabelingSerializer (BSD-2-Clause); docs/formats.md, “Labels”
 */
export function readLabkit(
  name: string,
  bytes: Uint8Array,
  shape: Shape
): LabelFile {
  const json = parse(name, bytes);
  const place = placement(name, json.interval, shape);
  const labels = isRecord(json.labels) ? Object.entries(json.labels) : null;
  if (!labels || labels.length > MAX_LABELS) {
    throw formatError(
      name,
      `a labeling has an object “labels” with up to ${MAX_LABELS} names, found ${labels ? labels.length : typeof json.labels}. ${ADVICE}`
    );
  }
  const collector = new BlockCollector(length => new Uint16Array(length));
  let shared = 0;
  labels.forEach(([label, pixels], i) => {
    if (!Array.isArray(pixels)) {
      throw formatError(
        name,
        `the label “${label}” should be a list of positions but is ${typeof pixels}. ${ADVICE}`
      );
    }
    for (const position of pixels as unknown[]) {
      const [t, z, y, x] = place(position, label);
      const taken = collector.get(t, z, y, x);
      shared += taken > 0 && taken !== i + 1 ? 1 : 0;
      if (taken === 0) {
        collector.set(t, z, y, x, i + 1);
      }
    }
  });
  const blocks = collector.blocks();
  const counts = new Map(
    countNumbers(blocks).map(({ number, count }) => [number, count])
  );
  const colors = isRecord(json.colors) ? json.colors : {};
  return {
    format: 'Labkit',
    numbers: { shape, blocks },
    // names without pixels too: they are classes all the same
    kinds: labels.map(([label], i) => ({
      number: i + 1,
      count: counts.get(i + 1) ?? 0,
      name: label,
      color: toColor(colors[label])
    })),
    notes:
      shared > 0
        ? [
            `Pixels with several labels in the file: ${shared}. The first was taken.`
          ]
        : []
  };
}

/**
 * Writes labels as Labkit does.
 *
 * @source as {@link readLabkit}
 */
export function writeLabkit(
  labels: LabelImage,
  classes: readonly Pick<LabelClass, 'name' | 'color'>[],
  pixelSizeUm: ImageMetadata['pixelSizeUm']
): string {
  const { shape } = labels;
  const axes = axesOf(shape);
  const sizes = axes.map(axis => shape[axis]);
  const names = uniqueNames(classes.map(({ name }) => name));
  const regions: string[][] = classes.map(() => []);
  for (const { plane, y, x, labels: numbers } of labels.labelledPixels()) {
    const rest = axes.slice(2).map(axis => plane[axis as 't' | 'z']);
    for (let i = 0; i < numbers.length; i++) {
      // the store keeps class numbers within the classes
      regions[numbers[i] - 1].push(`[${[x[i], y[i], ...rest].join(',')}]`);
    }
  }
  const interval = {
    min: axes.map(() => 0),
    max: sizes.map(size => size - 1),
    n: axes.length
  };
  const pixelSizes = axes.map(axis => {
    const size = axis === 't' ? null : pixelSizeUm?.[axis];
    return size ? { size, unit: 'µm' } : { size: 1, unit: 'pixel' };
  });
  const members = names.map(
    (name, i) => `${JSON.stringify(name)}:[${regions[i].join(',')}]`
  );
  const colors = names.map((name, i) => [name, hex(classes[i].color)]);
  return `{"interval":${JSON.stringify(interval)},"pixelSizes":${JSON.stringify(pixelSizes)},"labels":{${members.join(',')}},"colors":${JSON.stringify(Object.fromEntries(colors))}}`;
}

/** Names as keys of an object: equal ones get their number appended. */
export function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name, i) => {
    let unique = name;
    while (used.has(unique)) {
      unique = `${unique} (${i + 1})`;
    }
    used.add(unique);
    return unique;
  });
}

type Place = (
  position: unknown,
  label: string
) => readonly [t: number, z: number, y: number, x: number];

/** Where a position of the file lies in the image. */
function placement(name: string, interval: unknown, shape: Shape): Place {
  const { min, max }: Record<string, unknown> = isRecord(interval)
    ? interval
    : {};
  if (
    !areWhole(min) ||
    !areWhole(max) ||
    min.length !== max.length ||
    min.length < 2
  ) {
    throw formatError(
      name,
      `a labeling has an “interval” with “min” and “max” of two or more whole numbers, found ${JSON.stringify(interval)?.slice(0, 100)}. ${ADVICE}`
    );
  }
  const sizes = max.map((last, i) => last - min[i] + 1);
  // dimensions of length 1 carry nothing; the others come as x, y, z, t
  const kept = sizes.flatMap((size, i) => (i < 2 || size > 1 ? [i] : []));
  const axes = axesOf(shape);
  const fits =
    kept.length === axes.length &&
    kept.every((dimension, i) => sizes[dimension] === shape[axes[i]]);
  if (!fits) {
    throw sizeMismatch(name, `${sizes.join(' × ')} (x, y, …)`, shape);
  }
  const column = (axis: 't' | 'z'): number => kept[axes.indexOf(axis)] ?? -1;
  const [t, z] = [column('t'), column('z')];
  return (position, label) => {
    if (
      !areWhole(position) ||
      position.length !== min.length ||
      position.some((at, i) => at < min[i] || at > max[i])
    ) {
      throw formatError(
        name,
        `the label “${label}” has the position ${JSON.stringify(position)?.slice(0, 60)}, which is not in ${JSON.stringify(min)} to ${JSON.stringify(max)}. ${ADVICE}`
      );
    }
    return [
      t < 0 ? 0 : position[t] - min[t],
      z < 0 ? 0 : position[z] - min[z],
      position[1] - min[1],
      position[0] - min[0]
    ];
  };
}

/** Axes as ImgLib2 orders them; z and t only where they are longer than 1. */
function axesOf(shape: Shape): ('x' | 'y' | 'z' | 't')[] {
  const rest = (['z', 't'] as const).filter(axis => shape[axis] > 1);
  return ['x', 'y', ...rest];
}

function parse(name: string, bytes: Uint8Array): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isRecord(json)) {
      return json;
    }
  } catch (cause) {
    throw formatError(
      name,
      `a labeling is JSON, and this text is not (${cause instanceof Error ? cause.message : String(cause)}). It may be cut off: copy it again.`,
      cause
    );
  }
  throw formatError(name, `a labeling is a JSON object. ${ADVICE}`);
}

function areWhole(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(Number.isSafeInteger);
}

function toColor(value: unknown): Rgb | null {
  const match = /^#([0-9a-f]{6})$/i.exec(
    typeof value === 'string' ? value : ''
  );
  if (!match) {
    return null;
  }
  const number = parseInt(match[1], 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

function hex(color: Rgb): string {
  const parts = color.map(part =>
    Math.round(part).toString(16).padStart(2, '0')
  );
  return `#${parts.join('').toUpperCase()}`;
}
