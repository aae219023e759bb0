import { IEngine } from '../engine/engine';
import { freeMemory } from '../engine/free-memory';
import { Priority } from '../engine/job-queue';
import {
  COMPUTE_TILE,
  splitSlices,
  tilesCovering,
  wholePlane
} from '../image/tile-grid';
import { SliceRange, TileBox } from '../project/grid';
import { PredictionContext } from './contract';

/** Tiles under way at once, per worker. */
const TILES_AHEAD = 3;

/** Slices of one frame. */
export type Slices = { readonly t: number; readonly slices: SliceRange };

/**
 * Probabilities of some classes over whole slices.
 *
 * @param onProgress called with the share done, 0…1
 * @returns per class (z, y, x) float32, 0…1
 * @throws what a tile failed with; the signal's reason if cancelled
 */
export async function predictClasses(
  engine: IEngine,
  { source, features, forest }: PredictionContext,
  { t, slices }: Slices,
  classIndexes: readonly number[],
  signal: AbortSignal,
  onProgress: (share: number) => void
): Promise<Float32Array[]> {
  const { shape } = source.metadata;
  const depth = slices.z1 - slices.z0;
  const maps = classIndexes.map(
    () => new Float32Array(depth * shape.y * shape.x)
  );
  const { halo, depthHalo, tileDepth } = await engine.describe(
    features,
    signal
  );
  const plane = wholePlane(shape);
  const waiting = splitSlices(slices, tileDepth).flatMap(part =>
    tilesCovering(plane, COMPUTE_TILE, plane).map(box => ({ part, box }))
  );
  const total = waiting.length;
  let done = 0;
  const feed = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { part, box } = next;
      const patch = await source.readPatch(
        {
          t,
          slices: part,
          box,
          halo,
          depthHalo,
          channels: features.trainingChannels
        },
        signal
      );
      const { probabilities } = await engine.run(
        {
          kind: 'predict',
          featuresId: features.id,
          forestId: forest.id,
          patch,
          slices: part,
          box,
          runPixels: shape.z * shape.y * shape.x
        },
        { priority: Priority.rest, signal, features, forest }
      );
      freeMemory(patch);
      signal.throwIfAborted();
      const at = { z0: part.z0 - slices.z0, z1: part.z1 - slices.z0 };
      classIndexes.forEach((classIndex, i) =>
        copyTile(probabilities, classIndex, at, box, maps[i], shape)
      );
      onProgress(++done / total);
    }
  };
  const feeders = Math.min(total, engine.workerCount * TILES_AHEAD);
  await Promise.all(Array.from({ length: feeders }, feed));
  return maps;
}

/** Copies one class of (class, z, y, x) into its place in (z, y, x). */
function copyTile(
  tile: Float32Array,
  classIndex: number,
  { z0, z1 }: SliceRange,
  { y0, x0, y1, x1 }: TileBox,
  map: Float32Array,
  plane: { readonly y: number; readonly x: number }
): void {
  const width = x1 - x0;
  let from = classIndex * (z1 - z0) * (y1 - y0) * width;
  for (let z = z0; z < z1; z++) {
    for (let y = y0; y < y1; y++) {
      map.set(
        tile.subarray(from, from + width),
        (z * plane.y + y) * plane.x + x0
      );
      from += width;
    }
  }
}
