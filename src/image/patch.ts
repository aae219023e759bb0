import { PixelArray, SliceRange, TileBox } from '../project/grid';

/**
 * Pixels around a region of one plane or of some slices, as cut from the
 * image: the region plus its halo, clipped at the image's edges (the kernels
 * mirror there).
 */
export type PlanePatch = {
  /** One (z, y, x) array per channel that was asked for, each of `slices` × `box`. */
  readonly channels: readonly PixelArray[];
  /** Where the arrays lie in the image. */
  readonly slices: SliceRange;
  readonly box: TileBox;
  /** Size of the whole stack; depth 1 for a plane. */
  readonly depth: number;
  readonly height: number;
  readonly width: number;
};
