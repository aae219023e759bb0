/**
 * Which objects belong together: the parents they are assigned to, cut from the
 * same image with settings of their own, kept as the JSON topic `parentObjects`
 * (docs/project-file.md).
 */
import { Project } from './project';
import {
  DEFAULT_SEGMENTATION,
  SegmentationSettings,
  toSegmentation
} from './segmentation';
import { readTopic, withTopic } from './topics';

/**
 * `containing`: the parent that an object shares most pixels with; `nearest`:
 * the same, and for an object that shares none the nearest one.
 */
export type ParentRule = 'containing' | 'nearest';

/** How objects find their parent. */
export type ParentAssignment = {
  readonly rule: ParentRule;
  /** For `nearest`: pixels; what is further away is no parent; null = any distance. */
  readonly maximumDistance: number | null;
};

/** What the project remembers of parents. */
export type ParentSettings = ParentAssignment & {
  readonly isOn: boolean;
  /** How parents are cut. Regions without objects do not apply to them: `excluded` is empty. */
  readonly segmentation: SegmentationSettings;
};

/** What is done in a project that says nothing: parents are large, as nuclei are. */
export const DEFAULT_PARENTS: ParentSettings = {
  isOn: false,
  rule: 'nearest',
  maximumDistance: null,
  segmentation: {
    ...DEFAULT_SEGMENTATION,
    source: { kind: 'channel', channel: 0 },
    smoothing: 3,
    split: { on: 'distance', channel: 0, depth: 4 },
    minimumSize: 100
  }
};

/** Topic of a project file. */
export const PARENT_TOPIC = 'parentObjects';

/** The settings of a project; what is missing or makes no sense there is as in the defaults. */
export function parentsOf(project: Project): ParentSettings {
  return storedParents(project) ?? DEFAULT_PARENTS;
}

/** The same, but null if the project says nothing. */
export function storedParents(project: Project): ParentSettings | null {
  return readTopic(project, PARENT_TOPIC, toParents);
}

/** The project with other settings. */
export function withParents(
  project: Project,
  settings: ParentSettings
): Project {
  return withTopic(project, PARENT_TOPIC, settings);
}

/** Settings from anything JSON can say. */
export function toParents(value: unknown): ParentSettings {
  const stored =
    typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : {};
  const { rule, maximumDistance } = stored;
  const plain = DEFAULT_PARENTS;
  return {
    isOn: stored.isOn === true,
    rule: rule === 'containing' || rule === 'nearest' ? rule : plain.rule,
    maximumDistance:
      typeof maximumDistance === 'number' && maximumDistance >= 0
        ? maximumDistance
        : null,
    segmentation: {
      ...toSegmentation(stored.segmentation, plain.segmentation),
      excluded: {}
    }
  };
}
