import { RandomForestClassifier } from 'ml-random-forest';

import { PixelForestError } from '../../errors';
import { Forest, Tree } from '../../project/forest';
import { readForestJson, writeForestJson } from '../forest-json';

/** column 1 < 0.5 → (column 0 < −2 → class 2 | ¼ class 2, ¾ class 5) | class 5. */
const TREE: Tree = {
  column: Int32Array.of(1, -1, 0, -1, -1),
  threshold: Float64Array.of(0.5, 0, -2, 0, 0),
  left: Int32Array.of(2, 0, 3, 0, 0),
  right: Int32Array.of(1, 0, 4, 0, 0),
  samples: Float64Array.of(0, 7, 0, 3, 4),
  fractions: Float64Array.of(0, 0, 0, 1, 0, 0, 1, 0, 0.25, 0.75)
};
const LEAF: Tree = {
  column: Int32Array.of(-1),
  threshold: Float64Array.of(0),
  left: Int32Array.of(0),
  right: Int32Array.of(0),
  samples: Float64Array.of(14),
  fractions: Float64Array.of(0.5, 0.5)
};
const FOREST: Forest = {
  columnCount: 3,
  knownLabels: [2, 5],
  trees: [TREE, LEAF],
  rowCount: 14
};

/** Leaf fractions by the definition: independent of node order. */
function fractionsOf(forest: Forest, index: number, row: number[]): number[] {
  const tree = forest.trees[index];
  let node = 0;
  while (tree.column[node] >= 0) {
    const isLeft = row[tree.column[node]] < tree.threshold[node];
    node = isLeft ? tree.left[node] : tree.right[node];
  }
  const count = forest.knownLabels.length;
  return [...tree.fractions.subarray(node * count, (node + 1) * count)];
}

/** What a file holds, to be changed and written again. */
type Model = {
  name?: unknown;
  pixelForest?: unknown;
  baseModel: {
    indexes: unknown;
    estimators: { name: unknown; root: Record<string, unknown> }[];
  };
};

function changed(change: (model: Model) => void): string {
  const model = JSON.parse(writeForestJson(FOREST)) as Model;
  change(model);
  return JSON.stringify(model);
}

function errorOf(action: () => unknown): PixelForestError {
  try {
    action();
  } catch (error) {
    if (error instanceof PixelForestError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

const ROWS = [
  [-3, 0, 0],
  [-2, 0, 0],
  [9, 0.49, 0],
  [-3, 0.5, 0],
  [0, 8, 9]
];

describe('forest as JSON', () => {
  it('comes back as it was written', () => {
    const forest = readForestJson(writeForestJson(FOREST), 3);
    expect(forest.knownLabels).toEqual([2, 5]);
    expect(forest.rowCount).toBe(14);
    expect(forest.columnCount).toBe(3);
    for (const row of ROWS) {
      for (const tree of [0, 1]) {
        expect(fractionsOf(forest, tree, row)).toEqual(
          fractionsOf(FOREST, tree, row)
        );
      }
    }
    expect([...forest.trees[0].samples].sort()).toEqual([0, 0, 3, 4, 7]);
    // written again, nothing changes any more
    expect(writeForestJson(forest)).toBe(
      writeForestJson(readForestJson(writeForestJson(forest), 3))
    );
  });

  it('is loaded by ml-random-forest, whose trees vote for our class numbers', () => {
    const model = RandomForestClassifier.load(
      JSON.parse(writeForestJson(FOREST))
    );
    const votes = model.predictionValues(ROWS).to2DArray();
    // equal fractions: the first class
    expect(votes).toEqual([
      [2, 2],
      [5, 2],
      [5, 2],
      [5, 2],
      [5, 2]
    ]);
  });

  it('reads what ml-random-forest trained and predicts as it does', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [
      Math.sin(i * 3.7),
      Math.cos(i * 1.3),
      ((i * 7919) % 31) / 31,
      i % 5
    ]);
    const labels = rows.map(([a, b]) => (a > 0.2 ? 2 : b > 0 ? 1 : 0));
    const model = new RandomForestClassifier({
      seed: 3,
      nEstimators: 12,
      maxFeatures: 0.75,
      replacement: false,
      useSampleBagging: true,
      noOOB: true,
      isClassifier: true,
      treeOptions: { minNumSamples: 4 }
    });
    model.train(rows, labels);
    const forest = readForestJson(JSON.stringify(model), 4);
    expect(forest.knownLabels).toEqual([1, 2, 3]);
    expect(forest.trees).toHaveLength(12);
    const votes = model.predictionValues(rows).to2DArray();
    rows.forEach((row, i) => {
      votes[i].forEach((vote, tree) => {
        const fractions = fractionsOf(forest, tree, row);
        expect(fractions.indexOf(Math.max(...fractions))).toBe(vote);
      });
    });
  });

  it('takes labels of a foreign file from 1 as class numbers', () => {
    const text = changed(model => delete model.pixelForest);
    expect(readForestJson(text, 3).knownLabels).toEqual([2, 5]);
  });

  it('keeps thresholds of ±Infinity', () => {
    const threshold = Float64Array.of(Infinity, 0, -Infinity, 0, 0);
    const forest = { ...FOREST, trees: [{ ...TREE, threshold }] };
    const found = readForestJson(writeForestJson(forest), 3).trees[0];
    expect([found.threshold[0], found.threshold[found.left[0]]]).toEqual([
      Infinity,
      -Infinity
    ]);
  });

  it('writes and reads a chain of 20,000 nodes', () => {
    const count = 40001;
    const chain: Tree = {
      column: Int32Array.from({ length: count }, (_, i) =>
        i % 2 === 0 && i < count - 1 ? 0 : -1
      ),
      threshold: Float64Array.from({ length: count }, (_, i) => i),
      left: Int32Array.from({ length: count }, (_, i) =>
        i % 2 === 0 && i < count - 1 ? i + 1 : 0
      ),
      right: Int32Array.from({ length: count }, (_, i) =>
        i % 2 === 0 && i < count - 1 ? i + 2 : 0
      ),
      samples: new Float64Array(count),
      fractions: new Float64Array(2 * count).map((_, i) =>
        i % 4 === 2 ? 1 : 0
      )
    };
    chain.fractions[2 * count - 1] = 1;
    const forest = { ...FOREST, trees: [chain] };
    const found = readForestJson(writeForestJson(forest), 3);
    expect(found.trees[0].column).toHaveLength(count);
    expect(fractionsOf(found, 0, [1e9, 0, 0])).toEqual([0, 1]);
    expect(fractionsOf(found, 0, [21.5, 0, 0])).toEqual([1, 0]);
  });

  it('numbers the columns of a foreign tree by what it chose from', () => {
    const text = changed(model => {
      delete model.pixelForest;
      model.baseModel.indexes = [[4, 6], [1]];
    });
    const forest = readForestJson(text, 9);
    expect(forest.columnCount).toBe(9);
    expect(readForestJson(text).columnCount).toBe(7);
    expect([...forest.trees[0].column].sort()).toEqual([-1, -1, -1, 4, 6]);
    const error = errorOf(() => readForestJson(text, 6));
    expect(error.tag).toBe('mismatch');
    expect(error.message).toMatch(/trained on 7 .* features have 6/);
  });

  it('refuses a forest of other columns', () => {
    const error = errorOf(() => readForestJson(writeForestJson(FOREST), 4));
    expect(error.tag).toBe('mismatch');
    expect(error.message).toMatch(/trained on 3 .* features have 4/);
  });

  it('refuses more columns than it says it has', () => {
    const text = changed(model => {
      model.pixelForest = { columnCount: 1, rowCount: 9, knownLabels: [2, 5] };
    });
    expect(errorOf(() => readForestJson(text, 1)).message).toMatch(
      /compares column 1, but there are 1/
    );
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{"name"', /cannot be read/],
    ['another JSON', '[1, 2]', /should be an object, but it is a list/],
    [
      'another model',
      '{"name":"RFRegression"}',
      /“RFClassifier”, but it is “RFRegression”/
    ],
    [
      'no trees',
      changed(({ baseModel }) => (baseModel.estimators = [])),
      /1 to 1000 trees/
    ],
    [
      'a missing list of columns',
      changed(({ baseModel }) => (baseModel.indexes = [[0, 1, 2]])),
      /2 trees and 1 lists/
    ],
    [
      'a column outside the list',
      changed(({ baseModel }) => (baseModel.indexes = [[0], [0]])),
      /column 1 of node 0/
    ],
    [
      'a broken column number',
      changed(({ baseModel }) => (baseModel.indexes = [[0, 1.5], [0]])),
      /column 1.5/
    ],
    [
      'a regression tree',
      changed(
        ({ baseModel }) => (baseModel.estimators[1].name = 'DTRegression')
      ),
      /DTRegression/
    ],
    [
      'a missing child',
      changed(({ baseModel }) => delete baseModel.estimators[0].root.left),
      /node 1 of tree 0 should be an object, but it is undefined/
    ],
    [
      'a threshold of null',
      changed(
        ({ baseModel }) => (baseModel.estimators[0].root.splitValue = null)
      ),
      /splitValue of node 0/
    ],
    [
      'a distribution of a number',
      changed(
        ({ baseModel }) => (baseModel.estimators[1].root.distribution = 1)
      ),
      /should be a list, but it is 1/
    ],
    [
      'fractions that do not sum to 1',
      changed(
        ({ baseModel }) =>
          (baseModel.estimators[1].root.distribution = [[0, 0, 0.3]])
      ),
      /sum to 0.3/
    ],
    [
      'a negative fraction',
      changed(
        ({ baseModel }) =>
          (baseModel.estimators[1].root.distribution = [[0, 0, -1, 0, 0, 2]])
      ),
      /-1/
    ],
    [
      '101 classes',
      changed(
        ({ baseModel }) =>
          (baseModel.estimators[1].root.distribution = [new Array(101).fill(0)])
      ),
      /at most 100 fractions/
    ],
    [
      'labels that are none',
      changed(
        model =>
          (model.pixelForest = {
            columnCount: 3,
            rowCount: 1,
            knownLabels: [0, 2]
          })
      ),
      /class numbers from 1/
    ],
    [
      'more classes than there can be',
      changed(model => {
        const knownLabels = Array.from({ length: 1e5 }, (_, i) => i + 1);
        model.pixelForest = { columnCount: 3, rowCount: 1, knownLabels };
      }),
      /99 classes at most, not 100000/
    ]
  ])('refuses %s', (_, text, message) => {
    const error = errorOf(() => readForestJson(text, 3));
    expect(error.tag).toBe('format');
    expect(error.message).toMatch(message);
  });
});
