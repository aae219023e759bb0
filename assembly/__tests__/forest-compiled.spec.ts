import { compileForest } from '../../src/engine/worker/compiled-forest';
import { PreparedForest } from '../../src/engine/worker/forest-jobs';
import { Kernels } from '../../src/engine/worker/kernels';
import { Forest } from '../../src/project/forest';
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

/** A run so large that every forest is compiled. */
const LARGE = { runPixels: Infinity };
/** Votes ÷ trees and fractions in steps of 2⁻²¹ or finer, both rounded to float32. */
const TOLERANCE = 1e-6;

const SHAPE: ForestShape = {
  columnCount: 12,
  knownLabels: [1, 2],
  treeCount: 20,
  innerCount: 40,
  percentImpure: 0,
  threshold: normal
};

function normalTile(width: number, height: number, columns = 12): FeatureTile {
  const random = seededRandom(7);
  return featureTile(width, height, columns, () => normal(random));
}

function firstLabels(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** Whether the forest has code of its own, which `predictTile` falls back from without a word. */
function isCompiled(kernels: Kernels, forest: Forest): boolean {
  return kernels.withScratch(() => {
    const classCount = Math.max(...forest.knownLabels);
    const setup = { id: 'f', forest, classCount };
    const { pointer } = new PreparedForest(kernels, forest, setup);
    return compileForest(kernels, pointer) !== null;
  });
}

describe('compiled forest', () => {
  let kernels: Kernels;
  beforeEach(() => {
    kernels = loadKernels();
  });

  it.each<[string, Partial<ForestShape>]>([
    ['two classes', {}],
    ['three of six classes', { knownLabels: [1, 3, 6] }],
    ['one class', { knownLabels: [1] }],
    ['99 classes', { knownLabels: firstLabels(99), innerCount: 150 }],
    ['impure leaves', { percentImpure: 30, knownLabels: [1, 2, 3] }],
    [
      'only impure leaves of 99 classes',
      { percentImpure: 100, knownLabels: firstLabels(99) }
    ],
    ['255 trees', { treeCount: 255 }],
    ['256 trees that all vote alike', { treeCount: 256, knownLabels: [1] }],
    ['500 trees', { treeCount: 500 }],
    ['500 trees with impure leaves', { treeCount: 500, percentImpure: 10 }],
    ['trees of one leaf', { innerCount: 0 }],
    ['trees of one impure leaf', { innerCount: 0, percentImpure: 100 }],
    ['trees of one node', { innerCount: 1 }],
    ['700 nodes on one column', { columnCount: 1, innerCount: 700 }],
    ['one threshold for all nodes', { threshold: () => 0.25 }]
  ])('gives the bits of packets and the definition for %s', (_, changes) => {
    const shape = { ...SHAPE, ...changes };
    const forest = randomForest(shape, 3);
    const tile = normalTile(20, 12, shape.columnCount);
    expect(isCompiled(kernels, forest)).toBe(true);
    const found = predictTile(kernels, forest, tile, LARGE);
    expect(found).toEqual(predictTile(kernels, forest, tile));
    expect(largestDifference(forest, tile, found)).toBeLessThanOrEqual(
      TOLERANCE
    );
  });

  it('gives the bits of packets and the definition for 20 forests of random shape', () => {
    const random = seededRandom(2026);
    const below = (limit: number): number => Math.floor(random() * limit);
    for (let seed = 0; seed < 20; seed++) {
      const columnCount = 1 + below(20);
      const forest = randomForest(
        {
          columnCount,
          knownLabels: firstLabels(99).filter(
            () => random() < 0.04 + seed / 20
          ),
          treeCount: 1 + below(seed % 10 === 0 ? 500 : 30),
          innerCount: below(2 + seed * 4),
          percentImpure: random() < 0.5 ? 0 : below(100),
          threshold: normal
        },
        seed
      );
      const tile = normalTile(1 + below(25), 1 + below(25), columnCount);
      tile.planes[below(columnCount)][0] = NaN;
      const found = predictTile(kernels, forest, tile, LARGE);
      expect(found).toEqual(predictTile(kernels, forest, tile));
      tile.planes.forEach(plane => (plane[0] ||= 0));
      const clean = predictTile(kernels, forest, tile, LARGE);
      expect(largestDifference(forest, tile, clean)).toBeLessThanOrEqual(
        TOLERANCE
      );
    }
  });

  it.each([
    [1, 1],
    [7, 9],
    [130, 3],
    [65, 129]
  ])('gives a tile of %i × %i the bits of packets', (width, height) => {
    const forest = randomForest({ ...SHAPE, percentImpure: 20 }, 9);
    const tile = normalTile(width, height);
    expect(predictTile(kernels, forest, tile, LARGE)).toEqual(
      predictTile(kernels, forest, tile)
    );
  });

  it('gives 0 for all classes where a needed feature is NaN', () => {
    const forest = randomForest({ ...SHAPE, columnCount: 3 }, 5);
    const tile = normalTile(19, 13, 3);
    tile.planes[1][30] = NaN;
    const found = predictTile(kernels, forest, tile, LARGE);
    expect([found[30], found[19 * 13 + 30]]).toEqual([0, 0]);
    expect(found).toEqual(predictTile(kernels, forest, tile));
  });

  it('leaves a tree of 20,000 levels and a forest beyond 8 MB to packets', () => {
    const deep = chain(20000);
    const tile = featureTile(64, 8, 1, (_, i) => i * 40 - 5);
    expect(isCompiled(kernels, deep)).toBe(false);
    const found = predictTile(kernels, deep, tile, LARGE);
    expect(largestDifference(deep, tile, found)).toBe(0);

    const shape = { ...SHAPE, treeCount: 300, innerCount: 1000 };
    expect(isCompiled(kernels, randomForest(shape, 1))).toBe(false);
  });

  it('compiles chains up to 200 levels deep', () => {
    const tile = featureTile(64, 8, 1, (_, i) => i - 5);
    for (const depth of [3, 4, 5, 150, 200, 201, 202, 300]) {
      const forest = chain(depth);
      expect(isCompiled(kernels, forest)).toBe(depth <= 201);
      const found = predictTile(kernels, forest, tile, LARGE);
      expect(largestDifference(forest, tile, found)).toBe(0);
    }
  });

  it('is compiled at once for a large run, else once packets have predicted enough', () => {
    const place = jest.spyOn(kernels, 'placeFunction');
    const forest = randomForest({ ...SHAPE, innerCount: 1 }, 4);
    const tile = normalTile(128, 128);
    predictTile(kernels, forest, tile);
    predictTile(kernels, forest, tile, { runPixels: 19_999 });
    expect(place).not.toHaveBeenCalled();
    predictTile(kernels, forest, tile, { runPixels: 20_000 });
    expect(place).toHaveBeenCalledTimes(1);

    const setup = { id: 'f', forest, classCount: 2 };
    const prepared = new PreparedForest(kernels, forest, setup);
    const job = {
      slices: { z0: 0, z1: 1 },
      box: { y0: 0, x0: 0, y1: 128, x1: 128 }
    };
    expect([0, 1, 2].map(() => prepared.walkFor(job) > 0)).toEqual([
      false,
      false,
      true
    ]);
  });

  it('gives its memory back', () => {
    const before = kernels.exports.mark();
    predictTile(kernels, randomForest(SHAPE, 1), normalTile(40, 24), LARGE);
    expect(kernels.exports.mark()).toBe(before);
  });
});
