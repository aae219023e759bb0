import { nicknameOf, splitImagePath } from '../../formats/ilp/image-path';
import { ImageLocation, ImageReference } from '../../project/images';

/** Where an image may be, as written in a project. */
export type ResolvedPath =
  /** Path from the root of the server's drive, without a leading `/`. */
  | { readonly kind: 'file'; readonly localPath: string }
  /** Leads out of the folders the file browser shows. */
  | { readonly kind: 'outside' };

/** `/…`, `\…`, `C:\…`, and anything that names a protocol. */
const ABSOLUTE = /^(?:[/\\]|[A-Za-z]:[/\\]|[A-Za-z][A-Za-z0-9+.-]*:\/\/)/;

/**
 * Where the file of an image reference is. A relative path counts from the
 * project's folder and stays inside the server's root. An absolute one is of
 * the machine the project was made on: the file is looked for beside the project.
 *
 * @param folder the project's folder from the server's root; '' is the root
 * @param path   as the project has it
 */
export function resolveImagePath(folder: string, path: string): ResolvedPath {
  // NUL and other control characters are in no honest file name
  if ([...path].some(letter => letter < ' ')) {
    return { kind: 'outside' };
  }
  const isAbsolute = ABSOLUTE.test(path);
  const parts = path.split(/[/\\]/);
  const steps = isAbsolute ? [parts[parts.length - 1]] : parts;
  const found = folder.split('/').filter(part => part !== '');
  for (const step of steps) {
    if (step === '..') {
      if (found.length === 0) {
        return { kind: 'outside' };
      }
      found.pop();
    } else if (step !== '' && step !== '.') {
      found.push(step);
    }
  }
  return found.length === 0
    ? { kind: 'outside' }
    : { kind: 'file', localPath: found.join('/') };
}

/** The path of a file as seen from a folder: `../images/a.tif`. Both from the server's root. */
export function relativeTo(folder: string, localPath: string): string {
  const from = folder.split('/').filter(part => part !== '');
  const to = localPath.split('/').filter(part => part !== '');
  let shared = 0;
  while (
    shared < from.length &&
    shared < to.length - 1 &&
    from[shared] === to[shared]
  ) {
    shared += 1;
  }
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

/** The same image, and its mask, as seen from another project folder. */
export function moveReference(
  reference: ImageReference,
  fromFolder: string,
  toFolder: string
): ImageReference {
  const moved = moveLocation(reference, fromFolder, toFolder);
  const { mask } = reference;
  return mask
    ? { ...moved, mask: moveLocation(mask, fromFolder, toFolder) }
    : moved;
}

function moveLocation<T extends ImageLocation>(
  location: T,
  fromFolder: string,
  toFolder: string
): T {
  if (
    location.path === '' ||
    fromFolder === toFolder ||
    ABSOLUTE.test(location.path)
  ) {
    return location;
  }
  const resolved = resolveImagePath(fromFolder, location.path);
  return resolved.kind === 'file'
    ? { ...location, path: relativeTo(toFolder, resolved.localPath) }
    : location;
}

/** A reference to a file of the server, as a project in `folder` keeps it. */
export function createReference(
  folder: string,
  localPath: string,
  id: string
): ImageReference {
  const file = splitImagePath(localPath);
  return {
    id,
    path: relativeTo(folder, file.path),
    innerPath: file.innerPath,
    nickname: nicknameOf(file),
    metadata: null
  };
}
