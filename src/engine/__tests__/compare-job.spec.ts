import { loadKernels } from '../../../assembly/__tests__/load-kernels';
import { PixelForestError } from '../../errors';
import { Rgb } from '../../project/images';
import { CompareSegmentationsJob } from '../protocol';
import { compareSegmentations } from '../worker/compare-job';

const kernels = loadKernels();
beforeEach(() => kernels.exports.reset());

const RED: Rgb = [213, 94, 0];
const BLUE: Rgb = [86, 180, 233];

/** Two classes, in one row: places of the certain class, −1 = nothing is known. */
function certain(classes: readonly number[], classCount: number): Float32Array {
  const probabilities = new Float32Array(classes.length * classCount);
  classes.forEach((index, pixel) => {
    if (index >= 0) {
      probabilities[index * classes.length + pixel] = 0.9;
    }
  });
  return probabilities;
}

function compare(
  first: readonly number[],
  second: readonly number[],
  part: Partial<CompareSegmentationsJob> = {}
): { counts: number[]; pixels: string[] } {
  const { counts, rgba } = compareSegmentations(kernels, {
    kind: 'compareSegmentations',
    first: { probabilities: certain(first, 2), places: [0, 1] },
    second: { probabilities: certain(second, 2), places: [0, 1] },
    height: 1,
    width: first.length,
    classCount: 2,
    colors: [RED, RED, BLUE, BLUE],
    ...part
  });
  const pixels = first.map((_, i) => rgba.slice(4 * i, 4 * i + 4).join());
  return { counts: [...counts], pixels };
}

describe('compareSegmentations', () => {
  it('counts each kind of change, and paints what changed in its colour', () => {
    const { counts, pixels } = compare([0, 0, 1, 1, 1], [0, 1, 0, 1, 0]);
    expect(counts).toEqual([1, 1, 2, 1]);
    expect(pixels).toEqual([
      '0,0,0,0',
      '213,94,0,255',
      '86,180,233,255',
      '0,0,0,0',
      '86,180,233,255'
    ]);
  });

  it('neither counts nor paints where one side knows nothing', () => {
    const { counts, pixels } = compare([0, -1, -1, 1], [-1, 1, -1, 0]);
    expect(counts).toEqual([0, 0, 1, 0]);
    expect(pixels.slice(0, 3)).toEqual(['0,0,0,0', '0,0,0,0', '0,0,0,0']);
  });

  it('brings classes of both into one list', () => {
    // the second state has a class more, and the classes in another order
    const { counts } = compare([0, 1, 1], [1, 0, 2], {
      second: { probabilities: certain([1, 0, 2], 3), places: [1, 0, 2] },
      classCount: 3,
      colors: new Array<Rgb>(9).fill(RED)
    });
    expect(counts).toEqual([1, 0, 0, 0, 1, 1, 0, 0, 0]);
  });

  it('gives the same in several pieces as pixel by pixel', () => {
    const width = 600;
    const height = 450;
    let state = 7;
    const next = (): number => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return (state >> 8) % 2;
    };
    const first = Array.from({ length: width * height }, next);
    const second = Array.from({ length: width * height }, next);
    const expected = [0, 0, 0, 0];
    first.forEach((was, i) => (expected[2 * was + second[i]] += 1));
    const { counts, pixels } = compare(first, second, { width, height });
    expect(counts).toEqual(expected);
    expect(pixels.filter(pixel => pixel === '0,0,0,0')).toHaveLength(
      expected[0] + expected[3]
    );
  });

  it('compares no pixels and a single one', () => {
    expect(compare([], []).counts).toEqual([0, 0, 0, 0]);
    expect(compare([1], [1]).counts).toEqual([0, 0, 0, 1]);
  });

  it('refuses sizes, places and colours that do not fit', () => {
    expect(() => compare([0, 1], [0, 1], { width: 3 })).toThrow(
      PixelForestError
    );
    expect(() =>
      compare([0, 1], [0, 1], {
        first: { probabilities: certain([0, 1], 2), places: [0, 2] }
      })
    ).toThrow('A class is to be number 2 of both');
    expect(() => compare([0, 1], [0, 1], { colors: [RED] })).toThrow(
      '2 classes can change in 4 ways, but 1 colours came'
    );
  });
});
