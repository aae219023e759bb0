import { Contents } from '@jupyterlab/services';
import { IBatchSink } from '../../export/batch-contract';
import { describeRefusal } from '../document/access-error';
import { statusOf } from '../document/refusal';
import { FolderMaker } from '../export/make-folders';
import { folderOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { GrowingFile } from './growing-file';

/** Writes the files of a run to the server, making folders as they are needed. */
export function batchSink({
  app,
  files,
  server
}: Pick<LabParts, 'app' | 'files' | 'server'>): IBatchSink {
  const { contents } = app.serviceManager;
  const folders = new FolderMaker(contents);
  return {
    write: async (path, bytes) => {
      await folders.make(folderOf(path));
      await files.write(path, bytes);
      return path;
    },
    remove: path => server.remove(path),
    grow: async (path, from = 0) => {
      await folders.make(folderOf(path));
      return GrowingFile.begin(path, { server, contents }, from);
    }
  };
}

/**
 * Which of the files are there already; each folder is asked once.
 *
 * @param paths of files, or of folders that are one image (`.zarr`)
 * @throws PixelForestError `access` if a folder cannot be listed
 */
export async function existingFiles(
  contents: Pick<Contents.IManager, 'get'>,
  paths: readonly string[]
): Promise<string[]> {
  const asked = paths.map(path => path.replace(/(\.zarr)\/.*$/, '$1'));
  const there = new Set<string>();
  for (const folder of new Set(asked.map(folderOf))) {
    try {
      const model = await contents.get(folder, {
        type: 'directory',
        content: true
      });
      (model.content as Contents.IModel[]).forEach(({ path }) =>
        there.add(path.replace(/^\/+/, ''))
      );
    } catch (error) {
      if (statusOf(error) !== 404) {
        throw describeRefusal(`Looking into ${folder || '/'}`, error);
      }
    }
  }
  return [...new Set(asked)].filter(path => there.has(path));
}
