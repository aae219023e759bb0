import { PixelForestError } from '../errors';
import { freeMemory } from '../engine/free-memory';
import { DescribeFeaturesResult } from '../engine/protocol';
import { IProjectStore, PredictionContext } from '../store/contract';
import { computeBands } from './bands';
import { copyRows, emptyMaps, slabsOf } from './predict-image';

/** Features lie in memory until they are written, and once more while they are encoded: 1 GiB. */
const MAX_FEATURE_BYTES = 2 ** 30;

/**
 * All features of an image.
 *
 * @param columns numbers of the columns wanted
 * @returns per plane, t outside z, one (y, x) float32 map per column
 * @throws PixelForestError `memory` if they do not fit; the signal's reason if cancelled
 */
export async function collectFeatures(
  store: Pick<IProjectStore, 'runJob'>,
  { source, features }: PredictionContext,
  { halo, depthHalo, columnCount, tileDepth }: DescribeFeaturesResult,
  columns: readonly number[],
  signal: AbortSignal,
  onProgress: (share: number) => void
): Promise<Float32Array[][]> {
  const { shape } = source.metadata;
  const bytes = shape.t * shape.z * shape.y * shape.x * columns.length * 4;
  if (bytes > MAX_FEATURE_BYTES) {
    throw new PixelForestError(
      'memory',
      `The features would have ${(bytes / 1e9).toFixed(1)} GB (${columns.length} columns), and ${(MAX_FEATURE_BYTES / 1e9).toFixed(1)} GB fit. Choose fewer features, or use the command: pixelforest predict --source features.`
    );
  }
  const planes = Array.from({ length: shape.t * shape.z }, () =>
    emptyMaps(shape, columns.length)
  );
  const slabs = slabsOf(shape, tileDepth, columnCount);
  for (const [i, { t, slices }] of slabs.entries()) {
    await computeBands({
      shape,
      sliceCount: slices.z1 - slices.z0,
      channelCount: columns.length,
      onBand: band =>
        band.slices.forEach((slice, z) =>
          copyRows(slice, band, planes[t * shape.z + slices.z0 + z], shape)
        ),
      onProgress: share => onProgress((i + share) / slabs.length),
      compute: async box => {
        signal.throwIfAborted();
        const patch = await source.readPatch(
          {
            t,
            slices,
            box,
            halo,
            depthHalo,
            channels: features.trainingChannels
          },
          signal
        );
        const { planes: tile } = await store.runJob(
          { kind: 'features', featuresId: features.id, patch, slices, box },
          { signal, features }
        );
        freeMemory(patch);
        return pickColumns(tile, columnCount, columns);
      }
    });
  }
  return planes;
}

/** (column, z, y, x) with some of the columns. */
function pickColumns(
  tile: Float32Array,
  columnCount: number,
  columns: readonly number[]
): Float32Array {
  const length = tile.length / columnCount;
  const picked = new Float32Array(columns.length * length);
  columns.forEach((column, i) =>
    picked.set(
      tile.subarray(column * length, (column + 1) * length),
      i * length
    )
  );
  return picked;
}
