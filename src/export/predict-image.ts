import { COMPUTE_TILE, tilesCovering, wholePlane } from '../image/tile-grid';
import { PlaneIndex, TileBox } from '../project/grid';
import { IProjectStore, PredictionContext } from '../store/contract';

/** Tiles under way at once: enough to keep every worker busy while others are cut. */
const TILES_AHEAD = 16;

/**
 * Probabilities of one whole plane.
 *
 * @param halo       pixels a tile needs around itself
 * @param onProgress called with the share done, 0…1
 * @returns one (y, x) float32 array per class, each value 0…1
 */
export async function predictPlane(
  store: IProjectStore,
  context: PredictionContext,
  plane: PlaneIndex,
  halo: number,
  onProgress: (share: number) => void,
  signal: AbortSignal
): Promise<Float32Array[]> {
  const { source, features, forest } = context;
  const { shape } = source.metadata;
  const maps = Array.from(
    { length: forest.classCount },
    () => new Float32Array(shape.y * shape.x)
  );
  const bounds = wholePlane(shape);
  const waiting = tilesCovering(bounds, COMPUTE_TILE, bounds);
  const total = waiting.length;
  let done = 0;
  const feed = async (): Promise<void> => {
    for (let box = waiting.shift(); box; box = waiting.shift()) {
      signal.throwIfAborted();
      const patch = await source.readPatch(
        { plane, box, halo, channels: features.trainingChannels },
        signal
      );
      const { probabilities } = await store.runJob(
        {
          kind: 'predict',
          featuresId: features.id,
          forestId: forest.id,
          patch,
          box
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

/** (class, y, x) of a tile into the planes of the image. */
function copyTile(
  tile: Float32Array,
  box: TileBox,
  maps: readonly Float32Array[],
  imageWidth: number
): void {
  const width = box.x1 - box.x0;
  let at = 0;
  for (const map of maps) {
    for (let y = box.y0; y < box.y1; y++) {
      map.set(tile.subarray(at, at + width), y * imageWidth + box.x0);
      at += width;
    }
  }
}
