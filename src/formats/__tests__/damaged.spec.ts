import { PixelForestError } from '../../errors';
import { IDecodedImage } from '../contract';
import { MemoryByteSource } from '../byte-sources';
import { createFormatRegistry } from '../image-formats';
import { loadBytes, loadIndex, readAll, seededRandom } from './fixtures';

const registry = createFormatRegistry();
// one file of each kind; the matrix repeats them
const files = loadIndex()
  .map(entry => entry.file)
  .filter(
    file =>
      !/^(i1|i2|u4|i4|f2|f8)_/.test(file) &&
      !/_(chunky|planar)\.tif$/.test(file)
  );

/** Opens and reads; the only accepted failure is an error of ours. */
async function survive(file: string, bytes: Uint8Array): Promise<boolean> {
  let image: IDecodedImage | null = null;
  try {
    image = await registry.openImage(new MemoryByteSource(file, bytes));
    const { shape } = image.metadata;
    const planes = await readAll(image);
    expect(planes).toHaveLength(shape.t * shape.z * shape.c);
    for (const plane of planes) {
      expect(plane).toHaveLength(shape.y * shape.x);
    }
    return true;
  } catch (error) {
    if (!(error instanceof PixelForestError)) {
      throw error;
    }
    expect(['format', 'memory']).toContain(error.tag);
    expect(error.message.startsWith(`${file}: `)).toBe(true);
    return false;
  }
}

describe('damaged files give an error of ours or planes of the right shape', () => {
  it.each(files)('%s cut off at 20 places', async file => {
    const bytes = loadBytes(file);
    for (let i = 0; i < 20; i++) {
      await survive(
        file,
        bytes.subarray(0, Math.floor((bytes.length * i) / 20))
      );
    }
  });

  it.each(files)('%s with bytes changed at random', async file => {
    const bytes = loadBytes(file);
    const random = seededRandom(bytes.length);
    for (let round = 0; round < 12; round++) {
      const changed = bytes.slice();
      const count = 1 + Math.floor(random() * 6);
      for (let i = 0; i < count; i++) {
        // half of the changes hit the first bytes, where the structure is
        const reach =
          random() < 0.5 ? Math.min(300, bytes.length) : bytes.length;
        changed[Math.floor(random() * reach)] = Math.floor(random() * 256);
      }
      await survive(file, changed);
    }
  });

  it('an uncompressed TIFF that lost its last byte is refused', async () => {
    const file = 'size_none.tif';
    const bytes = loadBytes(file);
    expect(await survive(file, bytes)).toBe(true);
    expect(await survive(file, bytes.subarray(0, bytes.length - 1))).toBe(
      false
    );
  });
});
