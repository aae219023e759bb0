import { PixelForestError } from '../errors';
import { MAX_CLASSES } from './classes';

/** One decision tree as a table of nodes; node 0 is the root. */
export type Tree = {
  /** (nodes,) column to compare, −1 for a leaf. */
  readonly column: Int32Array;
  /** (nodes,) go left if `(double) feature < threshold`. */
  readonly threshold: Float64Array;
  /** (nodes,) index of the left child, 0 for a leaf. */
  readonly left: Int32Array;
  /** (nodes,) index of the right child, 0 for a leaf. */
  readonly right: Int32Array;
  /** (nodes,) training samples in a leaf, 0 for inner nodes. */
  readonly samples: Float64Array;
  /** (nodes, outputs) class fractions of a leaf, summing to 1; zeros for inner nodes. */
  readonly fractions: Float64Array;
};

/** A random forest; probability = mean over trees of the leaf's class fractions. */
export type Forest = {
  /** Columns of the feature matrix it was trained on. */
  readonly columnCount: number;
  /** Output i stands for class number `knownLabels[i]` (from 1). */
  readonly knownLabels: readonly number[];
  readonly trees: readonly Tree[];
  /** Number of training rows. */
  readonly rowCount: number;
};

/** More trees than anyone grows; sums of their fractions stay exact to 1e-6. */
export const MAX_TREES = 1000;

/** Columns that some tree compares. */
export function neededColumns(forest: Forest): ReadonlySet<number> {
  const columns = new Set<number>();
  for (const { column } of forest.trees) {
    for (const index of column) {
      if (index >= 0) {
        columns.add(index);
      }
    }
  }
  return columns;
}

/**
 * Puts parts of one forest together, in the order given.
 *
 * @param parts at least one; trained on the same rows
 * @throws PixelForestError `mismatch` if columns, classes or rows differ
 */
export function joinForests(parts: readonly Forest[]): Forest {
  if (parts.length === 0) {
    throw new PixelForestError(
      'mismatch',
      'A forest is joined from at least one part, but none came. Train again.'
    );
  }
  const [first] = parts;
  const wanted = describeForest(first);
  for (const part of parts) {
    if (describeForest(part) !== wanted) {
      throw new PixelForestError(
        'mismatch',
        `Parts of one forest should all have ${wanted}, but one has ` +
          `${describeForest(part)}. Train all trees on the same rows.`
      );
    }
  }
  return { ...first, trees: parts.flatMap(part => part.trees) };
}

function describeForest(forest: Forest): string {
  const { columnCount, rowCount, knownLabels } = forest;
  return `${columnCount} columns, ${rowCount} rows, classes ${knownLabels.join(' ')}`;
}

/**
 * Checks a forest that came from a file or another thread: whatever passes can
 * be walked without leaving its arrays and without walking in circles.
 *
 * @throws PixelForestError `format` naming the first fault
 */
export function checkForest(forest: Forest): void {
  const { columnCount, knownLabels, trees, rowCount } = forest;
  if (!Number.isInteger(columnCount) || columnCount < 1) {
    refuse(`needs one or more columns, but it has ${columnCount}`);
  }
  if (!(rowCount >= 0)) {
    refuse(`needs a number of training rows, but it has ${rowCount}`);
  }
  const isLabel = (label: number): boolean =>
    Number.isInteger(label) && label >= 1 && label <= MAX_CLASSES;
  if (
    knownLabels.length === 0 ||
    !knownLabels.every(isLabel) ||
    new Set(knownLabels).size !== knownLabels.length
  ) {
    refuse(
      `needs different class numbers from 1 to ${MAX_CLASSES}, but it has ` +
        `“${knownLabels.join(' ')}”`
    );
  }
  if (trees.length === 0 || trees.length > MAX_TREES) {
    refuse(`needs 1 to ${MAX_TREES} trees, but it has ${trees.length}`);
  }
  trees.forEach((tree, index) => checkTree(forest, tree, index));
}

function checkTree(forest: Forest, tree: Tree, index: number): void {
  const { column, threshold, left, right, samples, fractions } = tree;
  const nodeCount = column.length;
  const outputCount = forest.knownLabels.length;
  const isComplete =
    nodeCount > 0 &&
    [threshold, left, right, samples].every(
      ({ length }) => length === nodeCount
    ) &&
    fractions.length === nodeCount * outputCount;
  if (!isComplete) {
    refuse(
      `tree ${index} needs one entry per node and class in each array, but it ` +
        `has ${nodeCount} columns, ${threshold.length} thresholds, ` +
        `${left.length} and ${right.length} children, ${samples.length} sample ` +
        `counts and ${fractions.length} fractions of ${outputCount} classes`
    );
  }
  // with one parent at most and none for the root, no path leads back to itself
  const hasParent = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    if (column[node] === -1) {
      checkLeaf(tree, node, outputCount, index);
      continue;
    }
    const where = `node ${node} of tree ${index}`;
    if (column[node] < 0 || column[node] >= forest.columnCount) {
      refuse(
        `${where} compares column ${column[node]}, but there are ` +
          `${forest.columnCount}`
      );
    }
    if (Number.isNaN(threshold[node])) {
      refuse(`${where} needs a number as threshold, but it has NaN`);
    }
    for (const child of [left[node], right[node]]) {
      if (!(child >= 1 && child < nodeCount)) {
        refuse(
          `${where} has the child ${child}, but children are nodes 1 to ` +
            `${nodeCount - 1}`
        );
      }
      if (hasParent[child]) {
        refuse(`node ${child} of tree ${index} has more than one parent`);
      }
      hasParent[child] = 1;
    }
  }
}

/** Fractions may miss 1 by the rounding of a file that writes few digits. */
const FRACTION_TOLERANCE = 1e-3;

function checkLeaf(
  tree: Tree,
  node: number,
  outputCount: number,
  index: number
): void {
  let sum = 0;
  for (let output = 0; output < outputCount; output++) {
    const fraction = tree.fractions[node * outputCount + output];
    if (!(fraction >= 0 && fraction <= 1)) {
      refuse(
        `leaf ${node} of tree ${index} needs fractions from 0 to 1, but it has ` +
          `${fraction}`
      );
    }
    sum += fraction;
  }
  if (Math.abs(sum - 1) > FRACTION_TOLERANCE) {
    refuse(
      `the fractions of leaf ${node} of tree ${index} should sum to 1, but they ` +
        `sum to ${sum}`
    );
  }
  if (!(tree.samples[node] >= 0 && tree.samples[node] < Infinity)) {
    refuse(
      `leaf ${node} of tree ${index} needs a number of samples, but it has ` +
        `${tree.samples[node]}`
    );
  }
}

function refuse(fault: string): never {
  throw new PixelForestError(
    'format',
    `The forest is damaged: ${fault}. Train it again or use another file.`
  );
}
