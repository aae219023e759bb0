import { train } from '../../src/engine/worker/train-jobs';
import { Kernels } from '../../src/engine/worker/kernels';
import { checkForest } from '../../src/project/forest';
import {
  accuracy,
  columnsUsed,
  noisyJob,
  normal,
  reachLeaf,
  rowOf,
  seededRandom,
  trainJob
} from './forest-cases';
import { loadKernels } from './load-kernels';

describe('forest training', () => {
  let kernels: Kernels;
  beforeEach(() => {
    kernels = loadKernels();
  });

  it('grows pure trees that know the rows they were given', () => {
    const job = noisyJob(500, 6, 3, { treeStop: 100 });
    const { forest } = train(kernels, job);
    checkForest(forest);
    expect(forest.trees).toHaveLength(100);
    expect(forest.rowCount).toBe(500);
    expect(forest.columnCount).toBe(6);
    expect(forest.knownLabels).toEqual([1, 2, 3]);
    for (const tree of forest.trees) {
      tree.column.forEach((column, node) => {
        const fractions = tree.fractions.subarray(node * 3, node * 3 + 3);
        expect(fractions.includes(1)).toBe(column < 0);
        expect(tree.samples[node] > 0).toBe(column < 0);
      });
    }
    expect(accuracy(forest, job)).toBeGreaterThan(0.99);
  });

  it('draws as many rows as there are, with replacement', () => {
    const job = noisyJob(400, 5, 2, { treeStop: 50 });
    const { forest } = train(kernels, job);
    const shares = forest.trees.map(tree => {
      expect(tree.samples.reduce((sum, count) => sum + count, 0)).toBe(400);
      let right = 0;
      job.labels.forEach((label, row) => {
        const leaf = reachLeaf(tree, rowOf(job, row));
        right += tree.fractions[leaf * 2 + label - 1];
      });
      return right / 400;
    });
    // a tree is right on the 63 % it drew and on most of the others
    expect(Math.min(...shares)).toBeGreaterThan(0.63);
    expect(Math.min(...shares)).toBeLessThan(1);
  });

  it('makes no error on separable rows', () => {
    const random = seededRandom(2);
    const rows = Array.from({ length: 300 }, (_, i) => [
      normal(random),
      i % 3 === 0 ? -5 + random() : i % 3 === 1 ? random() : 5 + random()
    ]);
    const job = trainJob(
      rows,
      rows.map((_, i) => 1 + (i % 3)),
      { treeStop: 20, allowedColumns: Int32Array.of(1) }
    );
    const { forest } = train(kernels, job);
    expect(accuracy(forest, job)).toBe(1);
    // two splits are enough for three groups
    expect(Math.max(...forest.trees.map(tree => tree.column.length))).toBe(5);
  });

  it('splits midway between neighbouring float32 values', () => {
    const low = Math.fround(0.1);
    const high = Math.fround(0.3);
    const job = trainJob(
      Array.from({ length: 40 }, (_, i) => [i % 2 ? high : low]),
      Array.from({ length: 40 }, (_, i) => 1 + (i % 2))
    );
    for (const tree of train(kernels, job).forest.trees) {
      expect([...tree.column]).toEqual([0, -1, -1]);
      expect(tree.threshold[0]).toBe((low + high) / 2);
      expect(tree.fractions[tree.left[0] * 2]).toBe(1);
    }
  });

  it.each([
    [1, 1 + 2 ** -23],
    [-0, 2 ** -149],
    [-3.4e38, 3.4e38],
    [-Infinity, 0],
    [0, Infinity],
    [-Infinity, Infinity],
    [-1e-40, 1e30]
  ])('separates %p from %p', (low, high) => {
    const rows = Array.from({ length: 30 }, (_, i) => [i % 2 ? high : low]);
    const job = trainJob(
      rows,
      rows.map((_, i) => 1 + (i % 2))
    );
    const { forest } = train(kernels, job);
    checkForest(forest);
    expect(accuracy(forest, job)).toBe(1);
    expect(forest.trees.every(tree => tree.column.length === 3)).toBe(true);
  });

  it('takes −0 and 0 as one value', () => {
    const rows = Array.from({ length: 30 }, (_, i) => [i % 2 ? -0 : 0]);
    const job = trainJob(
      rows,
      rows.map((_, i) => 1 + (i % 2))
    );
    for (const tree of train(kernels, job).forest.trees) {
      expect(tree.column.length).toBe(1);
    }
  });

  it('makes an impure leaf of like rows with unlike labels', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [i < 30 ? 1 : 2, 7]);
    const labels = rows.map((_, i) => (i < 30 ? 1 + (i % 2) : 3));
    const { forest } = train(kernels, trainJob(rows, labels));
    checkForest(forest);
    for (const tree of forest.trees) {
      expect([...tree.column]).toEqual([0, -1, -1]);
      const mixed = tree.fractions.subarray(3, 6);
      expect(mixed[0]).toBeGreaterThan(0);
      expect(mixed[1]).toBeGreaterThan(0);
      expect(mixed[0] + mixed[1]).toBeCloseTo(1, 12);
      expect([...tree.fractions.subarray(6, 9)]).toEqual([0, 0, 1]);
    }
  });

  it('learns a chequerboard, where no single column improves', () => {
    const rows = Array.from({ length: 200 }, (_, i) => [
      i & 1,
      (i >> 1) & 1,
      0
    ]);
    const labels = rows.map(([a, b]) => 1 + (a ^ b));
    const job = trainJob(rows, labels, { treeStop: 30 });
    const { forest } = train(kernels, job);
    for (const tree of forest.trees) {
      job.labels.forEach((label, row) => {
        const leaf = reachLeaf(tree, rowOf(job, row));
        expect(tree.fractions[leaf * 2 + label - 1]).toBe(1);
      });
    }
  });

  it('goes on to further columns if the first ones are constant', () => {
    const rows = Array.from({ length: 50 }, (_, i) => [
      ...new Array<number>(48).fill(3),
      i
    ]);
    const job = trainJob(
      rows,
      rows.map((_, i) => (i < 25 ? 1 : 2))
    );
    const { forest } = train(kernels, job);
    expect(columnsUsed(forest)).toEqual(new Set([48, -1]));
  });

  it('looks at √columns of them per node', () => {
    // every column separates: the root column is the first one drawn
    const rows = Array.from({ length: 40 }, (_, i) =>
      Array.from({ length: 16 }, (__, column) =>
        i % 2 ? column + 1 : -column - 1
      )
    );
    const job = trainJob(
      rows,
      rows.map((_, i) => 1 + (i % 2)),
      {
        treeStop: 400
      }
    );
    const { forest } = train(kernels, job);
    const counts = new Array<number>(16).fill(0);
    forest.trees.forEach(tree => counts[tree.column[0]]++);
    expect(Math.min(...counts)).toBeGreaterThan(8);

    // one of 16 columns is better than all others: it wins if it is among the four
    const random = seededRandom(4);
    const better = Array.from({ length: 400 }, (_, i) =>
      Array.from({ length: 16 }, (__, column) =>
        column === 5 ? (i % 2) + random() / 4 : (i % 2) + 3 * normal(random)
      )
    );
    const { forest: second } = train(
      kernels,
      trainJob(
        better,
        better.map((_, i) => 1 + (i % 2)),
        { treeStop: 400 }
      )
    );
    const wins = second.trees.filter(tree => tree.column[0] === 5).length;
    expect(wins / 400).toBeGreaterThan(0.19);
    expect(wins / 400).toBeLessThan(0.31);
  });

  it('finds the split of lowest Gini impurity', () => {
    const random = seededRandom(21);
    for (let round = 0; round < 40; round++) {
      const count = 5 + Math.floor(random() * 120);
      const rows = Array.from({ length: count }, () => [
        Math.round(normal(random) * (round % 4 === 0 ? 3 : 1e4))
      ]);
      const labels = rows.map(([value]) =>
        value + 1e4 * normal(random) > 0 ? 1 : random() < 0.3 ? 3 : 2
      );
      const { forest } = train(
        kernels,
        trainJob(rows, labels, { treeStop: 1, seed: round })
      );
      const [tree] = forest.trees;
      if (tree.column[0] < 0) {
        continue;
      }
      // class counts below a node, from the leaves
      const outputs = forest.knownLabels.length;
      const impurity = (groups: readonly (readonly number[])[]): number =>
        groups.reduce((sum, group) => {
          const total = group.reduce((a, b) => a + b, 0);
          return sum + total - group.reduce((a, b) => a + b * b, 0) / total;
        }, 0);
      const countsBelow = (node: number): number[] => {
        if (tree.column[node] >= 0) {
          const right = countsBelow(tree.right[node]);
          return countsBelow(tree.left[node]).map((n, i) => n + right[i]);
        }
        return Array.from(
          tree.fractions.subarray(node * outputs, (node + 1) * outputs),
          fraction => fraction * tree.samples[node]
        );
      };
      const found = impurity([
        countsBelow(tree.left[0]),
        countsBelow(tree.right[0])
      ]);
      // any other cut of the same tree's leaves, in order of value, is no better
      const leavesInOrder: number[][] = [];
      const walk = (node: number): void => {
        if (tree.column[node] < 0) {
          leavesInOrder.push(countsBelow(node));
          return;
        }
        walk(tree.left[node]);
        walk(tree.right[node]);
      };
      walk(0);
      const add = (groups: number[][]): number[] =>
        groups.reduce((a, b) => a.map((n, i) => n + b[i]));
      for (let cut = 1; cut < leavesInOrder.length; cut++) {
        const other = impurity([
          add(leavesInOrder.slice(0, cut)),
          add(leavesInOrder.slice(cut))
        ]);
        expect(found).toBeLessThanOrEqual(other + 1e-9);
      }
    }
  });
});
