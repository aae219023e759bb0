/** Codes of a whole tile in one call, for hosts to which a call costs as much as a column. */
import { computeScale } from '../features/compute-scale';
import { Plan, PLANE_STRIDE } from '../features/plan';
import { BLOCK_PIXELS } from './cells';
import { codeBytes, codeColumn } from './predict';

/**
 * Filters the tile that `mirrorSource` told of scale by scale, and codes the
 * columns of one channel as `codeColumn` does.
 *
 * @param columns i32: per scale its index and the number of its planes, then per
 *                plane its column and where its voxel (0, 0, 0) lies; −1 at the end
 * @param codes   (slices, blocks, `codeBytes`) u8; cleared where sides are no multiple of 8
 * @param invalid (slices, blocks, 64) u8, cleared before the first channel
 */
export function codeTile(
  plan: Plan,
  columns: usize,
  forest: usize,
  codes: usize,
  invalid: usize
): void {
  const width = plan.width;
  const height = plan.height;
  const blocks = <usize>(((width + 7) >> 3) * ((height + 7) >> 3));
  const codeStride = blocks * <usize>codeBytes(forest);
  const invalidStride = blocks * BLOCK_PIXELS;
  for (let scale = load<i32>(columns); scale >= 0; scale = load<i32>(columns)) {
    computeScale(plan, scale);
    const stop = columns + 8 + (<usize>load<u32>(columns, 4) << 3);
    for (columns += 8; columns < stop; columns += 8) {
      for (let slice: usize = 0; slice < <usize>plan.slices; slice++) {
        codeColumn(
          forest,
          load<i32>(columns),
          <usize>load<u32>(columns, 4) + slice * plan.planeSliceStride,
          PLANE_STRIDE,
          width,
          height,
          codes + slice * codeStride,
          invalid + slice * invalidStride
        );
      }
    }
  }
}
