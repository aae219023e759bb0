import { ArrayImageSource } from '../../image/array-image-source';
import { defaultFeatures, FeatureChoice } from '../../project/features';
import { ImageMetadata } from '../../project/images';
import { allowedColumns, columnCount } from '../features/columns';
import { createFeatureSetup } from '../features/feature-setup';
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
    const all = createFeatureSetup(defaultFeatures(), 3, null);
    const same = createFeatureSetup(defaultFeatures(), 3, [2, 0, 1, 1]);
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
    expect(createFeatureSetup(wider, 1, null).id).toBe(
      createFeatureSetup(choice, 1, null).id
    );
  });

  it.each([
    ['channels', createFeatureSetup(defaultFeatures(), 3, [0])],
    ['channel count', createFeatureSetup(defaultFeatures(), 4, [0, 1, 2])],
    [
      'dimensions',
      createFeatureSetup(
        { ...defaultFeatures(), computeIn2d: new Array(7).fill(false) },
        3,
        null
      )
    ]
  ])('gives another id for other %s', (_, other) => {
    const base = createFeatureSetup(defaultFeatures(), 3, null);
    expect(other.id).not.toBe(base.id);
  });

  it('refuses to train on nothing', () => {
    expect(() => createFeatureSetup(defaultFeatures(), 3, [])).toThrow(
      /none of 3/
    );
    expect(() => createFeatureSetup(nothing, 3, null)).toThrow(
      /none is selected/
    );
    expect(() => createFeatureSetup(defaultFeatures(), 2, [2])).toThrow(
      /channel 3, .* 2 channel/
    );
  });
});

describe('columns', () => {
  it('numbers 49 columns a channel and allows those of the training channels', () => {
    expect(columnCount(createFeatureSetup(defaultFeatures(), 1, null))).toBe(
      49
    );
    const red = createFeatureSetup(defaultFeatures(), 3, [0]);
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
  const setup = createFeatureSetup(defaultFeatures(), 1, null);

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

  it('refuses 3-D filters on a stack and takes them on a picture', () => {
    const solid = createFeatureSetup(
      { ...defaultFeatures(), computeIn2d: new Array(7).fill(false) },
      1,
      null
    );
    expect(() => checkImageFits(solid, metadata({ z: 4 }), 'stack')).toThrow(
      /in 3-D on "stack" \(4 slices\)/
    );
    expect(() => checkImageFits(solid, metadata({}), 'flat')).not.toThrow();
    expect(() =>
      checkImageFits(setup, metadata({ z: 4 }), 'stack')
    ).not.toThrow();
  });
});
