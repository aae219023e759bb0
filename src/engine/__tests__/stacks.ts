/** Small stacks and what one does with them. */
import { ArrayImageSource } from '../../image/array-image-source';
import { IImageSource } from '../../image/image-source';
import { wholePlane } from '../../image/tile-grid';
import {
  FEATURE_IDS,
  FeatureChoice,
  smallestScale
} from '../../project/features';
import { Shape, SliceRange, TileBox } from '../../project/grid';

/** All families at some scales; `solid` are filtered in 3-D. */
export function choose(scales: number[], solid: number[]): FeatureChoice {
  return {
    ids: FEATURE_IDS,
    scales,
    selected: FEATURE_IDS.map(id =>
      scales.map(scale => scale >= smallestScale(id))
    ),
    computeIn2d: scales.map(scale => !solid.includes(scale))
  };
}

/** Stripes along z at the left and along x at the right, with noise. */
export function draw(sizes: Partial<Shape>): ArrayImageSource {
  const shape = { t: 1, z: 1, y: 40, x: 50, c: 1, ...sizes };
  const { t, z, y, x, c } = shape;
  let state = 7;
  const data = Uint16Array.from({ length: t * z * y * x * c }, (_, i) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    const column = Math.floor(i / c) % x;
    const slice = Math.floor(i / (c * x * y)) % z;
    const at = column < x / 2 ? slice : column;
    return 300 + (at % 4 < 2 ? 120 : 0) + (state % 64);
  });
  return new ArrayImageSource({ shape, data });
}

/** The same pixels as an image of their own. */
export async function part(
  source: IImageSource,
  frames: number[],
  slices: number[],
  channels: number[]
): Promise<ArrayImageSource> {
  const { shape } = source.metadata;
  const box = wholePlane(shape);
  const size = { t: frames.length, z: slices.length, c: channels.length };
  const data = new Uint16Array(size.t * size.z * shape.y * shape.x * size.c);
  let at = 0;
  for (const t of frames) {
    for (const z of slices) {
      const plane = { t, z };
      const arrays = await source.readBox({ plane, box, channels });
      for (let i = 0; i < shape.y * shape.x; i++) {
        arrays.forEach(values => (data[at++] = values[i]));
      }
    }
  }
  return new ArrayImageSource({ shape: { ...shape, ...size }, data });
}

/** The part of (rows, z, y, x) values of a whole stack that lies in a region. */
export function cut(
  values: Float32Array,
  shape: Shape,
  { z0, z1 }: SliceRange,
  box: TileBox
): Float32Array {
  const found: number[] = [];
  const rows = values.length / (shape.z * shape.y * shape.x);
  for (let row = 0; row < rows; row++) {
    for (let z = z0; z < z1; z++) {
      for (let y = box.y0; y < box.y1; y++) {
        const from = ((row * shape.z + z) * shape.y + y) * shape.x;
        found.push(...values.subarray(from + box.x0, from + box.x1));
      }
    }
  }
  return Float32Array.from(found);
}

/** The first value that is not the same, or −1; jest itself takes seconds for so many. */
export function firstDifference(
  found: Float32Array,
  wanted: Float32Array
): number {
  return found.length === wanted.length
    ? found.findIndex((value, i) => !Object.is(value, wanted[i]))
    : Math.min(found.length, wanted.length);
}
