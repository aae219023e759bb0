import { ArrayImageSource } from '../../image/array-image-source';
import { defaultFeatures, FeatureChoice } from '../../project/features';
import { ImageMetadata } from '../../project/images';
import { allowedColumns, columnCount } from '../features/columns';
import { createFeatureSetup, FeatureSetup } from '../features/feature-setup';
import { checkImageFits } from '../features/image-fit';

function metadata(sizes: Partial<ImageMetadata['shape']>): ImageMetadata {
  const shape = { t: 1, z: 1, y: 40, x: 50, c: 1, ...sizes };
  const length = shape.t * shape.z * shape.y * shape.x * shape.c;
  return new ArrayImageSource({ shape, data: new Uint8Array(length) }).metadata;
}

const nothing: FeatureChoice = {
  ...defaultFeatures(),
  selected: defaultFeatures().selected.map(row => row.map(() => false))
};

describe('createFeatureSetup', () => {
  it('gives equal choices equal ids, however the channels are written', () => {
    const all = createFeatureSetup(defaultFeatures(), 3, null, 1);
    const same = createFeatureSetup(defaultFeatures(), 3, [2, 0, 1, 1], 1);
    expect(all.trainingChannels).toEqual([0, 1, 2]);
    expect(same).toEqual(all);
  });

  it('does not care about scales that have nothing selected', () => {
    const choice = defaultFeatures();
    const wider: FeatureChoice = {
      ...choice,
      scales: [...choice.scales, 2.5],
      selected: choice.selected.map(row => [...row, false]),
      computeIn2d: [...choice.computeIn2d, false]
    };
    expect(createFeatureSetup(wider, 1, null, 1).id).toBe(
      createFeatureSetup(choice, 1, null, 1).id
    );
  });

  it.each([
    ['channels', createFeatureSetup(defaultFeatures(), 3, [0], 1)],
    ['channel count', createFeatureSetup(defaultFeatures(), 4, [0, 1, 2], 1)],
    [
      'dimensions',
      createFeatureSetup(
        { ...defaultFeatures(), computeIn2d: new Array(7).fill(false) },
        3,
        null,
        1
      )
    ]
  ])('gives another id for other %s', (_, other) => {
    const base = createFeatureSetup(defaultFeatures(), 3, null, 1);
    expect(other.id).not.toBe(base.id);
  });

  it('refuses to train on nothing', () => {
    expect(() => createFeatureSetup(defaultFeatures(), 3, [], 1)).toThrow(
      /none of 3/
    );
    expect(() => createFeatureSetup(nothing, 3, null, 1)).toThrow(
      /none is selected/
    );
    expect(() => createFeatureSetup(defaultFeatures(), 2, [2], 1)).toThrow(
      /channel 3, .* 2 channel/
    );
  });
});

describe('columns', () => {
  it('numbers 49 columns a channel and allows those of the training channels', () => {
    expect(columnCount(createFeatureSetup(defaultFeatures(), 1, null, 1))).toBe(
      49
    );
    const red = createFeatureSetup(defaultFeatures(), 3, [0], 1);
    expect(columnCount(red)).toBe(147);
    const allowed = allowedColumns(red);
    expect(allowed).toHaveLength(49);
    // smoothing at seven scales: every third column
    expect([...allowed.subarray(0, 7)]).toEqual([0, 3, 6, 9, 12, 15, 18]);
    // the last cell has two eigenvalues a channel
    expect([...allowed.subarray(-2)]).toEqual([141, 142]);
  });
});

describe('checkImageFits', () => {
  const setup = createFeatureSetup(defaultFeatures(), 1, null, 1);

  it('takes a picture that is just large enough', () => {
    expect(() =>
      checkImageFits(setup, metadata({ y: 36, x: 36 }), 'cells')
    ).not.toThrow();
  });

  it('says which σ is too large for a small picture', () => {
    expect(() =>
      checkImageFits(setup, metadata({ y: 35, x: 60 }), 'cells')
    ).toThrow(/σ = 10 .* 36 × 36 .* "cells" is 35 × 60/);
  });

  it('says how many channels were wanted and found', () => {
    expect(() => checkImageFits(setup, metadata({ c: 3 }), 'rgb')).toThrow(
      expect.objectContaining({
        tag: 'mismatch',
        message: expect.stringMatching(/1 channel\(s\), but "rgb" has 3/)
      })
    );
  });

  const solidOn = (depth: number, scales = [0.7, 1, 10]): FeatureSetup => {
    const { ids } = defaultFeatures();
    const choice = {
      ids,
      scales,
      selected: ids.map(() => scales.map(() => true)),
      computeIn2d: scales.map(scale => scale > 5)
    };
    return createFeatureSetup(choice, 1, null, depth);
  };

  it('says how many slices a σ in 3-D needs, and takes as many', () => {
    expect(() =>
      checkImageFits(solidOn(30), metadata({ z: 4 }), 'stack')
    ).toThrow(
      expect.objectContaining({
        tag: 'input',
        message: expect.stringMatching(
          /σ = 1 in 3-D .* 5 slices, .*"stack" has 4\..*2-D/
        )
      })
    );
    expect(() =>
      checkImageFits(solidOn(30), metadata({ z: 5 }), 'stack')
    ).not.toThrow();
  });

  it('takes a plane for a plane, and stacks of any depth where all scales are in 2-D', () => {
    expect(() => checkImageFits(solidOn(1), metadata({}), 'a')).not.toThrow();
    expect(() => checkImageFits(setup, metadata({ z: 2 }), 'b')).not.toThrow();
  });

  it.each([
    [30, 1, 'stacks'],
    [1, 30, 'single planes']
  ])(
    'refuses features in 3-D set up on %i slices for an image of %i',
    (depth, z, kind) => {
      const setUp = solidOn(depth);
      expect(() => checkImageFits(setUp, metadata({ z }), 'odd')).toThrow(
        expect.objectContaining({
          tag: 'mismatch',
          message: expect.stringMatching(`${kind} .* "odd" has ${z} slice`)
        })
      );
    }
  );
});

describe('the depth of a setup', () => {
  const { ids } = defaultFeatures();
  const choose = (computeIn2d: boolean[]): FeatureChoice => ({
    ids,
    scales: [0.3, 0.7, 1],
    selected: ids.map(id => [id === 'GaussianSmoothing', true, true]),
    computeIn2d
  });
  const setUp = (in2d: boolean[], depth: number): FeatureSetup =>
    createFeatureSetup(choose(in2d), 2, null, depth);

  it('is the same for all stacks that have the same columns', () => {
    const solid = [false, true, false];
    expect(setUp(solid, 3).id).toBe(setUp(solid, 300).id);
    const ids = [1, 2, 3].map(depth => setUp(solid, depth).id);
    expect(new Set(ids).size).toBe(3);
  });

  it('plays no part where all scales are in 2-D', () => {
    const flat = [true, true, true];
    expect(setUp(flat, 300)).toEqual(setUp(flat, 1));
  });

  it('decides how many eigenvalues there are', () => {
    const solid = [false, false, false];
    const counts = [1, 2, 3, 30].map(depth => columnCount(setUp(solid, depth)));
    // per channel 3 smoothed, 2 of each of three families, and eigenvalues
    expect(counts).toEqual([17, 17, 21, 21].map(count => 2 * count));
  });
});
