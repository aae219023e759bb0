import { ImageMetadata, Rgb } from '../project/images';
import { ChannelView } from '../project/project';

/** A channel as it is shown, everything resolved. */
export type ResolvedChannel = {
  readonly name: string;
  readonly color: Rgb;
  readonly window: readonly [number, number];
  readonly isVisible: boolean;
  readonly isTrained: boolean;
};

/** Without a word from the file, three channels are red, green, blue; one is white. */
const COMPOSITE_COLORS: readonly Rgb[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [0, 255, 255],
  [255, 0, 255],
  [255, 255, 0]
];

const UNTOUCHED: ChannelView = { isVisible: true, window: null, color: null };

/**
 * Resolves the user's choice, then the file's word, then the default.
 *
 * @param measured per channel the range of values seen, used where neither the
 *   user nor the file gives a window
 */
export function resolveChannels(
  metadata: ImageMetadata,
  views: readonly ChannelView[],
  trainingChannels: readonly number[],
  measured: readonly (readonly [number, number] | null)[]
): ResolvedChannel[] {
  const count = metadata.shape.c;
  return Array.from({ length: count }, (_, c) => {
    const view = views[c] ?? UNTOUCHED;
    const fallback: Rgb =
      count === 1
        ? [255, 255, 255]
        : COMPOSITE_COLORS[c % COMPOSITE_COLORS.length];
    return {
      name: metadata.channelNames[c] || defaultName(count, c),
      color: view.color ?? metadata.channelColors[c] ?? fallback,
      window: view.window ??
        metadata.displayRanges[c] ??
        (metadata.dtype === 'uint8' ? [0, 255] : measured[c]) ?? [0, 1],
      isVisible: view.isVisible,
      isTrained: trainingChannels.includes(c)
    };
  });
}

/** The views with one of them changed. */
export function withChannelView(
  views: readonly ChannelView[],
  channel: number,
  change: Partial<ChannelView>
): ChannelView[] {
  const length = Math.max(views.length, channel + 1);
  return Array.from({ length }, (_, c) => ({
    ...UNTOUCHED,
    ...views[c],
    ...(c === channel ? change : {})
  }));
}

function defaultName(count: number, channel: number): string {
  const composite = ['Red', 'Green', 'Blue'];
  if (count === 1) {
    return 'Grey';
  }
  return count === 3 ? composite[channel] : `Channel ${channel + 1}`;
}

/**
 * Channels that take part in training, ascending. A choice made on other images
 * may leave nothing: all is what “no choice” means.
 *
 * @param chosen null = all
 */
export function resolveTrainingChannels(
  chosen: readonly number[] | null,
  channelCount: number
): readonly number[] {
  const all = [...new Array(channelCount).keys()];
  const kept = chosen ? all.filter(channel => chosen.includes(channel)) : [];
  return kept.length > 0 ? kept : all;
}
