import { ImageReference } from '../../project/images';
import { nameOf, stemOf } from '../images/file-path';

/** A file of the server that goes into the zip. */
export type PackedFile = {
  /** From the server's root. */
  readonly localPath: string;
  /** In the zip, below its one folder. */
  readonly name: string;
  readonly size: number;
  readonly modified: Date;
};

/** What is known of a file of the server. */
export type ServerFile = Omit<PackedFile, 'name'>;

/** What goes into the zip beside the project file. */
export type PackingList = {
  readonly images: readonly PackedFile[];
  /** References as the packed project has them. */
  readonly references: readonly ImageReference[];
  /** Images whose files were not found. */
  readonly missing: readonly ImageReference[];
};

/**
 * Where each image goes: `images/<file name>`, numbered where names repeat. A
 * file that several images lie in goes in once.
 *
 * @param files the file of each image by its id; none for missing ones
 */
export function listImages(
  images: readonly ImageReference[],
  files: ReadonlyMap<string, ServerFile>
): PackingList {
  const packed = new Map<string, PackedFile>();
  const names = new Set<string>();
  const missing: ImageReference[] = [];
  const references = images.map(image => {
    if (image.path === '') {
      return image;
    }
    const file = files.get(image.id);
    if (!file) {
      missing.push(image);
      return image;
    }
    const known = packed.get(file.localPath);
    const name = known?.name ?? freeName('images', file.localPath, names);
    packed.set(file.localPath, known ?? { ...file, name });
    // masks are not applied here and do not go along: ilastik would miss the file
    return { ...image, path: name, mask: undefined };
  });
  return { images: [...packed.values()], references, missing };
}

/**
 * Files that are named like results of the images: `<image>_….h5`.
 *
 * @param files    of the folders the images are in
 * @param packed   what goes in anyway
 */
export function listResults(
  images: readonly ImageReference[],
  files: readonly ServerFile[],
  packed: readonly PackedFile[]
): PackedFile[] {
  const taken = new Set(packed.map(({ localPath }) => localPath));
  const starts = images.flatMap(({ path, nickname }) => [
    `${nickname}_`,
    ...(path === '' ? [] : [`${stemOf(path)}_`])
  ]);
  const names = new Set<string>();
  return files
    .filter(
      ({ localPath }) =>
        !taken.has(localPath) &&
        !/\.(?:ilp|zip)$/i.test(localPath) &&
        starts.some(start => nameOf(localPath).startsWith(start))
    )
    .map(file => ({
      ...file,
      name: freeName('results', file.localPath, names)
    }));
}

/** `<folder>/name.ext`, `<folder>/name-2.ext`, …; letters of any case count as the same. */
function freeName(
  folder: string,
  localPath: string,
  names: Set<string>
): string {
  // what some file system or another does not take in names
  const name = nameOf(localPath).replace(/[\\:*?"<>|]/g, '_');
  const at = name.lastIndexOf('.');
  const stem = at > 0 ? name.slice(0, at) : name;
  const ending = at > 0 ? name.slice(at) : '';
  for (let number = 1; ; number++) {
    const path = `${folder}/${number === 1 ? name : `${stem}-${number}${ending}`}`;
    if (!names.has(path.toLowerCase())) {
      names.add(path.toLowerCase());
      return path;
    }
  }
}
