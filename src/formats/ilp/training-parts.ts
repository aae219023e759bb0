import { featureColumns } from '../../project/feature-columns';
import { LabelImage } from '../../project/labels';
import { Project } from '../../project/project';
import { Hdf5Group } from '../hdf5/read-node';
import { classParts } from './classes';
import {
  formatClassifierFactory,
  isKnownFactory,
  parseClassifierFactory
} from './classifier-factory';
import { isSameForest, sameLabels } from './comparison';
import { featureParts } from './feature-selections';
import { fittingGrid } from './forest-fit';
import { Lane } from './input-data';
import { labelGroupName, writeLabels } from './labels';
import { absentPart, groupPart, Part, unicodePart } from './parts';
import type { ReadProject } from './read';
import { isSince140b8 } from './version';
import { forestCount, missingOptions, writeForest } from './vigra-forest';

/** ilastik's groups. */
const TRAINING: readonly string[] = ['PixelClassification'];
export const LABEL_SETS: readonly string[] = [...TRAINING, 'LabelSets'];
const FORESTS = 'ClassifierForests';

/** The project as a file of before has it. */
export type Before = {
  readonly root: Hdf5Group;
  readonly read: ReadProject;
  /** Lanes that can be kept, by the image's id. */
  readonly lanes: ReadonlyMap<string, Lane>;
  /** Lanes with and without an image. */
  readonly laneCount: number;
};

/** Name of the group with the labels of a lane: `labels003`. */
export function labelsName(index: number): string {
  return `labels${String(index).padStart(3, '0')}`;
}

/** `FeatureSelections` and `PixelClassification` as parts. */
export function trainingParts(project: Project, before: Before | null): Part[] {
  const forest = forestState(project, before);
  return [
    ...featureParts(project.features, forest === 'same'),
    unicodePart([...TRAINING, 'StorageVersion'], '0.1'),
    ...classParts(TRAINING, project.classes),
    groupPart(LABEL_SETS),
    ...project.images.map(({ id }, lane) =>
      labelsPart(project, id, lane, before)
    ),
    factoryPart(project, forest),
    forestPart(project, forest)
  ];
}

function labelsPart(
  project: Project,
  id: string,
  lane: number,
  before: Before | null
): Part {
  const labels = project.labels.get(id);
  const oldName = oldLabelsName(id, before);
  return {
    path: [...LABEL_SETS, labelsName(lane)],
    oldParent: oldName === null ? null : LABEL_SETS,
    oldName: oldName ?? undefined,
    isSame: () => before !== null && areLabelsSame(id, labels, before),
    write: (parent, name) => writeLabels(parent.group(name), labels)
  };
}

/** Name of the labels of an image in the file of before; null without. */
export function oldLabelsName(
  id: string,
  before: Before | null
): string | null {
  const lane = before?.lanes.get(id);
  return lane && before?.root.kindOf(TRAINING[0]) === 'group'
    ? labelGroupName(before.root.group(TRAINING[0]), lane.index)
    : null;
}

/**
 * Labels that wait for their image (its axes are not known) stay as they are.
 * Others are written anew also where an old version decides how they lie,
 * because the version changes with saving.
 */
function areLabelsSame(
  id: string,
  labels: LabelImage | undefined,
  { read }: Before
): boolean {
  if (read.pendingLabels.has(id)) {
    return labels === undefined;
  }
  return (
    isSince140b8(read.versionKey) &&
    sameLabels(labels, read.project.labels.get(id))
  );
}

/**
 * What becomes of the stored forest: the same and stays; replaced by the
 * project's; or taken out, because it does not fit any more.
 */
type ForestState = 'same' | 'replaced' | 'removed';

function forestState(project: Project, before: Before | null): ForestState {
  const { forest, features, images } = project;
  if (before && isForestSame(project, before)) {
    return 'same';
  }
  // a forest of other columns would make ilastik fail
  return forest && fittingGrid(forest, features, images)
    ? 'replaced'
    : 'removed';
}

function isForestSame(project: Project, { root, read }: Before): boolean {
  const old = read.project;
  const stored =
    root.kindOf(TRAINING[0]) === 'group' &&
    root.group(TRAINING[0])?.kindOf(FORESTS) === 'group'
      ? root.group(TRAINING[0], FORESTS)
      : null;
  const isSound = stored === null || missingOptions(stored).length === 0;
  const areInputsSame =
    JSON.stringify(project.features) === JSON.stringify(old.features) &&
    project.classes.length === old.classes.length &&
    project.images.length === old.images.length &&
    project.images.every(({ id }, i) => id === old.images[i].id);
  if (!isSound || !areInputsSame) {
    return false;
  }
  if (project.forest || old.forest) {
    return isSameForest(project.forest, old.forest);
  }
  // a classifier we do not read stays while what it was trained on does
  return project.images.every(({ id }) =>
    sameLabels(project.labels.get(id), old.labels.get(id))
  );
}

function factoryPart(project: Project, state: ForestState): Part {
  const { forest, settings } = project;
  const treeCount =
    state === 'replaced' && forest ? forest.trees.length : settings.treeCount;
  return {
    path: [...TRAINING, 'ClassifierFactory'],
    isSame: (parent, name) => {
      const text = parent.dataset(name)?.text() ?? '';
      const factory = parseClassifierFactory(text);
      return (
        factory !== null &&
        (isKnownFactory(factory)
          ? factory.isCurrent && factory.treeCount === treeCount
          : state === 'same')
      );
    },
    write: (parent, name) =>
      parent.text(name, formatClassifierFactory(treeCount, forestCount(forest)))
  };
}

function forestPart(project: Project, state: ForestState): Part {
  const { forest, features, images } = project;
  const path = [...TRAINING, FORESTS];
  const grid = forest && fittingGrid(forest, features, images);
  if (state !== 'same' && !grid) {
    return absentPart(path);
  }
  return {
    path,
    isSame: (parent, name) =>
      state === 'same' &&
      (!forest || parent.group(name, 'Forest0000') !== null),
    write: (parent, name) => {
      if (forest && grid) {
        const columns = featureColumns(features, grid.channelCount, grid.depth);
        const names = columns.map(column => column.name);
        writeForest(parent.group(name), forest, names);
      }
    }
  };
}
