import { defaultFeatures, FeatureChoice } from '../project/features';
import { Project } from '../project/project';

/**
 * The features a new project begins with once its first image turns out to be
 * a stack: the default ones in 3-D, as far as the stack is deep enough.
 *
 * @param images the same images as in the project, with what is known of them now
 * @returns null if the features stay: sizes were known before, something was
 * chosen or labelled, or the image is a plane
 */
export function firstFeatures(
  { images: before, features, labels, forest }: Project,
  images: Project['images']
): FeatureChoice | null {
  const wasKnown = before.some(({ metadata, grid }) => metadata ?? grid);
  const hasLabels = [...labels.values()].some(({ isEmpty }) => !isEmpty);
  const isChosen =
    JSON.stringify(features) !== JSON.stringify(defaultFeatures());
  const depth = images.find(({ metadata }) => metadata)?.metadata?.shape.z ?? 1;
  return wasKnown || hasLabels || isChosen || forest || depth === 1
    ? null
    : defaultFeatures(depth);
}
