import { boxArea, TileBox } from '../../project/grid';
import { PredictJob, PredictResult } from '../protocol';
import { FeaturePlanes, PlaneGroup, splitTile, Tile } from './feature-planes';
import { Kernels } from './kernels';
import { PreparedForest } from './prepared-forest';
import { finish, Steps } from './steps';

export { PreparedForest } from './prepared-forest';

/** Pixels are coded and walked in blocks of so many squared. */
const BLOCK_SIDE = 8;
/** Blocks times nodes that may be walked in a step: at most 3 ms where every node is met. */
const STEP_NODES = 400_000;

/** What prediction asks of the features. */
export type PlaneSource = Pick<
  FeaturePlanes,
  'columnCount' | 'tileSide' | 'tileDepth' | 'visitGroups'
>;

/**
 * Class probabilities of a box of slices of any size: mean over trees of the class
 * fractions of the leaf a pixel reaches. Classes the forest does not know and
 * pixels with NaN in a needed column are 0.
 *
 * @throws PixelForestError as {@link FeaturePlanes.visitGroups}; `memory`
 */
export function predict(
  kernels: Kernels,
  planes: PlaneSource,
  forest: PreparedForest,
  job: PredictJob
): PredictResult {
  return finish(predictSteps(kernels, planes, forest, job));
}

/** {@link predict} in steps: a scale of a tile, then rows of its blocks. */
export function predictSteps(
  kernels: Kernels,
  planes: PlaneSource,
  forest: PreparedForest,
  job: PredictJob
): Steps<PredictResult> {
  return predictCodes(kernels, planes, forest, job, tile =>
    codeTile(kernels, planes, forest, job, tile)
  );
}

/**
 * {@link predict} from the codes of columns.
 *
 * @param codesOf codes of each slice of a tile
 */
export function* predictCodes(
  kernels: Kernels,
  limits: Pick<PlaneSource, 'tileSide' | 'tileDepth'>,
  forest: PreparedForest,
  job: PredictJob,
  codesOf: (tile: Tile) => Steps<SliceCodes[]>
): Steps<PredictResult> {
  const { slices, box } = job;
  const { classCount, forest: source } = forest.setup;
  const width = box.x1 - box.x0;
  const sliceBytes = boxArea(box) * 4;
  const planeBytes = sliceBytes * (slices.z1 - slices.z0);
  return yield* kernels.withScratchSteps(function* () {
    const out = kernels.allocate(planeBytes * classCount);
    kernels.bytes.fill(0, out, out + planeBytes * classCount);
    const classPlanes = kernels.place(
      Uint32Array.from(source.knownLabels, label => (label - 1) * planeBytes)
    );
    const work = kernels.allocate(forest.workBytes);
    const walk = forest.walkFor(job);
    for (const tile of splitTile({ slices, box }, limits)) {
      const { y0, x0 } = tile.box;
      const corner = (y0 - box.y0) * width + (x0 - box.x0);
      yield* kernels.withScratchSteps(function* () {
        const coded = yield* codesOf(tile);
        for (const [slice, codes] of coded.entries()) {
          const z = tile.slices.z0 - slices.z0 + slice;
          yield* walkSlice(kernels, forest, tile.box, codes, {
            walk,
            classPlanes,
            work,
            corner: out + z * sliceBytes + corner * 4,
            rowBytes: width * 4
          });
        }
      });
    }
    const { floats } = kernels;
    const stop = (out + planeBytes * classCount) / 4;
    return { probabilities: floats.slice(out / 4, stop) };
  });
}

/** Where a slice's codes lie: (blocks, bytes per block), and (blocks, 64) invalid pixels. */
export type SliceCodes = { readonly codes: number; readonly invalid: number };

/** How a slice is walked, and where its probabilities go. */
type SliceOutput = {
  readonly walk: number;
  readonly classPlanes: number;
  readonly work: number;
  readonly corner: number;
  readonly rowBytes: number;
};

/** Walks a slice of a tile down the trees, some blocks per step. */
function* walkSlice(
  kernels: Kernels,
  forest: PreparedForest,
  box: TileBox,
  { codes, invalid }: SliceCodes,
  { walk, classPlanes, work, corner, rowBytes }: SliceOutput
): Steps<void> {
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  const rowBlocks = Math.ceil(width / BLOCK_SIDE);
  const stepBlocks = Math.max(1, Math.floor(STEP_NODES / forest.innerCount));
  // whole rows of blocks, or parts of one
  const stepHeight =
    BLOCK_SIDE * Math.max(1, Math.floor(stepBlocks / rowBlocks));
  const stepWidth = BLOCK_SIDE * Math.min(stepBlocks, rowBlocks);
  for (let y = 0; y < height; y += stepHeight) {
    for (let x = 0; x < width; x += stepWidth) {
      const before = (y / BLOCK_SIDE) * rowBlocks + x / BLOCK_SIDE;
      kernels.exports.predictTile(
        forest.pointer,
        walk,
        codes + before * forest.codeBytes,
        invalid + before * BLOCK_SIDE * BLOCK_SIDE,
        Math.min(stepWidth, width - x),
        Math.min(stepHeight, height - y),
        classPlanes,
        work,
        corner + y * rowBytes + x * 4,
        rowBytes
      );
      yield;
    }
  }
}

/** Codes of all needed columns of each slice of a tile, and which of its pixels are NaN. */
export function* codeTile(
  kernels: Kernels,
  planes: PlaneSource,
  forest: PreparedForest,
  { patch }: PredictJob,
  tile: Tile
): Steps<SliceCodes[]> {
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
  yield* planes.visitGroups(patch, tile, codeGroup, forest.neededColumns);
  return coded;
}
