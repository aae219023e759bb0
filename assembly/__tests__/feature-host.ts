import { features } from '../../src/engine/worker/feature-jobs';
import { FeaturePlanes } from '../../src/engine/worker/feature-planes';
import { Kernels } from '../../src/engine/worker/kernels';
import {
  FEATURE_IDS,
  FeatureChoice,
  FeatureId
} from '../../src/project/features';
import {
  boxArea,
  PixelArray,
  SliceRange,
  TileBox
} from '../../src/project/grid';
import { createFeatureSetup } from '../../src/pipeline/features/feature-setup';
import { PlanePatch } from '../../src/engine/protocol';

/** Channels of a whole plane or stack, each (z, y, x). */
export type Picture = {
  /** Slices; a plane has none to count. */
  readonly depth?: number;
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

/** A stack of one channel given by a formula. */
export function drawStack(
  depth: number,
  height: number,
  width: number,
  value: (z: number, y: number, x: number) => number
): Picture {
  const area = height * width;
  const channel = Float32Array.from({ length: depth * area }, (_, i) =>
    value(Math.floor(i / area), Math.floor(i / width) % height, i % width)
  );
  return { depth, height, width, channels: [channel] };
}

/** The choice with every scale in 3-D. */
export function inDepth(choice: FeatureChoice): FeatureChoice {
  return { ...choice, computeIn2d: choice.scales.map(() => false) };
}

/** What a tile is sent: the box with its halo, clipped at the edges, of all slices. */
export function cutPatch(
  picture: Picture,
  box: TileBox,
  halo: number
): PlanePatch {
  const { depth = 1, height, width } = picture;
  const cut = {
    y0: Math.max(0, box.y0 - halo),
    x0: Math.max(0, box.x0 - halo),
    y1: Math.min(height, box.y1 + halo),
    x1: Math.min(width, box.x1 + halo)
  };
  const cutWidth = cut.x1 - cut.x0;
  const cutHeight = cut.y1 - cut.y0;
  return {
    slices: { z0: 0, z1: depth },
    box: cut,
    depth,
    height,
    width,
    channels: picture.channels.map(pixels => {
      const part = pixels.slice(0, depth * cutHeight * cutWidth);
      for (let row = 0; row < depth * cutHeight; row++) {
        const z = Math.floor(row / cutHeight);
        const from = (z * height + cut.y0 + (row % cutHeight)) * width;
        part.set(pixels.subarray(from + cut.x0, from + cut.x1), row * cutWidth);
      }
      return part;
    })
  };
}

/** A patch of the whole picture. */
export function wholePatch(picture: Picture): PlanePatch {
  const { height, width } = picture;
  return cutPatch(picture, { y0: 0, x0: 0, y1: height, x1: width }, 0);
}

/** A setup in which all channels take part, for images of so many slices. */
export function planesFor(
  kernels: Kernels,
  choice: FeatureChoice,
  channelCount: number,
  trainingChannels = Array.from({ length: channelCount }, (_, c) => c),
  depth = 1
): FeaturePlanes {
  return new FeaturePlanes(
    kernels,
    createFeatureSetup(choice, channelCount, trainingChannels, depth)
  );
}

/** Features of the whole picture or some of it: one (z, y, x) float32 array a column. */
export function filterPicture(
  kernels: Kernels,
  picture: Picture,
  choice: FeatureChoice,
  box: TileBox = { y0: 0, x0: 0, y1: picture.height, x1: picture.width },
  slices: SliceRange = { z0: 0, z1: picture.depth ?? 1 }
): Float32Array[] {
  kernels.exports.reset();
  const planes = planesFor(
    kernels,
    choice,
    picture.channels.length,
    undefined,
    picture.depth
  );
  const { planes: all } = features(kernels, planes, {
    kind: 'features',
    featuresId: 'test',
    patch: wholePatch(picture),
    slices,
    box
  });
  const size = boxArea(box) * (slices.z1 - slices.z0);
  return Array.from({ length: planes.columnCount }, (_, column) =>
    all.subarray(column * size, (column + 1) * size)
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
