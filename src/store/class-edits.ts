import { PixelForestError } from '../errors';
import { createClass, LabelClass, MAX_CLASSES } from '../project/classes';
import { Rgb } from '../project/images';

/** ilastik's forced minimum: fewer classes are nothing to tell apart. */
const MIN_CLASSES = 2;

/** What becomes of the class list, and of the class numbers in the labels. */
export type ClassEdit = {
  readonly classes: readonly LabelClass[];
  /** (256,) class number → new class number (0 removes), or null if labels stay. */
  readonly newNumber: Uint8Array | null;
};

/** Adds a class with the next default name and colour. */
export function withAddedClass(
  classes: readonly LabelClass[],
  name?: string
): ClassEdit {
  if (classes.length >= MAX_CLASSES) {
    throw new PixelForestError(
      'input',
      `A project holds at most ${MAX_CLASSES} classes and this one has ${classes.length}. Merge or delete a class first.`
    );
  }
  const added = createClass(classes);
  return {
    classes: [...classes, name ? { ...added, name } : added],
    newNumber: null
  };
}

/** Gives a class another name; an empty name is refused. */
export function withRenamedClass(
  classes: readonly LabelClass[],
  classIndex: number,
  name: string
): ClassEdit {
  checkIndex(classes, classIndex);
  const trimmed = name.trim();
  if (trimmed === '') {
    throw new PixelForestError(
      'input',
      'A class needs a name and the one given is empty. Type at least one character.'
    );
  }
  return {
    classes: replaced(classes, classIndex, { name: trimmed }),
    newNumber: null
  };
}

/** Gives strokes and probability of a class another colour. */
export function withRecoloredClass(
  classes: readonly LabelClass[],
  classIndex: number,
  color: Rgb
): ClassEdit {
  checkIndex(classes, classIndex);
  return {
    classes: replaced(classes, classIndex, { color, probabilityColor: color }),
    newNumber: null
  };
}

/** Removes a class with its labels; higher classes move down. */
export function withoutClass(
  classes: readonly LabelClass[],
  classIndex: number
): ClassEdit {
  checkIndex(classes, classIndex);
  checkMinimum(classes);
  return removed(classes, classIndex, 0);
}

/** Keeps the class and drops its labels. */
export function withClearedClass(
  classes: readonly LabelClass[],
  classIndex: number
): ClassEdit {
  checkIndex(classes, classIndex);
  const newNumber = identity();
  newNumber[classIndex + 1] = 0;
  return { classes, newNumber };
}

/** Turns the labels of one class into those of another and removes it. */
export function withMergedClass(
  classes: readonly LabelClass[],
  classIndex: number,
  intoIndex: number
): ClassEdit {
  checkIndex(classes, classIndex);
  checkIndex(classes, intoIndex);
  checkMinimum(classes);
  if (classIndex === intoIndex) {
    throw new PixelForestError(
      'input',
      `“${classes[classIndex].name}” cannot be merged into itself. Choose another class.`
    );
  }
  const into = intoIndex > classIndex ? intoIndex : intoIndex + 1;
  return removed(classes, classIndex, into);
}

/** Labels of the removed class become `becomes`, in numbering after the removal. */
function removed(
  classes: readonly LabelClass[],
  classIndex: number,
  becomes: number
): ClassEdit {
  const newNumber = identity();
  for (let number = classIndex + 2; number <= 255; number++) {
    newNumber[number] = number - 1;
  }
  newNumber[classIndex + 1] = becomes;
  return { classes: classes.filter((_, i) => i !== classIndex), newNumber };
}

function identity(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, number) => number);
}

function replaced(
  classes: readonly LabelClass[],
  classIndex: number,
  part: Partial<LabelClass>
): LabelClass[] {
  return classes.map((item, i) =>
    i === classIndex ? { ...item, ...part } : item
  );
}

function checkIndex(classes: readonly LabelClass[], classIndex: number): void {
  if (!Number.isInteger(classIndex) || !classes[classIndex]) {
    throw new PixelForestError(
      'input',
      `There is no class at index ${classIndex}: the project has ${classes.length}, counted from 0.`
    );
  }
}

function checkMinimum(classes: readonly LabelClass[]): void {
  if (classes.length <= MIN_CLASSES) {
    throw new PixelForestError(
      'input',
      `A project keeps at least ${MIN_CLASSES} classes and this one has ${classes.length}. Add another class first.`
    );
  }
}
