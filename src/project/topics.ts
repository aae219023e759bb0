import { PixelForestError } from '../errors';
import { Project } from './project';

/** Longest text of one topic: 4 Mi characters. */
export const MAX_TOPIC_LENGTH = 2 ** 22;

/** Most topics of one project. */
export const MAX_TOPICS = 64;

/** How topics are named: `qualityMarks`. */
const TOPIC_NAME = /^[a-z][A-Za-z0-9]{0,63}$/;

/** Whether a topic may have this name. */
export function isTopicName(name: string): boolean {
  return TOPIC_NAME.test(name);
}

/**
 * What a part of Pixel Forest keeps with the project and ilastik has no word
 * for: one JSON value a topic, in the file's group `PixelForest/topics`.
 *
 * @param parse checks what a file says, which may be anything; null if it makes no sense
 * @returns null without the topic, or if it makes no sense
 */
export function readTopic<T>(
  project: Project,
  name: string,
  parse: (value: unknown) => T | null
): T | null {
  const text = project.topics?.get(name);
  if (text === undefined) {
    return null;
  }
  try {
    return parse(JSON.parse(text) as unknown);
  } catch {
    return null; // damaged text says nothing
  }
}

/**
 * The project with a topic set, or taken away by `null`.
 *
 * @param value anything JSON can hold
 * @throws PixelForestError `input` for a name that is none, `memory` if it is too large for a project file
 */
export function withTopic(
  project: Project,
  name: string,
  value: unknown
): Project {
  const topics = new Map(project.topics);
  if (value === null) {
    topics.delete(name);
    return { ...project, topics };
  }
  const text = JSON.stringify(value);
  if (!isTopicName(name)) {
    throw new PixelForestError(
      'input',
      `A topic is named by letters and digits, as "qualityMarks", but "${name}" was given. Choose another name.`
    );
  }
  topics.set(name, text);
  if (text.length > MAX_TOPIC_LENGTH || topics.size > MAX_TOPICS) {
    throw new PixelForestError(
      'memory',
      `A project keeps up to ${MAX_TOPICS} topics of ${MAX_TOPIC_LENGTH} characters, but "${name}" has ${text.length} and would be number ${topics.size}. Remove something from it.`
    );
  }
  return { ...project, topics };
}

/** Texts of some topics by name; null = the project says nothing. */
export type TopicTexts = Readonly<Record<string, string | null>>;

/** The project with these topics as they were read from it. */
export function withTopicTexts(project: Project, texts: TopicTexts): Project {
  const topics = new Map(project.topics);
  for (const [name, text] of Object.entries(texts)) {
    if (text === null) {
      topics.delete(name);
    } else {
      topics.set(name, text);
    }
  }
  return { ...project, topics };
}

/** Texts that take the place of others. */
export type TopicChange = {
  readonly before: TopicTexts;
  readonly after: TopicTexts;
};

/** What two projects say of a topic, to change one to the other and back. */
export function topicChange(
  name: string,
  before: Project,
  after: Project
): TopicChange {
  const [a, b] = [before, after].map(({ topics }) => ({
    [name]: topics?.get(name) ?? null
  }));
  return { before: a, after: b };
}
