import { PixelForestError } from '../../errors';
import { MAX_CLASSES } from '../../project/classes';
import { PlaneIndex, TileBox, uniteBoxes } from '../../project/grid';
import { LabelImage } from '../../project/labels';
import { formatAxisTags, parseAxisTags } from '../hdf5/axistags';
import { Hdf5Dataset, Hdf5Group } from '../hdf5/read-node';
import { Hdf5GroupWriter, setAttribute } from '../hdf5/write-file';
import { internalAxes } from './internal-axes';
import { LabelBlock } from './label-blocks';
import {
  compareVersions,
  isBetween,
  parseVersion,
  ProjectVersion
} from './version';

/** Largest stored block: a whole labelled volume of a tab's size. */
const MAX_BLOCK_BYTES = 2 ** 28;

/** Largest sum of all stored blocks of one image. */
const MAX_LABEL_BYTES = 2 ** 30;

/** Most blocks of one image. */
const MAX_BLOCKS = 100_000;

/** From here to 1.4.0b7 ilastik stored labels as the image file lies. */
const FILE_ORDER_SINCE = '1.3.3post2';

/** Longer places are none, and would take long to search. */
const MAX_SLICE_LENGTH = 1000;

/** Side of the pieces labels are written in; ilastik uses about as much. */
const BLOCK_SIDE = 256;

/**
 * Reads the label blocks of one lane.
 *
 * @returns null if the lane has none
 * @throws PixelForestError `format` or `project` if a block contradicts itself
 */
export function readLabelBlocks(
  pixelClassification: Hdf5Group | null,
  lane: number,
  version: ProjectVersion
): LabelBlock[] | null {
  const name = labelGroupName(pixelClassification, lane);
  const group = name && pixelClassification?.group('LabelSets', name);
  if (!group) {
    return null;
  }
  const names = group.names().filter(member => member.startsWith('block'));
  if (names.length > MAX_BLOCKS) {
    throw new PixelForestError(
      'project',
      `${group.fileName}: ${group.path} should hold at most ${MAX_BLOCKS} label blocks but holds ${names.length}. The file is damaged.`
    );
  }
  const order = orderIn(version);
  let total = 0;
  return names.sort().flatMap(member => {
    const dataset = group.dataset(member);
    total += dataset?.shape.reduce((n, side) => n * side, 1) ?? 0;
    if (total > MAX_LABEL_BYTES) {
      throw new PixelForestError(
        'memory',
        `${group.fileName}: ${group.path} holds more than ${MAX_LABEL_BYTES} bytes of labels. The file is damaged, or its labels are too many for a browser tab.`
      );
    }
    return dataset ? [readBlock(dataset, order)] : [];
  });
}

/** How blocks lie that do not name their axes. */
type BlockOrder = LabelBlock['order'] | typeof OBJECT_ORDER;

/** What Object Classification wrote for a while, whatever the image. */
const OBJECT_ORDER = 'txyzc';

/** Who wrote labels like that, from 1.3.3 until 1.3.3post2 came. */
const OBJECT_WORKFLOW = 'Object Classification (from pixel classification)';

/** @source docs/project-file.md, "Axis order" */
function orderIn({ key, otherWorkflow }: ProjectVersion): BlockOrder {
  if (isBetween(key, FILE_ORDER_SINCE, '1.4.0b7')) {
    return 'file';
  }
  const next = parseVersion(FILE_ORDER_SINCE);
  const isObjectOrder =
    otherWorkflow === OBJECT_WORKFLOW &&
    isBetween(key, '1.3.3', FILE_ORDER_SINCE) &&
    next !== null &&
    compareVersions(key, next) < 0;
  return isObjectOrder ? OBJECT_ORDER : 'internal';
}

function readBlock(dataset: Hdf5Dataset, order: BlockOrder): LabelBlock {
  const where = `${dataset.fileName}: ${dataset.path}`;
  const slice = dataset.textOfAttribute('blockSlice') ?? '';
  const ranges = [
    ...slice.slice(0, MAX_SLICE_LENGTH).matchAll(/(-?\d+)\s*:\s*(-?\d+)/g)
  ].map(([, start, stop]) => [Number(start), Number(stop)]);
  const sizes = dataset.shape;
  const fits =
    ranges.length === sizes.length &&
    ranges.every(
      ([start, stop], i) =>
        start >= 0 && stop - start === sizes[i] && Number.isSafeInteger(stop)
    );
  if (!fits || sizes.length === 0) {
    throw new PixelForestError(
      'project',
      `${where}: a label block of size (${sizes.join(', ')}) should lie at a place of the same size but "blockSlice" is "${slice.slice(0, 80)}". The file is damaged.`
    );
  }
  const stored = dataset.array(MAX_BLOCK_BYTES);
  const values = Uint8Array.from(stored as ArrayLike<number>, Number);
  const wrong = values.find(
    (label, i) =>
      Number(stored[i]) !== label ||
      (label > MAX_CLASSES && label !== 100 && label !== 255)
  );
  if (wrong !== undefined) {
    throw new PixelForestError(
      'project',
      `${where}: labels should be 0 to ${MAX_CLASSES} but one is ${wrong}. The file is damaged.`
    );
  }
  const json = dataset.textOfAttribute('axistags');
  const axes = json === null ? null : parseAxisTags(json, where).axes;
  const named = axes ?? (order === OBJECT_ORDER ? OBJECT_ORDER : null);
  if (named !== null && named.length !== sizes.length) {
    throw new PixelForestError(
      'project',
      `${where}: a label block of ${sizes.length} dimensions names the axes "${named}". The file is damaged.`
    );
  }
  const starts = ranges.map(([start]) => start);
  const otherwise = order === 'file' ? 'file' : 'internal';
  return { axes: named, order: otherwise, starts, sizes, values };
}

/** Name of the group that holds the labels of a lane; null if there is none. */
export function labelGroupName(
  pixelClassification: Hdf5Group | null,
  lane: number
): string | null {
  const names = pixelClassification?.group('LabelSets')?.names() ?? [];
  return names.find(name => laneOfLabels(name) === lane) ?? null;
}

/** The lane that labels belong to by the name of their group, `labels003`; null if it is no such name. */
export function laneOfLabels(name: string): number | null {
  return /^labels\d+$/.test(name) ? Number(name.slice(6)) : null;
}

/**
 * Writes the labels of one lane: pieces of at most 256 × 256 pixels of one
 * plane, each shrunk to the box around its labels, in ilastik's axis order.
 */
export function writeLabels(
  group: Hdf5GroupWriter,
  labels: LabelImage | undefined
): void {
  if (!labels) {
    return;
  }
  const axes = internalAxes(labels.shape);
  let count = 0;
  for (const { plane, box } of labels.labelledPlanes()) {
    for (const piece of piecesOf(box)) {
      const shrunk = shrink(labels, plane, piece);
      if (!shrunk) {
        continue;
      }
      const ranges = rangesOf(axes, plane, shrunk);
      const dataset = group.array(
        `block${String(count).padStart(4, '0')}`,
        labels.readBox(plane, shrunk),
        ranges.map(([start, stop]) => stop - start)
      );
      const slices = ranges.map(([start, stop]) => `${start}:${stop}`);
      setAttribute(dataset, 'blockSlice', `[${slices.join(',')}]`);
      setAttribute(dataset, 'axistags', formatAxisTags(axes));
      count++;
    }
  }
}

function* piecesOf(box: TileBox): Generator<TileBox> {
  for (let y0 = box.y0; y0 < box.y1; y0 += BLOCK_SIDE) {
    for (let x0 = box.x0; x0 < box.x1; x0 += BLOCK_SIDE) {
      yield {
        y0,
        x0,
        y1: Math.min(y0 + BLOCK_SIDE, box.y1),
        x1: Math.min(x0 + BLOCK_SIDE, box.x1)
      };
    }
  }
}

/** The labels of a piece without its unlabelled margins; null if it has none. */
function shrink(
  labels: LabelImage,
  plane: PlaneIndex,
  piece: TileBox
): TileBox | null {
  const values = labels.readBox(plane, piece);
  const width = piece.x1 - piece.x0;
  let box: TileBox | null = null;
  values.forEach((label, i) => {
    if (label > 0) {
      const y = piece.y0 + Math.floor(i / width);
      const x = piece.x0 + (i % width);
      const pixel = { y0: y, x0: x, y1: y + 1, x1: x + 1 };
      box = box ? uniteBoxes(box, pixel) : pixel;
    }
  });
  return box;
}

function rangesOf(axes: string, plane: PlaneIndex, box: TileBox): number[][] {
  return [...axes].map(axis => {
    switch (axis) {
      case 't':
        return [plane.t, plane.t + 1];
      case 'z':
        return [plane.z, plane.z + 1];
      case 'y':
        return [box.y0, box.y1];
      case 'x':
        return [box.x0, box.x1];
      default:
        return [0, 1];
    }
  });
}
