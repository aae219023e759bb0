/**
 * Borders: an image goes on beyond its edge as in a mirror that stands on the
 * edge pixel (… 2 1 | 0 1 2 …), again and again if the image is small.
 *
 * @source docs/numerics.md, “Borders”
 */
import { Plan } from './plan';

/** Remainder in 0 … period − 1, also for negative positions. */
function positionInPeriod(position: i32, period: i32): i32 {
  const rest = position % period;
  return rest < 0 ? rest + period : rest;
}

/** The pixel of 0 … size − 1 that is seen at any position. */
export function mirrored(position: i32, size: i32): i32 {
  if (size == 1) {
    return 0;
  }
  const period = 2 * (size - 1);
  const rest = positionInPeriod(position, period);
  return rest < size ? rest : period - rest;
}

/** −1 where the mirror image is seen: derivatives across the mirror change sign there. */
export function mirrorSign(position: i32, size: i32): f32 {
  if (size == 1) {
    return 1;
  }
  return positionInPeriod(position, 2 * (size - 1)) < size ? 1 : -1;
}

/**
 * Tells the plan which tile its source holds, and fills what lies outside the
 * image up to the halo. The pixels inside the image, halo included, must have
 * been written before.
 *
 * @param y, x corner of the tile in the image, in pixels
 * @param height, width size of the tile, each at most the tile side
 */
export function mirrorSource(
  plan: Plan,
  y: i32,
  x: i32,
  height: i32,
  width: i32,
  imageHeight: i32,
  imageWidth: i32
): void {
  plan.y = y;
  plan.x = x;
  plan.height = height;
  plan.width = width;
  plan.imageHeight = imageHeight;
  plan.imageWidth = imageWidth;

  const halo = plan.halo;
  const stride = plan.sourceStride;
  const firstRow = max(0, y - halo);
  const stopRow = min(imageHeight, y + height + halo);
  const left = x - halo;
  const right = x + width + halo;

  // columns beside the image, in the rows inside it
  for (let row = firstRow; row < stopRow; row++) {
    const line = plan.source + (row - y) * stride;
    for (let column = left; column < min(0, right); column++) {
      copyPixel(line, x, column, mirrored(column, imageWidth));
    }
    for (let column = max(imageWidth, left); column < right; column++) {
      copyPixel(line, x, column, mirrored(column, imageWidth));
    }
  }

  // whole rows above and below the image
  const bytes = (right - left) << 2;
  const start = plan.source + ((left - x) << 2);
  for (let row = y - halo; row < y + height + halo; row++) {
    if (row < 0 || row >= imageHeight) {
      const seen = mirrored(row, imageHeight);
      memory.copy(start + (row - y) * stride, start + (seen - y) * stride, bytes);
    }
  }
}

function copyPixel(line: usize, x: i32, to: i32, from: i32): void {
  store<f32>(line + ((to - x) << 2), load<f32>(line + ((from - x) << 2)));
}
