import {
  formatZarrArray,
  formatZarrGroup,
  LEVEL,
  OmeZarrOptions,
  zarrChunks
} from '../formats/zarr/write';
import { DType, PixelArray } from '../project/grid';
import { ExportFile, ExportInput } from './contract';
import { stemOf } from './file-names';

/**
 * The files of an OME-Zarr image, the chunks first: a folder without
 * `zarr.json` is not taken for a whole image.
 *
 * @param folder   `….ome.zarr`
 * @param planes   per plane one (y, x) array per channel
 * @param channels their names
 */
export function* zarrFiles(
  folder: string,
  input: ExportInput,
  planes: readonly (readonly PixelArray[])[],
  channels: readonly string[],
  dtype: DType
): Generator<ExportFile> {
  const options: OmeZarrOptions = {
    name: stemOf(input.image),
    shape: input.metadata.shape,
    channelNames: channels,
    dtype,
    pixelSizeUm: input.metadata.pixelSizeUm,
    attributes: {
      pixelforest: {
        classes: input.classes.map(({ name }) => name),
        provenance: input.provenance
      }
    }
  };
  for (const [i, maps] of planes.entries()) {
    for (const [channel, pixels] of maps.entries()) {
      const chunks = zarrChunks(pixels, input.planes[i], channel, options);
      for (const { key, values } of chunks) {
        yield {
          name: `${folder}/${LEVEL}/${key}`,
          content: { kind: 'gzip', values }
        };
      }
    }
  }
  yield {
    name: `${folder}/${LEVEL}/zarr.json`,
    content: { kind: 'text', text: formatZarrArray(options) }
  };
  yield {
    name: `${folder}/zarr.json`,
    content: { kind: 'text', text: formatZarrGroup(options) }
  };
}
