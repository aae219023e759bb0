import { PixelForestError } from '../errors';
import { Project } from './project';
import { ProjectState } from './project-state';
import { MAX_TOPIC_LENGTH, withTopic } from './topics';
import {
  readVersion,
  renamedVersion,
  StoredVersion,
  versionName,
  VersionTitle,
  writeVersion
} from './version-text';

/** Characters that all versions of a project take together, at most. */
export const VERSIONS_LIMIT = 20e6;

/** Most versions: other topics need room too. */
export const MAX_VERSIONS = 40;

/** Topics that hold a version each: `version1`. */
const TOPIC = /^version([1-9]\d{0,8})$/;

/** Ids and texts of the versions, in the order in which they were kept. */
export function versionTexts(project: Project): [string, string][] {
  return [...(project.topics ?? [])]
    .filter(([name]) => TOPIC.test(name))
    .sort(([a], [b]) => numberOf(a) - numberOf(b));
}

/** Characters that the versions take now. */
export function versionsSize(project: Project): number {
  return versionTexts(project).reduce((sum, [, text]) => sum + text.length, 0);
}

/** What a text of {@link versionTexts} says. */
export function parseVersionText(text: string): StoredVersion | null {
  try {
    return readVersion(JSON.parse(text) as unknown);
  } catch {
    return null; // damaged text says nothing
  }
}

/**
 * The project with one more version.
 *
 * @throws PixelForestError `input` without a name, `memory` if there is no room for it
 */
export function withVersion(
  project: Project,
  title: VersionTitle,
  state: ProjectState
): Project {
  const texts = versionTexts(project);
  const version = writeVersion(
    { ...title, name: checkName(title.name) },
    state
  );
  const { length } = JSON.stringify(version);
  if (texts.length >= MAX_VERSIONS) {
    throw new PixelForestError(
      'memory',
      `A project keeps up to ${MAX_VERSIONS} versions, and this one has ${texts.length}. Delete a version first.`
    );
  }
  if (length > MAX_TOPIC_LENGTH) {
    throw new PixelForestError(
      'memory',
      `The labels of now take ${megabytes(length)} MB, but one version may take ${megabytes(MAX_TOPIC_LENGTH)} MB. Save the project under another name instead.`
    );
  }
  const size = versionsSize(project) + length;
  if (size > VERSIONS_LIMIT) {
    throw new PixelForestError(
      'memory',
      `With this version all versions would take ${megabytes(size)} MB, but they may take ${megabytes(VERSIONS_LIMIT)} MB. Delete a version first.`
    );
  }
  const last = texts[texts.length - 1];
  const number = last ? numberOf(last[0]) + 1 : 1;
  return withTopic(project, `version${number}`, version);
}

/** The project without a version; the project itself if there is no such version. */
export function withoutVersion(project: Project, id: string): Project {
  return TOPIC.test(id) ? withTopic(project, id, null) : project;
}

/**
 * The project with another name for a version.
 *
 * @throws PixelForestError `input` without a name, or without such a version
 */
export function withRenamedVersion(
  project: Project,
  id: string,
  name: string
): Project {
  const text = TOPIC.test(id) ? project.topics?.get(id) : undefined;
  if (text === undefined || !parseVersionText(text)) {
    throw new PixelForestError(
      'input',
      `There is no version “${id}” to rename. Choose one of the list.`
    );
  }
  const version = JSON.parse(text) as unknown;
  return withTopic(project, id, renamedVersion(version, checkName(name)));
}

function checkName(name: string): string {
  const checked = versionName(name);
  if (checked === '') {
    throw new PixelForestError(
      'input',
      'A version needs a name and the one given is empty. Type at least one character.'
    );
  }
  return checked;
}

function numberOf(id: string): number {
  return Number(TOPIC.exec(id)?.[1] ?? 0);
}

function megabytes(characters: number): string {
  return (characters / 1e6).toFixed(1);
}
