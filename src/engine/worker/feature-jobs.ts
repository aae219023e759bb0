import { PixelForestError } from '../../errors';
import { boxArea } from '../../project/grid';
import {
  FeatureRowsJob,
  FeatureRowsResult,
  FeaturesJob,
  FeaturesResult
} from '../protocol';
import { FeaturePlanes, splitTile, Tile } from './feature-planes';
import { Kernels } from './kernels';
import { finish, Steps } from './steps';

/**
 * Feature rows at labelled pixels. Pixels are gathered tile by tile, on a grid
 * fixed to the image; any tiling gives the same bits.
 *
 * @throws PixelForestError `mismatch` as {@link FeaturePlanes.visitGroups}
 */
export function featureRows(
  kernels: Kernels,
  planes: FeaturePlanes,
  job: FeatureRowsJob
): FeatureRowsResult {
  return finish(featureRowsSteps(kernels, planes, job));
}

/** {@link featureRows} in steps: a scale of a tile each. */
export function* featureRowsSteps(
  kernels: Kernels,
  planes: FeaturePlanes,
  job: FeatureRowsJob
): Steps<FeatureRowsResult> {
  const { patch, z, y, x } = job;
  if (y.length !== x.length || y.length !== z.length) {
    throw new PixelForestError(
      'mismatch',
      `Pixels need one z, y and x each, but ${z.length} z, ${y.length} y and ` +
        `${x.length} x came.`
    );
  }
  const rows = new Float32Array(y.length * planes.columnCount);
  for (const pixels of groupByTile(job, planes)) {
    const tile = boundingTile(pixels, job);
    const { box, slices } = tile;
    yield* planes.visitGroups(patch, tile, group => {
      const { floats } = kernels;
      const { rowStride, sliceStride } = group;
      group.planePointers.forEach((pointer, i) => {
        const column = group.columns[i];
        for (const pixel of pixels) {
          const row =
            pointer +
            (z[pixel] - slices.z0) * sliceStride +
            (y[pixel] - box.y0) * rowStride;
          rows[pixel * planes.columnCount + column] =
            floats[row / 4 + (x[pixel] - box.x0)];
        }
      });
    });
  }
  return { rows };
}

/**
 * Features of a box of slices of any size; columns of channels that do not
 * take part in training stay 0.
 *
 * @throws PixelForestError `mismatch` as {@link FeaturePlanes.visitGroups}
 */
export function features(
  kernels: Kernels,
  planes: FeaturePlanes,
  job: FeaturesJob
): FeaturesResult {
  return finish(featuresSteps(kernels, planes, job));
}

/** {@link features} in steps: a scale of a tile each. */
export function* featuresSteps(
  kernels: Kernels,
  planes: FeaturePlanes,
  job: FeaturesJob
): Steps<FeaturesResult> {
  const { patch, slices, box } = job;
  const width = box.x1 - box.x0;
  const area = boxArea(box);
  const size = area * (slices.z1 - slices.z0);
  const result = new Float32Array(planes.columnCount * size);
  for (const tile of splitTile({ slices, box }, planes)) {
    const { y0, x0, y1, x1 } = tile.box;
    yield* planes.visitGroups(patch, tile, group => {
      const { floats } = kernels;
      const { rowStride, sliceStride } = group;
      group.planePointers.forEach((pointer, i) => {
        for (let z = tile.slices.z0; z < tile.slices.z1; z++) {
          const slice = pointer + (z - tile.slices.z0) * sliceStride;
          const to = group.columns[i] * size + (z - slices.z0) * area;
          for (let y = y0; y < y1; y++) {
            const from = (slice + (y - y0) * rowStride) / 4;
            result.set(
              floats.subarray(from, from + x1 - x0),
              to + (y - box.y0) * width + (x0 - box.x0)
            );
          }
        }
      });
    });
  }
  return { planes: result };
}

/** Indices of the pixels of each tile of a grid that starts at the image's corner. */
function groupByTile(
  { z, y, x }: FeatureRowsJob,
  { tileSide, tileDepth }: FeaturePlanes
): Iterable<number[]> {
  const tiles = new Map<string, number[]>();
  for (let i = 0; i < y.length; i++) {
    const slab = Math.floor(z[i] / tileDepth);
    const row = Math.floor(y[i] / tileSide);
    const key = `${slab},${row},${Math.floor(x[i] / tileSide)}`;
    const pixels = tiles.get(key);
    if (pixels) {
      pixels.push(i);
    } else {
      tiles.set(key, [i]);
    }
  }
  return tiles.values();
}

function boundingTile(
  pixels: readonly number[],
  { z, y, x }: FeatureRowsJob
): Tile {
  let [z0, y0, x0] = [Infinity, Infinity, Infinity];
  let [z1, y1, x1] = [-Infinity, -Infinity, -Infinity];
  for (const pixel of pixels) {
    z0 = Math.min(z0, z[pixel]);
    y0 = Math.min(y0, y[pixel]);
    x0 = Math.min(x0, x[pixel]);
    z1 = Math.max(z1, z[pixel] + 1);
    y1 = Math.max(y1, y[pixel] + 1);
    x1 = Math.max(x1, x[pixel] + 1);
  }
  return { slices: { z0, z1 }, box: { y0, x0, y1, x1 } };
}
