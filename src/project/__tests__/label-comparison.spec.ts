import {
  AGREES,
  compareLabels,
  DISAGREES,
  mapAgreement,
  mergeLabels,
  ONLY_FIRST,
  ONLY_SECOND,
  renumberedLabels
} from '../label-comparison';
import { LabelImage } from '../labels';

const SHAPE = { t: 1, z: 1, y: 100, x: 130, c: 1 };
const PLANE = { t: 0, z: 0 };

/** Labels of the first row, from the left. */
function row(...labels: number[]): LabelImage {
  const image = new LabelImage(SHAPE);
  const box = { y0: 0, x0: 60, y1: 1, x1: 60 + labels.length };
  image.writeBox(PLANE, box, Uint8Array.from(labels));
  return image;
}

function read(image: LabelImage, count: number): number[] {
  return [...image.readBox(PLANE, { y0: 0, x0: 60, y1: 1, x1: 60 + count })];
}

const mine = row(1, 1, 2, 2, 1, 0, 2, 0);
const theirs = row(1, 2, 2, 2, 0, 1, 1, 0);

describe('comparing labels', () => {
  it('counts who labelled what, over blocks and images', () => {
    const found = compareLabels(
      [
        [mine, theirs],
        [row(2), null],
        [null, row(1, 1)]
      ],
      2
    );
    expect([...found.confusion]).toEqual([1, 1, 1, 2]);
    expect(found).toMatchObject({
      sharedCount: 5,
      agreedCount: 3,
      onlyFirstCount: 2,
      onlySecondCount: 3
    });
  });

  it('gives Cohen’s kappa of the textbook table: 20, 5, 10, 15 → 0.4', () => {
    const first = new Uint8Array(50).fill(1, 0, 25).fill(2, 25);
    const second = new Uint8Array(50)
      .fill(1, 0, 20)
      .fill(2, 20, 25)
      .fill(1, 25, 35)
      .fill(2, 35);
    const found = compareLabels([[row(...first), row(...second)]], 2);
    expect([...found.confusion]).toEqual([20, 5, 10, 15]);
    expect(found.kappa).toBeCloseTo(0.4, 12);
  });

  it('gives kappa 1 for the same labels, below 0 for opposite ones, none without shared pixels', () => {
    expect(compareLabels([[mine, mine.copy()]], 2).kappa).toBe(1);
    expect(compareLabels([[row(1, 2), row(2, 1)]], 2).kappa).toBe(-1);
    expect(compareLabels([[row(1, 0), row(0, 2)]], 2).kappa).toBeNull();
    expect(compareLabels([[row(1, 1), row(1, 1)]], 2).kappa).toBeNull();
  });

  it('maps every pixel that either labelled', () => {
    expect(read(mapAgreement(mine, theirs), 8)).toEqual([
      AGREES,
      DISAGREES,
      AGREES,
      AGREES,
      ONLY_FIRST,
      ONLY_SECOND,
      DISAGREES,
      0
    ]);
  });
});

describe('merging labels', () => {
  it.each([
    ['first', [1, 1, 2, 2, 1, 1, 2, 0]],
    ['second', [1, 2, 2, 2, 1, 1, 1, 0]],
    ['unlabelled', [1, 0, 2, 2, 1, 1, 0, 0]]
  ] as const)(
    'with disputes for “%s” leaves both as they were',
    (rule, all) => {
      const merged = mergeLabels(mine, theirs, rule);
      expect(read(merged, 8)).toEqual(all);
      expect(read(mine, 8)).toEqual([1, 1, 2, 2, 1, 0, 2, 0]);
      expect(read(theirs, 8)).toEqual([1, 2, 2, 2, 0, 1, 1, 0]);
    }
  );

  it('keeps no block in which all is disputed', () => {
    const merged = mergeLabels(row(1), row(2), 'unlabelled');
    expect(merged.isEmpty).toBe(true);
    expect([...merged.counts()].every(count => count === 0)).toBe(true);
  });

  it('takes other class numbers on a copy', () => {
    const numbers = new Uint8Array(256);
    numbers[1] = 7;
    expect(read(renumberedLabels(mine, numbers), 4)).toEqual([7, 7, 0, 0]);
    expect(read(mine, 4)).toEqual([1, 1, 2, 2]);
  });
});
