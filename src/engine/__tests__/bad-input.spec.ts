import { compileKernels } from '../../../assembly/__tests__/load-kernels';
import { ArrayImageSource } from '../../image/array-image-source';
import { createFeatureSetup } from '../../pipeline/features/feature-setup';
import { createForestSetup } from '../../pipeline/forest/forest-setup';
import { TrainingPixels } from '../../pipeline/forest/training-pixels';
import { defaultFeatures } from '../../project/features';
import { Forest, Tree } from '../../project/forest';
import { Engine } from '../engine';
import { createInPlaceEngine } from '../in-place';
import { TrainingRows } from '../training-rows';
import { trainForest } from '../train-forest';

const side = 64;
const kernels = compileKernels();
const features = createFeatureSetup(defaultFeatures(), 1, null, 1);
const plane = { t: 0, z: 0 };
const slices = { z0: 0, z1: 1 };

let engine: Engine;
beforeEach(() => {
  engine = createInPlaceEngine(kernels);
});
afterEach(() => {
  engine.dispose();
});

/** Dark on the left, bright on the right, with some pixels set. */
function imageOf(
  set: readonly (readonly [y: number, x: number, value: number])[] = [],
  value = (y: number, x: number): number =>
    (x < side / 2 ? 10 : 200) + ((x * 7 + y * 3) % 5)
): ArrayImageSource {
  const data = Float32Array.from({ length: side * side }, (_, i) =>
    value(Math.floor(i / side), i % side)
  );
  set.forEach(([y, x, pixel]) => (data[y * side + x] = pixel));
  return new ArrayImageSource({
    shape: { t: 1, z: 1, y: side, x: side, c: 1 },
    data
  });
}

/** Labels at [y, x, class number]. */
function labelsOf(
  ...places: (readonly [number, number, number])[]
): TrainingPixels {
  return {
    imageId: 'a',
    plane,
    y: Int32Array.from(places, ([y]) => y),
    x: Int32Array.from(places, ([, x]) => x),
    labels: Uint8Array.from(places, ([, , label]) => label)
  };
}

const BOTH_SIDES = [
  [5, 5, 1],
  [30, 8, 1],
  [60, 20, 1],
  [5, 60, 2],
  [30, 50, 2],
  [60, 40, 2]
] as const;

async function train(
  image: ArrayImageSource,
  labels = labelsOf(...BOTH_SIDES)
): Promise<Forest> {
  const rows = new TrainingRows(engine);
  const set = await rows.collect([labels], async () => image, features);
  return trainForest(engine, set, { features, seed: 1, treeCount: 20 });
}

/** Probability of both classes at a pixel. */
async function predict(
  image: ArrayImageSource,
  forest: Forest,
  id = 'f'
): Promise<(y: number, x: number) => [number, number]> {
  const setup = createForestSetup(id, forest, 2);
  const { halo, depthHalo } = await engine.describe(features);
  const box = { y0: 0, x0: 0, y1: side, x1: side };
  const patch = await image.readPatch({
    t: 0,
    slices,
    box,
    halo,
    depthHalo,
    channels: [0]
  });
  const { probabilities } = await engine.run(
    {
      kind: 'predict',
      featuresId: features.id,
      forestId: setup.id,
      patch,
      slices,
      box
    },
    { features, forest: setup }
  );
  return (y, x) => [
    probabilities[y * side + x],
    probabilities[side * side + y * side + x]
  ];
}

describe('pixels that are no numbers', () => {
  it.each([NaN, Infinity, -Infinity])(
    '%p has probability 0 of each class as far as a filter reaches, and nothing changes beyond',
    async value => {
      const forest = await train(imageOf());
      const sound = await predict(imageOf(), forest);
      const spoilt = await predict(imageOf([[2, 2, value]]), forest);
      expect(spoilt(2, 2)).toEqual([0, 0]);
      expect(spoilt(10, 10)).toEqual([0, 0]);
      // σ = 10 reaches 38 pixels
      expect(spoilt(2, 41)).toEqual(sound(2, 41));
      expect(spoilt(60, 60)).toEqual(sound(60, 60));
    }
  );

  it.each([NaN, Infinity])(
    'labels that a filter reaches %p from are left out of training',
    async value => {
      const spoilt = imageOf([[2, 2, value]]);
      const forest = await train(spoilt);
      // of the six labels two are further than 38 pixels away
      expect(forest.rowCount).toBe(4);
      expect(forest.knownLabels).toEqual([1, 2]);
    }
  );

  it('an image of NaN alone cannot be learnt from, and the message says so', async () => {
    const image = imageOf([], () => NaN);
    await expect(train(image)).rejects.toMatchObject({
      tag: 'mismatch',
      message: expect.stringContaining('none of the 6 has all its features')
    });
  });
});

describe('images and labels that say little', () => {
  it('a constant image gives each pixel the shares of the labels', async () => {
    const image = imageOf([], () => 7);
    const at = await predict(image, await train(image));
    const [first, second] = at(30, 30);
    expect(first + second).toBeCloseTo(1, 6);
    expect(first).toBeGreaterThan(0.3);
    expect(first).toBeLessThan(0.7);
    expect(at(0, 0)).toEqual([first, second]);
    expect(at(63, 5)).toEqual([first, second]);
  });

  it('one labelled class has probability 1, the other 0', async () => {
    const image = imageOf();
    const forest = await train(image, labelsOf([5, 5, 2], [9, 50, 2]));
    const at = await predict(image, forest);
    expect(at(30, 30)).toEqual([0, 1]);
  });

  it('an image without pixels is refused where it is made', () => {
    expect(
      () =>
        new ArrayImageSource({
          shape: { t: 1, z: 1, y: 0, x: 5, c: 1 },
          data: new Float32Array(0)
        })
    ).toThrow('y 0, x 5, c 1 needs 0 values (at least 1), but 0 were given');
  });

  it('an image of one pixel is too small for any filter: the message tells both sizes', async () => {
    const image = new ArrayImageSource({
      shape: { t: 1, z: 1, y: 1, x: 1, c: 1 },
      data: Float32Array.of(3)
    });
    const setup = createFeatureSetup(
      {
        ...defaultFeatures(),
        ids: ['GaussianSmoothing'],
        scales: [0.3],
        selected: [[true]],
        computeIn2d: [true]
      },
      1,
      null,
      1
    );
    const rows = new TrainingRows(engine);
    await expect(
      rows.collect([labelsOf([0, 0, 1])], async () => image, setup)
    ).rejects.toMatchObject({
      tag: 'mismatch',
      message: expect.stringMatching(/at least 3 × 3 .* is 1 × 1/)
    });
  });
});

describe('forests that are damaged', () => {
  const tree: Tree = {
    column: Int32Array.of(3, -1, -1),
    threshold: Float64Array.of(0.5, 0, 0),
    left: Int32Array.of(1, 0, 0),
    right: Int32Array.of(2, 0, 0),
    samples: Float64Array.of(0, 1, 1),
    fractions: Float64Array.of(0, 0, 1, 0, 0, 1)
  };

  it.each<[string, Partial<Tree>, string]>([
    [
      'a node that is its own child',
      { left: Int32Array.of(0, 0, 0) },
      'node 0'
    ],
    ['two ways to one node', { right: Int32Array.of(1, 0, 0) }, 'node 1'],
    ['a child that does not exist', { right: Int32Array.of(9, 0, 0) }, '9'],
    [
      'a column that does not exist',
      { column: Int32Array.of(49, -1, -1) },
      'compares column 49, but there are 49'
    ],
    ['a threshold of NaN', { threshold: Float64Array.of(NaN, 0, 0) }, 'NaN'],
    [
      'a leaf whose shares are not 1 together',
      { fractions: Float64Array.of(0, 0, 7, 0, 0, 1) },
      '7'
    ]
  ])(
    'are refused with what is wrong, and the next forest works: %s',
    async (_, change, found) => {
      const image = imageOf();
      const damaged = {
        columnCount: 49,
        knownLabels: [1, 2],
        rowCount: 2,
        trees: [{ ...tree, ...change }]
      };
      await expect(predict(image, damaged)).rejects.toMatchObject({
        tag: 'format',
        message: expect.stringContaining(found)
      });
      const at = await predict(image, { ...damaged, trees: [tree] }, 'sound');
      const [first, second] = at(30, 30);
      expect(first + second).toBe(1);
    }
  );
});
