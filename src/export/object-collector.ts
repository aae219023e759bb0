import { Polygon, polygonsOf } from '../pipeline/segmentation/outlines';
import { IProjectStore } from '../store/contract';
import { ImageObjects } from '../store/object-contract';

/**
 * Polygons of objects, plane by plane.
 *
 * @returns per plane, t outside z, by object id
 */
export async function collectOutlines(
  store: Pick<IProjectStore, 'runJob'>,
  { frames, grid }: ImageObjects,
  signal: AbortSignal
): Promise<ReadonlyMap<number, readonly Polygon[]>[]> {
  const { depth, height, width } = grid;
  const outlines: ReadonlyMap<number, readonly Polygon[]>[] = [];
  for (const { labels } of frames) {
    for (let z = 0; z < depth; z++) {
      const plane = labels.slice(z * height * width, (z + 1) * height * width);
      const { rings } = await store.runJob(
        { kind: 'traceRings', labels: plane, height, width },
        { signal }
      );
      outlines.push(polygonsOf(rings));
    }
  }
  return outlines;
}
