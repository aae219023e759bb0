import { PixelForestError } from '../../errors';
import { Hdf5Dataset, Hdf5Group } from './read-node';
import { dtypeOfDataset, nameOfType } from './value-type';

/** Most objects looked at, so that a hostile or huge file does not stall. */
const MAX_OBJECTS = 5000;

/** Deepest group looked into; links may lead round in circles. */
const MAX_DEPTH = 12;

/** Most choices a message lists. */
const MAX_LISTED = 10;

/** A data set that can be opened as an image. */
export type DatasetChoice = {
  /** Path inside the file, from `/`. */
  readonly path: string;
  /** Sizes in the file's axis order. */
  readonly shape: readonly number[];
  /** "uint8", "float32", … */
  readonly typeName: string;
};

/** Numeric data sets of two to five dimensions anywhere in a file, in the file's order. */
export function collectDatasets(root: Hdf5Group): DatasetChoice[] {
  const found: DatasetChoice[] = [];
  let budget = MAX_OBJECTS;
  const visit = (group: Hdf5Group, depth: number): void => {
    for (const name of group.names()) {
      if (budget-- <= 0) {
        return;
      }
      const kind = group.kindOf(name);
      if (kind === 'dataset') {
        const choice = choiceOf(group.dataset(name));
        if (choice) {
          found.push(choice);
        }
      } else if (kind === 'group' && depth < MAX_DEPTH) {
        const member = group.group(name);
        if (member) {
          visit(member, depth + 1);
        }
      }
    }
  };
  visit(root, 1);
  return found;
}

/**
 * The data set an image is read from.
 *
 * @param innerPath '' for the only one in the file
 * @throws PixelForestError `format` if it is not there, holds no image, or the choice is not clear
 */
export function chooseDataset(
  root: Hdf5Group,
  innerPath: string,
  fileName: string
): Hdf5Dataset {
  const path = innerPath || onlyPath(root, fileName);
  const dataset = root.datasetAt(path);
  if (!dataset) {
    throw new PixelForestError(
      'format',
      `${fileName} has no data set ${path}. ${listOf(collectDatasets(root), fileName)}`
    );
  }
  if (!choiceOf(dataset)) {
    throw new PixelForestError(
      'format',
      `${fileName}: an image needs numbers in two to five dimensions, but ${path} holds ${nameOfType(dataset.metadata)} (${dataset.shape.join(', ')}). ${listOf(collectDatasets(root), fileName)}`
    );
  }
  return dataset;
}

function onlyPath(root: Hdf5Group, fileName: string): string {
  const choices = collectDatasets(root);
  if (choices.length !== 1) {
    throw new PixelForestError(
      'format',
      `${fileName} should hold one image but holds ${choices.length}. ${listOf(choices, fileName)}`
    );
  }
  return choices[0].path;
}

function listOf(choices: readonly DatasetChoice[], fileName: string): string {
  if (choices.length === 0) {
    return 'Nothing in it is an image: choose another file.';
  }
  const names = choices
    .slice(0, MAX_LISTED)
    .map(
      ({ path, shape, typeName }) =>
        `${fileName}${path} (${shape.join(', ')}) ${typeName}`
    );
  const more = choices.length > MAX_LISTED ? ', …' : '';
  return `Name one of: ${names.join(', ')}${more}.`;
}

function choiceOf(dataset: Hdf5Dataset | null): DatasetChoice | null {
  if (!dataset) {
    return null;
  }
  const { shape, path, metadata } = dataset;
  const isImage =
    shape.length >= 2 &&
    shape.length <= 5 &&
    shape.every(side => side > 0) &&
    dtypeOfDataset(metadata) !== null;
  return isImage ? { path, shape, typeName: nameOfType(metadata) } : null;
}
