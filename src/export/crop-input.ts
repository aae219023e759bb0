import { FileGrid, ImageMetadata } from '../project/images';
import {
  Axis,
  createPixels,
  dtypeOf,
  PixelArray,
  Shape
} from '../project/grid';
import { LabelImage } from '../project/labels';
import { ExportInput } from './contract';
import { ExportSettings, SubRegion } from './export-settings';

/** The image as the files will describe it: cut to the region, in the order of axes asked for. */
export function describeResult(
  metadata: ImageMetadata,
  { region, axes }: ExportSettings
): ImageMetadata {
  const shape: Shape = region
    ? {
        ...metadata.shape,
        t: region.t[1] - region.t[0],
        z: region.z[1] - region.z[0],
        y: region.y[1] - region.y[0],
        x: region.x[1] - region.x[0]
      }
    : metadata.shape;
  const fileAxes = axes ?? metadata.fileAxes;
  const grid: FileGrid = {
    fileAxes,
    fileShape: [...fileAxes].map(axis => shape[axis as Axis])
  };
  return { ...metadata, shape, ...grid };
}

/**
 * Results of a whole image, cut to the settings' region and described in the
 * order of axes asked for.
 */
export function cropInput(input: ExportInput): ExportInput {
  const { settings, metadata } = input;
  const described = describeResult(metadata, settings);
  const { region } = settings;
  if (!region) {
    return { ...input, metadata: described };
  }
  const full = metadata.shape;
  const kept = input.planes.flatMap(({ t, z }, i) =>
    isInside(t, region.t) && isInside(z, region.z) ? [i] : []
  );
  const cut = <T extends PixelArray>(pixels: T): T =>
    cutPlane(pixels, full.x, region, 1);
  const maps = <T extends PixelArray>(
    planes: readonly (readonly T[])[]
  ): T[][] => pick(planes, kept).map(channels => channels.map(cut));
  const single = <T extends PixelArray>(planes: readonly T[]): T[] =>
    pick(planes, kept).map(cut);
  const picture = (rgba: Uint8ClampedArray): Uint8ClampedArray =>
    rgba.length === 0 ? rgba : cutPicture(rgba, full.x, region);
  return {
    ...input,
    metadata: described,
    planes: kept.map(i => ({
      t: input.planes[i].t - region.t[0],
      z: input.planes[i].z - region.z[0]
    })),
    labels: input.labels && cutLabels(input.labels, region, described.shape),
    probabilities: maps(input.probabilities),
    probabilities8: maps(input.probabilities8),
    features: maps(input.features),
    segmentation: single(input.segmentation),
    uncertainty: single(input.uncertainty),
    picture: picture(input.picture),
    raw: picture(input.raw)
  };
}

function isInside(
  at: number,
  [start, stop]: readonly [number, number]
): boolean {
  return at >= start && at < stop;
}

/** Of lists that are empty because nobody reads them, nothing. */
function pick<T>(planes: readonly T[], kept: readonly number[]): T[] {
  return planes.length === 0 ? [] : kept.map(i => planes[i]);
}

function cutPlane<T extends PixelArray>(
  pixels: T,
  width: number,
  { y, x }: SubRegion,
  values: number
): T {
  const rowLength = (x[1] - x[0]) * values;
  const result = createPixels(dtypeOf(pixels), (y[1] - y[0]) * rowLength) as T;
  for (let row = y[0]; row < y[1]; row++) {
    const from = (row * width + x[0]) * values;
    result.set(
      pixels.subarray(from, from + rowLength),
      (row - y[0]) * rowLength
    );
  }
  return result;
}

function cutPicture(
  rgba: Uint8ClampedArray,
  width: number,
  region: SubRegion
): Uint8ClampedArray {
  const bytes = new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.length);
  return new Uint8ClampedArray(cutPlane(bytes, width, region, 4).buffer);
}

function cutLabels(
  labels: LabelImage,
  { t, z, y, x }: SubRegion,
  shape: Shape
): LabelImage {
  const result = new LabelImage(shape);
  const box = { y0: y[0], x0: x[0], y1: y[1], x1: x[1] };
  const inner = { y0: 0, x0: 0, y1: shape.y, x1: shape.x };
  for (let frame = t[0]; frame < t[1]; frame++) {
    for (let slice = z[0]; slice < z[1]; slice++) {
      const plane = { t: frame - t[0], z: slice - z[0] };
      result.writeBox(
        plane,
        inner,
        labels.readBox({ t: frame, z: slice }, box)
      );
    }
  }
  return result;
}
