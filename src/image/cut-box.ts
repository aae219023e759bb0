import { PixelForestError } from '../errors';
import {
  boxArea,
  createPixels,
  dtypeOf,
  intersectBoxes,
  PixelArray,
  TileBox
} from '../project/grid';
import { ImageMetadata } from '../project/images';
import { BoxRequest } from './image-source';
import { wholePlane } from './tile-grid';

/**
 * A rectangle out of a plane, as a new array.
 *
 * @param pixels (y, x) of the whole plane, rows of `width` pixels
 * @param box    inside the plane
 */
export function cutBox(
  pixels: PixelArray,
  width: number,
  box: TileBox
): PixelArray {
  const boxWidth = box.x1 - box.x0;
  const out = createPixels(dtypeOf(pixels), boxArea(box));
  for (let y = box.y0; y < box.y1; y++) {
    const from = y * width + box.x0;
    out.set(pixels.subarray(from, from + boxWidth), (y - box.y0) * boxWidth);
  }
  return out;
}

/**
 * The part of a requested box that lies in the image.
 *
 * @throws PixelForestError `input` if plane or channel do not exist or nothing of the box is inside
 */
export function clipRequest(
  request: BoxRequest,
  metadata: ImageMetadata
): TileBox {
  const { shape } = metadata;
  const { plane, box, channels } = request;
  for (const axis of ['t', 'z'] as const) {
    if (!isIndex(plane[axis], shape[axis])) {
      throw new PixelForestError(
        'input',
        `Wanted ${axis} = ${plane[axis]}, but the image has ${axis} from 0 to ${shape[axis] - 1}. Choose one of these.`
      );
    }
  }
  const wrong = channels.find(channel => !isIndex(channel, shape.c));
  if (wrong !== undefined) {
    throw new PixelForestError(
      'input',
      `Wanted channel ${wrong}, but the image has channels 0 to ${shape.c - 1}. Choose one of these.`
    );
  }
  const inside = intersectBoxes(box, wholePlane(shape));
  if (boxArea(inside) === 0) {
    throw new PixelForestError(
      'input',
      `Wanted y ${box.y0} to ${box.y1} and x ${box.x0} to ${box.x1}, but the image is ${shape.y} × ${shape.x} pixels (height × width). Choose a region inside it.`
    );
  }
  return inside;
}

function isIndex(value: number, size: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < size;
}
