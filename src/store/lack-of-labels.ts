import { MAX_CLASSES } from '../project/classes';
import { Project } from '../project/project';

/** Why there is nothing to learn yet, or null. */
export function lackOfLabels({ images, labels }: Project): string | null {
  const counts = images.flatMap(({ id }) => {
    const found = labels.get(id)?.counts();
    return found ? [found] : [];
  });
  const labelled = [...Array(MAX_CLASSES).keys()].filter(classIndex =>
    counts.some(found => found[classIndex + 1] > 0)
  ).length;
  return labelled < 2
    ? `Training needs labels of at least two classes, but ${labelled === 0 ? 'no class has' : 'only one class has'} any. Paint a few pixels of each class.`
    : null;
}
