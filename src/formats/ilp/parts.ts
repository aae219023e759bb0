import { PixelForestError } from '../../errors';
import { Hdf5Dataset, Hdf5Group } from '../hdf5/read-node';
import { Hdf5GroupWriter } from '../hdf5/write-file';

/**
 * One thing a project file must have: a data set, or a group with all that is
 * in it. A new file gets every part; in a file that was there before, a part is
 * replaced only if it is not the same already.
 */
export type Part = {
  /** Names from the root on. */
  readonly path: readonly string[];
  /**
   * Where the parent lies in the file of before, if not at the same place; null
   * if it was not there.
   */
  readonly oldParent?: readonly string[] | null;
  /** Name in the file of before, if it was another one. */
  readonly oldName?: string;
  /**
   * Whether what the file has may stay.
   * @throws PixelForestError `format` if it is of another kind, which means no
   */
  readonly isSame: (parent: Hdf5Group, name: string) => boolean;
  readonly write: (parent: Hdf5GroupWriter, name: string) => void;
};

/** What a part may say about where it lay before. */
type Before = Pick<Part, 'oldParent'>;

/** A text as ilastik writes it. */
export function textPart(
  path: readonly string[],
  text: string,
  before: Before = {}
): Part {
  return {
    ...before,
    path,
    isSame: (parent, name) => parent.dataset(name)?.text() === text,
    write: (parent, name) => parent.text(name, text)
  };
}

/** A text tagged UTF-8. */
export function unicodePart(path: readonly string[], text: string): Part {
  return {
    path,
    isSame: (parent, name) => parent.dataset(name)?.text() === text,
    write: (parent, name) => parent.unicode(name, text)
  };
}

/** A list of texts as ilastik writes it. */
export function textsPart(
  path: readonly string[],
  texts: readonly string[]
): Part {
  return {
    path,
    isSame: (parent, name) =>
      hasList(parent.dataset(name), 1) &&
      areEqual(parent.dataset(name)?.texts(), texts),
    write: (parent, name) => parent.texts(name, texts)
  };
}

/** A group that must be there; what is in it stays. */
export function groupPart(path: readonly string[], before: Before = {}): Part {
  return {
    ...before,
    path,
    isSame: (parent, name) => parent.kindOf(name) === 'group',
    write: (parent, name) => parent.group(name)
  };
}

/** The part, but whatever the file has may stay. */
export function unlessPresent(part: Part): Part {
  return {
    ...part,
    isSame: (parent, name) => parent.kindOf(name) === 'dataset'
  };
}

/** The part, but what the file has may stay where `mayStay` says so. */
export function unlessPresentAnd(mayStay: boolean, part: Part): Part {
  return mayStay ? unlessPresent(part) : part;
}

/** Something that must not be there. */
export function absentPart(path: readonly string[], before: Before = {}): Part {
  return {
    ...before,
    path,
    isSame: () => false,
    write: () => undefined
  };
}

/** Whether a list of so many dimensions is there and holds values. */
export function hasList(
  dataset: Hdf5Dataset | null,
  dimensions: number
): dataset is Hdf5Dataset {
  return (
    dataset !== null &&
    dataset.shape.length === dimensions &&
    !dataset.isMarkedEmpty
  );
}

/** Whether two lists hold the same. */
export function areEqual<T>(
  a: readonly T[] | undefined,
  b: readonly T[]
): boolean {
  return (
    a !== undefined &&
    a.length === b.length &&
    a.every((value, i) => value === b[i])
  );
}

/**
 * Whether what a file of before has may stay; no if it has nothing.
 */
export function mayStay(root: Hdf5Group, part: Part): boolean {
  const { path, oldParent = path.slice(0, -1), isSame } = part;
  const name = part.oldName ?? path[path.length - 1];
  const parent = oldParent && groupAt(root, oldParent);
  if (!parent || parent.kindOf(name) === null) {
    return false;
  }
  try {
    return isSame(parent, name);
  } catch (error) {
    if (
      error instanceof PixelForestError &&
      error.tag !== 'memory' &&
      error.tag !== 'access'
    ) {
      return false; // what is wrong is replaced
    }
    throw error;
  }
}

/** A group by its path; null if it, or one on the way, is none. */
function groupAt(root: Hdf5Group, path: readonly string[]): Hdf5Group | null {
  let group: Hdf5Group | null = root;
  for (const name of path) {
    if (group?.kindOf(name) !== 'group') {
      return null;
    }
    group = group.group(name);
  }
  return group;
}

/** Writes a part, and the groups it lies in. */
export function writePart(root: Hdf5GroupWriter, { path, write }: Part): void {
  let group = root;
  for (const name of path.slice(0, -1)) {
    group = group.group(name);
  }
  write(group, path[path.length - 1]);
}
