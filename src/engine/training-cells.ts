import { PixelForestError } from '../errors';
import { COMPUTE_TILE, tilesCovering, wholePlane } from '../image/tile-grid';
import { IImageSource } from '../image/image-source';
import { TrainingPixels } from '../pipeline/forest/training-pixels';
import { SliceRange, TileBox } from '../project/grid';

/** Labelled pixels of one plane, and which of them have no row yet. */
export type PlaneGaps = {
  readonly image: IImageSource;
  readonly pixels: TrainingPixels;
  /** Numbers of the pixels without a row. */
  readonly missing: readonly number[];
};

/** Pixels that lie close together: one job computes their rows. */
export type TrainingCell = {
  readonly image: IImageSource;
  readonly t: number;
  /** The tile of the compute grid they are in, and the slices from the first to the last of them. */
  readonly box: TileBox;
  readonly slices: SliceRange;
  /** Which plane of the gaps each pixel is of, and its number there. */
  readonly members: readonly { readonly plane: number; readonly i: number }[];
};

type OpenCell = {
  readonly box: TileBox;
  readonly members: { plane: number; i: number }[];
};

/**
 * Gathers pixels by tile and, where slices are filtered together, by
 * neighbouring slices of a frame.
 *
 * @param tileDepth slices the kernels take at once; 1 keeps slices apart
 * @throws PixelForestError `mismatch` if a label lies outside its image
 */
export function trainingCells(
  gaps: readonly PlaneGaps[],
  tileDepth: number
): TrainingCell[] {
  const cells = new Map<string, OpenCell>();
  gaps.forEach((gap, plane) => {
    const { imageId, plane: at } = gap.pixels;
    const floor = Math.floor(at.z / tileDepth);
    for (const i of gap.missing) {
      const box = tileOf(gap, i);
      const key = `${at.t},${floor},${box.y0},${box.x0},${imageId}`;
      const cell = cells.get(key);
      if (cell) {
        cell.members.push({ plane, i });
      } else {
        cells.set(key, { box, members: [{ plane, i }] });
      }
    }
  });
  return [...cells.values()].map(({ box, members }) => {
    const { image, pixels } = gaps[members[0].plane];
    const depths = members.map(({ plane }) => gaps[plane].pixels.plane.z);
    const z0 = depths.reduce((a, b) => Math.min(a, b));
    const z1 = depths.reduce((a, b) => Math.max(a, b)) + 1;
    return { image, t: pixels.plane.t, box, slices: { z0, z1 }, members };
  });
}

function tileOf({ image, pixels }: PlaneGaps, i: number): TileBox {
  const y = pixels.y[i];
  const x = pixels.x[i];
  const { shape } = image.metadata;
  const [box] = tilesCovering(
    { y0: y, x0: x, y1: y + 1, x1: x + 1 },
    COMPUTE_TILE,
    wholePlane(shape)
  );
  if (!box) {
    throw new PixelForestError(
      'mismatch',
      `A label lies at y ${y}, x ${x}, but the image is ${shape.y} × ${shape.x} pixels (height × width). Open the image the labels were drawn on.`
    );
  }
  return box;
}
