import { defaultFeatures } from '../../project/features';
import { Forest } from '../../project/forest';
import { ImageReference } from '../../project/images';
import { LabelImage } from '../../project/labels';
import { createFeatureSetup } from '../features/feature-setup';
import { checkForestFits, createForestSetup } from '../forest/forest-setup';
import { forestSignature } from '../forest/forest-signature';
import { trainingPixels } from '../forest/training-pixels';

const shape = { t: 2, z: 1, y: 200, x: 200, c: 1 };

function image(id: string): ImageReference {
  return { id, path: id, innerPath: '', nickname: id, metadata: null };
}

/** Paints single pixels [t, y, x, label] in the order given. */
function paint(...pixels: [number, number, number, number][]): LabelImage {
  const labels = new LabelImage(shape);
  for (const [t, y, x, label] of pixels) {
    labels.writeBox(
      { t, z: 0 },
      { y0: y, x0: x, y1: y + 1, x1: x + 1 },
      Uint8Array.of(label)
    );
  }
  return labels;
}

const features = createFeatureSetup(defaultFeatures(), 1, null, 1);
const images = [image('a'), image('b'), image('empty')];

describe('trainingPixels', () => {
  it('lists pixels by image, plane and row, however they were painted', () => {
    const forward = new Map([
      ['b', paint([0, 5, 5, 2])],
      ['a', paint([0, 1, 1, 1], [0, 150, 3, 2], [1, 0, 0, 3])]
    ]);
    const backward = new Map([
      ['a', paint([1, 0, 0, 3], [0, 150, 3, 2], [0, 1, 1, 1])],
      ['b', paint([0, 5, 5, 2])]
    ]);
    const pixels = trainingPixels(images, forward);
    expect(
      pixels.map(({ imageId, plane, y }) => [imageId, plane.t, ...y])
    ).toEqual([
      ['a', 0, 1, 150],
      ['a', 1, 0],
      ['b', 0, 5]
    ]);
    expect(trainingPixels(images, backward)).toEqual(pixels);
  });
});

describe('forestSignature', () => {
  const base = {
    pixels: trainingPixels(images, new Map([['a', paint([0, 1, 2, 1])]])),
    features,
    seed: 0,
    treeCount: 100
  };
  const withPixels = (labels: ReadonlyMap<string, LabelImage>) => ({
    ...base,
    pixels: trainingPixels(images, labels)
  });

  it('is the same for labels painted in another order', () => {
    const one = new Map([['a', paint([0, 1, 2, 1], [0, 9, 9, 2])]]);
    const two = new Map([['a', paint([0, 9, 9, 2], [0, 1, 2, 1])]]);
    expect(forestSignature(withPixels(one))).toBe(
      forestSignature(withPixels(two))
    );
  });

  it.each([
    ['class', withPixels(new Map([['a', paint([0, 1, 2, 2])]]))],
    ['row', withPixels(new Map([['a', paint([0, 2, 2, 1])]]))],
    ['column', withPixels(new Map([['a', paint([0, 1, 3, 1])]]))],
    ['plane', withPixels(new Map([['a', paint([1, 1, 2, 1])]]))],
    ['image', withPixels(new Map([['b', paint([0, 1, 2, 1])]]))],
    ['seed', { ...base, seed: 1 }],
    ['tree count', { ...base, treeCount: 10 }],
    [
      'channels',
      { ...base, features: createFeatureSetup(defaultFeatures(), 2, [0], 1) }
    ]
  ])('changes with the %s', (_, other) => {
    expect(forestSignature(other)).not.toBe(forestSignature(base));
  });

  it('tells 20,000 single-pixel label sets apart', () => {
    const words = new Set<string>();
    for (let y = 0; y < 100; y++) {
      for (let x = 0; x < 200; x++) {
        const pixels = [
          {
            imageId: 'a',
            plane: { t: 0, z: 0 },
            y: Int32Array.of(y),
            x: Int32Array.of(x),
            labels: Uint8Array.of(1)
          }
        ];
        words.add(forestSignature({ ...base, pixels }));
      }
    }
    expect(words.size).toBe(20000);
  });
});

describe('createForestSetup', () => {
  const forest: Forest = {
    columnCount: 49,
    knownLabels: [1, 3],
    trees: [],
    rowCount: 2
  };

  it('refuses a forest that knows more classes than the project', () => {
    expect(() => createForestSetup('f', forest, 2)).toThrow(
      /knows 3 classes, but the project has 2/
    );
    expect(createForestSetup('f', forest, 3).classCount).toBe(3);
  });

  it('names the same forest for another number of classes differently', () => {
    expect(createForestSetup('f', forest, 3).id).not.toBe(
      createForestSetup('f', forest, 4).id
    );
  });

  it('refuses another number of columns', () => {
    expect(() => checkForestFits(forest, 147)).toThrow(/49 .* 147/);
    expect(() => checkForestFits(forest, 49)).not.toThrow();
  });
});
