import { StatisticsResult } from '../engine/protocol';

/**
 * The threshold of minimum cross-entropy, found on the histogram: it parts dim
 * and bright pixels also where bright ones are few, as in fluorescence. Within
 * a bin; the smallest value where all are equal.
 *
 * Source: Li & Tam (1998), An iterative algorithm for minimum cross entropy thresholding.
 */
export function crossEntropyThreshold({
  minimum,
  maximum,
  histogram
}: StatisticsResult): number {
  const step = (maximum - minimum) / histogram.length;
  // above the minimum: logarithms want positive values
  const mean = (from: number, to: number): number => {
    let [count, sum] = [0, 0];
    for (let bin = from; bin < to; bin++) {
      count += histogram[bin];
      sum += histogram[bin] * (bin + 0.5) * step;
    }
    return count > 0 ? sum / count : 0;
  };
  let threshold = mean(0, histogram.length);
  // each step moves to other bins, all in one direction
  for (let last = NaN; threshold !== last;) {
    last = threshold;
    const parts = Math.ceil(threshold / step - 0.5);
    const dim = mean(0, parts);
    const bright = mean(parts, histogram.length);
    if (!(dim > 0 && bright > dim)) {
      return minimum;
    }
    threshold = (bright - dim) / (Math.log(bright) - Math.log(dim));
  }
  return minimum + threshold;
}
