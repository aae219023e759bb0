import {
  applyClassChoices,
  ClassChoice,
  ForeignClass,
  matchClasses
} from './class-matching';
import { LabelClass, MAX_CLASSES } from './classes';
import { DisputeRule, mergeLabels } from './label-comparison';
import { LabelImage } from './labels';
import { labelsOfNumbers, NumberedLabels } from './numbered-labels';

/** What the numbers of a label file stand for. */
export type NumberMeaning =
  /** Each number is a class. */
  | 'classes'
  /** Each number is an object, as in masks of Cellpose and StarDist. */
  | 'objects';

/** A number that occurs in a label file, and what the file says of it. */
export type NumberedClass = ForeignClass & {
  readonly number: number;
  /** Pixels that have it. */
  readonly count: number;
};

/** How the numbers of a file become labels. */
export type ImportChoice = {
  readonly meaning: NumberMeaning;
  /** Per kind of the file, if numbers are classes. */
  readonly classChoices: readonly ClassChoice[];
  /** Index of the class that objects become. */
  readonly objectClass: number;
  /** Index of the class that pixels outside objects become; null = unlabelled. */
  readonly backgroundClass: number | null;
  /** Whether touching objects get a gap between them. */
  readonly hasGaps: boolean;
  /** What is taken where ours and theirs differ; `first` is ours. */
  readonly rule: DisputeRule;
};

/**
 * What fits the file best: classes by name, or by number where there are no
 * names; objects where there are more numbers than classes.
 */
export function suggestImport(
  kinds: readonly NumberedClass[],
  classes: readonly LabelClass[]
): ImportChoice {
  const areNamed = kinds.some(({ name }) => name !== '');
  const areFew = kinds.every(({ number }) => number <= classes.length);
  return {
    meaning: areNamed || areFew ? 'classes' : 'objects',
    classChoices: areNamed
      ? matchClasses(classes, kinds)
      : kinds.map(({ number }) =>
          number <= classes.length ? number - 1 : 'add'
        ),
    objectClass: 0,
    backgroundClass: null,
    hasGaps: true,
    rule: 'first'
  };
}

/** Whether so many numbers can be classes at all. */
export function canBeClasses(kinds: readonly NumberedClass[]): boolean {
  return kinds.length <= MAX_CLASSES;
}

/**
 * The labels of a file in our class numbers, merged with ours.
 *
 * @param mine labels of the same image, or null
 * @throws PixelForestError `input` for a class that is not there, `mismatch` if classes become too many
 */
export function importLabels(
  file: {
    readonly numbers: NumberedLabels;
    readonly kinds: readonly NumberedClass[];
  },
  mine: LabelImage | null,
  classes: readonly LabelClass[],
  choice: ImportChoice
): {
  readonly classes: readonly LabelClass[];
  readonly labels: LabelImage;
  /** Pixels the file labels. */
  readonly count: number;
} {
  const areClasses = choice.meaning === 'classes';
  const plan = areClasses
    ? applyClassChoices(classes, file.kinds, choice.classChoices)
    : applyClassChoices(
        classes,
        [OBJECTS, BACKGROUND],
        [choice.objectClass, choice.backgroundClass ?? 'drop']
      );
  const byNumber = new Map(
    file.kinds.map(({ number }, i) => [number, plan.numbers[i] ?? 0])
  );
  const theirs = labelsOfNumbers(file.numbers, {
    classOf: areClasses
      ? number => byNumber.get(number) ?? 0
      : () => plan.numbers[0],
    background: areClasses ? 0 : plan.numbers[1],
    hasGaps: !areClasses && choice.hasGaps
  });
  const own = mine ?? new LabelImage(file.numbers.shape);
  return {
    classes: plan.classes,
    labels: mergeLabels(own, theirs, choice.rule),
    count: theirs.counts().reduce((sum, count) => sum + count, 0)
  };
}

const OBJECTS: ForeignClass = { name: 'objects', color: null };
const BACKGROUND: ForeignClass = { name: 'background', color: null };
