import { features } from '../../src/engine/worker/feature-jobs';
import { FeaturePlanes } from '../../src/engine/worker/feature-planes';
import { Kernels } from '../../src/engine/worker/kernels';
import {
  FEATURE_IDS,
  FeatureChoice,
  FeatureId
} from '../../src/project/features';
import { PixelArray, TileBox } from '../../src/project/grid';
import { PlanePatch } from '../../src/engine/protocol';

/** Channels of one whole plane. */
export type Picture = {
  readonly height: number;
  readonly width: number;
  readonly channels: readonly PixelArray[];
};

/** The default cells (all families from σ = 0.7, smoothing from 0.3) at some scales. */
export function allCells(scales: readonly number[]): FeatureChoice {
  return chooseCells(scales, (row, sigma) => sigma >= 0.7 || row === 0);
}

/** One family at some scales. */
export function oneFamily(
  id: FeatureId,
  scales: readonly number[]
): FeatureChoice {
  return chooseCells(scales, row => FEATURE_IDS[row] === id);
}

export function chooseCells(
  scales: readonly number[],
  isSelected: (row: number, sigma: number, column: number) => boolean
): FeatureChoice {
  return {
    ids: FEATURE_IDS,
    scales,
    selected: FEATURE_IDS.map((_, row) =>
      scales.map((sigma, column) => isSelected(row, sigma, column))
    ),
    computeIn2d: scales.map(() => true)
  };
}

/** A plane of one channel given by a formula. */
export function draw(
  height: number,
  width: number,
  value: (y: number, x: number) => number
): Picture {
  const channel = new Float32Array(height * width);
  for (let i = 0; i < channel.length; i++) {
    channel[i] = value(Math.floor(i / width), i % width);
  }
  return { height, width, channels: [channel] };
}

/** What a tile is sent: the box with its halo, clipped at the edges. */
export function cutPatch(
  picture: Picture,
  box: TileBox,
  halo: number
): PlanePatch {
  const { height, width } = picture;
  const cut = {
    y0: Math.max(0, box.y0 - halo),
    x0: Math.max(0, box.x0 - halo),
    y1: Math.min(height, box.y1 + halo),
    x1: Math.min(width, box.x1 + halo)
  };
  const cutWidth = cut.x1 - cut.x0;
  return {
    box: cut,
    height,
    width,
    channels: picture.channels.map(pixels => {
      const part = pixels.slice(0, cutWidth * (cut.y1 - cut.y0));
      for (let y = cut.y0; y < cut.y1; y++) {
        const row = pixels.subarray(y * width + cut.x0, y * width + cut.x1);
        part.set(row, (y - cut.y0) * cutWidth);
      }
      return part;
    })
  };
}

/** A patch of the whole plane. */
export function wholePatch(picture: Picture): PlanePatch {
  const { height, width } = picture;
  return cutPatch(picture, { y0: 0, x0: 0, y1: height, x1: width }, 0);
}

/** A setup in which all channels take part. */
export function planesFor(
  kernels: Kernels,
  choice: FeatureChoice,
  channelCount: number,
  trainingChannels = Array.from({ length: channelCount }, (_, c) => c)
): FeaturePlanes {
  return new FeaturePlanes(kernels, {
    id: 'test',
    choice,
    channelCount,
    trainingChannels
  });
}

/** Planes of the whole picture or a box of it: one (y, x) float32 array a column. */
export function filterPicture(
  kernels: Kernels,
  picture: Picture,
  choice: FeatureChoice,
  box: TileBox = { y0: 0, x0: 0, y1: picture.height, x1: picture.width }
): Float32Array[] {
  kernels.exports.reset();
  const planes = planesFor(kernels, choice, picture.channels.length);
  const { planes: all } = features(kernels, planes, {
    kind: 'features',
    featuresId: 'test',
    patch: wholePatch(picture),
    box
  });
  const area = (box.y1 - box.y0) * (box.x1 - box.x0);
  return Array.from({ length: planes.columnCount }, (_, column) =>
    all.subarray(column * area, (column + 1) * area)
  );
}

/** Columns whose planes are not the same bit for bit; −1 if their number differs. */
export function differingPlanes(
  found: readonly Float32Array[],
  wanted: readonly Float32Array[]
): number[] {
  if (found.length !== wanted.length) {
    return [-1];
  }
  const bytes = (plane: Float32Array): Buffer =>
    Buffer.from(plane.buffer, plane.byteOffset, plane.byteLength);
  return found.flatMap((plane, column) =>
    bytes(plane).equals(bytes(wanted[column])) ? [] : [column]
  );
}
