/** Forests and what is measured of them, with the real kernels on several lanes. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { createFeatureSetup } from '../../pipeline/features/feature-setup';
import { defaultFeatures } from '../../project/features';
import { Engine } from '../engine';
import { InPlaceLane } from '../lane';
import { trainForest, trainMeasuredForest } from '../train-forest';
import { TrainingSet } from '../training-rows';
import { JobRunner } from '../worker/jobs';

const WASM = join(__dirname, '..', '..', '..', 'wasm', 'kernels.wasm');
const features = createFeatureSetup(defaultFeatures(), 2, [1], 1);
const columnCount = 98;

/** Whole numbers in all columns; the class depends on one of the second channel. */
function trainingSet(sampleCount: number): TrainingSet {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  };
  const rows = Float32Array.from(
    { length: sampleCount * columnCount },
    () => next() % 100
  );
  const labels = Uint8Array.from({ length: sampleCount }, (_, i) => {
    const value = rows[i * columnCount + 1];
    return next() % 10 === 0
      ? 1 + (next() % 3)
      : value < 30
        ? 1
        : value < 60
          ? 2
          : 3;
  });
  return { rows, labels, columnCount };
}

describe('trainForest', () => {
  const module = new WebAssembly.Module(readFileSync(WASM));
  const engines = [1, 2, 4].map(
    workerCount =>
      new Engine({
        createLane: () => new InPlaceLane(async () => new JobRunner(module)),
        workerCount
      })
  );
  const set = trainingSet(300);
  const options = { features, seed: 4, treeCount: 21 };
  afterAll(() => engines.forEach(engine => engine.dispose()));

  it('gives the same forest, votes and importance with 1, 2 and 4 workers', async () => {
    const [first, ...others] = await Promise.all(
      engines.map(engine =>
        trainMeasuredForest(engine, set, {
          ...options,
          classWeights: [1, 2.5],
          permutations: 2
        })
      )
    );
    expect(first.forest.trees).toHaveLength(21);
    for (const other of others) {
      expect(other).toEqual(first);
    }
    const { error, confusion } = first.outOfBag;
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.5);
    expect(confusion.reduce((a, b) => a + b)).toBe(300);
  });

  it('measures the forest it would grow anyway', async () => {
    const [engine] = engines;
    const measured = await trainMeasuredForest(engine, set, {
      ...options,
      permutations: 0
    });
    expect(measured.importance.permutation).toBeNull();
    expect(measured.forest).toEqual(await trainForest(engine, set, options));
  });

  it('finds no importance in channels that are not trained on', async () => {
    const { importance } = await trainMeasuredForest(engines[1], set, {
      ...options,
      permutations: 3
    });
    const { gini, permutation } = importance;
    expect(gini.indexOf(Math.max(...gini))).toBe(1);
    const overall = permutation?.overall ?? gini;
    expect(overall.indexOf(Math.max(...overall))).toBe(1);
    expect(gini).toHaveLength(98);
    expect(gini.filter(each => each > 0).length).toBeLessThanOrEqual(49);
    expect(permutation?.byClass).toHaveLength(98 * 3);
  });

  it('trains on chosen samples', async () => {
    const subset = Uint32Array.from(set.labels.keys()).filter(
      i => set.labels[i] !== 3
    );
    const forest = await trainForest(engines[2], set, { ...options, subset });
    expect(forest.knownLabels).toEqual([1, 2]);
    expect(forest.rowCount).toBe(subset.length);
  });

  it('says which number of trees is possible', async () => {
    for (const treeCount of [0, 2.5, 2000]) {
      await expect(
        trainForest(engines[2], set, { ...options, treeCount })
      ).rejects.toThrow(`1 to 1000 trees, but ${treeCount} were asked for`);
    }
  });
});
