import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import { MemoryByteSource, RangeByteSource } from '../byte-sources';
import { createFormatRegistry } from '../image-formats';
import { FIXTURES } from './fixtures';

const bytes = new Uint8Array(
  readFileSync(join(FIXTURES, 'hela', 'hela-cells.tif'))
);
const registry = createFormatRegistry();

/** Computed with tifffile and numpy. */
const POSITIONS = [
  [0, 0],
  [0, 671],
  [511, 0],
  [511, 671],
  [100, 200],
  [256, 336],
  [300, 17],
  [480, 500]
];
const VALUES = [
  [201, 279, 318, 283, 402, 450, 217, 0],
  [232, 281, 355, 321, 385, 400, 280, 0],
  [179, 189, 242, 214, 268, 304, 189, 0]
];
const SUMS = [135240926, 135315934, 122963586];
const MAXIMA = [4095, 1900, 2832];
const SHA256 = [
  'fa0e7a2f3eae599e8cf475f044b76988423eb7045d2837d1cdc75e73841e8929',
  '8dfb78522a9c72d0987d78f29c0b801758334be86802b6075f0a896f3449d77e',
  '15ca8cfa350411788e4ffb42e41867bcfc7411e0fffdc830062b93edf8305cbd'
];

describe('the course image (big-endian RGB48 with ImageJ metadata)', () => {
  it('has its channels, ranges, colours and pixel size from ImageJ metadata', async () => {
    const image = await registry.openImage(
      new MemoryByteSource('hela-cells.tif', bytes)
    );
    expect(image.metadata).toEqual({
      shape: { t: 1, z: 1, y: 512, x: 672, c: 3 },
      dtype: 'uint16',
      fileAxes: 'yxc',
      fileShape: [512, 672, 3],
      channelNames: ['', '', ''],
      channelColors: [
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255]
      ],
      displayRanges: [
        [165, 2832],
        [165, 2832],
        [165, 2832]
      ],
      pixelSizeUm: { x: 1 / 19.420064, y: 1 / 19.420064, z: null }
    });
  });

  it('has exactly the values numpy reads', async () => {
    const image = await registry.openImage(
      new MemoryByteSource('hela-cells.tif', bytes)
    );
    const planes = await image.readPlane({ t: 0, z: 0 });
    expect(planes).toHaveLength(3);
    planes.forEach((plane, c) => {
      expect(plane).toBeInstanceOf(Uint16Array);
      expect(POSITIONS.map(([y, x]) => plane[y * 672 + x])).toEqual(VALUES[c]);
      expect(Array.from(plane).reduce((sum, value) => sum + value, 0)).toBe(
        SUMS[c]
      );
      expect(Array.from(plane).reduce((a, b) => Math.max(a, b), 0)).toBe(
        MAXIMA[c]
      );
      expect(createHash('sha256').update(plane).digest('hex')).toBe(SHA256[c]);
    });
  });

  it('is read over a server in a few ranges, none twice', async () => {
    const asked: [number, number][] = [];
    const source = new RangeByteSource(
      'hela-cells.tif',
      bytes.length,
      async (start, stop) => {
        asked.push([start, stop]);
        return bytes.slice(start, stop);
      }
    );
    const image = await registry.openImage(source);
    const planes = await image.readPlane({ t: 0, z: 0 });
    expect(createHash('sha256').update(planes[0]).digest('hex')).toBe(
      SHA256[0]
    );
    expect(asked.length).toBeLessThanOrEqual(4);
    const total = asked.reduce((sum, [start, stop]) => sum + stop - start, 0);
    expect(total).toBeLessThan(bytes.length + 2 * 65536);
  });
});
