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
import { BoxRequest, PatchRequest } from './image-source';
import { PlanePatch } from './patch';
import { growBox, growSlices, wholePlane } from './tile-grid';

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
  const out = createPixels(dtypeOf(pixels), boxArea(box));
  copyBox(pixels, width, box, out);
  return out;
}

/**
 * Copies a rectangle of a plane, row after row.
 *
 * @param pixels (y, x) of the whole plane, rows of `width` pixels
 * @param box    inside the plane
 * @param at     where in `out` its first pixel goes
 */
export function copyBox(
  pixels: PixelArray,
  width: number,
  box: TileBox,
  out: PixelArray,
  at = 0
): void {
  const boxWidth = box.x1 - box.x0;
  for (let y = box.y0; y < box.y1; y++) {
    const from = y * width + box.x0;
    out.set(
      pixels.subarray(from, from + boxWidth),
      at + (y - box.y0) * boxWidth
    );
  }
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

/**
 * The patch of a request, its arrays not filled yet.
 *
 * @throws PixelForestError `input` if slices or channels do not exist or nothing of the box is inside
 */
export function createPatch(
  request: PatchRequest,
  metadata: ImageMetadata
): PlanePatch {
  const { t, slices, box, channels, halo, depthHalo } = request;
  const { shape, dtype } = metadata;
  const ends = [slices.z0, Math.max(slices.z0, slices.z1 - 1)];
  const [inside] = ends.map(z =>
    clipRequest({ plane: { t, z }, box, channels }, metadata)
  );
  const held = growSlices(slices, depthHalo, shape.z);
  const grown = growBox(inside, halo, wholePlane(shape));
  const length = boxArea(grown) * (held.z1 - held.z0);
  return {
    channels: channels.map(() => createPixels(dtype, length)),
    slices: held,
    box: grown,
    depth: shape.z,
    height: shape.y,
    width: shape.x
  };
}

function isIndex(value: number, size: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < size;
}
