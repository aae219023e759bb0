import { ImageMetadata, ImageReference } from '../../project/images';
import {
  ChannelView,
  DEFAULT_SETTINGS,
  ProjectSettings
} from '../../project/project';
import { Hdf5Group } from '../hdf5/read-node';
import { Hdf5GroupWriter } from '../hdf5/write-file';
import { isRecord, toMetadata, toRange, toRgb } from './metadata-json';

/** Our group at the root of a project. */
const GROUP = 'PixelForest';

/** Its member with one text a topic. */
const TOPICS = 'topics';

/** Layout of our group; raised when an older reader would misread it. */
export const SETTINGS_VERSION = 1;

/** What our group says. */
export type StoredSettings = {
  readonly settings: ProjectSettings;
  /** Metadata of the images that were opened, by `ImageReference.id`. */
  readonly metadata: ReadonlyMap<string, ImageMetadata>;
  /** What parts of Pixel Forest keep, see src/project/topics.ts. */
  readonly topics: ReadonlyMap<string, string>;
  /** Whether the group is there at all. */
  readonly isPresent: boolean;
  /** Whether nobody but us saved the file since we wrote it. */
  readonly isOurs: boolean;
};

const NOTHING: StoredSettings = {
  settings: DEFAULT_SETTINGS,
  metadata: new Map(),
  topics: new Map(),
  isPresent: false,
  isOurs: false
};

/**
 * Reads our group. Values that make no sense become the defaults.
 *
 * @param warnings gets a line if a newer Pixel Forest wrote the group
 */
export function readSettings(
  root: Hdf5Group,
  warnings: string[]
): StoredSettings {
  if (root.kindOf(GROUP) !== 'group') {
    return NOTHING;
  }
  const group = root.group(GROUP);
  const version = group?.numbersOfAttribute('version')?.[0] ?? 0;
  if (!group || version > SETTINGS_VERSION || version < 1) {
    warnings.push(
      `Settings of Pixel Forest in this file have version ${version}, and up to ${SETTINGS_VERSION} is read: channels, seed and display start with their defaults. The file stays as it is; save under another name.`
    );
    return { ...NOTHING, isPresent: true };
  }
  const settings = parse(group.dataset('settings')?.text(), warnings);
  const images = parse(group.dataset('images')?.text(), warnings);
  const metadata = new Map<string, ImageMetadata>();
  for (const [id, value] of Object.entries(images)) {
    const read = toMetadata(value);
    if (read) {
      metadata.set(id, read);
    }
  }
  // ilastik stamps the file anew whenever it saves
  const isOurs = group.textOfAttribute('savedAt') === stampOf(root);
  const topics = new Map<string, string>();
  const stored = group.kindOf(TOPICS) === 'group' ? group.group(TOPICS) : null;
  for (const name of stored?.names() ?? []) {
    const text = stored?.dataset(name)?.text();
    if (text !== undefined) {
      topics.set(name, text);
    }
  }
  return {
    settings: toSettings(settings),
    metadata,
    topics,
    isPresent: true,
    isOurs
  };
}

/**
 * Writes our group.
 *
 * @param stamp version and time as written at the root, see {@link stampOf}
 */
export function writeSettings(
  root: Hdf5GroupWriter,
  settings: ProjectSettings,
  images: readonly ImageReference[],
  topics: ReadonlyMap<string, string> | undefined,
  stamp: string
): void {
  const group = root.group(GROUP);
  group.attribute('version', [SETTINGS_VERSION]);
  group.textAttribute('savedAt', stamp);
  group.unicode('settings', JSON.stringify(settings));
  const metadata = images.flatMap(({ id, metadata: known }) =>
    known ? [[id, known] as const] : []
  );
  group.unicode('images', JSON.stringify(Object.fromEntries(metadata)));
  const texts = group.group(TOPICS);
  topics?.forEach((text, name) => texts.unicode(name, text));
}

/** By what we recognise that ilastik saved a file of ours again. */
export function formatStamp(version: string, time: string): string {
  return `${version}, ${time}`;
}

function stampOf(root: Hdf5Group): string {
  const text = (name: string): string => root.dataset(name)?.text() ?? '';
  return formatStamp(text('ilastikVersion'), text('time'));
}

function parse(
  json: string | undefined,
  warnings: string[]
): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json ?? '{}');
    if (isRecord(value)) {
      return value;
    }
  } catch {
    // said below
  }
  warnings.push(
    'Settings of Pixel Forest in this file are damaged; the defaults were taken.'
  );
  return {};
}

function toSettings(value: Record<string, unknown>): ProjectSettings {
  const { trainingChannels, channelViews, seed, treeCount, liveUpdate } = value;
  return {
    trainingChannels:
      Array.isArray(trainingChannels) &&
      trainingChannels.length > 0 &&
      trainingChannels.every(isCount)
        ? [...new Set(trainingChannels)].sort((a, b) => a - b)
        : null,
    channelViews: Array.isArray(channelViews)
      ? channelViews.map(toChannelView)
      : [],
    seed: isCount(seed) ? seed : DEFAULT_SETTINGS.seed,
    treeCount:
      isCount(treeCount) && treeCount >= 1
        ? treeCount
        : DEFAULT_SETTINGS.treeCount,
    liveUpdate: typeof liveUpdate === 'boolean' ? liveUpdate : null
  };
}

function toChannelView(value: unknown): ChannelView {
  const view = isRecord(value) ? value : {};
  return {
    isVisible: view.isVisible !== false,
    window: toRange(view.window),
    color: toRgb(view.color)
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
