import { isBlockKey, LABEL_BLOCK_SIZE, placeOfBlock } from './block-grid';
import { LabelClass, MAX_CLASSES } from './classes';
import { FEATURE_IDS, FeatureChoice, FeatureId } from './features';
import { MAX_TREES } from './forest';
import { AXES, Shape } from './grid';
import { Rgb } from './images';
import { authorName, joinAuthors, NO_AUTHORS } from './label-authors';
import { blockOfRuns, readRuns, writeRuns } from './label-runs';
import { LabelImage } from './labels';
import {
  ObjectTopics,
  objectTopicsFromJson,
  objectTopicsToJson
} from './object-topics';
import { ProjectState, TrainingSetup } from './project-state';

/** What the user says of a version, and when it was kept. */
export type VersionTitle = {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** Who kept it; '' = not said. */
  readonly author: string;
};

/** A version as its text tells: labels are put together when they are needed. */
export type StoredVersion = VersionTitle & {
  readonly classes: readonly LabelClass[];
  readonly setup: TrainingSetup;
  /** Labelled pixels per class index, over all images. */
  readonly counts: readonly number[];
  /** All of the state, labels included. */
  readonly state: () => ProjectState;
};

/** Longest name. */
const MAX_NAME = 100;
/** More blocks are no text that we wrote: 256 MiB of labels. */
const MAX_BLOCKS = 2 ** 16;
/** More scales than anybody chooses. */
const MAX_SCALES = 200;
/** Latest time that JavaScript tells. */
const MAX_TIME = 8.64e15;

/** A name as it is kept: one line, at most 100 letters. */
export function versionName(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, MAX_NAME);
}

/** What {@link readVersion} understands: anything JSON can hold. */
export function writeVersion(
  title: VersionTitle,
  { classes, labels, setup, objects }: ProjectState
): unknown {
  const authors: string[] = [];
  const indexOf = (name: string): number => {
    const at = authors.indexOf(name);
    return at < 0 ? authors.push(name) - 1 : at;
  };
  const images = [...labels].map(([id, image]) => {
    const blocks = [...image.entries()].map(
      ([key, block]) =>
        [key, [writeRuns(block), ...image.authorsOf(key).map(indexOf)]] as const
    );
    const { t, z, y, x, c } = image.shape;
    const shape = { t, z, y, x, c };
    return [id, { shape, blocks: Object.fromEntries(blocks) }] as const;
  });
  const { name, savedAt, author } = title;
  return {
    name,
    savedAt,
    author,
    classes,
    setup,
    authors,
    images: Object.fromEntries(images),
    ...(objects && { objects: objectTopicsToJson(objects) })
  };
}

/** The version with another name, as {@link writeVersion} gives it. */
export function renamedVersion(value: unknown, name: string): unknown {
  return { ...members(value), name };
}

/**
 * Checks what a file says, which may be anything.
 *
 * @returns null if any of it makes no sense: half a version is none
 */
export function readVersion(value: unknown): StoredVersion | null {
  const version = members(value);
  const { name, savedAt, author } = version;
  const classes = listOf(version.classes, MAX_CLASSES, toClass);
  const setup = toSetup(version.setup);
  const authors = listOf(version.authors, MAX_BLOCKS, toText);
  if (
    typeof name !== 'string' ||
    !isWhole(savedAt, MAX_TIME) ||
    typeof author !== 'string' ||
    !classes ||
    classes.length === 0 ||
    !setup ||
    !authors
  ) {
    return null;
  }
  const images = readImages(version.images);
  const counts = images && countRuns(images, classes.length);
  if (!images || !counts) {
    return null;
  }
  const names = authors.map(authorName);
  const objects = toObjects(version.objects);
  return {
    name: versionName(name),
    savedAt,
    author: authorName(author),
    classes,
    setup,
    counts,
    state: () => ({
      classes,
      setup,
      ...(objects && { objects }),
      labels: new Map(images.map(image => [image.id, toLabels(image, names)]))
    })
  };
}

/** @returns null where nothing is said of objects: as in versions of older releases */
function toObjects(value: unknown): ObjectTopics | null {
  return value === undefined ? null : objectTopicsFromJson(members(value));
}

/** Blocks of one image, as text. */
type StoredImage = {
  readonly id: string;
  readonly shape: Shape;
  /** Name of a block, its runs as text, who drew it as indices. */
  readonly blocks: readonly (readonly [string, string, readonly number[]])[];
};

function readImages(value: unknown): StoredImage[] | null {
  let blockCount = 0;
  const images: StoredImage[] = [];
  for (const [id, stored] of Object.entries(members(value))) {
    const { shape: sizes, blocks: texts } = members(stored);
    const shape = toShape(sizes);
    const blocks = shape && Object.entries(members(texts)).map(toBlock(shape));
    blockCount += blocks?.length ?? 0;
    if (!shape || !blocks || blockCount > MAX_BLOCKS) {
      return null;
    }
    const known = blocks.filter(block => block !== null);
    if (known.length < blocks.length) {
      return null;
    }
    images.push({ id, shape, blocks: known });
  }
  return images;
}

/** @returns labelled pixels per class index; null if a block is damaged or a class is not known */
function countRuns(
  images: readonly StoredImage[],
  classCount: number
): number[] | null {
  const counts = new Array<number>(classCount).fill(0);
  for (const { blocks } of images) {
    for (const [, text] of blocks) {
      const runs = readRuns(text);
      if (!runs || runs.some(({ label }) => label > classCount)) {
        return null;
      }
      for (const { label, length } of runs) {
        if (label > 0) {
          counts[label - 1] += length;
        }
      }
    }
  }
  return counts;
}

function toLabels(
  { shape, blocks }: StoredImage,
  names: readonly string[]
): LabelImage {
  const image = new LabelImage(shape);
  for (const [key, text, indices] of blocks) {
    const runs = readRuns(text);
    const block = runs && insideOf(blockOfRuns(runs), key, shape);
    const authors = indices.map(index => names[index] ?? '');
    if (block?.some(label => label > 0)) {
      image.restore(key, block, joinAuthors(NO_AUTHORS, authors));
    }
  }
  return image;
}

/** Without what lies beyond the image's edge. */
function insideOf(block: Uint8Array, key: string, shape: Shape): Uint8Array {
  const size = LABEL_BLOCK_SIZE;
  const { y, x } = placeOfBlock(key);
  return y + size <= shape.y && x + size <= shape.x
    ? block
    : block.map((label, i) =>
        y + Math.floor(i / size) < shape.y && x + (i % size) < shape.x
          ? label
          : 0
      );
}

function toBlock(
  shape: Shape
): (entry: [string, unknown]) => StoredImage['blocks'][number] | null {
  return ([key, value]) => {
    const [text, ...authors] = Array.isArray(value) ? (value as unknown[]) : [];
    if (!isBlockKey(key) || typeof text !== 'string') {
      return null;
    }
    const { plane, y, x } = placeOfBlock(key);
    const isInside =
      plane.t < shape.t && plane.z < shape.z && y < shape.y && x < shape.x;
    return isInside && authors.every(isIndex) ? [key, text, authors] : null;
  };
}

function toShape(value: unknown): Shape | null {
  const sizes = members(value);
  const entries = AXES.map(axis => [axis, sizes[axis]] as const);
  return entries.every(([, size]) => isWhole(size, 2 ** 31) && size > 0)
    ? (Object.fromEntries(entries) as Shape)
    : null;
}

function toClass(value: unknown): LabelClass | null {
  const { name, color, probabilityColor } = members(value);
  const [stroke, map] = [toColor(color), toColor(probabilityColor)];
  return typeof name === 'string' && stroke && map
    ? { name, color: stroke, probabilityColor: map }
    : null;
}

function toColor(value: unknown): Rgb | null {
  const bytes = listOf(value, 3, byte => (isWhole(byte, 255) ? byte : null));
  return bytes?.length === 3 ? [bytes[0], bytes[1], bytes[2]] : null;
}

function toSetup(value: unknown): TrainingSetup | null {
  const { features, trainingChannels, seed, treeCount } = members(value);
  const choice = toFeatures(features);
  const channels =
    trainingChannels === null
      ? null
      : listOf(trainingChannels, 2 ** 12, channel =>
          isIndex(channel) ? channel : null
        );
  const areChannels = trainingChannels === null || (channels?.length ?? 0) > 0;
  return choice &&
    areChannels &&
    isIndex(seed) &&
    isWhole(treeCount, MAX_TREES) &&
    treeCount > 0
    ? { features: choice, trainingChannels: channels, seed, treeCount }
    : null;
}

function toFeatures(value: unknown): FeatureChoice | null {
  const { ids, scales, selected, computeIn2d } = members(value);
  const choice = {
    ids: listOf(ids, FEATURE_IDS.length, toFeatureId),
    scales: listOf(scales, MAX_SCALES, scale =>
      typeof scale === 'number' && scale > 0 && scale < 1e6 ? scale : null
    ),
    selected: listOf(selected, FEATURE_IDS.length, toFlags),
    computeIn2d: toFlags(computeIn2d)
  };
  const { ids: rows, scales: columns, selected: cells } = choice;
  return rows &&
    columns &&
    cells &&
    choice.computeIn2d?.length === columns.length &&
    new Set(rows).size === rows.length &&
    cells.length === rows.length &&
    cells.every(row => row.length === columns.length)
    ? {
        ids: rows,
        scales: columns,
        selected: cells,
        computeIn2d: choice.computeIn2d
      }
    : null;
}

function toFeatureId(value: unknown): FeatureId | null {
  return FEATURE_IDS.find(id => id === value) ?? null;
}

/** As an object, so that `false` is not taken for nonsense. */
function toFlags(value: unknown): boolean[] | null {
  const flags = listOf(value, MAX_SCALES, flag =>
    typeof flag === 'boolean' ? { flag } : null
  );
  return flags && flags.map(({ flag }) => flag);
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** @returns null unless it is a list of at most so many things that all make sense */
function listOf<T>(
  value: unknown,
  most: number,
  parse: (item: unknown) => T | null
): T[] | null {
  if (!Array.isArray(value) || value.length > most) {
    return null;
  }
  const items = value.map(parse);
  const known = items.filter(item => item !== null);
  return known.length === items.length ? known : null;
}

function isIndex(value: unknown): value is number {
  return isWhole(value, Number.MAX_SAFE_INTEGER);
}

function isWhole(value: unknown, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number) <= most
    : false;
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
