import { PixelForestError } from '../../errors';
import { FileBytes } from '../hdf5/file-bytes';
import { EditedGroup, LinkEditor } from '../hdf5/structure/link-editor';
import { Project } from '../../project/project';
import { INFOS, laneName } from './lane-parts';
import { laneOfLabels } from './labels';
import { mayStay, Part } from './parts';
import {
  Before,
  LABEL_SETS,
  labelsName,
  oldLabelsName
} from './training-parts';

/** Room for what is written anew: a larger file would be copied when it grows. */
const ROOM_BYTES = 2 ** 24;

/** Groups whose members are replaced one by one. */
const EDITED_GROUPS = [
  ['Input Data'],
  INFOS,
  ['Input Data', 'local_data'],
  ['FeatureSelections'],
  ['PixelClassification'],
  LABEL_SETS,
  ['PixelClassification', 'Bookmarks'],
  ['PixelForest']
];

/**
 * Why the parts of a file cannot be replaced one by one; null if they can.
 *
 * @param bytes of a file that was opened as HDF5
 */
export function refusalToEdit(bytes: FileBytes, name: string): string | null {
  try {
    const editor = new LinkEditor(bytes, name);
    EDITED_GROUPS.forEach(path => groupAt(editor, path));
    return null;
  } catch (error) {
    if (error instanceof PixelForestError && error.tag !== 'access') {
      return error.message;
    }
    throw error;
  }
}

/**
 * Takes out of a file what the project has changed, and brings lanes into the
 * project's order. All else stays as it is.
 *
 * @returns the file (with room behind it in its buffer), and the parts that are to be written to it
 */
export function takeOutChanged(
  bytes: FileBytes,
  name: string,
  project: Project,
  parts: readonly Part[],
  before: Before
): { readonly bytes: Uint8Array; readonly missing: readonly Part[] } {
  const editor = new LinkEditor(bytes, name);
  arrangeLanes(editor, project, before);
  removeUnusedImages(editor, project, before);
  const missing = parts.filter(part => {
    const isMissing = !mayStay(before.root, part);
    if (isMissing) {
      // the table of a group that gets new members is built anew, too
      const member = part.path[part.path.length - 1];
      groupAt(editor, part.path.slice(0, -1))?.remove(member);
    }
    return isMissing;
  });
  return { bytes: editor.finish(ROOM_BYTES), missing };
}

/** @throws PixelForestError `project` if something on the way is no group that can be edited */
function groupAt(
  editor: LinkEditor,
  path: readonly string[]
): EditedGroup | null {
  let group: EditedGroup | null = editor.root;
  for (const name of path) {
    group = group && editor.group(group, name);
  }
  return group;
}

/** Lanes, labels and bookmarks are named by number: they follow their image. */
function arrangeLanes(
  editor: LinkEditor,
  { images }: Project,
  before: Before
): void {
  const lanes = images.map(({ id }) => before.lanes.get(id) ?? null);
  const infos = groupAt(editor, INFOS);
  infos?.rearrange(
    new Map(
      lanes.flatMap((lane, i) => (lane ? [[laneName(i), lane.name]] : []))
    )
  );
  const sets = groupAt(editor, LABEL_SETS);
  if (sets) {
    const isOfLane = (name: string): boolean => {
      const lane = laneOfLabels(name);
      return lane !== null && lane < Math.max(images.length, before.laneCount);
    };
    const others = [...sets.links.keys()].filter(name => !isOfLane(name));
    const own = images.flatMap(({ id }, i) => {
      const oldName = oldLabelsName(id, before);
      return oldName === null ? [] : [[labelsName(i), oldName] as const];
    });
    sets.rearrange(
      new Map([...others.map(each => [each, each] as const), ...own])
    );
  }
  const bookmarks = groupAt(editor, ['PixelClassification', 'Bookmarks']);
  const bookmark = (lane: number): string => String(lane).padStart(4, '0');
  if (bookmarks && lanes.some((lane, i) => lane && lane.index !== i)) {
    bookmarks.rearrange(
      new Map(
        lanes.flatMap((lane, i) =>
          lane ? [[bookmark(i), bookmark(lane.index)]] : []
        )
      )
    );
  }
}

/** Images inside the project that no lane shows any more. */
function removeUnusedImages(
  editor: LinkEditor,
  { images }: Project,
  before: Before
): void {
  const localData = groupAt(editor, ['Input Data', 'local_data']);
  const used = new Set(images.flatMap(pathsInside));
  for (const path of before.read.project.images.flatMap(pathsInside)) {
    const name = path.split('/').pop();
    if (!used.has(path) && name !== undefined) {
      localData?.remove(name);
    }
  }
}

function pathsInside({
  path,
  innerPath,
  mask
}: Project['images'][number]): string[] {
  const own = path === '' ? [innerPath] : [];
  return mask?.path === '' ? [...own, mask.innerPath] : own;
}
