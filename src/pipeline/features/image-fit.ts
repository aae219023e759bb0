import { PixelForestError } from '../../errors';
import { ImageMetadata } from '../../project/images';
import { FeatureSetup, selectedCells } from './feature-setup';

/**
 * Checks that the features of a setup can be computed on an image.
 *
 * @param nickname of the image, for the message
 * @throws PixelForestError `mismatch` if the channels differ from those of the
 * training images, `input` if a σ is too large for the image or wants 3-D filters
 * @source docs/numerics.md, "Image too small"
 */
export function checkImageFits(
  setup: FeatureSetup,
  metadata: ImageMetadata,
  nickname: string
): void {
  const { shape } = metadata;
  if (shape.c !== setup.channelCount) {
    throw new PixelForestError(
      'mismatch',
      `The classifier was set up on images with ${setup.channelCount} channel(s), but "${nickname}" has ${shape.c}. Use images with ${setup.channelCount} channel(s), or make a new project for this one.`
    );
  }
  const cells = selectedCells(setup.choice);
  const side = Math.min(shape.y, shape.x);
  const largest = Math.max(...cells.map(({ scale }) => scale));
  if (smallestSide(largest) > side) {
    throw new PixelForestError(
      'input',
      `Features at σ = ${largest} need an image of at least ${smallestSide(largest)} × ${smallestSide(largest)} pixels, but "${nickname}" is ${shape.y} × ${shape.x} (height × width). Deselect the scales that are too large, or use a larger image.`
    );
  }
  const solid = cells.filter(({ computeIn2d }) => !computeIn2d);
  if (shape.z > 1 && solid.length > 0) {
    const scales = [...new Set(solid.map(({ scale }) => scale))].join(', ');
    throw new PixelForestError(
      'input',
      `The features at σ = ${scales} are to be computed in 3-D on "${nickname}" (${shape.z} slices), but filters work slice by slice here. Switch these scales to 2-D in the feature table and train again.`
    );
  }
}

/** Shortest image side a filter of this σ is computed on, in pixels. */
export function smallestSide(scale: number): number {
  return Math.ceil(3.5 * scale) + 1;
}
