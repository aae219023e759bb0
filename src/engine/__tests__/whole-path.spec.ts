import { readFileSync } from 'fs';
import { join } from 'path';
import { ArrayImageSource } from '../../image/array-image-source';
import { wholePlane } from '../../image/tile-grid';
import { createFeatureSetup } from '../../pipeline/features/feature-setup';
import { createForestSetup } from '../../pipeline/forest/forest-setup';
import { TrainingPixels } from '../../pipeline/forest/training-pixels';
import { defaultFeatures } from '../../project/features';
import { Forest } from '../../project/forest';
import { Engine } from '../engine';
import { createInPlaceEngine } from '../in-place';
import { Priority } from '../job-queue';
import { InPlaceLane } from '../lane';
import { ProbabilityMap } from '../probability-map';
import { trainForest } from '../train-forest';
import { TrainingRows } from '../training-rows';
import { JobRunner } from '../worker/jobs';

// the compiled kernels: `jlpm build:wasm` makes the file
const kernels = new WebAssembly.Module(
  readFileSync(join(__dirname, '../../../wasm/kernels.wasm'))
);

const height = 150;
const width = 300;

/** Two channels: the left half of the first is smooth, the right half striped; the second is noise. */
const image = new ArrayImageSource({
  shape: { t: 1, z: 1, y: height, x: width, c: 2 },
  data: Uint16Array.from({ length: height * width * 2 }, (_, i) => {
    const x = Math.floor(i / 2) % width;
    const noise = (i * 7919) % 31;
    return i % 2 === 0 && x >= width / 2 && x % 6 < 3 ? 600 : 500 + noise;
  })
});
const features = createFeatureSetup(defaultFeatures(), 2, [0], 1);
const plane = { t: 0, z: 0 };
const source = async (): Promise<ArrayImageSource> => image;

/** Two strokes of class 1 on the left and two of class 2 on the right. */
function strokes(count: number): TrainingPixels {
  const places = [
    [20, 30, 1],
    [120, 40, 1],
    [25, 220, 2],
    [110, 250, 2]
  ].slice(0, count);
  const pixels = places.flatMap(([y, x, label]) =>
    Array.from({ length: 40 }, (_, i) => [y, x + i, label])
  );
  return {
    imageId: 'a',
    plane,
    y: Int32Array.from(pixels, ([y]) => y),
    x: Int32Array.from(pixels, ([, x]) => x),
    labels: Uint8Array.from(pixels, ([, , label]) => label)
  };
}

/** In place, but with several runners as several workers have. */
function engineOf(runners: number): Engine {
  return new Engine({
    createLane: () => new InPlaceLane(async () => new JobRunner(kernels)),
    workerCount: runners
  });
}

async function train(engine: Engine): Promise<Forest> {
  const set = await new TrainingRows(engine).collect(
    [strokes(4)],
    source,
    features
  );
  return trainForest(engine, set, { features, seed: 3, treeCount: 20 });
}

describe('labels to probabilities with the kernels', () => {
  it('splits on columns of the training channel only', async () => {
    const forest = await train(createInPlaceEngine(kernels));
    expect(forest.columnCount).toBe(98);
    expect(forest.knownLabels).toEqual([1, 2]);
    expect(forest.trees).toHaveLength(20);
    const used = new Set(forest.trees.flatMap(({ column }) => [...column]));
    // smoothing: even columns are of channel 0
    for (let column = 1; column < 14; column += 2) {
      expect(used).not.toContain(column);
    }
  });

  it('grows the same forest on one worker and on three', async () => {
    const [one, three] = await Promise.all([
      train(engineOf(1)),
      train(engineOf(3))
    ]);
    expect(three).toEqual(one);
  });

  it('gives the same rows stroke by stroke as all at once', async () => {
    const rows = new TrainingRows(engineOf(2));
    for (const count of [1, 2, 3]) {
      await rows.collect([strokes(count)], source, features);
    }
    const grown = await rows.collect([strokes(4)], source, features);
    const fresh = await new TrainingRows(engineOf(1)).collect(
      [strokes(4)],
      source,
      features
    );
    expect(grown).toEqual(fresh);
    expect(grown.columnCount).toBe(98);
  });

  it('tells the two textures apart, and tiles equal the whole', async () => {
    const engine = engineOf(2);
    const forest = createForestSetup('f', await train(engine), 3);
    const map = new ProbabilityMap(engine);
    const box = wholePlane(image.metadata.shape);
    const slices = { z0: 0, z1: 1 };
    await map.request(
      { imageId: 'a', source: image, plane, features, forest },
      [{ box, priority: Priority.visible }]
    );
    const tiles = map.read('a', plane, box)!;
    expect(tiles.missing).toEqual([]);

    const { halo, depthHalo } = await engine.describe(features);
    const whole = await engine.run(
      {
        kind: 'predict',
        featuresId: features.id,
        forestId: forest.id,
        patch: await image.readPatch({
          t: 0,
          slices,
          box,
          halo,
          depthHalo,
          channels: [0]
        }),
        slices,
        box
      },
      { features, forest }
    );
    expect(tiles.probabilities).toEqual(whole.probabilities);

    const left = map.valuesAt('a', plane, 75, 60)!;
    const right = map.valuesAt('a', plane, 75, 240)!;
    expect(left[0]).toBeGreaterThan(0.9);
    expect(right[1]).toBeGreaterThan(0.9);
    // nobody painted class 3
    expect([left[2], right[2]]).toEqual([0, 0]);
    expect(left[0] + left[1]).toBeCloseTo(1, 6);
  });
});
