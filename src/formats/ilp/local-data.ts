import { PixelForestError } from '../../errors';
import { ImageReference } from '../../project/images';
import { IByteSource, IDecodedImage } from '../contract';
import { openHdf5Image } from '../hdf5/image';
import { Hdf5Group } from '../hdf5/read-node';
import { Hdf5GroupWriter, setAttribute } from '../hdf5/write-file';

/** Largest image that is copied from one project to another. */
const MAX_COPY_BYTES = 2 ** 30;

/** Attributes ilastik gives an image inside a project. */
const TEXT_ATTRIBUTES = ['axistags', 'display_mode'];

/**
 * Opens an image whose pixels are inside a project.
 *
 * @param project bytes of the project file
 * @param image   reference with `path` ''
 * @throws PixelForestError `format` if damaged, `memory` if too large
 */
export function openLocalImage(
  project: IByteSource,
  image: ImageReference,
  signal?: AbortSignal
): Promise<IDecodedImage> {
  return openHdf5Image(project, {
    innerPath: image.innerPath,
    axes: image.metadata?.fileAxes,
    signal
  });
}

/**
 * Copies the images inside a project to a new one.
 *
 * @param from      root of the project the images lie in
 * @param localData group `local_data` of the new project
 */
export function copyLocalImages(
  from: Hdf5Group,
  localData: Hdf5GroupWriter,
  images: readonly ImageReference[]
): void {
  const paths = new Set(images.map(({ innerPath }) => innerPath));
  for (const path of paths) {
    const dataset = from.datasetAt(path);
    const name = path.split('/').pop();
    if (!dataset || !name) {
      throw new PixelForestError(
        'project',
        `${from.fileName}: an image should lie in the project at ${path} but there is nothing. Remove the image from the project, or add it as a file.`
      );
    }
    const copy = localData.array(
      name,
      dataset.array(MAX_COPY_BYTES),
      dataset.shape
    );
    for (const attribute of TEXT_ATTRIBUTES) {
      const text = dataset.textOfAttribute(attribute);
      if (text !== null) {
        setAttribute(copy, attribute, text);
      }
    }
    const labels = dataset.textsOfAttribute('DIMENSION_LABELS');
    if (labels) {
      setAttribute(copy, 'DIMENSION_LABELS', labels);
    }
    const range = dataset.numbersOfAttribute('drange');
    if (range) {
      setAttribute(copy, 'drange', Float64Array.from(range));
    }
  }
}
