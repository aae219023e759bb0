import { PixelForestError } from '../errors';
import { byPosition, LABEL_BLOCK_SIZE, placeOfBlock } from './block-grid';
import { LabelImage } from './labels';

/** Highest number of a 16-bit mask. */
const MAX_PIECES = 65535;

/**
 * Numbers the connected pieces of one class from 1, frame by frame, as Cellpose
 * and StarDist number objects. Pixels are joined at their sides, also over
 * slices, not at their corners.
 *
 * @param label class number from 1
 * @returns one (y, x) image of piece numbers per plane, t outside z; 0 = no piece
 * @throws PixelForestError `mismatch` if a frame has more pieces than 16 bits count
 */
export function numberPieces(labels: LabelImage, label: number): Uint16Array[] {
  const { t, z, y, x } = labels.shape;
  const planes = Array.from({ length: t * z }, () => new Uint16Array(y * x));
  for (let frame = 0; frame < t; frame++) {
    const slices = planes.slice(frame * z, (frame + 1) * z);
    const pixels = pixelsOf(labels, label, frame);
    pixels.forEach(({ slice, at }) => (slices[slice][at] = MAX_PIECES));
    let count = 0;
    for (const { slice, at } of pixels) {
      if (slices[slice][at] === MAX_PIECES) {
        count += 1;
        if (count >= MAX_PIECES) {
          throw new PixelForestError(
            'mismatch',
            `The labels fall into more than ${MAX_PIECES - 1} pieces, and a 16-bit mask counts no further. Export class numbers instead.`
          );
        }
        fill(slices, slice, at, y, x, count);
      }
    }
  }
  return planes;
}

type Pixel = { readonly slice: number; readonly at: number };

/** Pixels of the class in one frame, block by block. */
function pixelsOf(labels: LabelImage, label: number, frame: number): Pixel[] {
  const size = LABEL_BLOCK_SIZE;
  const { x: width } = labels.shape;
  const found: Pixel[] = [];
  const blocks = [...labels.entries()].sort(([a], [b]) => byPosition(a, b));
  for (const [key, block] of blocks) {
    const { plane, y, x } = placeOfBlock(key);
    if (plane.t === frame) {
      block.forEach((value, i) => {
        if (value === label) {
          const row = y + Math.floor(i / size);
          found.push({ slice: plane.z, at: row * width + x + (i % size) });
        }
      });
    }
  }
  return found;
}

/** Gives a number to all unnumbered pixels that hang together with one. */
function fill(
  slices: readonly Uint16Array[],
  slice: number,
  at: number,
  height: number,
  width: number,
  number: number
): void {
  const open: Pixel[] = [{ slice, at }];
  slices[slice][at] = number;
  const visit = (next: number, position: number): void => {
    if (slices[next][position] === MAX_PIECES) {
      slices[next][position] = number;
      open.push({ slice: next, at: position });
    }
  };
  for (let pixel = open.pop(); pixel; pixel = open.pop()) {
    const x = pixel.at % width;
    if (x > 0) {
      visit(pixel.slice, pixel.at - 1);
    }
    if (x + 1 < width) {
      visit(pixel.slice, pixel.at + 1);
    }
    if (pixel.at >= width) {
      visit(pixel.slice, pixel.at - width);
    }
    if (pixel.at + width < height * width) {
      visit(pixel.slice, pixel.at + width);
    }
    if (pixel.slice > 0) {
      visit(pixel.slice - 1, pixel.at);
    }
    if (pixel.slice + 1 < slices.length) {
      visit(pixel.slice + 1, pixel.at);
    }
  }
}
