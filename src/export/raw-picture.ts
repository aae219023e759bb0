import { wholePlane } from '../image/tile-grid';
import { Shape } from '../project/grid';
import { ResultSource } from '../store/guest-contract';

/**
 * The image as it is shown, in full size: the plane on the screen, or the
 * first plane of an image that is not.
 *
 * @returns (y, x, 4) opaque RGBA
 */
export async function rawPicture(
  store: ResultSource,
  imageId: string,
  shape: Shape,
  signal: AbortSignal
): Promise<Uint8ClampedArray> {
  const shown =
    store.activeImage?.id === imageId
      ? await store.colourTile('raw', wholePlane(shape), 1, signal)
      : null;
  const side = Math.max(shape.y, shape.x);
  const { rgba } = shown ?? (await store.thumbnail(imageId, side, signal));
  return rgba;
}
