import { DISPLAY_TILE } from '../../image/tile-grid';
import { intersectBoxes, TileBox } from '../../project/grid';
import { Extent } from '../camera';

/** Beyond this a tile would read more than 65,536 image pixels a side. */
const MAX_STEP = 256;

/** A square of the image as it is drawn: every `step` × `step` pixels are one. */
export type DisplayTile = {
  /** `step/row/column`, unique within a plane. */
  readonly key: string;
  readonly step: number;
  readonly row: number;
  readonly column: number;
  /** Clipped to the image. */
  readonly box: TileBox;
};

/**
 * The step at which a tile pixel is at most one device pixel.
 *
 * @param devicePixels device pixels per image pixel
 * @returns 1, 2, 4, …
 */
export function stepForZoom(devicePixels: number): number {
  const step = 2 ** Math.floor(Math.log2(1 / devicePixels));
  return Math.min(MAX_STEP, Math.max(1, step));
}

/** The tile of a place in the grid. */
export function displayTile(
  step: number,
  row: number,
  column: number,
  image: Extent
): DisplayTile {
  const side = step * DISPLAY_TILE;
  return {
    key: `${step}/${row}/${column}`,
    step,
    row,
    column,
    box: intersectBoxes(
      { y0: 0, x0: 0, y1: image.height, x1: image.width },
      {
        y0: row * side,
        x0: column * side,
        y1: (row + 1) * side,
        x1: (column + 1) * side
      }
    )
  };
}

/** The tiles that meet a box, those nearest to its middle first. */
export function tilesOf(
  box: TileBox,
  step: number,
  image: Extent
): DisplayTile[] {
  const side = step * DISPLAY_TILE;
  const tiles: DisplayTile[] = [];
  for (let row = Math.floor(box.y0 / side); row * side < box.y1; row++) {
    for (
      let column = Math.floor(box.x0 / side);
      column * side < box.x1;
      column++
    ) {
      tiles.push(displayTile(step, row, column, image));
    }
  }
  const middleY = (box.y0 + box.y1) / 2;
  const middleX = (box.x0 + box.x1) / 2;
  const distance = (tile: DisplayTile): number =>
    Math.hypot(
      (tile.row + 0.5) * side - middleY,
      (tile.column + 0.5) * side - middleX
    );
  return tiles.sort((a, b) => distance(a) - distance(b));
}
