import { ImageReference } from '../../project/images';
import { LabelImage, LabelledPixels } from '../../project/labels';

/** Labelled pixels of one plane of one image: rows to train on. */
export type TrainingPixels = LabelledPixels & { readonly imageId: string };

/**
 * The pixels to train on, in an order that depends only on where labels are,
 * not on when they were painted: images as in the project, then planes, then
 * label blocks row by row, then rows of pixels.
 */
export function trainingPixels(
  images: readonly ImageReference[],
  labels: ReadonlyMap<string, LabelImage>
): TrainingPixels[] {
  return images.flatMap(({ id }) =>
    (labels.get(id)?.labelledPixels() ?? []).map(pixels => ({
      ...pixels,
      imageId: id
    }))
  );
}
