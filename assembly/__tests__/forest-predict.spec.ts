import { PixelForestError } from '../../src/errors';
import { Kernels } from '../../src/engine/worker/kernels';
import { Forest, Tree } from '../../src/project/forest';
import {
  chain,
  FeatureTile,
  featureTile,
  ForestShape,
  largestDifference,
  normal,
  predictTile,
  randomForest,
  seededRandom
} from './forest-cases';
import { loadKernels } from './load-kernels';

const SHAPE: ForestShape = {
  columnCount: 12,
  knownLabels: [1, 2],
  treeCount: 20,
  innerCount: 40,
  percentImpure: 0,
  threshold: normal
};
/** Votes ÷ trees and fractions in steps of 2⁻²¹ or finer, both rounded to float32. */
const TOLERANCE = 1e-6;

function normalTile(width = 40, height = 24, columnCount = 12): FeatureTile {
  const random = seededRandom(7);
  return featureTile(width, height, columnCount, () => normal(random));
}

/** One threshold, left class 1, right class 2. */
function stump(threshold: number): Forest {
  const tree: Tree = {
    column: Int32Array.of(0, -1, -1),
    threshold: Float64Array.of(threshold, 0, 0),
    left: Int32Array.of(1, 0, 0),
    right: Int32Array.of(2, 0, 0),
    samples: Float64Array.of(0, 1, 1),
    fractions: Float64Array.of(0, 0, 1, 0, 0, 1)
  };
  return { columnCount: 1, knownLabels: [1, 2], trees: [tree], rowCount: 2 };
}

describe('forest prediction', () => {
  let kernels: Kernels;
  beforeEach(() => {
    kernels = loadKernels();
  });

  it.each<[string, Partial<ForestShape>]>([
    ['two classes', {}],
    ['four classes of which two have no labels', { knownLabels: [1, 3, 6] }],
    [
      '99 classes',
      { knownLabels: Array.from({ length: 99 }, (_, i) => i + 1) }
    ],
    ['impure leaves', { percentImpure: 30, knownLabels: [1, 2, 3] }],
    [
      'only impure leaves of 99 classes',
      {
        percentImpure: 100,
        knownLabels: Array.from({ length: 99 }, (_, i) => i + 1)
      }
    ],
    ['500 trees', { treeCount: 500 }],
    ['500 trees with impure leaves', { treeCount: 500, percentImpure: 10 }],
    ['256 trees that all vote alike', { treeCount: 256, knownLabels: [1] }],
    ['trees of one leaf', { innerCount: 0 }],
    ['trees of one impure leaf', { innerCount: 0, percentImpure: 100 }],
    [
      'one column with thousands of thresholds',
      {
        columnCount: 1,
        innerCount: 700,
        treeCount: 10
      }
    ],
    [
      'exactly 254 thresholds in one column',
      {
        columnCount: 1,
        innerCount: 254,
        treeCount: 1
      }
    ],
    [
      '255 thresholds in one column',
      {
        columnCount: 1,
        innerCount: 255,
        treeCount: 1
      }
    ],
    ['one threshold for all nodes', { threshold: () => 0.25 }],
    [
      'heavy tails',
      {
        threshold: random => normal(random) * 10 ** (60 * random() - 30)
      }
    ],
    [
      'crowded thresholds and one far away',
      {
        threshold: random =>
          random() < 0.02 ? 1e30 : Math.fround(1 + random() * 1e-5)
      }
    ],
    [
      'thresholds of ±Infinity',
      {
        threshold: random =>
          [Infinity, -Infinity, 1e300, -1e300][Math.floor(random() * 8)] ??
          normal(random)
      }
    ],
    [
      'integer thresholds',
      {
        threshold: random => Math.round(normal(random) * 3)
      }
    ]
  ])('agrees with the definition for %s', (_, changes) => {
    const shape = { ...SHAPE, ...changes };
    const forest = randomForest(shape, 3);
    const random = seededRandom(11);
    const thresholds = forest.trees.flatMap(tree => [...tree.threshold]);
    // half of the pixels lie on thresholds or beside them
    const tile = featureTile(40, 24, shape.columnCount, () => {
      const near = thresholds[Math.floor(random() * thresholds.length)];
      const choice = random();
      return choice < 0.5
        ? normal(random) * 10 ** Math.floor(choice * 12 - 3)
        : choice < 0.75
          ? near
          : near * (1 + (choice < 0.87 ? 6e-8 : -6e-8));
    });
    const found = predictTile(kernels, forest, tile);
    expect(largestDifference(forest, tile, found)).toBeLessThanOrEqual(
      TOLERANCE
    );
  });

  it('compares each float32 as the double threshold does', () => {
    const tiny = 2 ** -149;
    for (const threshold of [
      0,
      -0,
      0.1,
      -0.1,
      tiny / 2,
      -tiny / 2,
      1 + 2 ** -30,
      -1 - 2 ** -30,
      1e39,
      -1e39,
      3.4028234663852886e38,
      Infinity,
      -Infinity
    ]) {
      const near = Math.fround(threshold);
      const step = Math.max(tiny, Math.abs(near) * 2 ** -23);
      const values = [
        near,
        Math.fround(near - step),
        Math.fround(near + step),
        0,
        -0,
        tiny,
        -tiny,
        Infinity,
        -Infinity,
        1,
        -1
      ].filter(value => !Number.isNaN(value));
      const tile = featureTile(values.length, 1, 1, (_, i) => values[i]);
      const left = [...predictTile(kernels, stump(threshold), tile)];
      expect(left.slice(0, values.length)).toEqual(
        values.map(value => (Math.fround(value) < threshold ? 1 : 0))
      );
    }
  });

  it('gives 0 for all classes where a needed feature is NaN', () => {
    const forest = randomForest({ ...SHAPE, columnCount: 3 }, 5);
    const tile = normalTile(19, 13, 3);
    const clean = predictTile(kernels, forest, tile);
    tile.planes[1][30] = NaN;
    tile.planes[2][100] = NaN;
    const found = predictTile(kernels, forest, tile);
    const area = 19 * 13;
    found.forEach((value, i) => {
      const isNaNPixel = i % area === 30 || i % area === 100;
      expect(value).toBe(isNaNPixel ? 0 : clean[i]);
    });
  });

  it('does not care for NaN in a column that no tree compares', () => {
    const forest = { ...stump(0), columnCount: 2 };
    const tile = featureTile(8, 8, 2, column => (column === 0 ? -1 : NaN));
    expect([...predictTile(kernels, forest, tile)].slice(0, 64)).toEqual(
      new Array(64).fill(1)
    );
  });

  it.each([
    [1, 1],
    [7, 9],
    [8, 8],
    [130, 3],
    [65, 129]
  ])('gives a tile of %i × %i what single pixels get', (width, height) => {
    const forest = randomForest({ ...SHAPE, percentImpure: 20 }, 9);
    const tile = normalTile(width, height);
    const found = predictTile(kernels, forest, tile);
    expect(found).toHaveLength(2 * width * height);
    expect(largestDifference(forest, tile, found)).toBeLessThanOrEqual(
      TOLERANCE
    );
  });

  it('gives the same bits tile by tile as whole', () => {
    const forest = randomForest(SHAPE, 9);
    const tile = normalTile(100, 90);
    expect(predictTile(kernels, forest, tile, { tileSide: 24 })).toEqual(
      predictTile(kernels, forest, tile)
    );
  });

  it('leaves classes that the forest does not know at 0', () => {
    const forest = randomForest({ ...SHAPE, knownLabels: [2, 4] }, 5);
    const found = predictTile(kernels, forest, normalTile(), { classCount: 5 });
    const area = 40 * 24;
    for (const unknown of [0, 2, 4]) {
      const plane = found.subarray(unknown * area, (unknown + 1) * area);
      expect(plane.every(value => value === 0)).toBe(true);
    }
    for (let i = 0; i < area; i++) {
      expect(found[area + i] + found[3 * area + i]).toBeCloseTo(1, 6);
    }
  });

  it('walks a chain of 20,000 nodes', () => {
    const forest = chain(20000);
    const tile = featureTile(64, 8, 1, (_, i) => i * 40 - 5);
    const found = predictTile(kernels, forest, tile);
    expect(largestDifference(forest, tile, found)).toBe(0);
  });

  it('refuses a forest of other columns and one with more classes', () => {
    const forest = randomForest(SHAPE, 1);
    expect(() => predictTile(kernels, forest, normalTile(8, 8, 11))).toThrow(
      /trained on 12 feature columns, but the chosen features have 11/
    );
    expect(() =>
      predictTile(kernels, forest, normalTile(), { classCount: 1 })
    ).toThrow(PixelForestError);
  });

  it('gives its memory back', () => {
    const before = kernels.exports.mark();
    predictTile(kernels, randomForest(SHAPE, 1), normalTile());
    expect(kernels.exports.mark()).toBe(before);
  });
});
