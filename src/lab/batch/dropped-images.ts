import { Contents } from '@jupyterlab/services';
import { PixelForestError } from '../../errors';
import { describeRefusal } from '../document/access-error';
import { folderOf } from '../images/file-path';
import { IMAGE_NAMES } from '../images/image-names';
import { BatchChoice } from './batch-view';

/**
 * What a run is made on after these were dropped on its form: the images among
 * them, else the first one if it is a folder.
 *
 * @param paths from the server's root, at least one
 * @throws PixelForestError `input` for what is neither image nor folder,
 * `access` if the server refuses to tell
 */
export async function droppedImages(
  contents: Pick<Contents.IManager, 'get'>,
  paths: readonly string[]
): Promise<Pick<BatchChoice, 'folder' | 'files'>> {
  const files = paths.filter(path => IMAGE_NAMES.test(path));
  if (files.length > 0) {
    return { files, folder: folderOf(files[0]) };
  }
  const [path] = paths;
  if ((await typeOf(contents, path)) !== 'directory') {
    throw new PixelForestError(
      'input',
      `“${path}” is neither an image that can be read nor a folder. Drop images, or a folder with images.`
    );
  }
  return { folder: path, files: null };
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
