import { Contents } from '@jupyterlab/services';
import { PixelForestError } from '../../errors';
import { describeRefusal, statusOf } from './access-error';
import { IFileServer } from './file-server';
import { Sha256 } from '../../formats/sha256';

/** Up to here one request replaces the file in one step on the server: 8 MiB. */
export const SINGLE_PUT_BYTES = 8 * 2 ** 20;
/** What JupyterLab's own upload uses; hubs must allow it. Measured fastest, too. */
export const CHUNK_BYTES = 2 ** 20;

/**
 * Writes a file so that a failure leaves the old one. Small files go in one
 * request, which the server does atomically. The first chunk of a large one
 * replaces the file, so a checkpoint keeps the old one until size and hash of
 * the new one are seen to be right.
 *
 * @throws PixelForestError `access` saying what failed and which file is there now
 */
export async function writeSafely(
  server: IFileServer,
  localPath: string,
  bytes: Uint8Array
): Promise<Contents.IModel> {
  const action = `Saving ${localPath}`;
  if (bytes.length <= SINGLE_PUT_BYTES) {
    try {
      return await server.put(localPath, bytes);
    } catch (error) {
      throw describeRefusal(action, error);
    }
  }
  const checkpoint = await keepOldFile(server, localPath, action);
  try {
    return await writeInChunks(server, localPath, bytes);
  } catch (error) {
    const outcome = await takeBack(server, localPath, checkpoint);
    const reason = describeRefusal(action, error);
    throw new PixelForestError('access', `${reason.message} ${outcome}`, {
      cause: error,
      status: reason.status
    });
  }
}

/** @returns the checkpoint's id, or null if there is no file yet */
async function keepOldFile(
  server: IFileServer,
  localPath: string,
  action: string
): Promise<string | null> {
  try {
    await server.describe(localPath);
  } catch (error) {
    if (statusOf(error) === 404) {
      return null;
    }
    throw describeRefusal(action, error);
  }
  try {
    return await server.createCheckpoint(localPath);
  } catch (error) {
    // without a copy of the old file nothing is written
    throw describeRefusal(`${action}: keeping a copy of the old file`, error);
  }
}

async function writeInChunks(
  server: IFileServer,
  localPath: string,
  bytes: Uint8Array
): Promise<Contents.IModel> {
  const hash = new Sha256();
  const count = Math.ceil(bytes.length / CHUNK_BYTES);
  for (let i = 0; i < count; i++) {
    const chunk = bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES);
    hash.update(chunk);
    await server.put(localPath, chunk, i === count - 1 ? -1 : i + 1);
  }
  const written = await server.describe(localPath, { hash: true });
  if (written.size !== bytes.length) {
    throw new PixelForestError(
      'access',
      `Saving ${localPath} failed: ${bytes.length} bytes were sent, but the server holds ${written.size}. Try again.`
    );
  }
  const digest = hash.digest();
  if (
    written.hash &&
    written.hash_algorithm === 'sha256' &&
    written.hash !== digest
  ) {
    throw new PixelForestError(
      'access',
      `Saving ${localPath} failed: the server holds other bytes than were sent (SHA-256 ${written.hash} instead of ${digest}). Try again.`
    );
  }
  return written;
}

/** @returns a sentence on which file is there now */
async function takeBack(
  server: IFileServer,
  localPath: string,
  checkpoint: string | null
): Promise<string> {
  try {
    if (checkpoint === null) {
      await server.remove(localPath);
      return 'The incomplete new file was removed.';
    }
    await server.restoreCheckpoint(localPath, checkpoint);
    return 'The file on the server is the old one again.';
  } catch (error) {
    const refusal = describeRefusal('Restoring the old file', error);
    return checkpoint === null
      ? `An incomplete file may be left at ${localPath}. (${refusal.message})`
      : `The file on the server may be incomplete; its last good state is in its checkpoint (File → Revert to Checkpoint). (${refusal.message})`;
  }
}
