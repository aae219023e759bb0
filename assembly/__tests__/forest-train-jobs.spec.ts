import { TrainJob } from '../../src/engine/protocol';
import { train } from '../../src/engine/worker/train-jobs';
import { Kernels } from '../../src/engine/worker/kernels';
import { checkForest, Forest, joinForests } from '../../src/project/forest';
import {
  accuracy,
  columnsUsed,
  mostLikely,
  noisyJob,
  rowOf,
  seededRandom,
  trainJob
} from './forest-cases';
import { loadKernels } from './load-kernels';

describe('forest training jobs', () => {
  let kernels: Kernels;
  beforeEach(() => {
    kernels = loadKernels();
  });

  it('gives the same bits however the trees are shared out', () => {
    const job = noisyJob(300, 9, 4, { treeStop: 14, seed: 5 });
    const whole = train(kernels, job).forest;
    for (const size of [7, 2]) {
      const parts: Forest[] = [];
      for (let start = 0; start < 14; start += size) {
        parts.push(
          train(loadKernels(), {
            ...job,
            treeStart: start,
            treeStop: start + size
          }).forest
        );
      }
      expect(joinForests(parts)).toEqual(whole);
    }
  });

  it('grows other trees from another seed, and other trees of one seed', () => {
    const job = noisyJob(200, 5, 2, { treeStop: 2 });
    const first = train(kernels, job).forest;
    const second = train(kernels, { ...job, seed: 2 }).forest;
    expect(second.trees[0]).not.toEqual(first.trees[0]);
    expect(second.trees[0]).not.toEqual(first.trees[1]);
    expect(first.trees[0]).not.toEqual(first.trees[1]);
    expect(train(kernels, job).forest).toEqual(first);
  });

  it('splits on allowed columns only', () => {
    const job = noisyJob(300, 8, 2, { allowedColumns: Int32Array.of(6, 1, 4) });
    const { forest } = train(kernels, job);
    expect(columnsUsed(forest)).toEqual(new Set([-1, 1, 4, 6]));
    expect(forest.columnCount).toBe(8);
  });

  it('leaves rows with NaN in an allowed column out', () => {
    const job = noisyJob(100, 4, 2, { allowedColumns: Int32Array.of(0, 1) });
    const without = train(kernels, job).forest;
    job.rows[3] = NaN;
    expect(train(kernels, job).forest).toEqual(without);
    job.rows[4 * 4 + 1] = NaN;
    const { forest } = train(kernels, job);
    expect(forest.rowCount).toBe(99);
    const rows = Array.from({ length: 100 }, (_, i) => [...rowOf(job, i)]);
    rows.splice(4, 1);
    const labels = [...job.labels];
    labels.splice(4, 1);
    const same = trainJob(rows, labels, { allowedColumns: job.allowedColumns });
    expect(train(kernels, same).forest).toEqual(forest);
  });

  it('makes one-leaf trees of one class, of one row, and of class 99', () => {
    const { forest } = train(kernels, trainJob([[1], [2], [3]], [99, 99, 99]));
    checkForest(forest);
    expect(forest.knownLabels).toEqual([99]);
    expect(forest.trees.every(tree => tree.column.length === 1)).toBe(true);
    expect(forest.trees[0].samples[0]).toBe(3);
    const single = train(kernels, trainJob([[4, 5]], [2])).forest;
    expect(mostLikely(single, [0, 0])).toBe(2);
  });

  it('learns 99 classes', () => {
    const rows = Array.from({ length: 99 * 12 }, (_, i) => [
      (i % 99) + 0.3 * ((i * 7) % 3),
      (i * 31) % 17
    ]);
    const job = trainJob(
      rows,
      rows.map((_, i) => 1 + (i % 99)),
      {
        treeStop: 60
      }
    );
    const { forest } = train(kernels, job);
    expect(forest.knownLabels).toHaveLength(99);
    expect(accuracy(forest, job)).toBe(1);
  });

  it('ranks more values than fit 16 bits', () => {
    const random = seededRandom(8);
    const count = 70000;
    const job: TrainJob = {
      ...trainJob([], []),
      rows: Float32Array.from({ length: count }, () => random()),
      labels: new Uint8Array(count),
      columnCount: 1,
      allowedColumns: Int32Array.of(0),
      treeStop: 1
    };
    job.rows.forEach((value, i) => (job.labels[i] = value < 0.7 ? 1 : 2));
    const [tree] = train(kernels, job).forest.trees;
    expect([...tree.column]).toEqual([0, -1, -1]);
    expect(tree.threshold[0]).toBeCloseTo(0.7, 3);
  });

  it.each<[string, Partial<TrainJob>, RegExp]>([
    [
      'no row',
      { rows: new Float32Array(0), labels: new Uint8Array(0) },
      /at least one/
    ],
    ['rows of NaN only', { rows: Float32Array.of(NaN, NaN) }, /none of the 2/],
    [
      'too few values',
      { rows: Float32Array.of(1) },
      /need 2 feature values, but 1/
    ],
    ['label 0', { labels: Uint8Array.of(0, 1) }, /1 to 99, but a pixel has 0/],
    ['label 100', { labels: Uint8Array.of(1, 100) }, /has 100/],
    ['no column', { allowedColumns: Int32Array.of() }, /columns from 0 to 0/],
    ['a wrong column', { allowedColumns: Int32Array.of(1) }, /“1” are allowed/]
  ])('refuses %s', (_, changes, message) => {
    const job = trainJob([[1], [2]], [1, 2], changes);
    expect(() => train(kernels, job)).toThrow(message);
    expect(() => train(kernels, job)).toThrow(
      expect.objectContaining({ tag: 'mismatch' })
    );
  });

  it('gives its memory back', () => {
    const before = kernels.exports.mark();
    train(kernels, noisyJob(50, 3, 2));
    expect(kernels.exports.mark()).toBe(before);
  });
});
