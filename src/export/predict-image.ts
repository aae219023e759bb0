import { DescribeFeaturesResult } from '../engine/protocol';
import {
  COMPUTE_TILE,
  splitSlices,
  tilesCovering,
  wholePlane
} from '../image/tile-grid';
import { Shape, SliceRange, TileBox } from '../project/grid';
import { IProjectStore, PredictionContext } from '../store/contract';

/** Tiles under way at once: enough to keep every worker busy while others are cut. */
const TILES_AHEAD = 16;
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
 * Probabilities of a slab.
 *
 * @param needs      what the kernels say of the features
 * @param onProgress called with the share done, 0…1
 * @returns per slice one (y, x) float32 array per class, each value 0…1
 */
export async function predictSlab(
  store: IProjectStore,
  context: PredictionContext,
  { t, slices }: Slab,
  { halo, depthHalo }: DescribeFeaturesResult,
  onProgress: (share: number) => void,
  signal: AbortSignal
): Promise<Float32Array[][]> {
  const { source, features, forest } = context;
  const { shape } = source.metadata;
  const maps = Array.from({ length: slices.z1 - slices.z0 }, () =>
    Array.from(
      { length: forest.classCount },
      () => new Float32Array(shape.y * shape.x)
    )
  );
  const bounds = wholePlane(shape);
  const waiting = tilesCovering(bounds, COMPUTE_TILE, bounds);
  const total = waiting.length;
  let done = 0;
  const feed = async (): Promise<void> => {
    for (let box = waiting.shift(); box; box = waiting.shift()) {
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
      copyTile(probabilities, box, maps, shape.x);
      done += 1;
      onProgress(done / total);
    }
  };
  await Promise.all(Array.from({ length: TILES_AHEAD }, feed));
  return maps;
}

/** (class, z, y, x) of a tile into the planes of the image. */
function copyTile(
  tile: Float32Array,
  box: TileBox,
  maps: readonly (readonly Float32Array[])[],
  imageWidth: number
): void {
  const width = box.x1 - box.x0;
  let at = 0;
  for (let classIndex = 0; classIndex < maps[0].length; classIndex++) {
    for (const slice of maps) {
      for (let y = box.y0; y < box.y1; y++) {
        const row = tile.subarray(at, at + width);
        slice[classIndex].set(row, y * imageWidth + box.x0);
        at += width;
      }
    }
  }
}
