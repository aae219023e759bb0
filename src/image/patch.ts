import { PixelArray, TileBox } from '../project/grid';

/**
 * Pixels of one plane around a region, as cut from the image: the region plus
 * its halo, clipped at the image's edges (the kernels mirror there).
 */
export type PlanePatch = {
  /** One (y, x) array per channel that was asked for, each of `box`'s size. */
  readonly channels: readonly PixelArray[];
  /** Where the arrays lie in the image. */
  readonly box: TileBox;
  /** Size of the whole plane. */
  readonly height: number;
  readonly width: number;
};
