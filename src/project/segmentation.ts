/**
 * How a map becomes separate objects: everything a project remembers of it,
 * kept as the JSON topic `segmentation` (docs/project-file.md).
 */
import { StrokePoint } from './brush';
import { Project } from './project';
import { readTopic, withTopic } from './topics';

/** What is cut into objects. */
export type SegmentationSource =
  /** The sum of the probabilities of these classes, 0…1. */
  | { readonly kind: 'classes'; readonly classIndexes: readonly number[] }
  /** A channel of the image as it is: thresholding without training. */
  | { readonly kind: 'channel'; readonly channel: number };

/** Which pixels belong to objects, in units of the source; always “above”, never “equal”. */
export type SegmentationThreshold =
  | { readonly kind: 'single'; readonly value: number }
  /** Pixels above `low` that are connected with one above `high`. */
  | {
      readonly kind: 'hysteresis';
      readonly low: number;
      readonly high: number;
    };

/** By what the watershed tells touching objects apart. */
export type SplitBasis = 'probability' | 'intensity' | 'distance';

/** Seeded watershed within each connected piece. */
export type SplitSettings = {
  /**
   * `probability`: the smoothed source, whatever it is; `intensity`: a channel of
   * the image, smoothed likewise; `distance`: how far a pixel is from the background.
   */
  readonly on: SplitBasis;
  /** For `intensity`: the channel. */
  readonly channel: number;
  /**
   * How far one must descend from a peak on the way to a higher one for it to
   * count as an object of its own (h of the h-maxima): 0 splits most, more
   * merges more. Units of what is split on; pixels for `distance`.
   */
  readonly depth: number;
};

/** A drawn region without objects. */
export type ExcludedRegion = {
  /** Corners in image pixels, at least three; closed by itself, even–odd rule. */
  readonly points: readonly StrokePoint[];
  /** The slice it is on, or null for all; of all frames. */
  readonly z: number | null;
};

/** The steps from a map to objects, in the order in which they are taken. */
export type SegmentationSteps = {
  /** σ of a Gaussian over the source in pixels, 0…50; 0 = none. */
  readonly smoothing: number;
  readonly threshold: SegmentationThreshold;
  readonly fillHoles: boolean;
  /** null = touching objects share one piece. */
  readonly split: SplitSettings | null;
  /** Objects with fewer pixels are dropped. */
  readonly minimumSize: number;
  /** Objects with more pixels are dropped; null = none. */
  readonly maximumSize: number | null;
  /** Objects with a pixel on the edge of the image (in y or x) are dropped. */
  readonly dropBorder: boolean;
};

/** What the project remembers. */
export type SegmentationSettings = SegmentationSteps & {
  readonly source: SegmentationSource;
  /** By `ImageReference.id`; cut out before anything is connected. */
  readonly excluded: Readonly<Record<string, readonly ExcludedRegion[]>>;
};

/**
 * What is done in a project that says nothing: chosen for small, bright spots by
 * the truth data named in docs/numerics.md, “Objects”.
 */
export const DEFAULT_SEGMENTATION: SegmentationSettings = {
  source: { kind: 'classes', classIndexes: [0] },
  smoothing: 0.5,
  threshold: { kind: 'single', value: 0.5 },
  fillHoles: true,
  split: { on: 'probability', channel: 0, depth: 0.01 },
  minimumSize: 4,
  maximumSize: null,
  dropBorder: false,
  excluded: {}
};

/** Largest σ: more erases any object. */
export const MAX_SMOOTHING = 50;

/** Topic of a project file. */
export const SEGMENTATION_TOPIC = 'segmentation';

/** The settings of a project; what is missing or makes no sense there is as in the defaults. */
export function segmentationOf(project: Project): SegmentationSettings {
  return (
    readTopic(project, SEGMENTATION_TOPIC, toSegmentation) ??
    DEFAULT_SEGMENTATION
  );
}

/** The project with other settings. */
export function withSegmentation(
  project: Project,
  settings: SegmentationSettings
): Project {
  return withTopic(project, SEGMENTATION_TOPIC, settings);
}

/**
 * Settings from anything JSON can say.
 *
 * @param plain what stands for that which is missing or makes no sense
 */
export function toSegmentation(
  value: unknown,
  plain = DEFAULT_SEGMENTATION
): SegmentationSettings {
  const stored = members(value);
  return {
    source: toSource(stored.source) ?? plain.source,
    smoothing: numberIn(stored.smoothing, 0, MAX_SMOOTHING) ?? plain.smoothing,
    threshold: toThreshold(stored.threshold) ?? plain.threshold,
    fillHoles: truth(stored.fillHoles) ?? plain.fillHoles,
    split:
      stored.split === null ? null : (toSplit(stored.split) ?? plain.split),
    minimumSize: indexFrom(stored.minimumSize) ?? plain.minimumSize,
    maximumSize: indexFrom(stored.maximumSize),
    dropBorder: truth(stored.dropBorder) ?? plain.dropBorder,
    excluded: toExcluded(stored.excluded)
  };
}

function toSource(value: unknown): SegmentationSource | null {
  const { kind, classIndexes, channel } = members(value);
  if (kind === 'channel') {
    const index = indexFrom(channel);
    return index === null ? null : { kind, channel: index };
  }
  if (kind !== 'classes' || !Array.isArray(classIndexes)) {
    return null;
  }
  const kept = classIndexes.filter(index => indexFrom(index) !== null);
  const unique = [...new Set(kept as number[])].sort((a, b) => a - b);
  return unique.length > 0 ? { kind, classIndexes: unique } : null;
}

function toThreshold(stored: unknown): SegmentationThreshold | null {
  const { kind, value, low, high } = members(stored);
  if (kind === 'single') {
    const level = numberIn(value);
    return level === null ? null : { kind, value: level };
  }
  const [lower, upper] = [numberIn(low), numberIn(high)];
  return kind === 'hysteresis' && lower !== null && upper !== null
    ? { kind, low: Math.min(lower, upper), high: Math.max(lower, upper) }
    : null;
}

function toSplit(value: unknown): SplitSettings | null {
  const { on, channel, depth } = members(value);
  const height = numberIn(depth, 0);
  return height !== null &&
    (on === 'probability' || on === 'intensity' || on === 'distance')
    ? { on, channel: indexFrom(channel) ?? 0, depth: height }
    : null;
}

function toExcluded(value: unknown): SegmentationSettings['excluded'] {
  const images = Object.entries(members(value)).map(([imageId, regions]) => {
    const list: readonly unknown[] = Array.isArray(regions) ? regions : [];
    return [imageId, list.flatMap(toRegion)] as const;
  });
  return Object.fromEntries(images.filter(([, { length }]) => length > 0));
}

function toRegion(value: unknown): readonly ExcludedRegion[] {
  const { points, z } = members(value);
  const corners = (Array.isArray(points) ? points : []).flatMap(point => {
    const [y, x] = [numberIn(members(point).y), numberIn(members(point).x)];
    return y === null || x === null ? [] : [{ y, x }];
  });
  return corners.length >= 3 ? [{ points: corners, z: indexFrom(z) }] : [];
}

function numberIn(
  value: unknown,
  least = -Infinity,
  most = Infinity
): number | null {
  return typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= least &&
    value <= most
    ? value
    : null;
}

function indexFrom(value: unknown): number | null {
  return Number.isSafeInteger(value) ? numberIn(value, 0) : null;
}

function truth(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
