import { DEFAULT_SEGMENTATION } from '../../project/segmentation';
import {
  deepestSplit,
  depthAt,
  splitPosition,
  withSource,
  withThresholdKind
} from '../object-ranges';

describe('the slider of splitting', () => {
  it('merges most at the left and splits most at the right, and comes back to its place', () => {
    const deepest = deepestSplit('probability', [0, 1], [0, 9]);
    expect(deepest).toBe(0.5);
    expect(depthAt(0, deepest)).toBe(0.5);
    expect(depthAt(100, deepest)).toBe(0);
    for (let position = 0; position <= 100; position++) {
      expect(splitPosition(depthAt(position, deepest), deepest)).toBe(position);
    }
  });

  it('is in units of what is split on', () => {
    expect(deepestSplit('intensity', [0, 1], [100, 300])).toBe(100);
    expect(deepestSplit('distance', [0, 1], [100, 300])).toBe(10);
    expect(deepestSplit('probability', [0, 4000], [0, 1])).toBe(2000);
  });

  it('stays at its end for depths beyond', () => {
    expect(splitPosition(7, 0.5)).toBe(0);
  });
});

describe('another source', () => {
  const statistics = {
    minimum: 0,
    maximum: 4000,
    histogram: Uint32Array.of(1000, 10, 0, 1000)
  };

  it('brings a threshold that fits values between 0 and 1', () => {
    const { threshold } = withSource(
      DEFAULT_SEGMENTATION,
      { kind: 'channel', channel: 0 },
      { minimum: 0, maximum: 1, histogram: Uint32Array.of(90, 0, 10) }
    );
    expect(threshold).toEqual({ kind: 'single', value: 0.4142 });
  });

  it('brings a threshold and a depth in its units', () => {
    const channel = withSource(
      DEFAULT_SEGMENTATION,
      { kind: 'channel', channel: 1 },
      statistics
    );
    expect(channel).toMatchObject({
      source: { kind: 'channel', channel: 1 },
      threshold: { kind: 'single', value: 1552 },
      split: { depth: 200 }
    });
    expect(
      withSource(
        { ...DEFAULT_SEGMENTATION, ...channel },
        { kind: 'classes', classIndexes: [0] },
        null
      )
    ).toMatchObject({
      threshold: { kind: 'single', value: 0.5 },
      split: DEFAULT_SEGMENTATION.split
    });
  });
});

describe('two thresholds', () => {
  it('lie around the one, and become one again', () => {
    const two = withThresholdKind(
      { kind: 'single', value: 0.5 },
      'hysteresis',
      [0, 1]
    );
    expect(two).toEqual({ kind: 'hysteresis', low: 0.375, high: 0.625 });
    expect(withThresholdKind(two, 'single', [0, 1])).toEqual({
      kind: 'single',
      value: 0.625
    });
    expect(withThresholdKind(two, 'hysteresis', [0, 1])).toBe(two);
  });
});
