import { Project } from './project';
import { withTopicTexts } from './topics';

/** Topics that decide which objects are found, beside the map they are found in. */
export const OBJECT_TOPICS = ['segmentation', 'objectCorrections'] as const;

/** Their texts as the project has them; null = the project says nothing. */
export type ObjectTopics = Readonly<
  Record<(typeof OBJECT_TOPICS)[number], string | null>
>;

/** What the project says of now. */
export function objectTopicsOf({ topics }: Project): ObjectTopics {
  return {
    segmentation: topics?.get('segmentation') ?? null,
    objectCorrections: topics?.get('objectCorrections') ?? null
  };
}

/** The project with these settings and corrections in place of its own. */
export function withObjectTopics(
  project: Project,
  objects: ObjectTopics
): Project {
  const own = OBJECT_TOPICS.map(name => [name, objects[name]] as const);
  return withTopicTexts(project, Object.fromEntries(own));
}

/** Whether both find the same objects in the same map. */
export function areSameObjectTopics(a: ObjectTopics, b: ObjectTopics): boolean {
  return OBJECT_TOPICS.every(name => a[name] === b[name]);
}

/** As JSON can hold it. */
export function objectTopicsToJson(objects: ObjectTopics): unknown {
  return Object.fromEntries(
    OBJECT_TOPICS.map(name => [name, parsed(objects[name])])
  );
}

/** The reverse, of anything: what a topic says is checked where it is read. */
export function objectTopicsFromJson(
  value: Readonly<Record<string, unknown>>
): ObjectTopics {
  const text = (name: string): string | null =>
    value[name] === undefined || value[name] === null
      ? null
      : JSON.stringify(value[name]);
  return {
    segmentation: text('segmentation'),
    objectCorrections: text('objectCorrections')
  };
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : (JSON.parse(text) as unknown);
  } catch {
    return null; // damaged text says nothing
  }
}
