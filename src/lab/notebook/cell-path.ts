import { relativeTo, resolveImagePath } from '../images/image-path';

/** `C:\…`, and anything that names a protocol or a drive. */
const ELSEWHERE = /^(?:[A-Za-z][A-Za-z0-9+.-]*:|\\)/;

/**
 * Where the project of an output may be, best first: beside the notebook, then
 * from the root of the file browser. A path that begins with `/` counts from
 * the root alone. Nothing outside the root is ever named.
 *
 * @param folder the notebook's folder from the server's root; '' is the root
 * @param path   as the output has it
 * @returns paths from the server's root; empty if it leads out
 */
export function projectPlaces(folder: string, path: string): string[] {
  if (ELSEWHERE.test(path)) {
    return [];
  }
  const isFromRoot = path.startsWith('/');
  const folders = isFromRoot ? [''] : [folder, ''];
  const found = folders.flatMap(from => {
    const place = resolveImagePath(from, path.replace(/^\/+/, ''));
    return place.kind === 'file' ? [place.localPath] : [];
  });
  return [...new Set(found)];
}

/** The path that an output of a notebook in this folder has for a project. Both from the server's root. */
export function outputPath(folder: string, localPath: string): string {
  return relativeTo(folder, localPath);
}
