import { PixelForestError } from '../../errors';
import { ClassChoice } from '../../project/class-matching';
import { LabelClass } from '../../project/classes';
import { DisputeRule } from '../../project/label-comparison';
import { ClassNameMap, Disputed } from '../open-projects';

/** The words of commands as the project room has them. */
export const RULES: Readonly<Record<Disputed, DisputeRule>> = {
  mine: 'first',
  theirs: 'second',
  unlabelled: 'unlabelled'
};

/**
 * Index of a class by its name.
 *
 * @throws PixelForestError `input` if there is none
 */
export function classIndexOf(
  classes: readonly LabelClass[],
  name: string
): number {
  const at = classes.findIndex(item => item.name === name);
  if (at < 0) {
    throw new PixelForestError(
      'input',
      `There is no class “${name}”. The classes are: ${classes.map(item => item.name).join(', ')}.`
    );
  }
  return at;
}

/**
 * What a macro says of classes, over what was suggested.
 *
 * @param names what each class of theirs is called by: name, or number
 * @throws PixelForestError `input` for a class that neither has
 */
export function namedChoices(
  wanted: ClassNameMap | undefined,
  names: readonly (readonly string[])[],
  classes: readonly LabelClass[],
  suggested: readonly ClassChoice[]
): ClassChoice[] {
  const given = new Map(Object.entries(wanted ?? {}));
  const unknown = [...given.keys()].find(
    key => !names.some(called => called.includes(key))
  );
  if (unknown !== undefined) {
    throw new PixelForestError(
      'input',
      `They have no class “${unknown}”. Theirs are: ${names.map(called => called[0]).join(', ')}.`
    );
  }
  return suggested.map((choice, i) => {
    const key = names[i].find(name => given.has(name));
    const name = key === undefined ? undefined : given.get(key);
    if (name === undefined) {
      return choice;
    }
    return name === null ? 'drop' : classIndexOf(classes, name);
  });
}
