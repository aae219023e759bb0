import { readFileSync } from 'fs';
import { join } from 'path';
import { PixelArray } from '../../project/grid';
import { MemoryByteSource } from '../byte-sources';
import { IDecodedImage } from '../contract';
import { NpyArray, readNpy } from '../npy';

/** One entry of fixtures/images/index.json. */
export type Fixture = {
  file: string;
  array?: string;
  axes?: string;
  error?: string;
  tag?: string;
  tolerance?: number;
  shape?: Record<string, number>;
  pixelSizeUm?: { x: number; y: number; z: number | null } | null;
  displayRanges?: number[][];
  channelNames?: string[];
  channelColors?: number[][];
};

export const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures');
export const IMAGES = join(FIXTURES, 'images');

export function loadIndex(): Fixture[] {
  return JSON.parse(readFileSync(join(IMAGES, 'index.json'), 'utf8'));
}

export function loadBytes(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(IMAGES, file)));
}

export function sourceOf(file: string): MemoryByteSource {
  return new MemoryByteSource(file, loadBytes(file));
}

export function loadArray(file: string): NpyArray {
  return readNpy(file, loadBytes(file));
}

/** All planes of an image, (t, z, c) over (y, x). */
export async function readAll(image: IDecodedImage): Promise<PixelArray[]> {
  const { t, z } = image.metadata.shape;
  const planes: PixelArray[] = [];
  for (let ti = 0; ti < t; ti++) {
    for (let zi = 0; zi < z; zi++) {
      planes.push(...(await image.readPlane({ t: ti, z: zi })));
    }
  }
  return planes;
}

/** Largest difference between planes and an array of the same length; NaN equals NaN. */
export function largestDifference(
  planes: readonly PixelArray[],
  wanted: PixelArray
): number {
  const total = planes.reduce((sum, plane) => sum + plane.length, 0);
  if (total !== wanted.length) {
    return Infinity;
  }
  let largest = 0;
  let at = 0;
  for (const plane of planes) {
    for (let i = 0; i < plane.length; i++, at++) {
      if (!Object.is(plane[i], wanted[at])) {
        const difference = Math.abs(plane[i] - wanted[at]);
        largest = Math.max(largest, difference || 0);
        if (Number.isNaN(difference)) {
          return NaN;
        }
      }
    }
  }
  return largest;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
