import { PixelForestError } from '../../errors';
import { ImageReference } from '../../project/images';
import { IOpenProject } from '../open-projects';

/**
 * An image of the project.
 *
 * @param imageId the active one if not given
 * @throws PixelForestError `input` if there is none
 */
export function imageOf(
  { store }: IOpenProject,
  imageId: string | undefined
): ImageReference {
  const image =
    imageId === undefined
      ? store.activeImage
      : store.project.images.find(({ id }) => id === imageId);
  if (!image) {
    throw new PixelForestError(
      'input',
      imageId === undefined
        ? 'There is no image in the project. Add an image first.'
        : `The project has no image “${imageId}”. Its images are: ${store.project.images.map(({ id }) => id).join(', ')}.`
    );
  }
  return image;
}
