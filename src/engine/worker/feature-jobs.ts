import { PixelForestError } from '../../errors';
import { TileBox } from '../../project/grid';
import {
  FeatureRowsJob,
  FeatureRowsResult,
  FeaturesJob,
  FeaturesResult
} from '../protocol';
import { FeaturePlanes, splitBox } from './feature-planes';
import { Kernels } from './kernels';

/**
 * Feature rows at labelled pixels. Pixels are gathered tile by tile, on a grid
 * fixed to the image; any tiling gives the same bits.
 *
 * @throws PixelForestError `mismatch` as {@link FeaturePlanes.forEachGroup}
 */
export function featureRows(
  kernels: Kernels,
  planes: FeaturePlanes,
  job: FeatureRowsJob
): FeatureRowsResult {
  const { patch, y, x } = job;
  if (y.length !== x.length) {
    throw new PixelForestError(
      'mismatch',
      `Pixels need one y and one x each, but ${y.length} y and ${x.length} x came.`
    );
  }
  const rows = new Float32Array(y.length * planes.columnCount);
  for (const pixels of groupByTile(y, x, planes.tileSide)) {
    const box = boundingBox(pixels, y, x);
    planes.forEachGroup(patch, box, ({ planePointers, columns, rowStride }) => {
      const { floats } = kernels;
      planePointers.forEach((pointer, i) => {
        const column = columns[i];
        for (const pixel of pixels) {
          rows[pixel * planes.columnCount + column] =
            floats[
              (pointer + (y[pixel] - box.y0) * rowStride) / 4 +
                (x[pixel] - box.x0)
            ];
        }
      });
    });
  }
  return { rows };
}

/**
 * Feature planes of a box of any size; columns of channels that do not take
 * part in training stay 0.
 *
 * @throws PixelForestError `mismatch` as {@link FeaturePlanes.forEachGroup}
 */
export function features(
  kernels: Kernels,
  planes: FeaturePlanes,
  job: FeaturesJob
): FeaturesResult {
  const { patch, box } = job;
  const width = box.x1 - box.x0;
  const area = width * (box.y1 - box.y0);
  const result = new Float32Array(planes.columnCount * area);
  for (const tile of splitBox(box, planes.tileSide)) {
    const tileWidth = tile.x1 - tile.x0;
    planes.forEachGroup(patch, tile, group => {
      const { floats } = kernels;
      group.planePointers.forEach((pointer, i) => {
        for (let y = tile.y0; y < tile.y1; y++) {
          const from = (pointer + (y - tile.y0) * group.rowStride) / 4;
          result.set(
            floats.subarray(from, from + tileWidth),
            group.columns[i] * area + (y - box.y0) * width + (tile.x0 - box.x0)
          );
        }
      });
    });
  }
  return { planes: result };
}

/** Indices of the pixels of each tile of a grid that starts at the image's corner. */
function groupByTile(
  y: Int32Array,
  x: Int32Array,
  side: number
): Iterable<number[]> {
  const tiles = new Map<string, number[]>();
  for (let i = 0; i < y.length; i++) {
    const key = `${Math.floor(y[i] / side)},${Math.floor(x[i] / side)}`;
    const pixels = tiles.get(key);
    if (pixels) {
      pixels.push(i);
    } else {
      tiles.set(key, [i]);
    }
  }
  return tiles.values();
}

function boundingBox(
  pixels: readonly number[],
  y: Int32Array,
  x: Int32Array
): TileBox {
  let [y0, x0, y1, x1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const pixel of pixels) {
    y0 = Math.min(y0, y[pixel]);
    x0 = Math.min(x0, x[pixel]);
    y1 = Math.max(y1, y[pixel] + 1);
    x1 = Math.max(x1, x[pixel] + 1);
  }
  return { y0, x0, y1, x1 };
}
