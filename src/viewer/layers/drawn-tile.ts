import { intersectBoxes } from '../../project/grid';
import { DrawnTile, ITileBitmap } from './compositor';
import { DisplayTile } from './display-grid';
import { deviceBoxOf, ViewFrame } from './layer-view';

/**
 * The drawing of a tile, or of the part of it that lies in another tile's box.
 *
 * @param within default: the whole tile
 * @returns null if nothing of it lies there
 */
export function drawnTile(
  tile: DisplayTile,
  bitmap: ITileBitmap,
  frame: ViewFrame,
  within: DisplayTile = tile
): DrawnTile | null {
  const box = intersectBoxes(tile.box, within.box);
  const target = deviceBoxOf(box, frame);
  if (target.y1 <= target.y0 || target.x1 <= target.x0) {
    return null;
  }
  return {
    bitmap,
    // the last row may stand for fewer image pixels than the others: a fraction
    source: {
      y: (box.y0 - tile.box.y0) / tile.step,
      x: (box.x0 - tile.box.x0) / tile.step,
      height: (box.y1 - box.y0) / tile.step,
      width: (box.x1 - box.x0) / tile.step
    },
    target
  };
}
