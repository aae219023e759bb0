import { PixelForestError } from '../../errors';
import { FileGrid, ImageMetadata, ImageReference } from '../../project/images';
import { areAxes, formatAxisTags, parseAxisTags } from '../hdf5/axistags';
import { describeImage } from '../hdf5/image';
import { Hdf5Group } from '../hdf5/read-node';
import { Hdf5GroupWriter } from '../hdf5/write-file';
import {
  isAbsolutePath,
  joinImagePath,
  nicknameOf,
  splitImagePath
} from './image-path';

/** Roles of files in a lane, in ilastik's order. */
const ROLES = ['Raw Data', 'Prediction Mask'];

/** Where images inside a project lie. */
const LOCAL_DATA = '/Input Data/local_data/';

/** More images than a project is made for. */
const MAX_LANES = 10_000;

/**
 * Reads the images of a project, lane by lane.
 *
 * @param warnings gets a line for what is not as it was in ilastik
 * @returns references; `metadata` only for images inside the project, `grid` where axes and sizes are stored
 * @throws PixelForestError `project` if a lane contradicts itself
 */
export function readImages(
  root: Hdf5Group,
  warnings: string[]
): ImageReference[] {
  const infos = root.group('Input Data', 'infos');
  const lanes = infos?.names().sort() ?? [];
  if (lanes.length > MAX_LANES) {
    throw new PixelForestError(
      'project',
      `${root.fileName}: a project may have ${MAX_LANES} images but this one has ${lanes.length}. Split it with ilastik.`
    );
  }
  const used = new Set<string>();
  return lanes.flatMap((name, index) => {
    const lane = infos?.group(name) ?? null;
    const info = rawDataOf(lane);
    if (!lane || !info) {
      warnings.push(`Lane ${index + 1} of the project has no image.`);
      return [];
    }
    if (lane.group('Prediction Mask')?.kindOf('filePath')) {
      warnings.push(
        `Lane ${index + 1} has a prediction mask; it is not used here.`
      );
    }
    const id = uniqueId(info.dataset('datasetId')?.text() || name, used);
    return [readImage(root, info, id, warnings)];
  });
}

/**
 * Writes `Input Data` with one lane per image. `local_data` stays empty.
 *
 * @returns the group `local_data`, for images inside the project
 */
export function writeImages(
  root: Hdf5GroupWriter,
  images: readonly ImageReference[]
): Hdf5GroupWriter {
  const group = root.group('Input Data');
  group.unicode('StorageVersion', '0.2');
  group.texts('Role Names', ROLES);
  const localData = group.group('local_data');
  const infos = group.group('infos');
  images.forEach((image, i) => {
    const lane = infos.group(`lane${String(i).padStart(4, '0')}`);
    writeImage(lane.group(ROLES[0]), image);
    lane.group(ROLES[1]);
  });
  return localData;
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
  const text = (name: string): string => info.dataset(name)?.text() ?? '';
  const filePath = text('filePath');
  const isInternal =
    text('location') === 'ProjectInternal' ||
    text('__class__') === 'ProjectInternalDatasetInfo' ||
    filePath.startsWith(LOCAL_DATA);
  const location = isInternal
    ? { path: '', innerPath: localPath(info, filePath) }
    : splitImagePath(filePath);
  const nickname =
    text('nickname') ||
    nicknameOf(isInternal ? { ...location, path: id } : location);
  if (isAbsolutePath(location.path)) {
    warnings.push(
      `${nickname} is referred to as ${location.path}, which does not depend on the project's folder; it may not be found from here.`
    );
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
  const inner = info.dataset('inner_path')?.text() || filePath;
  return inner.startsWith(LOCAL_DATA)
    ? inner
    : `${LOCAL_DATA}${info.dataset('datasetId')?.text() ?? ''}`;
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

function writeImage(group: Hdf5GroupWriter, image: ImageReference): void {
  const isInternal = image.path === '';
  const kind = isInternal
    ? 'ProjectInternalDatasetInfo'
    : isAbsolutePath(image.path)
      ? 'FilesystemDatasetInfo'
      : 'RelativeFilesystemDatasetInfo';
  group.text('__class__', kind);
  group.flag('allowLabels', true);
  group.text('datasetId', image.id);
  group.text('display_mode', 'default');
  group.text('filePath', isInternal ? image.innerPath : joinImagePath(image));
  group.text('location', isInternal ? 'ProjectInternal' : 'FileSystem');
  group.text('nickname', image.nickname);
  group.flag('normalizeDisplay', false);
  group.flag('scale_locked', false);
  group.text('working_scale', '');
  if (isInternal) {
    group.flag('fromstack', true);
    group.text('inner_path', image.innerPath);
  }
  const grid = gridOf(image);
  if (grid) {
    group.integers('shape', grid.fileShape);
    // ilastik's Python interface accepts whole resolutions only, so none is
    // stored here: the pixel size lies in our own group
    group.text('axistags', formatAxisTags(grid.fileAxes));
  }
}
