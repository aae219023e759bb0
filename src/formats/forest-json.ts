/**
 * Forests as the JSON of ml-random-forest's `RandomForestClassifier`, so that
 * a trained forest runs in any JavaScript program. Labels there are the class
 * numbers here; soft probabilities are the mean of the trees' leaf
 * distributions (`predictProbability` of ml-random-forest 2.1 drops a tree).
 */
import { PixelForestError } from '../errors';
import { MAX_CLASSES } from '../project/classes';
import { checkForest, Forest, MAX_TREES, Tree } from '../project/forest';

/** Our own word in the file, which ml-random-forest leaves alone. */
const OWN_KEY = 'pixelForest';

/**
 * Writes a forest so that `RandomForestClassifier.load(JSON.parse(text))`
 * gives each tree's vote as this project does.
 */
export function writeForestJson(forest: Forest): string {
  const { columnCount, knownLabels, rowCount, trees } = forest;
  const columns = JSON.stringify(
    Array.from({ length: columnCount }, (_, column) => column)
  );
  const options =
    '{"gainFunction":"gini","splitFunction":"mean","minNumSamples":1,' +
    '"gainThreshold":0,"kind":"classifier"}';
  const estimators = trees.map(
    tree =>
      `{"options":${options},"root":${writeTree(tree, knownLabels)},` +
      '"name":"DTClassifier"}'
  );
  return (
    `{"name":"RFClassifier","${OWN_KEY}":` +
    `${JSON.stringify({ columnCount, knownLabels, rowCount })},` +
    `"baseModel":{"indexes":[${trees.map(() => columns).join()}],` +
    `"n":${columnCount},"replacement":false,"maxFeatures":1,` +
    `"nEstimators":${trees.length},"treeOptions":${options},` +
    '"isClassifier":true,"seed":0,"useSampleBagging":true,' +
    `"estimators":[\n${estimators.join(',\n')}\n]}}\n`
  );
}

/** One tree as nested objects; written without recursion, however deep. */
function writeTree(tree: Tree, knownLabels: readonly number[]): string {
  const parts: string[] = [];
  const open: (number | string)[] = [0];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'number') {
      parts.push(next ?? '');
    } else if (tree.column[next] < 0) {
      parts.push(writeLeaf(tree, next, knownLabels));
    } else {
      const value = writeNumber(tree.threshold[next]);
      parts.push(`{"splitColumn":${tree.column[next]},"splitValue":${value},`);
      open.push('}', tree.right[next], ',"right":', tree.left[next], '"left":');
    }
  }
  return parts.join('');
}

function writeLeaf(
  tree: Tree,
  node: number,
  knownLabels: readonly number[]
): string {
  const distribution = new Array<number>(Math.max(...knownLabels) + 1).fill(0);
  knownLabels.forEach((label, output) => {
    distribution[label] = tree.fractions[node * knownLabels.length + output];
  });
  return (
    `{"distribution":[${JSON.stringify(distribution)}],` +
    `"numberSamples":${tree.samples[node]}}`
  );
}

/** JSON has no word for infinity, but a number too large is read as one. */
function writeNumber(value: number): string {
  return Number.isFinite(value)
    ? String(value)
    : value > 0
      ? '1e999'
      : '-1e999';
}

/**
 * Reads a forest that this project or ml-random-forest wrote. A foreign file
 * names neither columns nor classes: it may use any of the columns there are;
 * if its labels start at 0, label i becomes class number i + 1, else the labels
 * are the class numbers.
 *
 * @param text        the file
 * @param columnCount columns of the features it will be used with; left out,
 *        a foreign file has as many as its trees chose from
 * @throws PixelForestError `format` if it is not such a file or is damaged,
 *         `mismatch` if it was trained on other columns
 */
export function readForestJson(text: string, columnCount?: number): Forest {
  const model = objectOf(parse(text), 'the file');
  if (model.name !== 'RFClassifier') {
    refuse(
      `its name should be “RFClassifier”, but it is “${show(model.name)}”`
    );
  }
  const base = objectOf(model.baseModel, 'baseModel');
  const estimators = arrayOf(base.estimators, 'estimators');
  const indexes = arrayOf(base.indexes, 'indexes');
  if (
    estimators.length === 0 ||
    estimators.length > MAX_TREES ||
    indexes.length !== estimators.length
  ) {
    refuse(
      `it needs 1 to ${MAX_TREES} trees with a list of columns each, but it has ` +
        `${estimators.length} trees and ${indexes.length} lists`
    );
  }
  const drafts = estimators.map((estimator, i) =>
    readTree(estimator, indexes[i], i)
  );
  const own = readOwn(model[OWN_KEY]) ?? {
    columnCount: Math.max(columnCount ?? 0, 1 + highestColumn(indexes)),
    rowCount: 0,
    ...guessLabels(drafts)
  };
  if (columnCount !== undefined && own.columnCount !== columnCount) {
    throw new PixelForestError(
      'mismatch',
      `The forest was trained on ${own.columnCount} feature columns, but the ` +
        `chosen features have ${columnCount}. Choose the features and channels ` +
        'it was trained on.'
    );
  }
  const { knownLabels, rowCount, firstLabel } = own;
  const forest = {
    columnCount: own.columnCount,
    knownLabels,
    rowCount,
    trees: drafts.map(draft => finishTree(draft, knownLabels, firstLabel))
  };
  checkForest(forest);
  return forest;
}

/** A tree whose class numbers are not known yet. */
type TreeDraft = {
  readonly column: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly right: number[];
  readonly samples: number[];
  /** By node: label → fraction; empty for inner nodes. */
  readonly distributions: (readonly number[])[];
};

/** Walks nested nodes without recursion; children follow their parents. */
function readTree(
  estimator: unknown,
  index: unknown,
  number: number
): TreeDraft {
  const { name, root } = objectOf(estimator, `tree ${number}`);
  if (name !== 'DTClassifier') {
    refuse(
      `tree ${number} should be named “DTClassifier”, but it is “${show(name)}”`
    );
  }
  const columns = arrayOf(index, `indexes of tree ${number}`);
  const draft: TreeDraft = {
    column: [],
    threshold: [],
    left: [],
    right: [],
    samples: [],
    distributions: []
  };
  const nodes: unknown[] = [root];
  for (let i = 0; i < nodes.length; i++) {
    const where = `node ${i} of tree ${number}`;
    const node = objectOf(nodes[i], where);
    if (node.distribution !== undefined) {
      draft.column.push(-1);
      draft.threshold.push(0);
      draft.left.push(0);
      draft.right.push(0);
      draft.samples.push(
        typeof node.numberSamples === 'number' ? node.numberSamples : 0
      );
      draft.distributions.push(readDistribution(node.distribution, where));
      continue;
    }
    const position = numberOf(node.splitColumn, `splitColumn of ${where}`);
    const column = numberOf(
      columns[position],
      `column ${position} of ${where}`
    );
    if (!Number.isInteger(column) || column < 0 || column > 0x7fffffff) {
      refuse(`${where} compares column ${column}, which is no column number`);
    }
    draft.column.push(column);
    draft.threshold.push(numberOf(node.splitValue, `splitValue of ${where}`));
    draft.left.push(nodes.length);
    draft.right.push(nodes.length + 1);
    draft.samples.push(0);
    draft.distributions.push([]);
    nodes.push(node.left, node.right);
  }
  return draft;
}

function readDistribution(value: unknown, where: string): readonly number[] {
  const rows = arrayOf(value, `distribution of ${where}`);
  const fractions = arrayOf(rows[0], `distribution of ${where}`);
  if (rows.length !== 1 || fractions.length > MAX_CLASSES + 1) {
    refuse(
      `the distribution of ${where} should be one row of at most ` +
        `${MAX_CLASSES + 1} fractions, but it has ${rows.length} rows, the ` +
        `first of ${fractions.length}`
    );
  }
  return fractions.map((entry, label) => {
    const fraction = numberOf(entry, `fraction ${label} of ${where}`);
    // ml-random-forest sums 1 / n n times and may miss 1
    return Math.abs(fraction - 1) < 1e-9 ? 1 : fraction;
  });
}

type Labels = {
  readonly knownLabels: readonly number[];
  /** Class number of label 0. */
  readonly firstLabel: number;
};

/** Class numbers of a foreign file: the labels that occur in leaves. */
function guessLabels(drafts: readonly TreeDraft[]): Labels {
  const occurs = new Set<number>();
  for (const { distributions } of drafts) {
    for (const distribution of distributions) {
      distribution.forEach((fraction, label) => {
        if (fraction > 0) {
          occurs.add(label);
        }
      });
    }
  }
  const firstLabel = occurs.has(0) ? 1 : 0;
  const knownLabels = [...occurs]
    .map(label => label + firstLabel)
    .sort((a, b) => a - b);
  return { knownLabels, firstLabel };
}

/** What our own export says about itself, or null in a foreign file. */
function readOwn(
  value: unknown
): (Labels & { columnCount: number; rowCount: number }) | null {
  if (value === undefined) {
    return null;
  }
  const own = objectOf(value, OWN_KEY);
  const labels = arrayOf(own.knownLabels, 'knownLabels');
  if (labels.length > MAX_CLASSES) {
    refuse(
      `it should know ${MAX_CLASSES} classes at most, not ${labels.length}`
    );
  }
  return {
    columnCount: numberOf(own.columnCount, 'columnCount'),
    rowCount: numberOf(own.rowCount, 'rowCount'),
    knownLabels: labels.map(label => numberOf(label, 'a known label')),
    firstLabel: 0
  };
}

/** Highest column number any tree may compare. */
function highestColumn(indexes: readonly unknown[]): number {
  let highest = -1;
  indexes.forEach((list, tree) => {
    for (const column of arrayOf(list, `indexes of tree ${tree}`)) {
      highest = Math.max(
        highest,
        numberOf(column, `a column in indexes of tree ${tree}`)
      );
    }
  });
  return highest;
}

function finishTree(
  draft: TreeDraft,
  knownLabels: readonly number[],
  firstLabel: number
): Tree {
  const outputCount = knownLabels.length;
  const fractions = new Float64Array(draft.column.length * outputCount);
  draft.distributions.forEach((distribution, node) => {
    knownLabels.forEach((label, output) => {
      fractions[node * outputCount + output] =
        distribution[label - firstLabel] ?? 0;
    });
  });
  return {
    column: Int32Array.from(draft.column),
    threshold: Float64Array.from(draft.threshold),
    left: Int32Array.from(draft.left),
    right: Int32Array.from(draft.right),
    samples: Float64Array.from(draft.samples),
    fractions
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new PixelForestError(
      'format',
      'The forest should be a JSON file, but it cannot be read as one: ' +
        `${error instanceof Error ? error.message : String(error)}. ` +
        'Choose a file written by “Export forest…”.',
      { cause: error }
    );
  }
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(`${what} should be an object, but it is ${show(value)}`);
  }
  return value as Record<string, unknown>;
}

function arrayOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    refuse(`${what} should be a list, but it is ${show(value)}`);
  }
  return value as readonly unknown[];
}

function numberOf(value: unknown, what: string): number {
  if (typeof value !== 'number') {
    refuse(`${what} should be a number, but it is ${show(value)}`);
  }
  return value;
}

/** A value for a message; never long, never deep. */
function show(value: unknown): string {
  if (typeof value === 'string') {
    return value.slice(0, 40);
  }
  return Array.isArray(value)
    ? 'a list'
    : typeof value === 'object' && value !== null
      ? 'an object'
      : String(value);
}

function refuse(fault: string): never {
  throw new PixelForestError(
    'format',
    `This is not a usable forest file: ${fault}. Choose a file written by ` +
      '“Export forest…” or by RandomForestClassifier of ml-random-forest.'
  );
}
