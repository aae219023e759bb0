import { boxArea } from '../../project/grid';
import { PredictJob, PredictResult } from '../protocol';
import { FeaturePlanes, PlaneGroup, splitTile, Tile } from './feature-planes';
import { Kernels } from './kernels';
import { PreparedForest } from './prepared-forest';

export { PreparedForest } from './prepared-forest';

/** What prediction asks of the features. */
export type PlaneSource = Pick<
  FeaturePlanes,
  'columnCount' | 'tileSide' | 'tileDepth' | 'forEachGroup'
>;

/**
 * Class probabilities of a box of slices of any size: mean over trees of the class
 * fractions of the leaf a pixel reaches. Classes the forest does not know and
 * pixels with NaN in a needed column are 0.
 *
 * @throws PixelForestError as {@link FeaturePlanes.forEachGroup}; `memory`
 */
export function predict(
  kernels: Kernels,
  planes: PlaneSource,
  forest: PreparedForest,
  job: PredictJob
): PredictResult {
  const { slices, box } = job;
  const { classCount, forest: source } = forest.setup;
  const width = box.x1 - box.x0;
  const sliceBytes = boxArea(box) * 4;
  const planeBytes = sliceBytes * (slices.z1 - slices.z0);
  return kernels.withScratch(() => {
    const out = kernels.allocate(planeBytes * classCount);
    kernels.bytes.fill(0, out, out + planeBytes * classCount);
    const classPlanes = kernels.place(
      Uint32Array.from(source.knownLabels, label => (label - 1) * planeBytes)
    );
    const work = kernels.allocate(forest.workBytes);
    const walk = forest.walkFor(job);
    for (const tile of splitTile({ slices, box }, planes)) {
      const { y0, x0, y1, x1 } = tile.box;
      const corner = (y0 - box.y0) * width + (x0 - box.x0);
      kernels.withScratch(() => {
        const coded = codeTile(kernels, planes, forest, job, tile);
        coded.forEach(({ codes, invalid }, slice) => {
          const z = tile.slices.z0 - slices.z0 + slice;
          kernels.exports.predictTile(
            forest.pointer,
            walk,
            codes,
            invalid,
            x1 - x0,
            y1 - y0,
            classPlanes,
            work,
            out + z * sliceBytes + corner * 4,
            width * 4
          );
        });
      });
    }
    const { floats } = kernels;
    const stop = (out + planeBytes * classCount) / 4;
    return { probabilities: floats.slice(out / 4, stop) };
  });
}

/** Codes of all needed columns of each slice of a tile, and which of its pixels are NaN. */
function codeTile(
  kernels: Kernels,
  planes: PlaneSource,
  forest: PreparedForest,
  { patch }: PredictJob,
  tile: Tile
): { codes: number; invalid: number }[] {
  const { slices, box } = tile;
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const coded = Array.from({ length: slices.z1 - slices.z0 }, () => {
    const codes = kernels.allocate(blocks * forest.codeBytes);
    const invalid = kernels.allocate(blocks * 64);
    kernels.bytes.fill(0, invalid, invalid + blocks * 64);
    if (width % 8 !== 0 || height % 8 !== 0) {
      // pixels past the edge walk one way only
      kernels.bytes.fill(0, codes, codes + blocks * forest.codeBytes);
    }
    return { codes, invalid };
  });
  const codeGroup = (group: PlaneGroup): void =>
    group.planePointers.forEach((pointer, i) =>
      coded.forEach(({ codes, invalid }, slice) =>
        kernels.exports.codeColumn(
          forest.pointer,
          group.columns[i],
          pointer + slice * group.sliceStride,
          group.rowStride,
          width,
          height,
          codes,
          invalid
        )
      )
    );
  planes.forEachGroup(patch, tile, codeGroup, forest.neededColumns);
  return coded;
}
