import { drawBatchPicture } from '../batch-picture';
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
