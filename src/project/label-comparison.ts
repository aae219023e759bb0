import { BlockAuthors, joinAuthors, NO_AUTHORS } from './label-authors';
import { LABEL_BLOCK_SIZE, LabelImage } from './labels';

/** How far two persons' labels of the same images agree. */
export type LabelAgreement = {
  readonly classCount: number;
  /**
   * (classCount, classCount) pixels that both labelled: row = class index of
   * the first, column = class index of the second.
   */
  readonly confusion: Float64Array;
  /** Pixels that both labelled. */
  readonly sharedCount: number;
  /** Of those, pixels of the same class. */
  readonly agreedCount: number;
  /** Pixels that only the first labelled. */
  readonly onlyFirstCount: number;
  /** Pixels that only the second labelled. */
  readonly onlySecondCount: number;
  /**
   * Cohen's kappa over the shared pixels: 1 = the same, 0 = as by chance; null
   * where chance alone explains everything (no shared pixel, or one class only).
   */
  readonly kappa: number | null;
};

/** What is shown of a pixel when two persons' labels are compared. */
export const AGREES = 1;
export const DISAGREES = 2;
export const ONLY_FIRST = 3;
export const ONLY_SECOND = 4;

/**
 * Compares labels of the same images pixel by pixel.
 *
 * @param pairs      labels of one image by both, of equal shape; null = none
 * @param classCount classes of both, in the same order
 * @source J. Cohen, A coefficient of agreement for nominal scales, Educ. Psychol. Meas. 20 (1960) 37–46
 */
export function compareLabels(
  pairs: Iterable<readonly [LabelImage | null, LabelImage | null]>,
  classCount: number
): LabelAgreement {
  const confusion = new Float64Array(classCount * classCount);
  let onlyFirstCount = 0;
  let onlySecondCount = 0;
  for (const [first, second] of pairs) {
    for (const [a, b] of sharedBlocks(first, second)) {
      for (let i = 0; i < LABEL_BLOCK_SIZE ** 2; i++) {
        const row = a?.[i] ?? 0;
        const column = b?.[i] ?? 0;
        if (row > 0 && column > 0) {
          confusion[(row - 1) * classCount + (column - 1)] += 1;
        } else {
          onlyFirstCount += row > 0 ? 1 : 0;
          onlySecondCount += column > 0 ? 1 : 0;
        }
      }
    }
  }
  const sharedCount = confusion.reduce((sum, count) => sum + count, 0);
  let agreedCount = 0;
  for (let i = 0; i < classCount; i++) {
    agreedCount += confusion[i * classCount + i];
  }
  return {
    classCount,
    confusion,
    sharedCount,
    agreedCount,
    onlyFirstCount,
    onlySecondCount,
    kappa: kappaOf(confusion, classCount)
  };
}

/**
 * What to take where both labelled a pixel differently. Where only one did,
 * that label is taken.
 */
export type DisputeRule = 'first' | 'second' | 'unlabelled';

/** The labels of both in one image of their own; blocks name the authors of the labels taken. */
export function mergeLabels(
  first: LabelImage,
  second: LabelImage,
  rule: DisputeRule
): LabelImage {
  const merged = combine(first, second, (a, b) => {
    if (a === 0 || b === 0 || a === b) {
      return a || b;
    }
    return rule === 'first' ? a : rule === 'second' ? b : 0;
  });
  for (const [key, block] of [...merged.entries()]) {
    const authors = [first, second]
      .filter(image => hasPartIn(image, key, block))
      .reduce<BlockAuthors>(
        (names, image) => joinAuthors(names, image.authorsOf(key)),
        NO_AUTHORS
      );
    merged.restore(key, block, authors);
  }
  return merged;
}

/** Where both agree and where not: {@link AGREES}, {@link DISAGREES}, {@link ONLY_FIRST}, {@link ONLY_SECOND}; 0 = nobody labelled. */
export function mapAgreement(
  first: LabelImage,
  second: LabelImage
): LabelImage {
  return combine(first, second, (a, b) => {
    if (a > 0 && b > 0) {
      return a === b ? AGREES : DISAGREES;
    }
    return a > 0 ? ONLY_FIRST : b > 0 ? ONLY_SECOND : 0;
  });
}

/**
 * Labels with other class numbers.
 *
 * @param newNumber (256,) class number → new class number, 0 drops
 */
export function renumberedLabels(
  labels: LabelImage,
  newNumber: Uint8Array
): LabelImage {
  const copy = labels.copy();
  copy.renumber(newNumber);
  return copy;
}

function combine(
  first: LabelImage,
  second: LabelImage,
  pick: (a: number, b: number) => number
): LabelImage {
  const result = new LabelImage(first.shape);
  for (const [a, b, key] of sharedBlocks(first, second)) {
    const block = new Uint8Array(LABEL_BLOCK_SIZE ** 2);
    for (let i = 0; i < block.length; i++) {
      block[i] = pick(a?.[i] ?? 0, b?.[i] ?? 0);
    }
    result.restore(key, block.some(label => label > 0) ? block : null);
  }
  return result;
}

/** Whether a label of a merged block is one of this image. */
function hasPartIn(
  image: LabelImage,
  key: string,
  merged: Uint8Array
): boolean {
  const block = image.block(key);
  return (
    block !== null && merged.some((label, i) => label > 0 && label === block[i])
  );
}

/** The blocks of either, side by side. */
function* sharedBlocks(
  first: LabelImage | null,
  second: LabelImage | null
): Generator<[Uint8Array | null, Uint8Array | null, string]> {
  const theirs = new Map(second?.entries() ?? []);
  for (const [key, block] of first?.entries() ?? []) {
    yield [block, theirs.get(key) ?? null, key];
    theirs.delete(key);
  }
  for (const [key, block] of theirs) {
    yield [null, block, key];
  }
}

function kappaOf(confusion: Float64Array, classCount: number): number | null {
  const rows = new Float64Array(classCount);
  const columns = new Float64Array(classCount);
  let total = 0;
  let agreed = 0;
  for (let row = 0; row < classCount; row++) {
    for (let column = 0; column < classCount; column++) {
      const count = confusion[row * classCount + column];
      rows[row] += count;
      columns[column] += count;
      total += count;
      agreed += row === column ? count : 0;
    }
  }
  const expected = rows.reduce((sum, count, i) => sum + count * columns[i], 0);
  if (total === 0 || expected === total * total) {
    return null;
  }
  return (total * agreed - expected) / (total * total - expected);
}
