/** Stacks and time series from labels to probabilities, with the kernels. */
import { compileKernels } from '../../../assembly/__tests__/load-kernels';
import { IImageSource } from '../../image/image-source';
import { wholePlane } from '../../image/tile-grid';
import {
  createFeatureSetup,
  FeatureSetup
} from '../../pipeline/features/feature-setup';
import {
  createForestSetup,
  ForestSetup
} from '../../pipeline/forest/forest-setup';
import { TrainingPixels } from '../../pipeline/forest/training-pixels';
import { featureColumns } from '../../project/feature-columns';
import {
  FEATURE_IDS,
  FeatureChoice,
  smallestExtent
} from '../../project/features';
import { sliceOf, SliceRange, TileBox } from '../../project/grid';
import { Engine } from '../engine';
import { Priority } from '../job-queue';
import { InPlaceLane } from '../lane';
import { ProbabilityMap } from '../probability-map';
import { trainForest } from '../train-forest';
import { TrainingRows } from '../training-rows';
import { JobRunner } from '../worker/jobs';
import { instantiateKernels } from '../worker/kernels';
import { choose, cut, draw, firstDifference, part } from './stacks';

const compiled = compileKernels();

/** In place, but with two runners as two workers have. */
const engine = new Engine({
  createLane: () => new InPlaceLane(async () => new JobRunner(compiled)),
  workerCount: 2
});
afterAll(() => engine.dispose());

type Region = { t?: number; slices?: SliceRange; box?: TileBox };

/** (column, z, y, x) of a region, the whole frame 0 if nothing else is said. */
async function filter(
  source: IImageSource,
  features: FeatureSetup,
  region: Region = {}
): Promise<Float32Array> {
  const { shape } = source.metadata;
  const { t = 0, slices = { z0: 0, z1: shape.z } } = region;
  const { box = wholePlane(shape) } = region;
  const { halo, depthHalo } = await engine.describe(features);
  const channels = features.trainingChannels;
  const patch = await source.readPatch({
    ...{ t, slices, box, halo, depthHalo, channels }
  });
  const { planes } = await engine.run(
    { kind: 'features', featuresId: features.id, patch, slices, box },
    { features }
  );
  return planes;
}

describe('what page and kernels both know', () => {
  const kernels = instantiateKernels(compiled).exports;
  const scales = [0.3, 0.5, 0.7, 1, 1.6, 2.45, 3.5, 5, 10, 99.7];

  it('is the same number of columns for every σ, dimension and depth', () => {
    for (const depth of [1, 2, 3, 4, 40]) {
      for (const scale of scales) {
        for (const isPlanar of [true, false]) {
          FEATURE_IDS.forEach((id, family) => {
            const choice: FeatureChoice = {
              ids: [id],
              scales: [scale],
              selected: [[true]],
              computeIn2d: [isPlanar]
            };
            expect(
              kernels.componentCount(family, scale, isPlanar ? 1 : 0, depth)
            ).toBe(featureColumns(choice, 1, depth).length);
          });
        }
      }
    }
  });

  it('is the same smallest side and depth', () => {
    for (const scale of scales) {
      const extent = smallestExtent(scale);
      expect(kernels.smallestSide(scale)).toBe(extent);
      expect(kernels.smallestDepth(scale, 0, 3)).toBe(extent);
      expect(kernels.smallestDepth(scale, 1, 3)).toBe(1);
      expect(kernels.smallestDepth(scale, 0, 1)).toBe(1);
    }
  });
});

describe('features of a stack', () => {
  const stack = draw({ z: 21, y: 45, x: 140 });
  const { shape } = stack.metadata;
  const features = createFeatureSetup(
    choose([0.7, 1.6, 3.5], [0.7, 3.5]),
    1,
    null,
    shape.z
  );
  let whole: Float32Array;
  beforeAll(async () => {
    whole = await filter(stack, features);
  });

  it('have three eigenvalues where σ is in 3-D', async () => {
    const { columnCount, depthHalo } = await engine.describe(features);
    expect(columnCount).toBe((4 + 6) * 2 + (4 + 4));
    expect(depthHalo).toBe(12 + 3);
    expect(whole.length).toBe(columnCount * shape.z * shape.y * shape.x);
  });

  it.each([
    ['one slice at the top', [0, 1], [0, 45, 0, 140]],
    ['one slice in the middle', [9, 10], [0, 45, 0, 140]],
    ['the last slice', [20, 21], [0, 45, 0, 140]],
    ['slices across two slabs', [14, 19], [3, 40, 100, 133]],
    ['a single voxel', [7, 8], [44, 45, 139, 140]]
  ])('are, of %s, those of the whole to the bit', async (_, z, yx) => {
    const slices = { z0: z[0], z1: z[1] };
    const box = { y0: yx[0], y1: yx[1], x0: yx[2], x1: yx[3] };
    const found = await filter(stack, features, { slices, box });
    expect(firstDifference(found, cut(whole, shape, slices, box))).toBe(-1);
  });

  it('look at other slices in 3-D only', async () => {
    const alone = await part(stack, [0], [9], [0]);
    const planar = createFeatureSetup(choose([1.6], []), 1, null, shape.z);
    const slices = { z0: 9, z1: 10 };
    const planarSlice = await filter(stack, planar, { slices });
    const planarAlone = await filter(alone, planar);
    expect(firstDifference(planarSlice, planarAlone)).toBe(-1);
    const solid = createFeatureSetup(choose([1.6], [1.6]), 1, null, shape.z);
    const inDepth = await filter(stack, solid, { slices });
    // smoothing: stripes along z vanish
    expect(inDepth.subarray(0, 9)).not.toEqual(planarAlone.subarray(0, 9));
  });
});

describe('a thin stack', () => {
  it('of two slices has the columns and values of planes where σ is in 2-D', async () => {
    const thin = draw({ z: 2 });
    const choice = choose([0.7, 1.6], []);
    const features = createFeatureSetup(choice, 1, null, 2);
    expect((await engine.describe(features)).columnCount).toBe(16);
    const found = await filter(thin, features);
    for (const z of [0, 1]) {
      const alone = await filter(await part(thin, [0], [z], [0]), features);
      const slices = { z0: z, z1: z + 1 };
      const { shape } = thin.metadata;
      const slice = cut(found, shape, slices, wholePlane(shape));
      expect(firstDifference(slice, alone)).toBe(-1);
    }
  });

  it('is refused for σ in 3-D, which says how many slices are needed', async () => {
    const features = createFeatureSetup(choose([0.7], [0.7]), 1, null, 2);
    // the filter alone would fall back to two dimensions
    expect((await engine.describe(features)).columnCount).toBe(8);
    await expect(filter(draw({ z: 2 }), features)).rejects.toMatchObject({
      tag: 'mismatch',
      message: expect.stringMatching(/σ = 0.7 .* 4 slices, .* has 2/)
    });
  });
});

describe('frames and channels', () => {
  const source = draw({ t: 2, z: 6, c: 2 });
  const choice = choose([0.7, 1.6], [0.7]);

  it('frames know nothing of one another', async () => {
    const features = createFeatureSetup(choice, 2, null, 6);
    for (const t of [0, 1]) {
      const all = Array.from({ length: 6 }, (_, z) => z);
      const alone = await part(source, [t], all, [0, 1]);
      const frame = await filter(source, features, { t });
      expect(firstDifference(frame, await filter(alone, features))).toBe(-1);
    }
  });

  it('a channel that does not take part has columns of zeros, the others their own', async () => {
    const features = createFeatureSetup(choice, 2, [1], 6);
    const found = await filter(source, features);
    const all = Array.from({ length: 6 }, (_, z) => z);
    const second = await part(source, [0], all, [1]);
    const alone = await filter(second, createFeatureSetup(choice, 1, null, 6));
    const size = 6 * 40 * 50;
    const columns = featureColumns(choice, 2, 6);
    let at = 0;
    columns.forEach(({ channel }, column) => {
      const values = found.subarray(column * size, (column + 1) * size);
      const wanted =
        channel === 0
          ? new Float32Array(size)
          : alone.subarray(size * at, size * ++at);
      expect(firstDifference(values, wanted)).toBe(-1);
    });
    expect(at * size).toBe(alone.length);
  });
});

describe('labels on many slices and frames', () => {
  const source = draw({ t: 2, z: 9, y: 40, x: 140 });
  const { shape } = source.metadata;
  const features = createFeatureSetup(
    choose([0.7, 1.6], [0.7, 1.6]),
    1,
    null,
    shape.z
  );
  const labelled = (t: number, z: number): TrainingPixels => ({
    imageId: 'a',
    plane: { t, z },
    y: Int32Array.of(3, 3, 20, 20, 39),
    x: Int32Array.of(5, 6, 100, 139, 30),
    labels: Uint8Array.of(1, 1, 2, 2, 1)
  });
  const planes = [labelled(0, 0), labelled(0, 4), labelled(1, 8)];

  it('give the rows that the features have there', async () => {
    const set = await new TrainingRows(engine).collect(
      planes,
      async () => source,
      features
    );
    expect([...set.labels]).toEqual(
      planes.flatMap(({ labels }) => [...labels])
    );
    let row = 0;
    for (const { plane, y, x } of planes) {
      const all = await filter(source, features, { t: plane.t });
      const size = shape.z * shape.y * shape.x;
      y.forEach((_, i) => {
        const at = (plane.z * shape.y + y[i]) * shape.x + x[i];
        const wanted = Array.from(
          { length: set.columnCount },
          (__, column) => all[column * size + at]
        );
        const start = row++ * set.columnCount;
        expect([...set.rows.subarray(start, start + set.columnCount)]).toEqual(
          wanted
        );
      });
    }
  });

  it('share a job where slices are filtered together', async () => {
    const kinds: string[] = [];
    const runner = new JobRunner(compiled);
    const counting = new Engine({
      createLane: () =>
        new InPlaceLane(async () => ({
          setFeatures: setup => runner.setFeatures(setup),
          setForest: setup => runner.setForest(setup),
          run: job => {
            kinds.push(job.kind);
            return runner.run(job);
          }
        })),
      workerCount: 1
    });
    await new TrainingRows(counting).collect(
      planes,
      async () => source,
      features
    );
    counting.dispose();
    // two tiles, and a third beyond x 128, of each frame
    expect(kinds.filter(kind => kind === 'featureRows')).toHaveLength(4);
  });
});

describe('prediction of a stack', () => {
  const source = draw({ z: 20, y: 40, x: 140 });
  const { shape } = source.metadata;
  const features = createFeatureSetup(
    choose([0.7, 1.6], [0.7]),
    1,
    null,
    shape.z
  );
  let forest: ForestSetup;
  beforeAll(async () => {
    const stroke = (z: number, x0: number, label: number): TrainingPixels => ({
      imageId: 'a',
      plane: { t: 0, z },
      y: Int32Array.from({ length: 60 }, (_, i) => 2 + Math.floor(i / 10) * 6),
      x: Int32Array.from({ length: 60 }, (_, i) => x0 + (i % 10) * 3),
      labels: new Uint8Array(60).fill(label)
    });
    const set = await new TrainingRows(engine).collect(
      [stroke(3, 20, 1), stroke(3, 90, 2), stroke(11, 8, 1), stroke(12, 80, 2)],
      async () => source,
      features
    );
    const options = { features, seed: 5, treeCount: 20 };
    forest = createForestSetup('f', await trainForest(engine, set, options), 2);
  });

  it('by slabs is that of single slices to the bit, tile by tile', async () => {
    const { halo, depthHalo } = await engine.describe(features);
    const box = wholePlane(shape);
    const slices = { z0: 0, z1: shape.z };
    const channels = [0];
    const { probabilities } = await engine.run(
      {
        kind: 'predict',
        featuresId: features.id,
        forestId: forest.id,
        patch: await source.readPatch({
          ...{ t: 0, slices, box, halo, depthHalo, channels }
        }),
        slices,
        box
      },
      { features, forest }
    );
    const map = new ProbabilityMap(engine);
    for (const z of [0, 7, 15, 16, 19]) {
      const plane = { t: 0, z };
      await map.request({ imageId: 'a', source, plane, features, forest }, [
        { box, priority: Priority.visible }
      ]);
      const found = map.read('a', plane, box)!;
      expect(found.missing).toEqual([]);
      const wanted = cut(probabilities, shape, sliceOf(plane), box);
      expect(firstDifference(found.probabilities, wanted)).toBe(-1);
    }
    // stripes along z are told from stripes along x on a slice without labels
    const { probabilities: found } = map.read('a', { t: 0, z: 7 }, box)!;
    const right = Array.from({ length: 40 * 140 }, (_, i) => {
      const isLeft = i % 140 < 70;
      return isLeft === found[i] > 0.5 ? 1 : 0;
    });
    const share = right.reduce<number>((sum, is) => sum + is, 0) / right.length;
    expect(share).toBeGreaterThan(0.9);
    map.dispose();
  });
});
