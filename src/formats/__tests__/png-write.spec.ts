import { MemoryByteSource } from '../byte-sources';
import { PngReader, writeGreyPng, writeRgbaPng } from '../png';
import { seededRandom } from './fixtures';

async function readBack(bytes: Uint8Array) {
  const source = new MemoryByteSource('written.png', bytes);
  const image = await new PngReader().open(source);
  return { image, planes: await image.readPlane({ t: 0, z: 0 }) };
}

describe('PNG written here', () => {
  const random = seededRandom(2);

  it.each([
    ['uint8', Uint8Array, 256],
    ['uint16', Uint16Array, 65536]
  ] as const)('grey %s is read back exactly', async (dtype, Pixels, range) => {
    const pixels = new Pixels(35).map(() => random() * range);
    const { image, planes } = await readBack(writeGreyPng(pixels, 7, 5));
    expect(image.metadata.shape).toEqual({ t: 1, z: 1, y: 5, x: 7, c: 1 });
    expect(image.metadata.dtype).toBe(dtype);
    expect(planes).toEqual([pixels]);
  });

  it('colours and transparency are read back exactly', async () => {
    const rgba = Uint8Array.from({ length: 140 }, () => random() * 256);
    const { planes } = await readBack(writeRgbaPng(rgba, 7, 5));
    expect(planes).toHaveLength(4);
    planes.forEach((plane, c) => {
      expect(plane).toEqual(rgba.filter((_, i) => i % 4 === c));
    });
  });

  it('an opaque alpha channel is dropped', async () => {
    const rgba = Uint8Array.from({ length: 140 }, (_, i) =>
      i % 4 === 3 ? 255 : i
    );
    const { image } = await readBack(writeRgbaPng(rgba, 7, 5));
    expect(image.metadata.fileShape).toEqual([5, 7, 3]);
  });

  it('values that do not fill the image are refused', () => {
    expect(() => writeGreyPng(new Uint8Array(34), 7, 5)).toThrow(
      /needs 35 values, got 34/
    );
  });

  it('what a reader hands out can be changed without changing the next', async () => {
    const pixels = Uint8Array.from({ length: 35 }, (_, i) => i);
    const { image, planes } = await readBack(writeGreyPng(pixels, 7, 5));
    planes[0].fill(0);
    expect(await image.readPlane({ t: 0, z: 0 })).toEqual([pixels]);
  });
});
