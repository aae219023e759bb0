import { applyClassChoices, ClassChoice } from './class-matching';
import { LabelClass } from './classes';
import { joinAuthors } from './label-authors';
import {
  compareLabels,
  DisputeRule,
  LabelAgreement,
  mergeLabels,
  renumberedLabels
} from './label-comparison';
import { LabelImage } from './labels';
import { PixelForestError } from '../errors';

/** Labels of one image by two persons, in the same class numbers. */
export type LabelPair = {
  /** Of our project. */
  readonly imageId: string;
  readonly mine: LabelImage;
  readonly theirs: LabelImage;
};

/** Another person's labels, ready to be compared with ours and merged. */
export type MergePlan = {
  /** Ours, then those that are added. */
  readonly classes: readonly LabelClass[];
  readonly pairs: readonly LabelPair[];
};

/** Their side of a merge. */
export type ForeignLabels = {
  readonly classes: readonly LabelClass[];
  /** By id of the image of ours that they lie on. */
  readonly labels: ReadonlyMap<string, LabelImage>;
};

/**
 * Brings their labels into our class numbers.
 *
 * @param mine    our classes, and our labels by image id
 * @param choices what becomes of each of their classes
 * @throws PixelForestError `mismatch` if labels of an image differ in size or classes become too many
 */
export function planMerge(
  mine: {
    readonly classes: readonly LabelClass[];
    readonly labels: ReadonlyMap<string, LabelImage>;
  },
  theirs: ForeignLabels,
  choices: readonly ClassChoice[]
): MergePlan {
  const { classes, numbers } = applyClassChoices(
    mine.classes,
    theirs.classes,
    choices
  );
  const newNumber = new Uint8Array(256);
  numbers.forEach((number, i) => (newNumber[i + 1] = number));
  const pairs = [...theirs.labels].map(([imageId, labels]) => {
    const own = mine.labels.get(imageId) ?? new LabelImage(labels.shape);
    requireSameSize(own, labels);
    return { imageId, mine: own, theirs: renumberedLabels(labels, newNumber) };
  });
  return { classes, pairs };
}

/** How far both agree, over all images. */
export function agreementOf({ classes, pairs }: MergePlan): LabelAgreement {
  return compareLabels(
    pairs.map(pair => [pair.mine, pair.theirs] as const),
    classes.length
  );
}

/** Who drew what does not say so itself. */
export type MergeAuthors = { readonly mine: string; readonly theirs: string };

/**
 * The labels of both per image.
 *
 * @param rule what is taken where both differ; `first` is ours
 */
export function mergedLabels(
  { pairs }: MergePlan,
  rule: DisputeRule,
  authors: MergeAuthors
): Map<string, LabelImage> {
  return new Map(
    pairs.map(({ imageId, mine, theirs }) => [
      imageId,
      mergeLabels(
        signedLabels(mine, authors.mine),
        signedLabels(theirs, authors.theirs),
        rule
      )
    ])
  );
}

/** A copy in which blocks that name nobody name this author. */
export function signedLabels(labels: LabelImage, author: string): LabelImage {
  const copy = new LabelImage(labels.shape);
  for (const [key, block] of labels.entries()) {
    const known = labels.authorsOf(key);
    copy.restore(
      key,
      block,
      known.length > 0 ? known : joinAuthors(known, [author])
    );
  }
  return copy;
}

/** Everybody who drew in these labels, in the order of the blocks. */
export function authorsOfLabels(labels: Iterable<LabelImage>): string[] {
  const names = new Set<string>();
  for (const image of labels) {
    for (const [key] of image.entries()) {
      image.authorsOf(key).forEach(name => names.add(name));
    }
  }
  return [...names];
}

function requireSameSize(mine: LabelImage, theirs: LabelImage): void {
  const axes = ['t', 'z', 'y', 'x'] as const;
  if (axes.some(axis => mine.shape[axis] !== theirs.shape[axis])) {
    const sizes = [mine, theirs].map(({ shape }) =>
      axes.map(axis => shape[axis]).join(' × ')
    );
    throw new PixelForestError(
      'mismatch',
      `Your image is ${sizes[0]} (t, z, y, x) and theirs is ${sizes[1]}. Choose the image their labels were drawn on.`
    );
  }
}
