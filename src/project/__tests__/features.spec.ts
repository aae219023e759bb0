import { featureColumns } from '../feature-columns';
import {
  DEFAULT_SCALES,
  defaultFeatures,
  FEATURE_IDS,
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

  it('filters slice by slice at every scale', () => {
    expect(defaultFeatures().computeIn2d).toEqual(
      DEFAULT_SCALES.map(() => true)
    );
  });
});

describe('smallestScale', () => {
  it('is 0.3 for smoothing and 0.7 for families that differentiate', () => {
    expect(FEATURE_IDS.map(smallestScale)).toEqual([
      0.3, 0.7, 0.7, 0.7, 0.7, 0.7
    ]);
  });
});
