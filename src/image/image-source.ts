import { PixelArray, PlaneIndex, TileBox } from '../project/grid';
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

/** A region of one plane with a margin around it. */
export type PatchRequest = BoxRequest & {
  /** Pixels added on each of the four sides, as far as the image goes. */
  readonly halo: number;
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
  /** Like {@link readBox} for the box and its halo; `patch.box` says what came. */
  readPatch(request: PatchRequest, signal?: AbortSignal): Promise<PlanePatch>;
  /** Closes the file and forgets its pixels; twice is harmless. */
  dispose(): void;
}
