import { createProject } from '../project';
import { ImageReference } from '../images';
import { mergedLabels } from '../label-merge';
import { LabelImage } from '../labels';
import { planVersionMerge, ProjectVersion } from '../version-merge';

const SHAPE = { t: 1, z: 1, y: 100, x: 100, c: 1 };
const PLANE = { t: 0, z: 0 };
const { classes } = createProject();

function image(id: string, path = `${id}.tif`): ImageReference {
  return { id, path, innerPath: '', nickname: id, metadata: null };
}

/** Labels with one pixel per entry: [x, label], all in row 0. */
function labelled(...pixels: readonly [number, number][]): LabelImage {
  const labels = new LabelImage(SHAPE);
  for (const [x, label] of pixels) {
    labels.paint(
      PLANE,
      { box: { y0: 0, x0: x, y1: 1, x1: x + 1 }, covered: Uint8Array.of(1) },
      label
    );
  }
  return labels;
}

function version(
  images: readonly ImageReference[],
  labels: readonly [string, LabelImage][],
  its = classes
): ProjectVersion {
  return { images, classes: its, labels: new Map(labels) };
}

function withPrint(reference: ImageReference, fingerprint: string) {
  return {
    ...reference,
    metadata: {
      shape: SHAPE,
      dtype: 'uint8' as const,
      fileAxes: 'yx',
      channelNames: [],
      levels: [],
      fingerprint
    }
  } as unknown as ImageReference;
}

describe('planVersionMerge', () => {
  it('counts what differs, also in images that one of both never labelled', () => {
    const images = [image('a'), image('b'), image('c')];
    const { agreement } = planVersionMerge(
      version(images, [
        ['a', labelled([1, 1], [2, 1], [3, 1])],
        ['b', labelled([5, 1], [6, 2])]
      ]),
      version(images, [
        ['a', labelled([1, 1], [2, 2], [70, 1])],
        ['c', labelled([9, 2])]
      ])
    );
    expect(agreement.sharedCount - agreement.agreedCount).toBe(1);
    expect(agreement.onlyFirstCount).toBe(3);
    expect(agreement.onlySecondCount).toBe(2);
  });

  it.each([
    ['first', 1],
    ['second', 2],
    ['unlabelled', 0]
  ] as const)(
    'settles a dispute for %s and loses no other label',
    (rule, label) => {
      const images = [image('a')];
      const { plan } = planVersionMerge(
        version(images, [['a', labelled([1, 1], [2, 1])]]),
        version(images, [['a', labelled([2, 2], [90, 2])]])
      );
      const merged = mergedLabels(plan, rule, { mine: '', theirs: '' }).get(
        'a'
      )!;
      expect(merged.get(PLANE, 0, 1)).toBe(1);
      expect(merged.get(PLANE, 0, 2)).toBe(label);
      expect(merged.get(PLANE, 0, 90)).toBe(2);
    }
  );

  it('takes images that only they have, with their labels', () => {
    const { newImages, plan } = planVersionMerge(
      version([image('a')], []),
      version([image('a'), image('new')], [['new', labelled([4, 1])]])
    );
    expect(newImages.map(({ id }) => id)).toEqual(['new']);
    expect(plan.pairs.map(({ imageId }) => imageId)).toEqual(['new']);
  });

  it('finds an image that was removed and added again under another id', () => {
    const { newImages, plan } = planVersionMerge(
      version([image('a', 'x.tif')], [['a', labelled([1, 1])]]),
      version([image('b', 'x.tif')], [['b', labelled([2, 1])]])
    );
    expect(newImages).toEqual([]);
    expect(plan.pairs.map(({ imageId }) => imageId)).toEqual(['a']);
  });

  it('refuses labels of another image under the same id', () => {
    expect(() =>
      planVersionMerge(
        version([withPrint(image('a'), 'one')], []),
        version([withPrint(image('a'), 'two')], [['a', labelled([1, 1])]])
      )
    ).toThrow(/another image/);
  });

  it('knows a renamed class by its place, and adds a new one', () => {
    const renamed = [
      { ...classes[0], name: 'nucleus' },
      classes[1],
      { ...classes[0], name: 'halo', color: [9, 9, 9] as const }
    ];
    const images = [image('a')];
    const { plan } = planVersionMerge(
      version(images, []),
      version(images, [['a', labelled([1, 1], [2, 2], [3, 3])]], renamed)
    );
    expect(plan.classes.map(({ name }) => name)).toEqual([
      classes[0].name,
      classes[1].name,
      'halo'
    ]);
    expect([1, 2, 3].map(x => plan.pairs[0].theirs.get(PLANE, 0, x))).toEqual([
      1, 2, 3
    ]);
  });
});
