import { TiffOptions } from '../formats/tiff/write';
import { Rgb } from '../project/images';
import { ExportInput } from './contract';

/** Options of a hyperstack with the planes of the image. */
export function stackOptions(
  { metadata }: ExportInput,
  dtype: TiffOptions['dtype']
): TiffOptions {
  const { shape, pixelSizeUm } = metadata;
  return {
    width: shape.x,
    height: shape.y,
    slices: shape.z,
    frames: shape.t,
    dtype,
    pixelSizeUm
  };
}

/** Colour of each class number; 0 is black. */
export function paletteOf({ classes }: Pick<ExportInput, 'classes'>): Rgb[] {
  return [[0, 0, 0], ...classes.map(({ color }) => color)];
}
