import { TiffOptions } from '../formats/tiff/write';
import { Rgb } from '../project/images';
import { ExportInput } from './contract';
import { infoLines } from './provenance';

/** Options of a hyperstack with the planes of the image. */
export function stackOptions(
  { metadata, provenance }: ExportInput,
  dtype: TiffOptions['dtype']
): TiffOptions {
  const { shape, pixelSizeUm } = metadata;
  return {
    width: shape.x,
    height: shape.y,
    slices: shape.z,
    frames: shape.t,
    dtype,
    pixelSizeUm,
    info: infoLines(provenance)
  };
}

/** Colour of each class number; 0 is black. */
export function paletteOf({ classes }: Pick<ExportInput, 'classes'>): Rgb[] {
  return [[0, 0, 0], ...classes.map(({ color }) => color)];
}

/** Text attributes of an HDF5 data set: class names and how it was made. */
export function hdf5Attributes({
  classes,
  provenance
}: ExportInput): Record<string, string> {
  return {
    pixelforest_classes: JSON.stringify(classes.map(({ name }) => name)),
    pixelforest_provenance: JSON.stringify(provenance)
  };
}
