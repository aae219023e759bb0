import { nameOf } from '../images/file-path';
import { describeRefusal } from './access-error';
import { IFileServer } from './file-server';
import { readSafely } from './safe-read';

/**
 * A whole file of the server.
 *
 * @throws PixelForestError `access` if it is missing or the server refuses
 */
export async function readServerFile(
  server: IFileServer,
  localPath: string
): Promise<Uint8Array> {
  try {
    const file = await server.describe(localPath);
    return await readSafely(server, localPath, file);
  } catch (error) {
    throw describeRefusal(`Reading ${nameOf(localPath)}`, error);
  }
}
