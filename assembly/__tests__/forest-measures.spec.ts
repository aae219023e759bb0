/** Weights, out-of-bag votes and importance against their definitions. */
import { TrainJob } from '../../src/engine/protocol';
import { Kernels } from '../../src/engine/worker/kernels';
import { train } from '../../src/engine/worker/train-jobs';
import { Forest } from '../../src/project/forest';
import {
  addSums,
  ForestSums,
  judgeOutOfBag,
  rateColumns,
  VOTE_UNIT
} from '../../src/project/forest-measures';
import {
  noisyJob,
  normal,
  rowOf,
  seededRandom,
  trainJob
} from './forest-cases';
import {
  growReference,
  lossesReference,
  outOfBagReference,
  ReferenceTree
} from './forest-reference';
import { loadKernels } from './load-kernels';

/** Few values and wrong labels: ties, impure leaves and trees of many nodes. */
function coarseJob(changes: Partial<TrainJob> = {}, rowCount = 160): TrainJob {
  const random = seededRandom(31);
  const rows = Array.from({ length: rowCount }, () =>
    Array.from({ length: 5 }, () => Math.round(2 * normal(random)))
  );
  const labels = rows.map(([a, b]) =>
    random() < 0.2 ? 1 + Math.floor(3 * random()) : a > 0 ? 1 : b > 0 ? 2 : 3
  );
  return trainJob(rows, labels, { treeStop: 12, ...changes });
}

/** The same rows with labels that mean nothing. */
function guessed(job: TrainJob): TrainJob {
  const random = seededRandom(5);
  return { ...job, labels: job.labels.map(() => (random() < 0.4 ? 1 : 2)) };
}

const CASES: [string, TrainJob, number][] = [
  ['two classes', noisyJob(150, 6, 2, { treeStop: 8 }), 2],
  ['four classes', noisyJob(200, 9, 4, { treeStop: 8, seed: 3 }), 4],
  ['like rows with unlike labels', coarseJob(), 3],
  [
    'some columns only',
    noisyJob(120, 7, 3, { allowedColumns: Int32Array.of(0, 2, 5, 6) }),
    3
  ]
];

function growAll(
  job: TrainJob,
  classCount: number,
  weights = new Array<number>(classCount).fill(1)
): ReferenceTree[] {
  return Array.from({ length: job.treeStop }, (_, tree) =>
    growReference(job, tree, classCount, weights)
  );
}

function measured(
  kernels: Kernels,
  job: TrainJob,
  permutations = 3
): { forest: Forest; sums: ForestSums } {
  const { forest, sums } = train(kernels, {
    ...job,
    measure: { permutations }
  });
  if (!sums) {
    throw new Error('no sums came');
  }
  return { forest, sums };
}

describe('forest measures', () => {
  let kernels: Kernels;
  beforeEach(() => {
    kernels = loadKernels();
  });

  it.each(CASES)(
    'trees are those of the definition, to the bit: %s',
    (_, job, classCount) => {
      const expected = growAll(job, classCount).map(({ tree }) => tree);
      expect(train(kernels, job).forest.trees).toEqual(expected);
    }
  );

  it.each<[string, TrainJob, number]>([
    ['two classes', noisyJob(1500, 9, 2, { treeStop: 3 }), 2],
    ['three classes', noisyJob(900, 4, 3, { treeStop: 3, seed: 7 }), 3],
    ['four classes', noisyJob(1200, 9, 4, { treeStop: 3 }), 4],
    ['seven classes', noisyJob(900, 6, 7, { treeStop: 3 }), 7],
    ['few values', coarseJob({ treeStop: 4 }, 1000), 3],
    ['no information', guessed(noisyJob(700, 5, 2, { treeStop: 3 })), 2]
  ])(
    'nodes large enough for bins split as if all rows were sorted: %s',
    (_, job, classCount) => {
      const ones = new Array<number>(classCount).fill(1);
      for (const weights of [ones, ones.map((__, c) => 1 + (c % 3))]) {
        const expected = growAll(job, classCount, weights);
        const { forest } = train(kernels, { ...job, classWeights: weights });
        expect(forest.trees).toEqual(expected.map(({ tree }) => tree));
      }
    }
  );

  it('a class of weight 3 counts as if each of its drawn rows were there three times', () => {
    // the reference multiplies draws: same bootstrap, replicated afterwards
    for (const job of [noisyJob(200, 6, 3, { seed: 9 }), coarseJob()]) {
      const weighted = train(kernels, { ...job, classWeights: [3, 1, 0.25] });
      const expected = growAll(job, 3, [12, 4, 1]).map(({ tree }) => tree);
      expect(weighted.forest.trees).toEqual(expected);
      expect(weighted.forest).not.toEqual(train(kernels, job).forest);
    }
  });

  it('equal weights change nothing, and missing ones are 1', () => {
    const job = coarseJob();
    const { forest } = train(kernels, job);
    for (const classWeights of [
      [1, 1, 1],
      [],
      [1],
      [2, 2, 2],
      [0.5, 0.5, 0.5]
    ]) {
      expect(train(kernels, { ...job, classWeights }).forest).toEqual(forest);
    }
  });

  it('weights tell which class contradictory labels speak for', () => {
    const rows = Array.from({ length: 90 }, () => [1, 1]);
    const job = trainJob(
      rows,
      rows.map((_, i) => (i % 3 === 0 ? 2 : 1))
    );
    const share = (weights: number[]): number => {
      const { forest } = train(kernels, { ...job, classWeights: weights });
      const sums = forest.trees.map(tree => tree.fractions[1]);
      return sums.reduce((a, b) => a + b) / sums.length;
    };
    expect(share([1, 1])).toBeCloseTo(1 / 3, 1);
    expect(share([1, 2])).toBeCloseTo(1 / 2, 1);
    expect(share([1, 18])).toBeCloseTo(0.9, 1);
  });

  it.each(CASES)(
    'out-of-bag votes are those of the trees that did not draw a row: %s',
    (_, job, classCount) => {
      const grown = growAll(job, classCount);
      const expected = outOfBagReference(job, grown, classCount);
      const { forest, sums } = measured(kernels, job, 0);
      expect(sums.losses).toBeNull();
      const { confusion, error, votes } = judgeOutOfBag(
        sums,
        job.labels,
        forest.knownLabels
      );
      let wrong = 0;
      let judged = 0;
      expected.forEach((wanted, row) => {
        const voters = grown.filter(({ draws }) => draws[row] === 0).length;
        expect(sums.voters[row]).toBe(voters);
        wanted.forEach((vote, c) => {
          // each leaf's fractions are rounded once
          const found = sums.votes[row * classCount + c] * VOTE_UNIT;
          expect(Math.abs(found - vote)).toBeLessThanOrEqual(voters * 2 ** -21);
          expect(votes[row * classCount + c]).toBeCloseTo(
            voters > 0 ? vote / voters : 0,
            5
          );
        });
        if (voters > 0) {
          judged += 1;
          const most = Math.max(...wanted);
          // what rounding may decide counts for neither
          const winner = wanted.findIndex(vote => vote > most - 1e-9);
          wrong += winner === job.labels[row] - 1 ? 0 : 1;
        }
      });
      expect(error).toBe(wrong / judged);
      expect(confusion.reduce((a, b) => a + b)).toBe(judged);
    }
  );

  it.each(CASES)(
    'permuted columns lose the hits that the definition loses: %s',
    (_, job, classCount) => {
      const expected = new Array<number>(job.columnCount * classCount).fill(0);
      growAll(job, classCount).forEach((grown, tree) =>
        lossesReference(job, tree, grown, classCount, 3)
          .flat()
          .forEach((lost, i) => (expected[i] += lost))
      );
      expect([...(measured(kernels, job).sums.losses ?? [])]).toEqual(expected);
      expect(Math.max(...expected)).toBeGreaterThan(0);
    }
  );

  it.each(CASES)(
    'Gini importance is what the splits take away: %s',
    (_, job, classCount) => {
      const grown = growAll(job, classCount);
      const { sums } = measured(kernels, job, 0);
      sums.giniDecreases.forEach((found, column) => {
        const expected = grown.reduce(
          (sum, { decreases }) => sum + decreases[column],
          0
        );
        expect(found).toBeCloseTo(expected, 9);
      });
    }
  );

  it('a pure tree takes all impurity away', () => {
    const job = noisyJob(300, 6, 2, { treeStop: 30 });
    const { forest, sums } = measured(kernels, job, 0);
    const { gini } = rateColumns(sums, job.labels, forest.knownLabels, 30, 0);
    // impurity of two classes of about equal size is 1/2 at the root
    expect(gini.reduce((a, b) => a + b)).toBeCloseTo(0.5, 1);
  });

  it('columns that decide are important, noise is not', () => {
    const job = noisyJob(400, 6, 2, { treeStop: 60 });
    const { forest, sums } = measured(kernels, job, 10);
    const { gini, permutation } = rateColumns(
      sums,
      job.labels,
      forest.knownLabels,
      60,
      10
    );
    const overall = [...(permutation?.overall ?? [])];
    expect(overall[0]).toBeGreaterThan(0.1);
    expect(overall[0]).toBeGreaterThan(2 * overall[1]);
    expect(Math.max(...overall.slice(2).map(Math.abs))).toBeLessThan(0.02);
    expect(gini.indexOf(Math.max(...gini))).toBe(0);
    // the classes are alike: both lose
    expect(permutation?.byClass[0]).toBeGreaterThan(0.1);
    expect(permutation?.byClass[1]).toBeGreaterThan(0.1);
  });

  it('the out-of-bag error is that on rows never seen, within sampling', () => {
    const error = (job: TrainJob): number | null => {
      const { forest, sums } = measured(kernels, job, 0);
      return judgeOutOfBag(sums, job.labels, forest.knownLabels).error;
    };
    const job = noisyJob(600, 5, 2, { treeStop: 100 });
    const random = seededRandom(77);
    const guessed = job.labels.map(() => (random() < 0.5 ? 1 : 2));
    expect(error({ ...job, labels: guessed })).toBeGreaterThan(0.4);
    expect(error(job)).toBeLessThan(0.15);
    expect(error(job)).toBeGreaterThan(0.02);
  });

  it('measuring changes no bit of the forest', () => {
    const job = noisyJob(200, 8, 3);
    expect(measured(kernels, job, 2).forest).toEqual(
      train(kernels, job).forest
    );
  });

  it('sums are the same however the trees are shared out', () => {
    const job = coarseJob({ treeStop: 14 });
    const whole = measured(kernels, job).sums;
    for (const size of [1, 3, 7]) {
      const parts: ForestSums[] = [];
      for (let start = 0; start < 14; start += size) {
        const treeStop = Math.min(14, start + size);
        parts.unshift(
          measured(loadKernels(), { ...job, treeStart: start, treeStop }).sums
        );
      }
      expect(addSums(parts)).toEqual(whole);
    }
    expect(() => addSums([])).toThrow(/none/);
    const other = measured(kernels, noisyJob(20, 2, 2)).sums;
    expect(() => addSums([whole, other])).toThrow(/160 samples.*20 samples/);
  });

  it('a subset trains as if the other samples had not come', () => {
    const job = noisyJob(150, 6, 3);
    const subset = Uint32Array.from(job.labels.keys()).filter(
      i => i % 4 !== 1 && job.labels[i] !== 2
    );
    const part = measured(kernels, { ...job, subset });
    const alone = measured(
      kernels,
      trainJob(
        Array.from(subset, i => [...rowOf(job, i)]),
        Array.from(subset, i => job.labels[i])
      )
    );
    expect(part.forest).toEqual(alone.forest);
    expect(part.forest.knownLabels).toEqual([1, 3]);
    expect(part.sums.losses).toEqual(alone.sums.losses);
    // votes stay with their samples; the others have none
    expect(part.sums.voters).toHaveLength(150);
    expect(Array.from(subset, i => part.sums.voters[i])).toEqual([
      ...alone.sums.voters
    ]);
    expect(part.sums.voters[1]).toBe(0);
    expect([...part.sums.votes.subarray(2, 4)]).toEqual([0, 0]);
  });

  it('a sample that every tree drew is judged by none', () => {
    const job = trainJob([[1]], [4], { treeStop: 3 });
    const { forest, sums } = measured(kernels, job);
    expect([...sums.voters]).toEqual([0]);
    expect(
      judgeOutOfBag(sums, job.labels, forest.knownLabels).error
    ).toBeNull();
    const { permutation } = rateColumns(sums, job.labels, [4], 3, 3);
    expect([...(permutation?.byClass ?? [])]).toEqual([0]);
  });
});
