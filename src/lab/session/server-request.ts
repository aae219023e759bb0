import { Contents } from '@jupyterlab/services';
import { FileRequest } from '../../engine/io-worker/io-calls';
import { describeRefusal } from '../document/access-error';
import { openStoredFile, requestOf, StoredFile } from '../document/stored-file';
import { nameOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { rangeLocation } from './range-location';

/**
 * A file of the server as the I/O worker is told of it: a large one is read in
 * parts.
 *
 * @param file as the server described it just now, if it did
 * @throws PixelForestError `access` if it is missing or the server refuses
 */
export async function requestServerFile(
  { app, server }: LabParts,
  localPath: string,
  file?: Contents.IModel
): Promise<{ readonly stored: StoredFile; readonly request: FileRequest }> {
  const name = nameOf(localPath);
  try {
    const described = file ?? (await server.describe(localPath));
    const stored = await openStoredFile(server, localPath, described);
    const request = await requestOf(stored, name, size =>
      rangeLocation(app, localPath, size)
    );
    return { stored, request };
  } catch (error) {
    throw describeRefusal(`Reading ${name}`, error);
  }
}
