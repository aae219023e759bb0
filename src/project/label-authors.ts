/**
 * Who drew a block of labels: names in the order they came, none twice. Empty
 * = nobody said. Lists are never changed in place.
 */
export type BlockAuthors = readonly string[];

/** Nobody said who drew. */
export const NO_AUTHORS: BlockAuthors = [];

/** Longest name that is kept. */
const MAX_NAME = 100;

/** A name as it is kept: one line, no spaces around it, at most 100 letters; '' = none. */
export function authorName(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, MAX_NAME);
}

/** The lists as one: the same list if the other adds nobody. */
export function joinAuthors(
  authors: BlockAuthors,
  others: BlockAuthors
): BlockAuthors {
  const added = others.filter(
    (name, i) =>
      name !== '' && !authors.includes(name) && others.indexOf(name) === i
  );
  return added.length > 0 ? [...authors, ...added] : authors;
}

/** Whether the lists name the same persons in the same order. */
export function isSameAuthors(a: BlockAuthors, b: BlockAuthors): boolean {
  return (
    a === b || (a.length === b.length && a.every((name, i) => name === b[i]))
  );
}
