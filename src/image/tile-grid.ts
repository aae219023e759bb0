import { intersectBoxes, Shape, SliceRange, TileBox } from '../project/grid';

/** Side of the tiles features and probabilities are computed in: a tile's feature planes stay in the processor's cache. */
export const COMPUTE_TILE = 128;
/** Side of the tiles pictures are drawn in: few enough for one canvas call each. */
export const DISPLAY_TILE = 256;

/** The box of a whole plane. */
export function wholePlane(shape: Shape): TileBox {
  return { y0: 0, x0: 0, y1: shape.y, x1: shape.x };
}

/**
 * The tiles of a fixed grid (starting at pixel 0, 0) that a box meets, row by
 * row. Tiles are whole grid cells, cut only by `bounds`.
 *
 * @param size   side of a tile in pixels
 * @param bounds the plane
 */
export function tilesCovering(
  box: TileBox,
  size: number,
  bounds: TileBox
): TileBox[] {
  const inside = intersectBoxes(box, bounds);
  if (inside.y1 <= inside.y0 || inside.x1 <= inside.x0) {
    return [];
  }
  const tiles: TileBox[] = [];
  for (let row = Math.floor(inside.y0 / size); row * size < inside.y1; row++) {
    for (
      let column = Math.floor(inside.x0 / size);
      column * size < inside.x1;
      column++
    ) {
      tiles.push(
        intersectBoxes(bounds, {
          y0: row * size,
          x0: column * size,
          y1: (row + 1) * size,
          x1: (column + 1) * size
        })
      );
    }
  }
  return tiles;
}

/** The box with a margin on every side, clipped to the bounds. */
export function growBox(box: TileBox, by: number, bounds: TileBox): TileBox {
  return intersectBoxes(bounds, {
    y0: box.y0 - by,
    x0: box.x0 - by,
    y1: box.y1 + by,
    x1: box.x1 + by
  });
}

/** The slices with a margin above and below, clipped to a stack of `depth`. */
export function growSlices(
  { z0, z1 }: SliceRange,
  by: number,
  depth: number
): SliceRange {
  return { z0: Math.max(0, z0 - by), z1: Math.min(depth, z1 + by) };
}

/** Slices cut into ranges of at most `depth` each, from the first on. */
export function splitSlices(
  { z0, z1 }: SliceRange,
  depth: number
): SliceRange[] {
  const count = Math.max(0, Math.ceil((z1 - z0) / depth));
  return Array.from({ length: count }, (_, i) => ({
    z0: z0 + i * depth,
    z1: Math.min(z1, z0 + (i + 1) * depth)
  }));
}
