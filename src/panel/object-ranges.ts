import { StatisticsResult } from '../engine/protocol';
import {
  DEFAULT_SEGMENTATION,
  SegmentationSettings,
  SegmentationSource,
  SegmentationThreshold,
  SplitBasis
} from '../project/segmentation';
import { crossEntropyThreshold } from '../store/cross-entropy-threshold';

/** Lowest and highest value. */
export type ValueRange = readonly [number, number];

/** Pixels; more merges whatever touches. */
const DEEPEST_DISTANCE = 10;
/** Where the slider of splitting begins, as a share of its depth; not for probabilities. */
const FIRST_SHARE = 0.1;
/** Positions of that slider. */
export const SPLIT_POSITIONS = 100;

/** Values a threshold may have: probabilities, or those of the channel. */
export function thresholdRange(
  source: SegmentationSource,
  channel: ValueRange
): ValueRange {
  return source.kind === 'classes' ? [0, 1] : channel;
}

/** A step that a slider over a range makes: whole numbers where that is fine enough. */
export function stepOf([low, high]: ValueRange): number {
  return high - low > 200 ? 1 : (high - low) / 200 || 1;
}

/**
 * The depth (h) at which everything that touches is merged, for practical purposes.
 *
 * @param source  values of the source
 * @param channel values of the channel that is split on
 */
export function deepestSplit(
  basis: SplitBasis,
  source: ValueRange,
  channel: ValueRange
): number {
  if (basis === 'distance') {
    return DEEPEST_DISTANCE;
  }
  const [low, high] = basis === 'probability' ? source : channel;
  return (high - low) / 2;
}

/** The depth to begin with: for probabilities that of the defaults, measured on truth data. */
export function firstDepth(
  basis: SplitBasis,
  source: SegmentationSource,
  deepest: number
): number {
  const split = DEFAULT_SEGMENTATION.split;
  return split && basis === split.on && source.kind === 'classes'
    ? split.depth
    : deepest * FIRST_SHARE;
}

/** Position of the slider from “merge more” (0) to “split more”; finer where depths are small. */
export function splitPosition(depth: number, deepest: number): number {
  const share = Math.min(1, Math.sqrt(depth / deepest));
  return Math.round((1 - share) * SPLIT_POSITIONS);
}

/** The depth at a position of the slider. */
export function depthAt(position: number, deepest: number): number {
  const depth = (1 - position / SPLIT_POSITIONS) ** 2 * deepest;
  return Number(depth.toPrecision(4));
}

/** What another source needs changed: thresholds and depths are in its units. */
export function withSource(
  { split }: SegmentationSettings,
  source: SegmentationSource,
  channel: StatisticsResult | null
): Partial<SegmentationSettings> {
  const range: ValueRange = channel
    ? [channel.minimum, channel.maximum]
    : [0, 1];
  const value =
    source.kind === 'classes' || !channel
      ? 0.5
      : readable(crossEntropyThreshold(channel), stepOf(range));
  const values = thresholdRange(source, range);
  return {
    source,
    threshold: { kind: 'single', value },
    split:
      split?.on === 'probability'
        ? {
            ...split,
            depth: firstDepth(
              'probability',
              source,
              deepestSplit('probability', values, range)
            )
          }
        : split
  };
}

/** Whole where steps are. */
function readable(value: number, step: number): number {
  return step >= 1 ? Math.round(value) : Number(value.toPrecision(4));
}

/** One threshold as two, or two as one. */
export function withThresholdKind(
  threshold: SegmentationThreshold,
  kind: SegmentationThreshold['kind'],
  [low, high]: ValueRange
): SegmentationThreshold {
  if (threshold.kind === kind) {
    return threshold;
  }
  if (threshold.kind === 'hysteresis') {
    return { kind: 'single', value: threshold.high };
  }
  const { value } = threshold;
  return {
    kind: 'hysteresis',
    low: value - (value - low) / 4,
    high: value + (high - value) / 4
  };
}
