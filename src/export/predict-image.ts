import { freeMemory } from '../engine/free-memory';
import { DescribeFeaturesResult } from '../engine/protocol';
import { splitSlices } from '../image/tile-grid';
import { PixelArray, Shape, SliceRange } from '../project/grid';
import { IProjectStore, PredictionContext } from '../store/contract';
import { Band, BandRequest, computeBands } from './bands';

/** What runs the jobs. */
type JobRunner = Pick<IProjectStore, 'runJob'>;

/** Most values of a slab (256 MiB): they are held until they are written. */
const SLAB_VALUES = 2 ** 26;

/** Slices of one frame that are computed together. */
export type Slab = { readonly t: number; readonly slices: SliceRange };

/**
 * All planes of an image in the order t, then z. Slices the kernels filter
 * together come together, as far as memory allows: a slab looks at its
 * neighbours once for all its slices.
 *
 * @param tileDepth    slices the kernels take at once
 * @param channelCount values of each pixel of the result
 */
export function slabsOf(
  shape: Shape,
  tileDepth: number,
  channelCount: number
): Slab[] {
  const sliceValues = shape.y * shape.x * channelCount;
  const fitting = Math.floor(SLAB_VALUES / sliceValues);
  const depth = Math.max(1, Math.min(tileDepth, fitting));
  return Array.from({ length: shape.t }, (_, t) =>
    splitSlices({ z0: 0, z1: shape.z }, depth).map(slices => ({ t, slices }))
  ).flat();
}

/**
 * Probabilities of a slab in bands of rows, for whoever writes them away.
 *
 * @param needs      what the kernels say of the features
 * @param onBand     takes the bands from top to bottom: per slice (class, y, x), each value 0…1
 * @param onProgress called with the share done, 0…1
 * @throws what a tile or a band failed with; the signal's reason if cancelled
 */
export async function predictBands(
  store: JobRunner,
  { source, features, forest }: PredictionContext,
  { t, slices }: Slab,
  { halo, depthHalo }: DescribeFeaturesResult,
  onBand: BandRequest['onBand'],
  onProgress: (share: number) => void,
  signal: AbortSignal
): Promise<void> {
  const { shape } = source.metadata;
  const channels = features.trainingChannels;
  await computeBands({
    shape,
    sliceCount: slices.z1 - slices.z0,
    channelCount: forest.classCount,
    onBand,
    onProgress,
    compute: async box => {
      signal.throwIfAborted();
      const patch = await source.readPatch(
        { t, slices, box, halo, depthHalo, channels },
        signal
      );
      const { probabilities } = await store.runJob(
        {
          kind: 'predict',
          featuresId: features.id,
          forestId: forest.id,
          patch,
          slices,
          box,
          runPixels: shape.z * shape.y * shape.x
        },
        { signal, features, forest }
      );
      freeMemory(patch);
      return probabilities;
    }
  });
}

/** One (y, x) array per channel. */
export function emptyMaps(shape: Shape, count: number): Float32Array[] {
  return Array.from(
    { length: count },
    () => new Float32Array(shape.y * shape.x)
  );
}

/** (channel, y, x) of a band into whole planes. */
export function copyRows(
  slice: PixelArray,
  { y0, y1 }: Pick<Band, 'y0' | 'y1'>,
  maps: readonly PixelArray[],
  shape: Shape
): void {
  const length = (y1 - y0) * shape.x;
  maps.forEach((map, channel) => {
    const rows = slice.subarray(channel * length, (channel + 1) * length);
    map.set(rows, y0 * shape.x);
  });
}
