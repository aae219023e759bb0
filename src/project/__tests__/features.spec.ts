import { featureColumns } from '../feature-columns';
import {
  DEFAULT_SCALES,
  defaultFeatures,
  FEATURE_IDS,
  largestScale,
  smallestExtent,
  smallestScale
} from '../features';

describe('defaultFeatures', () => {
  it('selects 37 cells, which give 49 columns for one 2-D channel', () => {
    const choice = defaultFeatures();
    expect(choice.selected.flat().filter(Boolean)).toHaveLength(37);
    expect(featureColumns(choice, 1)).toHaveLength(49);
    expect(featureColumns(choice, 3)).toHaveLength(147);
  });

  it('selects σ 0.3 for smoothing only and everything from σ 0.7', () => {
    const { selected, scales } = defaultFeatures();
    expect(scales).toEqual([0.3, 0.7, 1, 1.6, 3.5, 5, 10]);
    expect(selected.map(row => row[0])).toEqual([
      true,
      false,
      false,
      false,
      false,
      false
    ]);
    expect(selected.every(row => row.slice(1).every(Boolean))).toBe(true);
  });

  it('filters planes and slices of the thinnest stacks slice by slice', () => {
    for (const depth of [1, 2]) {
      expect(defaultFeatures(depth).computeIn2d).toEqual(
        DEFAULT_SCALES.map(() => true)
      );
    }
  });

  it.each([
    [3, 1],
    [18, 5],
    [19, 6],
    [36, 7]
  ])('filters a stack of %i slices in 3-D at %i scales', (depth, count) => {
    const solid = defaultFeatures(depth).computeIn2d.map(is => !is);
    expect(solid).toEqual(DEFAULT_SCALES.map((_, i) => i < count));
  });
});

describe('largestScale', () => {
  it('is the largest σ of one decimal that fits', () => {
    expect([0, 1, 2, 3, 19, 36, 512].map(largestScale)).toEqual([
      0, 0, 0.2, 0.5, 5.1, 10, 146
    ]);
    for (const extent of [3, 19, 36, 512]) {
      expect(smallestExtent(largestScale(extent))).toBeLessThanOrEqual(extent);
      expect(smallestExtent(largestScale(extent) + 0.1)).toBeGreaterThan(
        extent
      );
    }
  });
});

describe('smallestScale', () => {
  it('is 0.3 for smoothing and 0.7 for families that differentiate', () => {
    expect(FEATURE_IDS.map(smallestScale)).toEqual([
      0.3, 0.7, 0.7, 0.7, 0.7, 0.7
    ]);
  });
});
