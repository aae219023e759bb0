import { PixelForestError } from '../../errors';
import { folderOf, joinPath } from './file-path';
import type { ImageFiles } from './image-files';

/** What finding a place for a file needs. */
type Files = Pick<ImageFiles, 'find' | 'write'>;

/** See {@link ImageFiles.upload}. */
export async function uploadFiles(
  files: Files,
  folder: string,
  chosen: readonly File[]
): Promise<string[]> {
  const target = await writableFolder(files, folder);
  const paths: string[] = [];
  for (const file of chosen) {
    const path = await freePath(files, target, file.name);
    await files.write(path, new Uint8Array(await file.arrayBuffer()));
    paths.push(path);
  }
  return paths;
}

/** See {@link ImageFiles.copyPracticeImage}. */
export async function copyPracticeImage(
  files: Files,
  folder: string
): Promise<string> {
  const { fetchPracticeImage, PRACTICE_NAME: name } =
    await import('./practice-image');
  const bytes = await fetchPracticeImage();
  const path = joinPath(await writableFolder(files, folder), name);
  const known = await files.find(path);
  if (known?.size === bytes.length) {
    return path;
  }
  const free = known ? await freePath(files, folderOf(path), name) : path;
  await files.write(free, bytes);
  return free;
}

/** See {@link ImageFiles.writableFolder}. */
export async function writableFolder(
  files: Pick<Files, 'find'>,
  folder: string
): Promise<string> {
  for (let at = folder; ; at = folderOf(at)) {
    const model = await files.find(at);
    if (model?.writable) {
      return at;
    }
    if (at === '') {
      throw new PixelForestError(
        'access',
        `A folder to write to was wanted, but “${folder || '/'}” and all folders above it are read-only. Ask for a folder of your own on this server.`
      );
    }
  }
}

/** See {@link ImageFiles.freePath}. */
export async function freePath(
  files: Pick<Files, 'find'>,
  folder: string,
  name: string
): Promise<string> {
  const at = name.lastIndexOf('.');
  const stem = at > 0 ? name.slice(0, at) : name;
  const ending = at > 0 ? name.slice(at) : '';
  for (let number = 1; ; number++) {
    const path = joinPath(
      folder,
      number === 1 ? name : `${stem}-${number}${ending}`
    );
    if (!(await files.find(path))) {
      return path;
    }
  }
}
