import { PixelForestError } from '../../errors';
import { takeAuthorTopic } from '../../project/author-topic';
import { LabelClass } from '../../project/classes';
import { FeatureChoice } from '../../project/features';
import { Forest, MAX_TREES } from '../../project/forest';
import { ImageReference } from '../../project/images';
import { LabelImage } from '../../project/labels';
import { Project, ProjectSettings } from '../../project/project';
import { FileBytes } from '../hdf5/file-bytes';
import { shapeOf } from '../hdf5/image';
import { openHdf5 } from '../hdf5/open-file';
import { checkClaimedLengths } from '../hdf5/structure/live-parts';
import { Hdf5Group } from '../hdf5/read-node';
import { readClasses } from './classes';
import { isKnownFactory, parseClassifierFactory } from './classifier-factory';
import { refusalToEdit } from './edit-in-place';
import { readFeatures } from './feature-selections';
import { columnGrids, fittingGrid, usedChannels } from './forest-fit';
import { gridOf, Lane, readLanes } from './input-data';
import { highestLabel, LabelBlock, labelsOf } from './label-blocks';
import { readLabelBlocks } from './labels';
import { readSettings, StoredSettings } from './settings';
import { ProjectVersion, readProjectVersion, VersionKey } from './version';
import { missingOptions, readForest } from './vigra-forest';

/** A project as it lies in a file. */
export type ReadProject = {
  readonly project: Project;
  /** Who made the file. */
  readonly origin: 'pixelforest' | 'ilastik';
  /**
   * Why the file must not be written over, for the user; null if it may be:
   * then saving replaces what was changed and keeps all else.
   */
  readonly copyReason: string | null;
  /** Name of the ilastik workflow, if it is not Pixel Classification. */
  readonly otherWorkflow: string | null;
  /** Whether saving keeps what other programs have in the file; if not, only a new file can be written. */
  readonly isEditable: boolean;
  /** ilastik's version as the file says it. */
  readonly version: string;
  readonly versionKey: VersionKey;
  /** What the user should know, one sentence each. */
  readonly warnings: readonly string[];
  /**
   * Labels of images whose axes and sizes the project does not tell (made
   * before ilastik 1.3.3), by image id: give them to `labelsOf` when the image
   * is open.
   */
  readonly pendingLabels: ReadonlyMap<string, readonly LabelBlock[]>;
};

/**
 * Reads an ilastik Pixel Classification project (0.6, 1.0 to 1.5). Nothing in
 * it is unpickled. What cannot be used but can be made again (a classifier) is
 * left out with a warning.
 *
 * @param bytes of the whole file; not changed
 * @param name  file name for messages
 * @throws PixelForestError `format` if damaged, `project` if of another workflow or version or contradicting itself
 */
export async function readProject(
  bytes: FileBytes,
  name: string
): Promise<ReadProject> {
  checkClaimedLengths(bytes, name);
  const file = await openHdf5(bytes, name);
  try {
    return readContent(file.root, bytes).read;
  } finally {
    file.close();
  }
}

/** A project and where its images lie in the file. */
export type ProjectContent = {
  readonly read: ReadProject;
  readonly lanes: readonly Lane[];
  /** Lanes with and without an image. */
  readonly laneCount: number;
};

/**
 * Reads an open project file.
 *
 * @param bytes of the same file
 * @throws PixelForestError as {@link readProject}
 */
export function readContent(root: Hdf5Group, bytes: FileBytes): ProjectContent {
  const warnings: string[] = [];
  const version = readProjectVersion(root, warnings);
  const stored = readSettings(root, warnings);
  const { lanes, laneCount } = readLanes(root, warnings);
  const images = lanes.map(({ image }) => withMetadata(image, stored));
  const trained = root.group('PixelClassification');
  const blocks = new Map<string, LabelBlock[]>();
  lanes.forEach(({ index, image }) => {
    const found = readLabelBlocks(trained, index, version);
    if (found && found.length > 0) {
      blocks.set(image.id, found);
    }
  });
  const stacks = columnGrids(images).filter(({ depth }) => depth > 1);
  const depth = stacks.reduce(
    (least, grid) => Math.min(least, grid.depth),
    Infinity
  );
  const features = readFeatures(root, stacks.length > 0 ? depth : 1, warnings);
  const highest = Math.max(0, ...[...blocks.values()].map(highestLabel));
  const classes = readClasses(trained, highest, warnings);
  const settings = withFactory(stored, trained, warnings);
  const forest = readFittingForest(
    trained,
    features,
    images,
    classes,
    warnings
  );
  const { labels, pendingLabels } = placeLabels(images, blocks);
  const refusal = refusalToEdit(bytes, root.fileName);
  if (refusal !== null && version.otherWorkflow === null) {
    warnings.push(refusal);
  }
  const project = takeAuthorTopic({
    images,
    classes,
    features,
    labels,
    forest,
    settings: fitSettings(settings, forest, features, images, warnings),
    ...(stored.topics.size > 0 ? { topics: stored.topics } : {})
  });
  const read: ReadProject = {
    project,
    origin: stored.isPresent ? 'pixelforest' : 'ilastik',
    copyReason: copyReasonOf(root.fileName, version, stored, refusal),
    otherWorkflow: version.otherWorkflow?.slice(0, 80) ?? null,
    isEditable: version.otherWorkflow === null && refusal === null,
    version: version.text,
    versionKey: version.key,
    warnings,
    pendingLabels
  };
  return { read, lanes, laneCount };
}

function copyReasonOf(
  fileName: string,
  { otherWorkflow }: ProjectVersion,
  { isNewer }: StoredSettings,
  refusal: string | null
): string | null {
  if (otherWorkflow !== null) {
    return `${fileName} is a project of ilastik's workflow "${otherWorkflow.slice(0, 80)}" and is not written over. Save under another name.`;
  }
  if (isNewer) {
    return `${fileName} was written by a newer Pixel Forest, and saving would lose what this one does not know. Save under another name.`;
  }
  return refusal;
}

/** The number of trees that ilastik is set to, where we did not write the file last. */
function withFactory(
  stored: StoredSettings,
  trained: Hdf5Group | null,
  warnings: string[]
): ProjectSettings {
  const text =
    trained?.kindOf('ClassifierFactory') === 'dataset'
      ? trained.dataset('ClassifierFactory')?.text()
      : undefined;
  const factory = text === undefined ? null : parseClassifierFactory(text);
  const { settings, isOurs } = stored;
  if (!factory || isOurs) {
    return settings;
  }
  if (!isKnownFactory(factory)) {
    warnings.push(
      `ilastik is set to train a "${factory.className.slice(0, 80)}". Pixel Forest trains its own random forest.`
    );
    return settings;
  }
  const { treeCount } = factory;
  return treeCount !== null && treeCount >= 1 && treeCount <= MAX_TREES
    ? { ...settings, treeCount }
    : settings;
}

/** Our own note about an image counts while the lane still tells the same sizes. */
function withMetadata(
  image: ImageReference,
  stored: StoredSettings
): ImageReference {
  const metadata = stored.metadata.get(image.id);
  const { grid, ...rest } = image;
  // the pixels of an image inside the project tell most of it themselves
  const told = image.metadata ?? grid;
  return metadata &&
    told &&
    metadata.dtype === (image.metadata ?? metadata).dtype &&
    metadata.fileAxes === told.fileAxes &&
    metadata.fileShape.join() === told.fileShape.join()
    ? { ...rest, metadata }
    : image;
}

/** Labels of images whose axes are known are put in place at once. */
function placeLabels(
  images: readonly ImageReference[],
  blocks: ReadonlyMap<string, LabelBlock[]>
): Pick<ReadProject, 'pendingLabels'> & { labels: Map<string, LabelImage> } {
  const labels = new Map<string, LabelImage>();
  const pendingLabels = new Map<string, LabelBlock[]>();
  for (const image of images) {
    const stored = blocks.get(image.id);
    const grid = gridOf(image);
    if (stored && grid) {
      const { fileAxes, fileShape } = grid;
      const shape = shapeOf(fileAxes, fileShape);
      labels.set(image.id, labelsOf(stored, shape, fileAxes, image.nickname));
    } else if (stored) {
      pendingLabels.set(image.id, stored);
    }
  }
  return { labels, pendingLabels };
}

/** A forest that cannot be used is left out: it is trained again from the labels. */
function readFittingForest(
  trained: Hdf5Group | null,
  features: FeatureChoice,
  images: readonly ImageReference[],
  classes: readonly LabelClass[],
  warnings: string[]
): Forest | null {
  const drop = (reason: string): null => {
    warnings.push(
      `The stored classifier cannot be used and is trained again from the labels: ${reason.replace(/\.$/, '')}.`
    );
    return null;
  };
  try {
    const stored = trained?.group('ClassifierForests') ?? null;
    const forest = readForest(stored);
    if (!forest) {
      return null;
    }
    if (!fittingGrid(forest, features, images)) {
      return drop(
        `it has ${forest.columnCount} columns, which does not fit the chosen features and the images`
      );
    }
    const highest = Math.max(...forest.knownLabels);
    if (highest > classes.length) {
      return drop(`it knows class ${highest}, but there are ${classes.length}`);
    }
    const missing = stored ? missingOptions(stored) : [];
    if (missing.length > 0) {
      warnings.push(
        `The stored classifier lacks ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''} in "_options": ilastik would predict wrong numbers with it, without a word. It is used as usual here, and saving completes it.`
      );
    }
    return forest;
  } catch (error) {
    if (error instanceof PixelForestError && error.tag !== 'access') {
      return drop(error.message);
    }
    throw error;
  }
}

/** ilastik trains on all channels: a choice of ours that its forest does not keep to is dropped. */
function fitSettings(
  settings: ProjectSettings,
  forest: Forest | null,
  features: FeatureChoice,
  images: readonly ImageReference[],
  warnings: string[]
): ProjectSettings {
  const { trainingChannels } = settings;
  const grid = forest && fittingGrid(forest, features, images);
  if (!trainingChannels || !grid) {
    return settings;
  }
  const isKept = usedChannels(forest, features, grid).every(channel =>
    trainingChannels.includes(channel)
  );
  if (isKept) {
    return settings;
  }
  warnings.push(
    'The classifier was trained outside Pixel Forest on other channels than chosen here; all channels take part in training now.'
  );
  return { ...settings, trainingChannels: null };
}
