import { Axis } from './grid';
import { ImageReference } from './images';

/** By what an image of another project was found to be one of ours. */
export type MatchReason =
  /** The pixels are the same. */
  | 'content'
  /** File name and size are the same; the pixels were not compared. */
  | 'name';

/** An image of another project and the same image of ours. */
export type ImageMatch = {
  readonly theirs: ImageReference;
  /** null = we do not have it. */
  readonly mine: ImageReference | null;
  /** null without a match. */
  readonly reason: MatchReason | null;
};

/**
 * Finds the images of another project among ours: by the fingerprint of the
 * pixels where both are known, else by file name and size. Different
 * fingerprints never match. Each image of ours is taken once.
 */
export function matchImages(
  mine: readonly ImageReference[],
  theirs: readonly ImageReference[]
): ImageMatch[] {
  const taken = new Set<string>();
  const found = new Map<ImageReference, ImageMatch>();
  const pair = (
    reason: MatchReason,
    fits: (own: ImageReference, other: ImageReference) => boolean
  ): void => {
    for (const other of theirs) {
      if (found.has(other)) {
        continue;
      }
      const own = mine.find(
        image => !taken.has(image.id) && fits(image, other)
      );
      if (own) {
        taken.add(own.id);
        found.set(other, { theirs: other, mine: own, reason });
      }
    }
  };
  pair('content', isSameContent);
  pair(
    'name',
    (own, other) =>
      !areOtherContents(own, other) &&
      fileName(own) === fileName(other) &&
      isSameSize(own, other)
  );
  return theirs.map(
    other => found.get(other) ?? { theirs: other, mine: null, reason: null }
  );
}

/** The axes that labels have. */
const LABEL_AXES = ['t', 'z', 'y', 'x'] as const;

/** Whether labels of one can lie on the other: equal t, z, y, x, or a size is not known. */
export function isSameSize(a: ImageReference, b: ImageReference): boolean {
  return LABEL_AXES.every(axis => {
    const [first, second] = [sideOf(a, axis), sideOf(b, axis)];
    return first === null || second === null || first === second;
  });
}

/** Size along an axis as far as it is known without opening the image. */
function sideOf({ metadata, grid }: ImageReference, axis: Axis): number | null {
  if (metadata) {
    return metadata.shape[axis];
  }
  if (!grid) {
    return null;
  }
  const at = grid.fileAxes.indexOf(axis);
  return at < 0 ? 1 : grid.fileShape[at];
}

function isSameContent(a: ImageReference, b: ImageReference): boolean {
  const print = a.metadata?.fingerprint;
  return print !== undefined && print === b.metadata?.fingerprint;
}

/** Whether the pixels of both are known, and differ. */
export function areOtherContents(
  a: ImageReference,
  b: ImageReference
): boolean {
  const [first, second] = [a.metadata?.fingerprint, b.metadata?.fingerprint];
  return first !== undefined && second !== undefined && first !== second;
}

/** File name without folders, and the data set; the nickname if it lies inside the project. */
function fileName({ path, innerPath, nickname }: ImageReference): string {
  const name = path.split(/[/\\]/).pop() || nickname;
  return `${name.toLowerCase()}|${innerPath.replace(/^\/+/, '')}`;
}
