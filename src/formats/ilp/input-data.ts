import { PixelForestError } from '../../errors';
import {
  FileGrid,
  ImageLocation,
  ImageMetadata,
  ImageReference
} from '../../project/images';
import { MAX_CHANNELS } from '../../project/grid';
import { areAxes, parseAxisTags } from '../hdf5/axistags';
import { describeImage, shapeOf } from '../hdf5/image';
import { Hdf5Group } from '../hdf5/read-node';
import {
  isAbsolutePath,
  isStack,
  isUrl,
  nicknameOf,
  splitImagePath
} from './image-path';

/** Where images inside a project lie. */
const LOCAL_DATA = '/Input Data/local_data/';

/** More images than a project is made for. */
const MAX_LANES = 10_000;

/** One image of a project with its place in the file. */
export type Lane = {
  /** Name of its group in `infos`. */
  readonly name: string;
  /** Place among all lanes from 0: its labels have this number. */
  readonly index: number;
  readonly image: ImageReference;
  /** Whether the lane itself describes the image, as in files from before 2013. */
  readonly isFirstLayout: boolean;
};

/**
 * Reads the images of a project, lane by lane.
 *
 * @param warnings gets a line for what is not as it was in ilastik
 * @returns lanes that have an image, and the number of all; `metadata` of images only for images inside the project, `grid` where axes and sizes are stored
 * @throws PixelForestError `project` if a lane contradicts itself
 */
export function readLanes(
  root: Hdf5Group,
  warnings: string[]
): { readonly lanes: Lane[]; readonly laneCount: number } {
  const infos = root.group('Input Data', 'infos');
  const names = infos?.names().sort() ?? [];
  if (names.length > MAX_LANES) {
    throw new PixelForestError(
      'project',
      `${root.fileName}: a project may have ${MAX_LANES} images but this one has ${names.length}. Split it with ilastik.`
    );
  }
  const used = new Set<string>();
  const lanes = names.flatMap((name, index) => {
    const lane = infos?.group(name) ?? null;
    const info = rawDataOf(lane);
    if (!lane || !info) {
      warnings.push(`Lane ${index + 1} of the project has no image.`);
      return [];
    }
    const id = uniqueId(info.dataset('datasetId')?.text() || name, used);
    const image = readImage(root, info, id, warnings);
    const isFirstLayout = info === lane;
    const mask = isFirstLayout ? null : lane.group('Prediction Mask');
    if (!mask?.kindOf('filePath')) {
      return [{ name, index, image, isFirstLayout }];
    }
    warnings.push(
      `${image.nickname} has a prediction mask. It stays in the project, but is not applied here: predictions cover the whole image.`
    );
    const masked = { ...image, mask: locationOf(mask) };
    return [{ name, index, image: masked, isFirstLayout }];
  });
  return { lanes, laneCount: names.length };
}

/** Axes and sizes of an image as far as they are known. */
export function gridOf(image: ImageReference): FileGrid | null {
  return image.metadata ?? image.grid ?? null;
}

/** In files from before 2013 the lane itself describes the image. */
function rawDataOf(lane: Hdf5Group | null): Hdf5Group | null {
  if (lane?.kindOf('filePath') === 'dataset') {
    return lane;
  }
  const info = lane?.group('Raw Data') ?? null;
  return info && info.kindOf('filePath') ? info : null;
}

function readImage(
  root: Hdf5Group,
  info: Hdf5Group,
  id: string,
  warnings: string[]
): ImageReference {
  const location = locationOf(info);
  const isInternal = location.path === '';
  const nickname =
    textOf(info, 'nickname') ||
    nicknameOf(isInternal ? { ...location, path: id } : location);
  const doubt = doubtAbout(location.path);
  if (doubt !== null) {
    warnings.push(`${nickname} is referred to as ${location.path}, ${doubt}`);
  }
  const axes = axesOf(info);
  const reference = { id, ...location, nickname, metadata: null };
  if (isInternal) {
    return {
      ...reference,
      metadata: localMetadata(root, location.innerPath, axes)
    };
  }
  const grid = readGrid(info, axes, nickname);
  return grid ? { ...reference, grid } : reference;
}

/** Where an image is; `path` is '' for one inside the project. */
function locationOf(info: Hdf5Group): ImageLocation {
  const filePath = textOf(info, 'filePath') || textOf(info, 'url');
  const isInternal =
    textOf(info, 'location') === 'ProjectInternal' ||
    textOf(info, '__class__') === 'ProjectInternalDatasetInfo' ||
    filePath.startsWith(LOCAL_DATA);
  return isInternal
    ? { path: '', innerPath: localPath(info, filePath) }
    : splitImagePath(filePath);
}

/** Why an image may not be found; null if nothing speaks against it. */
function doubtAbout(path: string): string | null {
  if (isUrl(path)) {
    return 'an address in a network; images are read from the files of this server. Download it and use “Relink image…”.';
  }
  if (isStack(path)) {
    return 'a stack of several files, which is not read. Save the stack as one file (or let ilastik copy it into the project) and use “Relink image…”.';
  }
  if (isAbsolutePath(path)) {
    return "which does not depend on the project's folder; it may not be found from here.";
  }
  return null;
}

function textOf(info: Hdf5Group, name: string): string {
  return info.dataset(name)?.text() ?? '';
}

/** Sizes in the file's order with their axes, where both are stored. */
function readGrid(
  info: Hdf5Group,
  axes: string | undefined,
  nickname: string
): FileGrid | null {
  const shape = info.dataset('shape')?.numbers();
  refuseSubvolume(info, shape, nickname);
  if (!shape || axes === undefined) {
    return null;
  }
  const areSizes = shape.every(side => Number.isSafeInteger(side) && side >= 1);
  if (
    shape.length !== axes.length ||
    !areSizes ||
    !axes.includes('y') ||
    !axes.includes('x')
  ) {
    throw new PixelForestError(
      'project',
      `${info.fileName}: the image ${nickname} should have one size per axis, y and x among them, but has the axes "${axes}" and the sizes ${shape.slice(0, 10).join(', ')}. Add the image to a new project.`
    );
  }
  const channels = shapeOf(axes, shape).c;
  if (channels > MAX_CHANNELS) {
    throw new PixelForestError(
      'project',
      `${info.fileName}: the image ${nickname} has ${channels} channels by its "shape" (${shape.join(', ')}) and "axistags" (${axes}); at most ${MAX_CHANNELS} are possible. Add the image to a new project.`
    );
  }
  return { fileAxes: axes, fileShape: shape };
}

/** Axes the project states, in the image file's order. */
function axesOf(info: Hdf5Group): string | undefined {
  const json = info.dataset('axistags')?.text();
  if (json) {
    return parseAxisTags(json, `${info.fileName}: ${info.path}`).axes;
  }
  const order = info.dataset('axisorder')?.text();
  return order && areAxes(order) ? order : undefined;
}

/** Old projects could use a part of an image; labels would lie in the wrong place. */
function refuseSubvolume(
  info: Hdf5Group,
  shape: readonly number[] | undefined,
  nickname: string
): void {
  const roi = info.dataset('subvolume_roi')?.numbers();
  if (!roi) {
    return;
  }
  const half = roi.length / 2;
  const isWhole =
    roi.slice(0, half).every(start => start === 0) &&
    shape !== undefined &&
    roi.slice(half).every((stop, i) => stop === shape[i]);
  if (!isWhole) {
    throw new PixelForestError(
      'project',
      `${info.fileName}: the project uses only the part ${roi.join(', ')} of the image ${nickname}, which is not supported. Crop the image to a file of its own and use that with ilastik.`
    );
  }
}

function localPath(info: Hdf5Group, filePath: string): string {
  const inner = textOf(info, 'inner_path') || filePath;
  return inner.startsWith(LOCAL_DATA)
    ? inner
    : `${LOCAL_DATA}${textOf(info, 'datasetId')}`;
}

function localMetadata(
  root: Hdf5Group,
  innerPath: string,
  axes: string | undefined
): ImageMetadata {
  const dataset = root.datasetAt(innerPath);
  if (!dataset) {
    throw new PixelForestError(
      'project',
      `${root.fileName}: an image should lie in the project at ${innerPath} but there is nothing. Add the image to the project again with ilastik.`
    );
  }
  return describeImage(dataset, axes);
}

function uniqueId(wanted: string, used: Set<string>): string {
  let id = wanted;
  for (let i = 2; used.has(id); i++) {
    id = `${wanted}-${i}`;
  }
  used.add(id);
  return id;
}
