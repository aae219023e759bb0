/** The ends of what forests are trained on: many trees and classes, little or contradictory data. */
import { TrainJob } from '../../src/engine/protocol';
import { Kernels } from '../../src/engine/worker/kernels';
import { train } from '../../src/engine/worker/train-jobs';
import { checkForest } from '../../src/project/forest';
import { judgeOutOfBag } from '../../src/project/forest-measures';
import {
  accuracy,
  featureTile,
  mostLikely,
  noisyJob,
  predictRow,
  predictTile,
  trainJob
} from './forest-cases';
import { loadKernels } from './load-kernels';

describe('limits of training', () => {
  let kernels: Kernels;
  beforeEach(() => {
    kernels = loadKernels();
  });

  it('grows 500 trees of 99 classes, measures them and predicts with them', () => {
    const rows = Array.from({ length: 99 * 6 }, (_, i) => [
      (i % 99) + 0.2 * ((i * 7) % 3),
      (i * 31) % 17
    ]);
    const job = trainJob(
      rows,
      rows.map((_, i) => 1 + (i % 99)),
      {
        treeStop: 500,
        allowedColumns: Int32Array.of(0),
        measure: { permutations: 0 }
      }
    );
    const { forest, sums } = train(kernels, job);
    checkForest(forest);
    expect(forest.trees).toHaveLength(500);
    expect(forest.knownLabels).toHaveLength(99);
    expect(accuracy(forest, job)).toBe(1);
    const judged = sums && judgeOutOfBag(sums, job.labels, forest.knownLabels);
    expect(judged?.error).toBeLessThan(0.1);
    // a class apart gets its whole probability from the kernels too
    const tile = featureTile(9, 11, 2, (column, i) => rows[i][column]);
    const found = predictTile(kernels, forest, tile);
    rows.slice(0, 99).forEach((row, i) => {
      expect(found[i * 99 + i]).toBeCloseTo(predictRow(forest, row)[i], 6);
    });
  }, 30_000);

  it('one labelled class has probability 1 everywhere', () => {
    const { forest } = train(
      kernels,
      trainJob(
        [
          [1, 2],
          [3, 4],
          [5, 6]
        ],
        [7, 7, 7]
      )
    );
    checkForest(forest);
    const tile = featureTile(9, 3, 2, (_, i) => i - 10);
    const found = predictTile(kernels, forest, tile);
    expect(new Set(found.subarray(6 * 27))).toEqual(new Set([1]));
    expect(new Set(found.subarray(0, 6 * 27))).toEqual(new Set([0]));
  });

  it('learns from one sample of each class', () => {
    const { forest } = train(
      kernels,
      trainJob([[0], [10], [20]], [1, 2, 3], { treeStop: 200 })
    );
    checkForest(forest);
    expect([0, 10, 20].map(value => mostLikely(forest, [value]))).toEqual([
      1, 2, 3
    ]);
  });

  it('knows only classes that have samples, however many the project has', () => {
    const { forest } = train(
      kernels,
      trainJob([[0], [1]], [98, 99], { classWeights: [5, 4, 3] })
    );
    expect(forest.knownLabels).toEqual([98, 99]);
  });

  it('gives contradictory labels their shares', () => {
    const rows = Array.from({ length: 400 }, (_, i) => [i % 2, 5]);
    const job = trainJob(
      rows,
      rows.map((_, i) => (i % 8 < 2 ? 2 : 1)),
      { treeStop: 100 }
    );
    const { forest } = train(kernels, job);
    checkForest(forest);
    const [first] = predictRow(forest, [0, 5]);
    expect(first).toBeCloseTo(0.75, 1);
  });

  it('makes one leaf of constant columns', () => {
    const job = trainJob(
      Array.from({ length: 50 }, () => [3, -Infinity, 0]),
      Array.from({ length: 50 }, (_, i) => 1 + (i % 5))
    );
    const { forest } = train(kernels, job);
    checkForest(forest);
    expect(forest.trees.every(({ column }) => column.length === 1)).toBe(true);
    expect(predictRow(forest, [9, 9, 9])[0]).toBeCloseTo(0.2, 1);
  });

  it('orders infinite values beyond all finite ones', () => {
    const values = [-Infinity, -3.4e38, 0, 3.4e38, Infinity];
    const rows = Array.from({ length: 100 }, (_, i) => [values[i % 5]]);
    const job = trainJob(
      rows,
      rows.map((_, i) => 1 + (i % 5))
    );
    const { forest } = train(kernels, job);
    checkForest(forest);
    expect(accuracy(forest, job)).toBe(1);
    for (const tree of forest.trees) {
      expect(tree.threshold.some(Number.isNaN)).toBe(false);
    }
  });

  it('leaves rows with NaN out of trees and votes', () => {
    const job = noisyJob(80, 4, 2, { measure: { permutations: 1 } });
    job.rows[5 * 4 + 2] = NaN;
    const { forest, sums } = train(kernels, job);
    expect(forest.rowCount).toBe(79);
    expect(sums?.voters[5]).toBe(0);
    expect(sums?.voters[6]).toBeGreaterThan(0);
  });

  it.each<[string, Partial<TrainJob>, RegExp]>([
    ['no tree', { treeStop: 0 }, /1 to 1000 trees, but trees 0 to 0/],
    ['too many trees', { treeStop: 1001 }, /trees 0 to 1001/],
    ['half a tree', { treeStop: 1.5 }, /trees 0 to 1.5/],
    [
      'weight 0',
      { classWeights: [1, 0] },
      /class 2 .* but is 0.*leave a class/
    ],
    ['a negative weight', { classWeights: [-1] }, /class 1 .* is -1/],
    ['a weight of NaN', { classWeights: [NaN] }, /class 1 .* is NaN/],
    ['an infinite weight', { classWeights: [Infinity] }, /is Infinity/],
    [
      'weights of too many classes',
      { classWeights: new Array<number>(100).fill(1) },
      /99 classes, but 100 weights/
    ],
    [
      'a sample that is not there',
      { subset: Uint32Array.of(2) },
      /below 2.*is 2/
    ],
    [
      'samples out of order',
      { subset: Uint32Array.of(1, 0) },
      /number 1 is 0 after 1/
    ],
    ['a sample twice', { subset: Uint32Array.of(1, 1) }, /is 1 after 1/],
    ['no sample', { subset: new Uint32Array(0) }, /at least one .* of the 0/],
    ['half a permutation', { measure: { permutations: 0.5 } }, /0.5 was asked/],
    ['a million permutations', { measure: { permutations: 1e6 } }, /0 to 1000/]
  ])('refuses %s', (_, changes, message) => {
    const job = trainJob([[1], [2]], [1, 2], changes);
    const before = kernels.exports.mark();
    expect(() => train(kernels, job)).toThrow(message);
    expect(() => train(kernels, job)).toThrow(
      expect.objectContaining({ tag: 'mismatch' })
    );
    expect(kernels.exports.mark()).toBe(before);
  });
});
