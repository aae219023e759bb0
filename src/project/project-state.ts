import { LabelClass } from './classes';
import { FeatureChoice } from './features';
import { LabelImage } from './labels';
import { ObjectTopics, objectTopicsOf } from './object-topics';
import { Project, ProjectSettings } from './project';

/** What is learnt with, beside labels and classes. */
export type TrainingSetup = Pick<
  ProjectSettings,
  'trainingChannels' | 'seed' | 'treeCount'
> & { readonly features: FeatureChoice };

/** All of a project that decides what it predicts, but for the images: the forest grows from it, always the same. And how objects are found in that. */
export type ProjectState = {
  readonly classes: readonly LabelClass[];
  /** By image id; images without labels are missing. */
  readonly labels: ReadonlyMap<string, LabelImage>;
  readonly setup: TrainingSetup;
  /** Missing in versions of older releases: those say nothing of objects. */
  readonly objects?: ObjectTopics;
};

/** The state of now; it stays as it is when the project is painted on. */
export function stateOf(project: Project): ProjectState {
  const labels = [...project.labels].filter(([, { isEmpty }]) => !isEmpty);
  return {
    classes: project.classes,
    labels: new Map(labels.map(([id, image]) => [id, image.copy()])),
    setup: setupOf(project),
    objects: objectTopicsOf(project)
  };
}

/** How the project learns now. */
export function setupOf({
  features,
  settings: { trainingChannels, seed, treeCount }
}: Pick<Project, 'features' | 'settings'>): TrainingSetup {
  return { features, trainingChannels, seed, treeCount };
}

/** The project as it learns with another setup. */
export function withSetup(
  project: Project,
  { features, ...settings }: TrainingSetup
): Project {
  return {
    ...project,
    features,
    settings: { ...project.settings, ...settings }
  };
}

/** Whether both learn with the same features, channels, seed and number of trees. */
export function isSameSetup(a: TrainingSetup, b: TrainingSetup): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

/** A setup as lists: its members may have been read in any order. */
export function inOrder({
  features: { ids, scales, selected, computeIn2d },
  trainingChannels,
  seed,
  treeCount
}: TrainingSetup): unknown[] {
  return [
    [ids, scales, selected, computeIn2d],
    [trainingChannels, seed, treeCount]
  ];
}
