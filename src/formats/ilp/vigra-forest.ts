import { PixelForestError } from '../../errors';
import { checkForest, Forest, MAX_TREES, Tree } from '../../project/forest';
import { Hdf5Group } from '../hdf5/read-node';
import { Hdf5GroupWriter } from '../hdf5/write-file';
import { readTree, writeTree } from './vigra-tree';

/** ilastik predicts the forests of a project side by side, so several are written. */
const WRITTEN_FORESTS = 4;

/** Largest table of one tree, and of all together. */
const MAX_TREE_BYTES = 2 ** 27;
const MAX_FOREST_BYTES = 2 ** 30;

/** ilastik's name of the classifier we know, inside its description of the type. */
const KNOWN_TYPE = 'ParallelVigraRfLazyflowClassifier';

/** How ilastik names that type in a project. */
const PICKLED_TYPE = `clazyflow.classifiers.parallelVigraRfLazyflowClassifier\n${KNOWN_TYPE}\np0\n.`;

/** vigra's options for a forest as ilastik grows it; without one of them ilastik predicts wrong numbers. */
const OPTIONS: Readonly<Record<string, number>> = {
  training_set_proportion_: 1,
  training_set_size_: 0,
  training_set_calc_switch_: 1,
  training_set_func_: 0,
  sample_with_replacement_: 1,
  stratification_method_: 3,
  mtry_switch_: 6,
  mtry_: 0,
  mtry_func_: 0,
  min_split_node_size_: 1,
  predict_weighted_: 0,
  prepare_online_learning_: 0
};

/** The one option that differs from forest to forest. */
const TREE_COUNT = 'tree_count_';

/** How ilastik names its forests; their trees lie in groups of their own. */
const FOREST = /^Forest\d+$/;

/**
 * Options that a stored forest lacks, as `Forest0000/tree_count_`. We read it
 * all the same, but ilastik, which loads it without a word, predicts wrong numbers.
 */
export function missingOptions(group: Hdf5Group): string[] {
  const wanted = [...Object.keys(OPTIONS), TREE_COUNT];
  return inOrder(group.names(), FOREST).flatMap(name => {
    const present = group.group(name, '_options')?.names() ?? [];
    return wanted
      .filter(option => !present.includes(option))
      .map(option => `${name}/${option}`);
  });
}

/**
 * Reads `ClassifierForests`. Nothing is ever unpickled.
 *
 * @returns null if there is none
 * @throws PixelForestError `format` or `project` if it is of another type or damaged
 */
export function readForest(group: Hdf5Group | null): Forest | null {
  const names = group?.names() ?? [];
  const type = group?.dataset('pickled_type')?.text();
  if (!group || (names.length === 0 && type === undefined)) {
    return null;
  }
  if (type !== undefined && !type.includes(`\n${KNOWN_TYPE}\n`)) {
    throw new PixelForestError(
      'project',
      `the classifier is a "${type.split('\n')[1] ?? type}", and only ilastik's parallel random forest is read`
    );
  }
  const trees = inOrder(names, FOREST).flatMap(name =>
    readTrees(group.group(name))
  );
  if (trees.length === 0 || trees.length > MAX_TREES) {
    throw new PixelForestError(
      'format',
      `the classifier has ${trees.length} trees; 1 to ${MAX_TREES} are possible`
    );
  }
  const { columnCount, classCount } = trees[0];
  if (
    trees.some(
      tree => tree.columnCount !== columnCount || tree.classCount !== classCount
    )
  ) {
    throw new PixelForestError(
      'format',
      'the trees of the classifier were grown on different columns or classes'
    );
  }
  // projects from before ilastik 1.1 do not name the classes
  const knownLabels =
    group.dataset('known_labels')?.numbers() ??
    Array.from({ length: classCount }, (_, i) => i + 1);
  if (knownLabels.length !== classCount) {
    throw new PixelForestError(
      'format',
      `the classifier has ${classCount} outputs but names the classes ${knownLabels.slice(0, 20).join(', ')}`
    );
  }
  const forest = {
    columnCount,
    knownLabels,
    trees: trees.map(
      ({ column, threshold, left, right, samples, fractions }) => ({
        column,
        threshold,
        left,
        right,
        samples,
        fractions
      })
    ),
    rowCount: rowCountOf(group, names)
  };
  checkForest(forest);
  return forest;
}

/**
 * Writes the content of `ClassifierForests`.
 *
 * @param columnNames one per column of the feature matrix
 */
export function writeForest(
  group: Hdf5GroupWriter,
  forest: Forest,
  columnNames: readonly string[]
): void {
  group.text('pickled_type', PICKLED_TYPE);
  group.array('known_labels', Uint32Array.from(forest.knownLabels), [
    forest.knownLabels.length
  ]);
  group.texts('feature_names', columnNames);
  const parts = forestCount(forest);
  const each = Math.floor(forest.trees.length / parts);
  const extra = forest.trees.length % parts;
  let next = 0;
  for (let i = 0; i < parts; i++) {
    const count = each + (i < extra ? 1 : 0);
    writePart(
      group.group(`Forest${String(i).padStart(4, '0')}`),
      forest,
      forest.trees.slice(next, next + count)
    );
    next += count;
  }
}

/** How many forests the trees are split over. */
export function forestCount(forest: Forest | null): number {
  return Math.max(
    1,
    Math.min(WRITTEN_FORESTS, forest?.trees.length ?? WRITTEN_FORESTS)
  );
}

function readTrees(group: Hdf5Group | null): ReturnType<typeof readTree>[] {
  if (!group) {
    return [];
  }
  const where = `${group.fileName}: ${group.path}`;
  const options = group.group('_options');
  if (options?.dataset('predict_weighted_')?.numbers()[0]) {
    throw new PixelForestError(
      'project',
      `${where}: the trees weigh their votes by leaf size, which is not read`
    );
  }
  const names = inOrder(group.names(), /^Tree_\d+$/);
  const announced = options?.dataset(TREE_COUNT)?.numbers()[0];
  if (
    names.length > MAX_TREES ||
    (announced !== undefined && announced !== names.length)
  ) {
    throw new PixelForestError(
      'format',
      `${where}: it should have ${announced} trees but has ${names.length}`
    );
  }
  let budget = MAX_FOREST_BYTES;
  return names.map(name => {
    const tree = group.group(name);
    const topology = tree?.dataset('topology');
    const parameters = tree?.dataset('parameters');
    if (!topology || !parameters) {
      throw new PixelForestError(
        'format',
        `${where}/${name} has no topology or no parameters`
      );
    }
    const limit = Math.min(MAX_TREE_BYTES, budget);
    const stored = {
      topology: Int32Array.from(
        topology.array(limit) as ArrayLike<number>,
        Number
      ),
      parameters: Float64Array.from(
        parameters.array(limit) as ArrayLike<number>,
        Number
      )
    };
    budget -= stored.topology.byteLength + stored.parameters.byteLength;
    return readTree(stored, `${where}/${name}`);
  });
}

function rowCountOf(group: Hdf5Group, names: readonly string[]): number {
  const first = inOrder(names, FOREST)[0];
  const rows = group
    .group(first, '_ext_param')
    ?.dataset('row_count_')
    ?.numbers()[0];
  return rows !== undefined && rows >= 0 ? Math.floor(rows) : 0;
}

function writePart(
  group: Hdf5GroupWriter,
  forest: Forest,
  trees: readonly Tree[]
): void {
  const { columnCount, knownLabels, rowCount } = forest;
  const classCount = knownLabels.length;
  group.attribute('vigra_random_forest_version', [0.1]);
  const options = group.group('_options');
  for (const [name, value] of Object.entries(OPTIONS)) {
    options.floats(name, [value]);
  }
  options.floats(TREE_COUNT, [trees.length]);
  const parameters = {
    column_count_: columnCount,
    class_count_: classCount,
    row_count_: rowCount,
    actual_mtry_: Math.floor(Math.sqrt(columnCount) + 0.5),
    actual_msample_: rowCount,
    problem_type_: 1,
    is_weighted_: 1,
    used_: 1,
    precision_: 0,
    response_size_: 1
  };
  const external = group.group('_ext_param');
  for (const [name, value] of Object.entries(parameters)) {
    external.floats(name, [value]);
  }
  external.floats('class_weights_', Array<number>(classCount).fill(1));
  external.array('labels', Uint32Array.from(knownLabels), [classCount]);
  const digits = String(trees.length - 1).length;
  trees.forEach((tree, i) => {
    const stored = writeTree(tree, columnCount, classCount);
    const member = group.group(`Tree_${String(i).padStart(digits, '0')}`);
    member.array('topology', stored.topology, [stored.topology.length]);
    member.array('parameters', stored.parameters, [stored.parameters.length]);
  });
}

/** Names that fit, by their number. */
function inOrder(names: readonly string[], pattern: RegExp): string[] {
  const number = (name: string): number => Number(/\d+$/.exec(name)?.[0]);
  return names
    .filter(name => pattern.test(name))
    .sort((a, b) => number(a) - number(b));
}
