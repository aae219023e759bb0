import { isBlockKey } from './block-grid';
import { authorName, joinAuthors, NO_AUTHORS } from './label-authors';
import { Project } from './project';
import { readTopic, withTopic } from './topics';

/** Topic of a project file: who drew which block. */
const TOPIC = 'labelAuthors';

/** As the file has it: names once, then per image and block their indices. */
type StoredAuthors = {
  readonly names: readonly string[];
  /** Image id → block name → indices of `names`. */
  readonly images: Readonly<
    Record<string, Readonly<Record<string, readonly number[]>>>
  >;
};

/** The project as it is written: with a topic that says who drew its blocks, if anybody said. */
export function withAuthorTopic(project: Project): Project {
  const names: string[] = [];
  const indexOf = (name: string): number => {
    const at = names.indexOf(name);
    return at < 0 ? names.push(name) - 1 : at;
  };
  const images = [...project.labels].flatMap(([imageId, labels]) => {
    const blocks = [...labels.entries()].flatMap(([key]) => {
      const authors = labels.authorsOf(key);
      return authors.length > 0 ? [[key, authors.map(indexOf)] as const] : [];
    });
    return blocks.length > 0
      ? [[imageId, Object.fromEntries(blocks)] as const]
      : [];
  });
  const stored: StoredAuthors = { names, images: Object.fromEntries(images) };
  return names.length > 0 ? withTopic(project, TOPIC, stored) : project;
}

/**
 * The project as it was read: its blocks know what the topic says, which goes.
 * What makes no sense there is left out: names are a help, and labels are
 * complete without.
 *
 * @param project just read; its labels are changed
 */
export function takeAuthorTopic(project: Project): Project {
  const stored = readTopic(project, TOPIC, toStored);
  for (const [imageId, blocks] of Object.entries(stored?.images ?? {})) {
    const image = project.labels.get(imageId);
    for (const [key, indices] of Object.entries(blocks)) {
      const block = image?.block(key) ?? null;
      if (image && block) {
        const names = indices.map(index => stored?.names[index] ?? '');
        image.restore(key, block, joinAuthors(NO_AUTHORS, names));
      }
    }
  }
  const { topics, ...rest } = project;
  const others = [...(topics ?? [])].filter(([name]) => name !== TOPIC);
  return others.length > 0 ? { ...rest, topics: new Map(others) } : rest;
}

function toStored(value: unknown): StoredAuthors | null {
  const { names, images } = members(value);
  if (!Array.isArray(names) || !names.every(name => typeof name === 'string')) {
    return null;
  }
  const read = Object.entries(members(images)).map(([imageId, blocks]) => {
    const kept = Object.entries(members(blocks)).filter(
      (entry): entry is [string, number[]] =>
        isBlockKey(entry[0]) &&
        Array.isArray(entry[1]) &&
        entry[1].every(index => Number.isInteger(index))
    );
    return [imageId, Object.fromEntries(kept)] as const;
  });
  return { names: names.map(authorName), images: Object.fromEntries(read) };
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
