import { ImageLocation, ImageReference } from '../../project/images';
import { formatAxisTags, parseAxisTags } from '../hdf5/axistags';
import { Hdf5Group } from '../hdf5/read-node';
import { isAbsolutePath, joinImagePath } from './image-path';
import { gridOf, Lane } from './input-data';
import {
  absentPart,
  areEqual,
  groupPart,
  Part,
  textPart,
  textsPart,
  unicodePart,
  unlessPresent,
  unlessPresentAnd
} from './parts';

/** Roles of files in a lane, in ilastik's order. */
const RAW_DATA = 'Raw Data';
const MASK = 'Prediction Mask';

/** Where the lanes are. */
export const INFOS: readonly string[] = ['Input Data', 'infos'];

/** Name of the group of a lane: `lane0003`. */
export function laneName(index: number): string {
  return `lane${String(index).padStart(4, '0')}`;
}

/**
 * `Input Data` as parts: one lane per image, and an empty `local_data`.
 *
 * @param lanes the lanes of the file of before by the image's id
 */
export function inputDataParts(
  images: readonly ImageReference[],
  lanes: ReadonlyMap<string, Lane>
): Part[] {
  const general = [
    unicodePart(['Input Data', 'StorageVersion'], '0.2'),
    unlessPresent(textsPart(['Input Data', 'Role Names'], [RAW_DATA, MASK])),
    groupPart(['Input Data', 'local_data']),
    groupPart(INFOS)
  ];
  return [
    ...general,
    ...images.flatMap((image, index) =>
      laneParts(image, index, lanes.get(image.id) ?? null)
    )
  ];
}

function laneParts(
  image: ImageReference,
  index: number,
  lane: Lane | null
): Part[] {
  const role = (name: string): Role => ({
    path: [...INFOS, laneName(index), name],
    oldPath: lane && [...INFOS, lane.name, name]
  });
  const before = lane?.image ?? null;
  const { mask } = image;
  return [
    ...imageParts(role(RAW_DATA), image, before),
    ...gridParts(role(RAW_DATA), image),
    groupPart([...INFOS, laneName(index), MASK], {
      oldParent: lane && [...INFOS, lane.name]
    }),
    ...(mask
      ? imageParts(
          role(MASK),
          {
            ...mask,
            id: `${image.id}-mask`,
            nickname: `${image.nickname}-mask`
          },
          before?.mask ? { ...before.mask, id: '', nickname: '' } : null,
          true
        )
      : [])
  ];
}

/** A group that describes a file, and where it lay before. */
type Role = {
  readonly path: readonly string[];
  readonly oldPath: readonly string[] | null;
};

type Described = ImageLocation & Pick<ImageReference, 'id' | 'nickname'>;

/**
 * @param before the same image as the file of before describes it
 * @param keepsNames whether id and nickname of before stay
 */
function imageParts(
  role: Role,
  image: Described,
  before: Described | null,
  keepsNames = false
): Part[] {
  const isInternal = image.path === '';
  const isAtHome =
    before !== null &&
    before.path === image.path &&
    before.innerPath === image.innerPath;
  const kind = isInternal
    ? 'ProjectInternalDatasetInfo'
    : isAbsolutePath(image.path)
      ? 'FilesystemDatasetInfo'
      : 'RelativeFilesystemDatasetInfo';
  const text = (name: string, value: string): Part =>
    textPart([...role.path, name], value, { oldParent: role.oldPath });
  const flag = (name: string, isSet: boolean): Part =>
    unlessPresent({
      ...text(name, ''),
      write: (parent, member) => parent.flag(member, isSet)
    });
  const filePath = isInternal ? image.innerPath : joinImagePath(image);
  const place: Part = {
    ...text('filePath', filePath),
    // only Windows understands backslashes
    isSame: (parent, name) => {
      const stored = parent.dataset(name)?.text();
      return stored !== undefined && isAtHome && !stored.includes('\\');
    }
  };
  const internal = [
    flag('fromstack', true),
    unlessPresentAnd(isAtHome, text('inner_path', image.innerPath))
  ];
  const stale = ['fromstack', 'inner_path', 'url', 'subvolume_roi'].map(name =>
    absentPart([...role.path, name], { oldParent: role.oldPath })
  );
  return [
    unlessPresentAnd(isAtHome, text('__class__', kind)),
    flag('allowLabels', true),
    unlessPresentAnd(keepsNames, text('datasetId', image.id)),
    unlessPresent(text('display_mode', 'default')),
    place,
    unlessPresentAnd(
      isAtHome,
      text('location', isInternal ? 'ProjectInternal' : 'FileSystem')
    ),
    unlessPresentAnd(keepsNames, text('nickname', image.nickname)),
    flag('normalizeDisplay', false),
    flag('scale_locked', false),
    unlessPresent(text('working_scale', '')),
    ...(isInternal ? internal : isAtHome ? [] : stale)
  ];
}

/** Sizes and axes, where they are known. */
function gridParts(role: Role, image: ImageReference): Part[] {
  const grid = gridOf(image);
  if (!grid) {
    return [];
  }
  const { fileAxes, fileShape } = grid;
  return [
    {
      path: [...role.path, 'shape'],
      oldParent: role.oldPath,
      isSame: (parent, name) =>
        areEqual(parent.dataset(name)?.numbers(), fileShape),
      write: (parent, name) => parent.integers(name, fileShape)
    },
    {
      // ilastik's Python interface accepts whole resolutions only, so none is
      // written: the pixel size lies in our own group
      ...textPart([...role.path, 'axistags'], formatAxisTags(fileAxes)),
      oldParent: role.oldPath,
      isSame: (parent, name) => axesOf(parent, name) === fileAxes
    }
  ];
}

function axesOf(parent: Hdf5Group, name: string): string | null {
  const json = parent.dataset(name)?.text();
  return json === undefined ? null : parseAxisTags(json, name).axes;
}
