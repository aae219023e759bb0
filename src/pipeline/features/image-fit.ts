import { PixelForestError } from '../../errors';
import { smallestExtent } from '../../project/features';
import { ImageMetadata } from '../../project/images';
import { FeatureSetup, filterDepthOf, selectedCells } from './feature-setup';

/**
 * Checks that the features of a setup can be computed on an image.
 *
 * @param nickname of the image, for the message
 * @throws PixelForestError `mismatch` if the channels differ from those of the
 * training images, or the image is a plane and those are stacks, or the other
 * way round; `input` if a σ is too large for the image
 * @source docs/numerics.md, "Image too small"
 */
export function checkImageFits(
  setup: FeatureSetup,
  { shape }: ImageMetadata,
  nickname: string
): void {
  if (shape.c !== setup.channelCount) {
    throw new PixelForestError(
      'mismatch',
      `The classifier was set up on images with ${setup.channelCount} channel(s), but "${nickname}" has ${shape.c}. Use images with ${setup.channelCount} channel(s), or make a new project for this one.`
    );
  }
  const cells = selectedCells(setup.choice);
  const side = Math.min(shape.y, shape.x);
  const largest = Math.max(...cells.map(({ scale }) => scale));
  if (smallestExtent(largest) > side) {
    throw new PixelForestError(
      'input',
      `Features at σ = ${largest} need an image of at least ${smallestExtent(largest)} × ${smallestExtent(largest)} pixels, but "${nickname}" is ${shape.y} × ${shape.x} (height × width). Deselect the scales that are too large, or use a larger image.`
    );
  }
  const deepest = Math.max(
    0,
    ...cells.flatMap(({ scale, computeIn2d }) => (computeIn2d ? [] : [scale]))
  );
  if (shape.z > 1 && deepest > 0 && smallestExtent(deepest) > shape.z) {
    throw new PixelForestError(
      'input',
      `Features at σ = ${deepest} in 3-D need a stack of at least ${smallestExtent(deepest)} slices, but "${nickname}" has ${shape.z}. Switch the scales that are too large to 2-D in the feature table, or use a deeper stack.`
    );
  }
  if (filterDepthOf(cells, shape.z) !== setup.depth) {
    throw new PixelForestError(
      'mismatch',
      `The classifier was set up on ${nameDepth(setup.depth)} with features in 3-D, but "${nickname}" has ${shape.z} slice(s). Use images of one kind, or switch all scales to 2-D in the feature table and train again.`
    );
  }
}

function nameDepth(depth: number): string {
  return depth === 1 ? 'single planes' : 'stacks';
}
