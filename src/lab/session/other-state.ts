import { Contents } from '@jupyterlab/services';
import { PixelForestError } from '../../errors';
import { labelsOf } from '../../formats/ilp/label-blocks';
import { ReadProject } from '../../formats/ilp/read';
import { ImageReference } from '../../project/images';
import { LabelImage } from '../../project/labels';
import { authorsOfLabels, mergedLabels } from '../../project/label-merge';
import { planVersionMerge, VersionMerge } from '../../project/version-merge';
import { IProjectStore } from '../../store/contract';
import { StoredFile } from '../document/stored-file';
import { StateDifference } from '../dialogs/conflict-dialog';
import { folderOf } from '../images/file-path';
import { moveReference } from '../images/image-path';
import { LabParts } from '../lab-parts';
import { Disputed } from '../open-projects';
import { author } from './author';
import { RULES } from './class-names';
import { ProjectSession } from './project-session';
import { requestServerFile } from './server-request';

/** The state of the open project that somebody else saved. */
export type OtherState = {
  /** null = it cannot be merged, see `problem`. */
  readonly merge: VersionMerge | null;
  readonly problem: string;
  readonly isReadable: boolean;
  /** Their file, if ours can be written over it without losing images inside; else null. */
  readonly stored: StoredFile | null;
  readonly difference: StateDifference | null;
};

/** Reads what is on the server now and compares it with the open project. */
export async function readOtherState(
  session: ProjectSession,
  localPath: string,
  file: Contents.IModel,
  parts: LabParts
): Promise<OtherState> {
  const { store, bench, folder } = session;
  let read: ReadProject;
  let stored: StoredFile;
  try {
    const opened = await requestServerFile(parts, localPath, file);
    stored = opened.stored;
    read = await bench.io.openProject(opened.request);
  } catch (error) {
    return {
      merge: null,
      problem: `What is on the server now cannot be opened: ${wordsOf(error)}`,
      isReadable: false,
      stored: null,
      difference: null
    };
  }
  try {
    const { images, classes } = read.project;
    const merge = planVersionMerge(store.project, {
      images: images.map(image =>
        moveReference(image, folderOf(localPath), folder)
      ),
      classes,
      labels: placedLabels(read, store)
    });
    requireMergeable(merge);
    return {
      merge,
      problem: '',
      isReadable: true,
      stored: hasInside(images, store) ? stored : null,
      difference: differenceOf(merge, store, author.name)
    };
  } catch (error) {
    return {
      merge: null,
      problem: `The labels cannot be merged: ${wordsOf(error)}`,
      isReadable: true,
      stored: null,
      difference: null
    };
  }
}

/** Takes their labels, classes and images into the open project; labels and classes are one undoable step. */
export function mergeOtherState(
  store: IProjectStore,
  { plan, newImages }: VersionMerge,
  disputed: Disputed
): void {
  store.addImages(newImages);
  const nobody = { mine: '', theirs: '' };
  store.replaceLabels(
    mergedLabels(plan, RULES[disputed], nobody),
    plan.classes
  );
}

/** Old projects tell the size of an image only once it is open: ours is. */
function placedLabels(
  { project, pendingLabels }: ReadProject,
  store: IProjectStore
): ReadonlyMap<string, LabelImage> {
  const labels = new Map<string, LabelImage>(project.labels);
  for (const [id, blocks] of pendingLabels) {
    const metadata = store.project.images.find(
      image => image.id === id
    )?.metadata;
    if (!metadata) {
      throw new PixelForestError(
        'mismatch',
        'their state does not tell the size of an image. Keep yours as a copy, open theirs, and import the labels from your copy.'
      );
    }
    labels.set(
      id,
      labelsOf(blocks, metadata.shape, metadata.fileAxes, 'their state')
    );
  }
  return labels;
}

/** Whether their file holds each image that lies inside ours. */
function hasInside(
  theirs: readonly ImageReference[],
  { project }: IProjectStore
): boolean {
  return project.images
    .filter(({ path }) => path === '')
    .every(mine =>
      theirs.some(
        ({ id, path, innerPath }) =>
          id === mine.id && path === '' && innerPath === mine.innerPath
      )
    );
}

/** An image inside their file would be lost when ours is written over it. */
function requireMergeable({ newImages }: VersionMerge): void {
  const inside = newImages.find(({ path }) => path === '');
  if (inside) {
    throw new PixelForestError(
      'mismatch',
      `${inside.nickname} lies inside their file and is not in yours. Keep yours as a copy, open theirs, and import the labels from your copy.`
    );
  }
}

function differenceOf(
  { plan, newImages, agreement }: VersionMerge,
  { classes }: IProjectStore,
  me: string
): StateDifference {
  return {
    disputedCount: agreement.sharedCount - agreement.agreedCount,
    onlyMineCount: agreement.onlyFirstCount,
    onlyTheirsCount: agreement.onlySecondCount,
    newImageCount: newImages.length,
    newClassCount: plan.classes.length - classes.length,
    authors: authorsOfLabels(plan.pairs.map(({ theirs }) => theirs)).filter(
      name => name !== me
    )
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
