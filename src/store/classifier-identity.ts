import { FeatureSetup, ForestSetup } from '../engine/protocol';
import { Sha256 } from '../formats/sha256';
import { parentsOf } from '../project/parent-objects';
import { Project } from '../project/project';
import { segmentationOf } from '../project/segmentation';

/**
 * SHA-256 of all that decides what comes out of an image: forest, features,
 * classes, and how objects and their parents are cut.
 */
export function classifierIdentity(
  project: Project,
  features: FeatureSetup,
  setup: ForestSetup | null
): string {
  const hash = new Sha256();
  const { choice, channelCount, trainingChannels, depth } = features;
  const settings = {
    features: { choice, channelCount, trainingChannels, depth },
    classes: project.classes,
    objects: segmentationOf(project),
    parents: parentsOf(project),
    knownLabels: setup?.forest.knownLabels ?? null
  };
  hash.update(new TextEncoder().encode(JSON.stringify(settings)));
  for (const tree of setup?.forest.trees ?? []) {
    const { column, threshold, left, right, fractions } = tree;
    for (const { buffer, byteOffset, byteLength } of [
      column,
      threshold,
      left,
      right,
      fractions
    ]) {
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
  return hash.digest();
}
