import { PixelForestError } from '../errors';
import { ClassChoice, matchClasses } from './class-matching';
import { LabelClass } from './classes';
import { areOtherContents, matchImages } from './image-matching';
import { ImageReference } from './images';
import { compareLabels, LabelAgreement } from './label-comparison';
import { MergePlan, planMerge } from './label-merge';
import { LabelImage } from './labels';

/** What a merge needs of one state of a project. */
export type ProjectVersion = {
  readonly images: readonly ImageReference[];
  readonly classes: readonly LabelClass[];
  /** By image id. */
  readonly labels: ReadonlyMap<string, LabelImage>;
};

/** Two states of one project, ready to become one. */
export type VersionMerge = {
  readonly plan: MergePlan;
  /** Images that only the other state has. */
  readonly newImages: readonly ImageReference[];
  /** Over all images of both. */
  readonly agreement: LabelAgreement;
};

/**
 * Brings the state that somebody else saved together with ours. Images are
 * the same by id, then by content, then by name; classes by name, and by place
 * where one was renamed.
 *
 * @throws PixelForestError `mismatch` if an image of theirs is another image by content or size, or classes become too many
 */
export function planVersionMerge(
  mine: ProjectVersion,
  theirs: ProjectVersion
): VersionMerge {
  const idOf = matchVersions(mine.images, theirs.images);
  const labels = new Map(
    [...theirs.labels].map(([id, image]) => [idOf.get(id) ?? id, image])
  );
  const plan = planMerge(
    mine,
    { classes: theirs.classes, labels },
    matchVersionClasses(mine.classes, theirs.classes)
  );
  const paired = new Set(plan.pairs.map(({ imageId }) => imageId));
  const alone = [...mine.labels].filter(([id]) => !paired.has(id));
  const agreement = compareLabels(
    [
      ...plan.pairs.map(pair => [pair.mine, pair.theirs] as const),
      ...alone.map(([, image]) => [image, null] as const)
    ],
    plan.classes.length
  );
  const newImages = theirs.images.filter(({ id }) => !idOf.has(id));
  return { plan, newImages, agreement };
}

/** @returns id of ours per id of theirs; images that only they have are missing */
function matchVersions(
  mine: readonly ImageReference[],
  theirs: readonly ImageReference[]
): Map<string, string> {
  const idOf = new Map<string, string>();
  const rest: ImageReference[] = [];
  for (const image of theirs) {
    const own = mine.find(({ id }) => id === image.id);
    if (!own) {
      rest.push(image);
    } else if (areOtherContents(own, image)) {
      throw new PixelForestError(
        'mismatch',
        `${image.nickname} shows another image in their state than in yours. Keep yours as a copy and compare the two.`
      );
    } else {
      idOf.set(image.id, own.id);
    }
  }
  const free = mine.filter(({ id }) => !idOf.has(id));
  for (const match of matchImages(free, rest)) {
    if (match.mine) {
      idOf.set(match.theirs.id, match.mine.id);
    }
  }
  return idOf;
}

/** Classes of two states of one project: as {@link matchClasses}; a class in the same place and colour whose old name is gone was renamed. */
export function matchVersionClasses(
  mine: readonly LabelClass[],
  theirs: readonly LabelClass[]
): ClassChoice[] {
  const choices = matchClasses(mine, theirs);
  return choices.map((choice, i) => {
    const isRenamed =
      choice === 'add' &&
      mine[i] !== undefined &&
      !choices.includes(i) &&
      mine[i].color.join() === theirs[i].color.join();
    return isRenamed ? i : choice;
  });
}
