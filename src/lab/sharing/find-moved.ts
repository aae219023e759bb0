import { ImageReference } from '../../project/images';
import { nameOf } from '../images/file-path';

/** A file that may be a missing image. */
export type FileFound = {
  /** From the server's root. */
  readonly localPath: string;
};

/** What is known of an opened file. */
export type Fingerprinted = {
  readonly fingerprint: string;
};

/** Where a missing image is now. */
export type MovedImage = {
  readonly image: ImageReference;
  readonly localPath: string;
  readonly by: 'name' | 'content';
};

/** Files that are opened to compare their pixels, at most. */
export const MAX_COMPARED = 200;

/** How {@link findMovedImages} looks into files. */
export type Comparison = {
  /** Whether the file has these pixels. Asked only for images with a fingerprint. */
  readonly isSame: (
    image: ImageReference,
    localPath: string
  ) => Promise<boolean>;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
};

/**
 * Finds missing images among files: by file name, and where that fails by their
 * pixels. Of files with the same name the one in the most similar folders is
 * taken. Each file is taken once, but a file with several data sets for each.
 */
export async function findMovedImages(
  missing: readonly ImageReference[],
  files: readonly FileFound[],
  { isSame, onProgress, signal }: Comparison
): Promise<MovedImage[]> {
  const found: MovedImage[] = [];
  for (const image of missing) {
    const localPath = byName(image.path, files);
    if (localPath !== null) {
      found.push({ image, localPath, by: 'name' });
    }
  }
  const named = new Set(found.map(({ image }) => image));
  const unnamed = missing.filter(
    image => !named.has(image) && image.metadata?.fingerprint !== undefined
  );
  const taken = new Set(found.map(({ localPath }) => localPath));
  const pairs = unnamed.flatMap(image =>
    files.map(({ localPath }) => ({ image, localPath }))
  );
  for (const [i, { image, localPath }] of pairs
    .slice(0, MAX_COMPARED)
    .entries()) {
    signal?.throwIfAborted();
    onProgress?.(i, Math.min(pairs.length, MAX_COMPARED));
    const isOpen = !found.some(one => one.image === image);
    if (isOpen && !taken.has(localPath) && (await isSame(image, localPath))) {
      found.push({ image, localPath, by: 'content' });
      taken.add(localPath);
    }
  }
  return found;
}

/** The file of that name whose folders agree most; shallow ones first. */
function byName(path: string, files: readonly FileFound[]): string | null {
  const wanted = stepsOf(path);
  const name = wanted[0].toLowerCase();
  const candidates = files
    .map(({ localPath }) => localPath)
    .filter(localPath => nameOf(localPath).toLowerCase() === name)
    .map(localPath => {
      const steps = stepsOf(localPath);
      const differs = steps.findIndex((step, i) => step !== wanted[i]);
      return {
        localPath,
        agreeing: differs < 0 ? steps.length : differs,
        depth: steps.length
      };
    })
    .sort((a, b) => b.agreeing - a.agreeing || a.depth - b.depth);
  return candidates[0]?.localPath ?? null;
}

/** File name first, then folders from the inside out. */
function stepsOf(path: string): string[] {
  return path.split(/[/\\]/).reverse();
}
