import { drawBatchPicture, paintFound } from '../batch-picture';
import { ExportInput } from '../contract';

const YELLOW = [255, 222, 0];

/** A grey image of 8 × 4 pixels shown at half its size. */
async function draw(part: Partial<ExportInput>): Promise<number[][]> {
  const input = {
    image: { id: 'a' },
    metadata: { shape: { t: 1, z: 1, y: 4, x: 8, c: 1 } },
    classes: [{ probabilityColor: [200, 0, 0] }],
    objects: null,
    segmentation: [],
    ...part
  } as unknown as ExportInput;
  const { rgba, width, height } = await drawBatchPicture(
    {
      thumbnail: async () => ({
        width: 4,
        height: 2,
        rgba: new Uint8ClampedArray(4 * 2 * 4).fill(100)
      })
    },
    input,
    new AbortController().signal
  );
  return Array.from({ length: width * height }, (_, i) => [
    ...rgba.subarray(4 * i, 4 * i + 3)
  ]);
}

describe('the picture of an image in a run', () => {
  it('outlines objects, also where they touch', async () => {
    const row = [1, 1, 1, 1, 2, 2, 0, 0];
    const labels = Uint32Array.from([row, row, row, row].flat());
    const pixels = await draw({
      objects: { frames: [{ labels }] } as unknown as ExportInput['objects']
    });
    const grey = [100, 100, 100];
    const line = [grey, grey, YELLOW, YELLOW];
    expect(pixels).toEqual([...line, ...line]);
  });

  it('shows classes in their colours where there are no objects', async () => {
    const numbers = new Uint8Array(32);
    numbers.fill(1, 0, 16);
    const pixels = await draw({ segmentation: [numbers] });
    expect(pixels[0]).toEqual([140, 60, 60]);
    expect(pixels[4]).toEqual([100, 100, 100]);
  });
});

describe('what was found in an image, drawn at any size', () => {
  const detail = {
    width: 4,
    height: 2,
    rgba: new Uint8ClampedArray(32),
    found: Uint32Array.from([1, 1, 2, 0, 1, 1, 2, 0]),
    classColors: null
  };
  /** One letter a pixel: what is painted is opaque, or shines through. */
  const drawn = (
    rgba: Uint8ClampedArray,
    width: number,
    letter: (alpha: number) => string
  ): string[] =>
    Array.from({ length: rgba.length / 4 / width }, (_, y) =>
      Array.from({ length: width }, (_x, x) =>
        letter(rgba[4 * (y * width + x) + 3])
      ).join('')
    );
  const line = (alpha: number): string => (alpha === 255 ? '#' : '.');

  it('has lines as wide as asked for, also where it is enlarged', () => {
    const size = { width: 12, height: 3 };
    const thin = paintFound(detail, size, 1);
    expect(drawn(thin, 12, line)).toEqual(new Array(3).fill('......#..#..'));
    const wide = paintFound(detail, size, 2);
    expect(drawn(wide, 12, line)).toEqual(new Array(3).fill('......##.##.'));
    expect([...thin.subarray(4 * 6, 4 * 7)]).toEqual([...YELLOW, 255]);
  });

  it('lets the image shine through colours of classes', () => {
    const over = paintFound(
      { ...detail, classColors: [[200, 0, 0]] },
      detail,
      1
    );
    expect([...over.subarray(0, 4)]).toEqual([200, 0, 0, 102]);
    expect(drawn(over, 4, alpha => (alpha > 0 ? 'c' : '.'))).toEqual([
      'cc..',
      'cc..'
    ]);
  });

  it('is nothing where nothing was computed', () => {
    const over = paintFound({ ...detail, found: null }, detail, 1);
    expect(over.every(value => value === 0)).toBe(true);
  });
});
