import { PixelArray, PlaneIndex, SliceRange, TileBox } from '../project/grid';
import { ImageMetadata } from '../project/images';
import { PlanePatch } from './patch';

/** A region of one plane. */
export type BoxRequest = {
  readonly plane: PlaneIndex;
  /** Clipped to the image. */
  readonly box: TileBox;
  /** Channel numbers from 0, in the order wanted. */
  readonly channels: readonly number[];
};

/** How far around a region filters look. */
export type Reach = {
  /** Pixels on each of the four sides. */
  readonly halo: number;
  /** Slices above and below; 0 where every slice is filtered by itself. */
  readonly depthHalo: number;
};

/** A region of some slices of one frame with a margin around it, as far as the image goes. */
export type PatchRequest = Reach & {
  readonly t: number;
  readonly slices: SliceRange;
  /** Clipped to the image. */
  readonly box: TileBox;
  /** Channel numbers from 0, in the order wanted. */
  readonly channels: readonly number[];
};

/** An image as regions of planes: what viewer, engine and export read from. */
export interface IImageSource {
  readonly metadata: ImageMetadata;
  /**
   * @returns one (y, x) array per channel asked for, cut to the box ∩ image;
   * dtype and values exactly the file's. The arrays are the caller's own.
   * @throws PixelForestError `input` if plane, channel or box lie outside the
   * image, `memory` if the plane is too large to decode
   */
  readBox(request: BoxRequest, signal?: AbortSignal): Promise<PixelArray[]>;
  /** Like {@link readBox} for slices, box and their halo; the patch says what came. */
  readPatch(request: PatchRequest, signal?: AbortSignal): Promise<PlanePatch>;
  /** Closes the file and forgets its pixels; twice is harmless. */
  dispose(): void;
}
