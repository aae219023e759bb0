import { crossEntropyThreshold } from '../cross-entropy-threshold';

/** Bins over 0…100 with these counts. */
const threshold = (...counts: number[]): number =>
  crossEntropyThreshold({
    minimum: 0,
    maximum: 100,
    histogram: Uint32Array.from(counts)
  });

describe('crossEntropyThreshold', () => {
  it('lies between two groups, also where few pixels are bright', () => {
    for (const bright of [1000, 30]) {
      const value = threshold(900, 100, 0, 0, 0, 0, 0, bright, bright, bright);
      expect(value).toBeGreaterThan(20);
      expect(value).toBeLessThan(70);
    }
  });

  it('is that of scikit-image', () => {
    // skimage.filters.threshold_li of values spread evenly over each bin
    const counts = Array.from(
      { length: 250 },
      (_, bin) =>
        Math.round(4000 * Math.exp(-bin / 20)) +
        Math.round(60 * Math.exp(-(((bin - 175) / 25) ** 2)))
    );
    expect(Math.abs(threshold(...counts) - 13.559)).toBeLessThan(0.4);
  });

  it('is the only value of a flat or empty image', () => {
    const flat = { minimum: 7, maximum: 7 };
    expect(
      crossEntropyThreshold({ ...flat, histogram: Uint32Array.of(900, 0, 0) })
    ).toBe(7);
    expect(threshold(0, 0, 0)).toBe(0);
  });
});
