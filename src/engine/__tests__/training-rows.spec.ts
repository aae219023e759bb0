import { ArrayImageSource } from '../../image/array-image-source';
import { createFeatureSetup } from '../../pipeline/features/feature-setup';
import { TrainingPixels } from '../../pipeline/forest/training-pixels';
import { defaultFeatures } from '../../project/features';
import { Engine } from '../engine';
import { InPlaceLane } from '../lane';
import { TrainingRows } from '../training-rows';
import { trainForest } from '../train-forest';
import { FAKE_HALO, FakeRunner } from './fake-runner';

const width = 300;
const image = new ArrayImageSource({
  shape: { t: 2, z: 1, y: 200, x: width, c: 1 },
  data: Float32Array.from({ length: 2 * 200 * width }, (_, i) => i % 1000)
});
const features = createFeatureSetup(defaultFeatures(), 1, null, 1);

/** Labels of class 1 at [y, x]. */
function pixels(
  imageId: string,
  ...places: [number, number][]
): TrainingPixels {
  return {
    imageId,
    plane: { t: 0, z: 0 },
    y: Int32Array.from(places, ([y]) => y),
    x: Int32Array.from(places, ([, x]) => x),
    labels: new Uint8Array(places.length).fill(1)
  };
}

function start(workerCount = 1): {
  rows: TrainingRows;
  runner: FakeRunner;
  engine: Engine;
} {
  const runner = new FakeRunner();
  const engine = new Engine({
    createLane: () => new InPlaceLane(async () => runner),
    workerCount
  });
  return { rows: new TrainingRows(engine), runner, engine };
}

const source = async (): Promise<ArrayImageSource> => image;

describe('TrainingRows', () => {
  it('gives rows in the order of the pixels, one job a tile', async () => {
    const { rows, runner } = start();
    const set = await rows.collect(
      [pixels('a', [0, 0], [150, 10], [5, 200], [7, 3])],
      source,
      features
    );
    expect(set.columnCount).toBe(3);
    expect([...set.labels]).toEqual([1, 1, 1, 1]);
    expect([...set.rows]).toEqual(
      [
        [0, 0],
        [150, 10],
        [5, 200],
        [7, 3]
      ].flatMap(([y, x]) => [y, x, (y * width + x) % 1000])
    );
    const jobs = runner.ran('featureRows');
    expect(jobs.map(({ y }) => y.length).sort()).toEqual([1, 1, 2]);
    expect(jobs[0].patch.box).toEqual({
      y0: 0,
      x0: 0,
      y1: 128 + FAKE_HALO,
      x1: 128 + FAKE_HALO
    });
  });

  it('computes only the pixels of a new stroke', async () => {
    const { rows, runner } = start();
    await rows.collect([pixels('a', [1, 1], [2, 2])], source, features);
    const before = runner.ran('featureRows').length;
    const set = await rows.collect(
      [pixels('a', [1, 1], [2, 2], [2, 3])],
      source,
      features
    );
    const [job] = runner.ran('featureRows').slice(before);
    expect([...job.y, ...job.x]).toEqual([2, 3]);
    expect(set.rows).toHaveLength(9);
    expect([...set.rows.subarray(6)]).toEqual([2, 3, 603]);
  });

  it('needs no job when a pixel changes its class', async () => {
    const { rows, runner } = start();
    await rows.collect([pixels('a', [1, 1])], source, features);
    const changed = { ...pixels('a', [1, 1]), labels: Uint8Array.of(2) };
    const set = await rows.collect([changed], source, features);
    expect(runner.ran('featureRows')).toHaveLength(1);
    expect([...set.labels]).toEqual([2]);
  });

  it('needs no job when pixels are erased, nor when they are painted again', async () => {
    const { rows, runner } = start();
    const both = [pixels('a', [1, 1], [2, 2])];
    const whole = await rows.collect(both, source, features);
    const less = await rows.collect([pixels('a', [2, 2])], source, features);
    const again = await rows.collect(both, source, features);
    expect(runner.ran('featureRows')).toHaveLength(1);
    expect([...less.rows]).toEqual([2, 2, 602]);
    expect(again).toEqual(whole);
  });

  it('keeps images and planes apart', async () => {
    const { rows, runner } = start();
    const set = await rows.collect(
      [
        pixels('a', [1, 1]),
        { ...pixels('a', [1, 1]), plane: { t: 1, z: 0 } },
        pixels('b', [1, 1])
      ],
      source,
      features
    );
    expect(runner.ran('featureRows')).toHaveLength(3);
    expect(set.rows[2]).toBe(301);
    expect(set.rows[5]).toBe((200 * width + 301) % 1000);
  });

  it('starts anew for other features and for a forgotten image', async () => {
    const { rows, runner } = start();
    const both = [pixels('a', [1, 1]), pixels('b', [1, 1])];
    await rows.collect(both, source, features);
    rows.forget('a');
    await rows.collect(both, source, features);
    expect(runner.ran('featureRows')).toHaveLength(3);
    const other = createFeatureSetup(
      { ...defaultFeatures(), scales: [0.3, 0.7, 1, 1.6, 3.5, 5, 8] },
      1,
      null,
      1
    );
    await rows.collect(both, source, other);
    expect(runner.ran('featureRows')).toHaveLength(5);
  });

  it('frees rows of erased pixels when they outnumber the used ones', async () => {
    const { rows, runner } = start();
    const many = Array.from({ length: 100 }, (_, i): [number, number] => [
      i,
      0
    ]);
    await rows.collect([pixels('a', ...many)], source, features);
    await rows.collect([pixels('a', [0, 0])], source, features);
    await rows.collect([pixels('a', [0, 0], [1, 0])], source, features);
    const sizes = runner.ran('featureRows').map(({ y }) => y.length);
    expect(sizes).toEqual([100, 1]);
  });

  it('stops when a newer stroke cancels it, and the next one is complete', async () => {
    const { rows } = start();
    const abort = new AbortController();
    const old = rows.collect(
      [pixels('a', [1, 1], [150, 150])],
      source,
      features,
      abort.signal
    );
    const now = rows.collect([pixels('a', [150, 150])], source, features);
    abort.abort();
    await expect(old).rejects.toMatchObject({ name: 'AbortError' });
    expect([...(await now).rows.subarray(0, 2)]).toEqual([150, 150]);
  });

  it('says where a label lies outside the image', async () => {
    const { rows } = start();
    await expect(
      rows.collect([pixels('a', [200, 5])], source, features)
    ).rejects.toMatchObject({
      tag: 'mismatch',
      message: expect.stringContaining('y 200, x 5, but the image is 200 × 300')
    });
  });

  it('refuses to train on nothing', async () => {
    const { rows } = start();
    await expect(rows.collect([], source, features)).rejects.toMatchObject({
      tag: 'mismatch'
    });
  });
});

describe('trainForest', () => {
  const numbers = async (
    workerCount: number,
    treeCount: number
  ): Promise<{ trees: number[]; shares: number }> => {
    const { rows, engine, runner } = start(workerCount);
    const set = await rows.collect([pixels('a', [1, 1])], source, features);
    const forest = await trainForest(engine, set, {
      features,
      seed: 7,
      treeCount
    });
    expect(forest.trees[0].fractions[0]).toBe(7);
    expect([...runner.ran('train')[0].allowedColumns]).toHaveLength(49);
    return {
      trees: forest.trees.map(({ samples }) => samples[0]),
      shares: runner.ran('train').length
    };
  };

  it.each([
    [1, 100, 1],
    [3, 100, 3],
    [8, 100, 8],
    [8, 3, 3]
  ])(
    'with %i workers puts %i trees together in order',
    async (workers, treeCount, shares) => {
      expect(await numbers(workers, treeCount)).toEqual({
        trees: Array.from({ length: treeCount }, (_, i) => i),
        shares
      });
    }
  );
});
