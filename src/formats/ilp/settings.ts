import { ImageMetadata } from '../../project/images';
import {
  ChannelView,
  DEFAULT_SETTINGS,
  Project,
  ProjectSettings
} from '../../project/project';
import {
  isTopicName,
  MAX_TOPIC_LENGTH,
  MAX_TOPICS
} from '../../project/topics';
import { Hdf5Group } from '../hdf5/read-node';
import { Hdf5GroupWriter } from '../hdf5/write-file';
import { groupPart, Part, unicodePart } from './parts';
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
  /** Whether a newer Pixel Forest wrote the group: what it says is not known. */
  readonly isNewer: boolean;
  /** Whether nobody but us saved the file since we wrote it. */
  readonly isOurs: boolean;
};

const NOTHING: StoredSettings = {
  settings: DEFAULT_SETTINGS,
  metadata: new Map(),
  topics: new Map(),
  isPresent: false,
  isNewer: false,
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
    return { ...NOTHING, isPresent: true, isNewer: true };
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
  return {
    settings: toSettings(settings),
    metadata,
    topics: readTopics(group, warnings),
    isPresent: true,
    isNewer: false,
    isOurs
  };
}

function readTopics(group: Hdf5Group, warnings: string[]): Map<string, string> {
  const stored = group.kindOf(TOPICS) === 'group' ? group.group(TOPICS) : null;
  const topics = new Map<string, string>();
  for (const name of stored?.names() ?? []) {
    const text =
      isTopicName(name) && stored?.kindOf(name) === 'dataset'
        ? stored.dataset(name)?.text()
        : undefined;
    if (
      text !== undefined &&
      text.length <= MAX_TOPIC_LENGTH &&
      topics.size < MAX_TOPICS
    ) {
      topics.set(name, text);
    } else {
      warnings.push(
        `"${name.slice(0, 80)}" in PixelForest/${TOPICS} is no text of Pixel Forest and is not used.`
      );
    }
  }
  return topics;
}

/**
 * What our group holds, as parts of a file; its attributes are set by
 * {@link stampSettings}.
 */
export function settingsParts({
  settings,
  images,
  topics
}: Pick<Project, 'settings' | 'images' | 'topics'>): Part[] {
  const metadata = images.flatMap(({ id, metadata: known }) =>
    known ? [[id, known] as const] : []
  );
  return [
    groupPart([GROUP]),
    unicodePart([GROUP, 'settings'], JSON.stringify(settings)),
    unicodePart(
      [GROUP, 'images'],
      JSON.stringify(Object.fromEntries(metadata))
    ),
    {
      path: [GROUP, TOPICS],
      isSame: () => false,
      write: (parent, name) => {
        const group = parent.group(name);
        topics?.forEach((text, topic) => group.unicode(topic, text));
      }
    }
  ];
}

/**
 * Says in our group which layout it has and when the file was saved.
 *
 * @param stamp version and time as written at the root, see {@link formatStamp}
 */
export function stampSettings(root: Hdf5GroupWriter, stamp: string): void {
  const group = root.group(GROUP);
  group.attribute('version', [SETTINGS_VERSION]);
  group.textAttribute('savedAt', stamp);
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
