import { intersectBoxes, PlaneIndex, TileBox } from './grid';

/** Side of a stored block in pixels: small enough to copy per stroke, big enough to be few. */
export const LABEL_BLOCK_SIZE = 64;

/** Name of a block: `t,z,row,column`, rows and columns counted in blocks. */
export function blockKey(plane: PlaneIndex, by: number, bx: number): string {
  return `${plane.t},${plane.z},${by},${bx}`;
}

/** Whether a text names a block. */
export function isBlockKey(text: string): boolean {
  return /^\d+,\d+,\d+,\d+$/.test(text);
}

/** Plane and first pixel of a block. */
export function placeOfBlock(key: string): {
  plane: PlaneIndex;
  y: number;
  x: number;
} {
  const [t, z, by, bx] = key.split(',').map(Number);
  const size = LABEL_BLOCK_SIZE;
  return { plane: { t, z }, y: by * size, x: bx * size };
}

/** Order of block names: by t, z, row, column. */
export function byPosition(a: string, b: string): number {
  const p = a.split(',').map(Number);
  const q = b.split(',').map(Number);
  for (let i = 0; i < 4; i++) {
    if (p[i] !== q[i]) {
      return p[i] - q[i];
    }
  }
  return 0;
}

/** Block rows and columns that a box meets, each with the shared part. */
export function* blocksOf(box: TileBox): Generator<[number, number, TileBox]> {
  const size = LABEL_BLOCK_SIZE;
  for (let by = Math.floor(box.y0 / size); by * size < box.y1; by++) {
    for (let bx = Math.floor(box.x0 / size); bx * size < box.x1; bx++) {
      const part = intersectBoxes(box, {
        y0: by * size,
        x0: bx * size,
        y1: (by + 1) * size,
        x1: (bx + 1) * size
      });
      yield [by, bx, part];
    }
  }
}
