import { IProjectStore } from '../../store/contract';
import { drawPicture, pngOf, PictureRequest } from '../../viewer/picture';

/** Below this nothing would be seen; a PNG of it is always small enough. */
const SMALLEST_SIDE = 64;

/**
 * A PNG that is small enough: as large as wished, else shrunk until it is.
 *
 * @param mostBytes of the file
 * @returns null without an image
 */
export async function smallPicture(
  store: IProjectStore,
  request: PictureRequest,
  mostBytes: number
): Promise<Uint8Array | null> {
  for (let { side } = request; ;) {
    const canvas = await drawPicture(store, { ...request, side });
    if (!canvas) {
      return null;
    }
    const blob = await pngOf(canvas);
    const drawn = Math.max(canvas.width, canvas.height);
    if (blob.size <= mostBytes || drawn <= SMALLEST_SIDE) {
      return new Uint8Array(await blob.arrayBuffer());
    }
    // the size of a PNG goes about with its area
    const factor = Math.min(0.9, 0.97 * Math.sqrt(mostBytes / blob.size));
    side = Math.max(SMALLEST_SIDE, Math.floor(drawn * factor));
  }
}
