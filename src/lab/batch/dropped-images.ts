import { Contents } from '@jupyterlab/services';
import { PixelForestError } from '../../errors';
import { describeRefusal } from '../document/access-error';
import { folderOf } from '../images/file-path';
import { IMAGE_NAMES } from '../images/image-names';
import { BatchChoice } from './batch-view';
import { findImages, FolderChoice } from './find-images';

/**
 * What a run is made on after these were dropped on its form: a folder if it
 * comes alone; else the images among them, and those that the folders among
 * them hold, as the choice of names and subfolders says. The rest is left out.
 *
 * @param paths from the server's root, at least one
 * @param choice its folder does not count
 * @throws PixelForestError `input` if there is no image and no folder, or
 * nothing in the folders, `access` if the server refuses to tell
 */
export async function droppedImages(
  contents: Pick<Contents.IManager, 'get'>,
  paths: readonly string[],
  choice: FolderChoice,
  signal: AbortSignal
): Promise<Pick<BatchChoice, 'folder' | 'files'>> {
  const files: string[] = [];
  const folders: string[] = [];
  for (const path of paths) {
    if (IMAGE_NAMES.test(path)) {
      files.push(path);
    } else if ((await typeOf(contents, path)) === 'directory') {
      folders.push(path);
    }
  }
  if (files.length === 0 && folders.length === 0) {
    throw new PixelForestError(
      'input',
      `“${paths[0]}” is neither an image that can be read nor a folder. Drop images, or a folder with images.`
    );
  }
  if (paths.length === 1 && folders.length === 1) {
    return { folder: folders[0], files: null };
  }
  for (const folder of folders) {
    files.push(...(await findImages(contents, { ...choice, folder }, signal)));
  }
  if (files.length === 0) {
    throw new PixelForestError(
      'input',
      `No image with a name like “${choice.pattern}” is in the ${folders.length} folders that were dropped, of which the first is “${folders[0]}”. Drop a folder alone to choose other names or its subfolders.`
    );
  }
  return { files: [...new Set(files)], folder: folderOf(files[0]) };
}

async function typeOf(
  contents: Pick<Contents.IManager, 'get'>,
  path: string
): Promise<string> {
  try {
    return (await contents.get(path, { content: false })).type;
  } catch (error) {
    throw describeRefusal(`Looking at ${path}`, error);
  }
}
