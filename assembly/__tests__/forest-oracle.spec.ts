/** ml-random-forest walks our trees: an oracle that shares no line with the kernels. */
import { RandomForestClassifier } from 'ml-random-forest';

import { train } from '../../src/engine/worker/train-jobs';
import { readForestJson, writeForestJson } from '../../src/formats/forest-json';
import { Forest } from '../../src/project/forest';
import {
  FeatureTile,
  featureTile,
  normal,
  predictTile,
  randomForest,
  seededRandom,
  trainJob
} from './forest-cases';
import { loadKernels } from './load-kernels';

/** A loaded tree, of which the types say nothing. */
type LoadedTree = {
  root: { classify(row: number[]): { getRow(row: number): number[] } };
};

/** (pixel, class number) mean of the trees' leaf distributions. */
function softProbabilities(
  model: RandomForestClassifier,
  rows: number[][]
): number[][] {
  const trees = (model.estimators ?? []) as unknown as LoadedTree[];
  return rows.map(row => {
    const sums: number[] = [];
    trees.forEach(({ root }, tree) => {
      // each tree sees its own choice of columns
      const columns = model.indexes?.[tree] ?? [];
      const chosen = columns.map(column => row[column]);
      const distribution = root.classify(chosen).getRow(0);
      distribution.forEach((fraction, label) => {
        sums[label] = (sums[label] ?? 0) + fraction;
      });
    });
    return sums.map(sum => sum / trees.length);
  });
}

function rowsOf(tile: FeatureTile): number[][] {
  return Array.from({ length: tile.width * tile.height }, (_, pixel) =>
    tile.planes.map(plane => plane[pixel])
  );
}

function trainedForest(): Forest {
  const random = seededRandom(3);
  const rows = Array.from({ length: 250 }, () =>
    Array.from({ length: 7 }, () => normal(random))
  );
  const labels = rows.map(([a, b, c]) => (a + b > 0 ? 1 : c > 0 ? 2 : 4));
  return train(loadKernels(), trainJob(rows, labels, { treeStop: 60 })).forest;
}

function impureForest(): Forest {
  return randomForest(
    {
      columnCount: 7,
      knownLabels: [1, 2, 4],
      treeCount: 60,
      innerCount: 30,
      percentImpure: 40,
      threshold: normal
    },
    5
  );
}

describe('forest kernels against ml-random-forest', () => {
  const random = seededRandom(17);
  const tile = featureTile(24, 16, 7, () => normal(random));

  it.each([
    ['trained here', trainedForest()],
    ['with impure leaves', impureForest()]
  ])('soft probabilities of a forest %s agree within 1e-6', (_, forest) => {
    const model = RandomForestClassifier.load(
      JSON.parse(writeForestJson(forest))
    );
    const found = predictTile(loadKernels(), forest, tile);
    const area = tile.width * tile.height;
    softProbabilities(model, rowsOf(tile)).forEach((expected, pixel) => {
      for (let label = 1; label <= 4; label++) {
        const difference =
          found[(label - 1) * area + pixel] - (expected[label] ?? 0);
        expect(Math.abs(difference)).toBeLessThanOrEqual(1e-6);
      }
    });
  });

  it('each tree votes as it does there', () => {
    const forest = trainedForest();
    const model = RandomForestClassifier.load(
      JSON.parse(writeForestJson(forest))
    );
    const votes = model.predictionValues(rowsOf(tile)).to2DArray();
    const kernels = loadKernels();
    const area = tile.width * tile.height;
    forest.trees.forEach((tree, index) => {
      const single = { ...forest, trees: [tree] };
      const found = predictTile(kernels, single, tile);
      for (let pixel = 0; pixel < area; pixel++) {
        expect(found[(votes[pixel][index] - 1) * area + pixel]).toBe(1);
      }
    });
  });

  it('an exported and imported forest predicts the same bits', () => {
    for (const forest of [trainedForest(), impureForest()]) {
      const again = readForestJson(writeForestJson(forest), 7);
      expect(predictTile(loadKernels(), again, tile)).toEqual(
        predictTile(loadKernels(), forest, tile)
      );
    }
  });

  it('predicts a forest that was trained there', () => {
    const rows = rowsOf(tile).slice(0, 120);
    const labels = rows.map(([a, b]) => (a > b ? 1 : 0));
    const model = new RandomForestClassifier({
      seed: 1,
      nEstimators: 10,
      maxFeatures: 1,
      replacement: false,
      useSampleBagging: true,
      noOOB: true,
      isClassifier: true,
      treeOptions: {}
    });
    model.train(rows, labels);
    const forest = readForestJson(JSON.stringify(model), 7);
    const found = predictTile(loadKernels(), forest, tile);
    const area = tile.width * tile.height;
    softProbabilities(model, rowsOf(tile)).forEach((expected, pixel) => {
      expect(found[pixel]).toBeCloseTo(expected[0], 6);
      expect(found[area + pixel]).toBeCloseTo(expected[1] ?? 0, 6);
    });
  });
});
