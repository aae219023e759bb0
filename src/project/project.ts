import { createClass, LabelClass } from './classes';
import { defaultFeatures, FeatureChoice } from './features';
import { Forest } from './forest';
import { ImageReference, Rgb } from './images';
import { LabelImage } from './labels';

/** How one channel of the images is shown; the same for every image. */
export type ChannelView = {
  readonly isVisible: boolean;
  /** Value shown black, value shown at full colour; null = from the image. */
  readonly window: readonly [number, number] | null;
  readonly color: Rgb | null;
};

/** What ilastik has no word for; kept in the project's own `PixelForest` group. */
export type ProjectSettings = {
  /** Channels that take part in training, ascending; null = all. */
  readonly trainingChannels: readonly number[] | null;
  readonly channelViews: readonly ChannelView[];
  /** Seed of the random forest. */
  readonly seed: number;
  readonly treeCount: number;
  /** null until the user switches live update on or off by hand. */
  readonly liveUpdate: boolean | null;
};

/** Everything the user made. Plain data: the store replaces parts of it. */
export type Project = {
  readonly images: readonly ImageReference[];
  readonly classes: readonly LabelClass[];
  readonly features: FeatureChoice;
  /** By `ImageReference.id`; an image without labels may be missing. */
  readonly labels: ReadonlyMap<string, LabelImage>;
  /** The forest that matches labels, features and images, or null. */
  readonly forest: Forest | null;
  readonly settings: ProjectSettings;
  /** JSON texts that parts of Pixel Forest keep with the project, see topics.ts. */
  readonly topics?: ReadonlyMap<string, string>;
};

export const DEFAULT_SETTINGS: ProjectSettings = {
  trainingChannels: null,
  channelViews: [],
  seed: 0,
  treeCount: 100,
  liveUpdate: null
};

/** A new project: no image, two classes, all features. */
export function createProject(): Project {
  const first = createClass([]);
  return {
    images: [],
    classes: [first, createClass([first])],
    features: defaultFeatures(),
    labels: new Map(),
    forest: null,
    settings: DEFAULT_SETTINGS
  };
}
