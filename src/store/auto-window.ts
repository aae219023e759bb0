import { StatisticsResult } from '../engine/protocol';

/** Share of pixels left outside the window at each end, as ImageJ's Auto does. */
const CUT_SHARE = 0.0035;

/** The range that leaves 0.35 % of the pixels outside at each end. */
export function autoWindow(
  statistics: StatisticsResult
): readonly [number, number] {
  const { minimum, maximum, histogram } = statistics;
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const step = (maximum - minimum) / histogram.length;
  const edge = (bins: Iterable<number>): number => {
    let seen = 0;
    for (const bin of bins) {
      seen += histogram[bin];
      if (seen > total * CUT_SHARE) {
        return bin;
      }
    }
    return 0;
  };
  const bins = [...histogram.keys()];
  const low = edge(bins);
  const high = edge(bins.reverse());
  return low < high
    ? [minimum + low * step, minimum + (high + 1) * step]
    : [minimum, maximum > minimum ? maximum : minimum + 1];
}
