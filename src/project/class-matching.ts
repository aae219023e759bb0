import { PixelForestError } from '../errors';
import { createClass, LabelClass, MAX_CLASSES } from './classes';
import { Rgb } from './images';

/** A class of another project or file: what we know of it. */
export type ForeignClass = {
  readonly name: string;
  /** null = the file does not say. */
  readonly color: Rgb | null;
};

/** What becomes of a class from elsewhere: one of ours by index, a new one, or nothing. */
export type ClassChoice = number | 'add' | 'drop';

/** The class of ours with the same name, whatever the case; else it is added. */
export function matchClasses(
  mine: readonly LabelClass[],
  theirs: readonly ForeignClass[]
): ClassChoice[] {
  const names = mine.map(({ name }) => fold(name));
  return theirs.map(({ name }) => {
    const at = names.indexOf(fold(name));
    return at < 0 ? 'add' : at;
  });
}

/** The class list after the choices, and what each of theirs becomes. */
export type ClassPlan = {
  readonly classes: readonly LabelClass[];
  /** Per class of theirs: class number from 1 in `classes`, 0 = left out. */
  readonly numbers: readonly number[];
};

/**
 * Carries out the choices. Added classes keep their name (equal names become
 * one class), and their colour if none of ours has it.
 *
 * @param choices one per class of theirs
 * @throws PixelForestError `input` for an unknown class, `mismatch` if they become too many
 */
export function applyClassChoices(
  mine: readonly LabelClass[],
  theirs: readonly ForeignClass[],
  choices: readonly ClassChoice[]
): ClassPlan {
  const classes = [...mine];
  const added = new Map<string, number>();
  const numbers = theirs.map((foreign, i) => {
    const choice = choices[i] ?? 'drop';
    if (choice === 'drop') {
      return 0;
    }
    if (choice === 'add') {
      // two of the same name are one class
      const name = fold(foreign.name);
      const number = added.get(name) ?? classes.length + 1;
      if (number > classes.length) {
        classes.push(adopt(foreign, classes));
      }
      if (name !== '') {
        added.set(name, number);
      }
      return number;
    }
    if (!mine[choice]) {
      throw new PixelForestError(
        'input',
        `“${foreign.name}” should become class ${choice}, but there are ${mine.length}, counted from 0. Choose one of them, “add” or “drop”.`
      );
    }
    return choice + 1;
  });
  if (classes.length > MAX_CLASSES) {
    throw new PixelForestError(
      'mismatch',
      `With the added classes there would be ${classes.length}, and a project holds at most ${MAX_CLASSES}. Give several of theirs to one of yours, or leave some out.`
    );
  }
  // the same list, so that nothing changes where nothing was added
  return { classes: classes.length === mine.length ? mine : classes, numbers };
}

function adopt(
  { name, color }: ForeignClass,
  existing: readonly LabelClass[]
): LabelClass {
  const next = createClass(existing);
  const named = name.trim() === '' ? next : { ...next, name: name.trim() };
  const isFree =
    color !== null &&
    existing.every(item => item.color.join() !== color.join());
  return isFree ? { ...named, color, probabilityColor: color } : named;
}

function fold(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
