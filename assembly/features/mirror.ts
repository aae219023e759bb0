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
 * image up to the halo. The voxels inside the image, halo included, must have
 * been written before.
 *
 * @param z, y, x corner of the tile in the image, in pixels
 * @param depth, height, width size of the tile, at most `planTileDepth` and `planTileSide`
 */
export function mirrorSource(
  plan: Plan,
  z: i32,
  y: i32,
  x: i32,
  depth: i32,
  height: i32,
  width: i32,
  imageDepth: i32,
  imageHeight: i32,
  imageWidth: i32
): void {
  plan.z = z;
  plan.y = y;
  plan.x = x;
  plan.slices = depth;
  plan.height = height;
  plan.width = width;
  plan.imageDepth = imageDepth;
  plan.imageHeight = imageHeight;
  plan.imageWidth = imageWidth;
  // slices beside the tile are mirrored where they are smoothed together
  if (plan.planarHalo > 0) {
    for (let slice = 0; slice < depth; slice++) {
      mirrorSlice(
        plan,
        plan.source + slice * plan.sourceSliceStride,
        plan.planarHalo
      );
    }
  }
}

/**
 * Fills what lies outside the image around one slice of the plan's tile.
 *
 * @param origin address of the tile's pixel (0, 0) in a slice laid out as the source
 * @param halo   pixels around the tile, at most the plan's
 */
export function mirrorSlice(plan: Plan, origin: usize, halo: i32): void {
  const y = plan.y;
  const x = plan.x;
  const height = plan.height;
  const width = plan.width;
  const imageHeight = plan.imageHeight;
  const imageWidth = plan.imageWidth;
  const stride = plan.sourceStride;
  const firstRow = max(0, y - halo);
  const stopRow = min(imageHeight, y + height + halo);
  const left = x - halo;
  const right = x + width + halo;

  // columns beside the image, in the rows inside it
  for (let row = firstRow; row < stopRow; row++) {
    const line = origin + (row - y) * stride;
    for (let column = left; column < min(0, right); column++) {
      copyPixel(line, x, column, mirrored(column, imageWidth));
    }
    for (let column = max(imageWidth, left); column < right; column++) {
      copyPixel(line, x, column, mirrored(column, imageWidth));
    }
  }

  // whole rows above and below the image
  const bytes = (right - left) << 2;
  const start = origin + ((left - x) << 2);
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
