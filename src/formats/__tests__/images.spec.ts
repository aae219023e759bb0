import { dtypeOf } from '../../project/grid';
import { createFormatRegistry } from '../image-formats';
import {
  largestDifference,
  loadArray,
  loadIndex,
  readAll,
  sourceOf
} from './fixtures';

const registry = createFormatRegistry();
const index = loadIndex();

describe('every image of the matrix is read with the values numpy has', () => {
  const readable = index.filter(entry => entry.array);
  it.each(readable.map(entry => [entry.file, entry] as const))(
    '%s',
    async (file, entry) => {
      const image = await registry.openImage(sourceOf(file));
      const wanted = loadArray(entry.array ?? '');
      const planes = await readAll(image);
      const { shape, dtype, fileAxes } = image.metadata;

      expect(fileAxes).toBe(entry.axes);
      expect(dtype).toBe(dtypeOf(wanted.data));
      expect(planes.every(plane => dtypeOf(plane) === dtype)).toBe(true);
      expect([shape.y, shape.x]).toEqual(wanted.shape.slice(-2));
      const axes = fileAxes.split('') as (keyof typeof shape)[];
      expect(image.metadata.fileShape).toEqual(axes.map(axis => shape[axis]));
      expect(largestDifference(planes, wanted.data)).toBeLessThanOrEqual(
        entry.tolerance ?? 0
      );
      for (const list of ['channelNames', 'channelColors', 'displayRanges']) {
        const key = list as 'channelNames' | 'channelColors' | 'displayRanges';
        expect(image.metadata[key]).toHaveLength(shape.c);
        if (entry[key]) {
          expect(image.metadata[key]).toEqual(entry[key]);
        }
      }
      if (entry.shape) {
        expect(shape).toEqual(entry.shape);
      }
      if (entry.pixelSizeUm !== undefined) {
        const { pixelSizeUm } = image.metadata;
        if (entry.pixelSizeUm === null) {
          expect(pixelSizeUm).toBeNull();
        } else {
          expect(pixelSizeUm?.x).toBeCloseTo(entry.pixelSizeUm.x, 5);
          expect(pixelSizeUm?.y).toBeCloseTo(entry.pixelSizeUm.y, 5);
          expect(pixelSizeUm?.z).toBe(entry.pixelSizeUm.z);
        }
      }
    }
  );
});

describe('every file that cannot be read right is refused with a reason', () => {
  const refused = index.filter(entry => entry.error);
  it.each(refused.map(entry => [entry.file, entry] as const))(
    '%s',
    async (file, entry) => {
      const reading = registry
        .openImage(sourceOf(file))
        .then(image => readAll(image));
      await expect(reading).rejects.toMatchObject({
        name: 'PixelForestError',
        tag: entry.tag,
        message: expect.stringContaining(entry.error ?? '?')
      });
      await expect(reading).rejects.toMatchObject({
        message: expect.stringContaining(file)
      });
    }
  );
});
