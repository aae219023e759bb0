import { Contents } from '@jupyterlab/services';
import { PixelForestError } from '../../errors';
import { describeRefusal } from './access-error';
import { statusOf } from './refusal';
import { cancelledSave } from './cancelled-save';
import { IFileServer } from './file-server';
import { HalfWrittenError, WrittenPart } from './half-written';
import { Sha256 } from '../../formats/sha256';

/** Up to here one request replaces the file in one step on the server: 8 MiB. */
export const SINGLE_PUT_BYTES = 8 * 2 ** 20;
/** What JupyterLab's own upload uses: every hub must allow it. */
export const CHUNK_BYTES = 2 ** 20;
/** Where the way to the server takes it: 4 MiB, half the time of four chunks of 1 MiB. */
export const LARGE_CHUNK_BYTES = 4 * CHUNK_BYTES;

const TOO_LARGE = 413;

/** How a file is written. */
export type WriteOptions = {
  /** Checked before each chunk; the old file is brought back then. */
  readonly signal?: AbortSignal;
  /** Told the share of the bytes that the server has, 0…1. */
  readonly onProgress?: (share: number) => void;
  /** The file there is broken: its checkpoint, if any, is the good state and stays. */
  readonly isDamaged?: boolean;
};

/**
 * Writes a file so that a failure leaves the old one. Small files go in one
 * request, which the server does atomically, unless it says that the body is too
 * large. The first chunk of a large one replaces the file, so a checkpoint keeps the old one until size and hash of
 * the new one are seen to be right.
 *
 * @throws PixelForestError `access` saying what failed and which file is there
 * now; {@link HalfWrittenError} if the old file could not be brought back; what
 * JupyterLab takes for a cancelled save if the signal aborts
 */
export async function writeSafely(
  server: IFileServer,
  localPath: string,
  bytes: Uint8Array,
  options: WriteOptions = {}
): Promise<Contents.IModel> {
  const action = `Saving ${localPath}`;
  if (bytes.length <= SINGLE_PUT_BYTES) {
    try {
      return await server.put(localPath, bytes);
    } catch (error) {
      // a proxy that takes no body this large may take parts of it
      if (statusOf(error) !== TOO_LARGE || bytes.length <= CHUNK_BYTES) {
        const reason = describeRefusal(action, error);
        throw new PixelForestError(
          'access',
          `${reason.message} ${whatIsThere(reason.status)}`,
          { cause: error, status: reason.status }
        );
      }
    }
  }
  const checkpoint = await keepOldFile(server, localPath, action, options);
  // a refusal is known already for what one request should have replaced
  const isRefused = bytes.length <= SINGLE_PUT_BYTES;
  const chunkBytes = isRefused ? CHUNK_BYTES : LARGE_CHUNK_BYTES;
  const progress = { sent: 0, chunkBytes };
  try {
    return await writeInChunks(server, localPath, bytes, options, progress);
  } catch (error) {
    const isCancelled = options.signal?.aborted ?? false;
    const reason = isCancelled
      ? `${action} was cancelled.`
      : describeRefusal(action, error).message;
    const back = await takeBack(server, localPath, checkpoint);
    const message = `${reason} ${back.outcome}`;
    if (isCancelled && back.isDone) {
      throw cancelledSave(message);
    }
    const because = { cause: error, status: statusOf(error) ?? undefined };
    throw back.isDone
      ? new PixelForestError('access', message, because)
      : new HalfWrittenError(message, partsOf(bytes, progress), because);
  }
}

/** Bytes that the server acknowledged, and in which steps they go. */
type Progress = { sent: number; chunkBytes: number };

/** After one request, which the server carries out as a whole or not at all. */
function whatIsThere(status: number | undefined): string {
  return status === undefined
    ? 'The file on the server is whole: either the old one or, if the request arrived, the new one.'
    : 'The file on the server is the old one.';
}

/** @returns the id of the checkpoint with the good state, or null if there is none */
async function keepOldFile(
  server: IFileServer,
  localPath: string,
  action: string,
  { isDamaged }: WriteOptions
): Promise<string | null> {
  try {
    await server.describe(localPath);
    if (isDamaged) {
      return (await server.listCheckpoints(localPath)).pop()?.id ?? null;
    }
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
    throw describeRefusal(
      `${action} was not begun, and the file on the server is unchanged: keeping a copy of the old file`,
      error
    );
  }
}

async function writeInChunks(
  server: IFileServer,
  localPath: string,
  bytes: Uint8Array,
  { signal, onProgress }: WriteOptions,
  progress: Progress
): Promise<Contents.IModel> {
  let hash = new Sha256();
  let number = 1;
  while (progress.sent < bytes.length) {
    signal?.throwIfAborted();
    const end = progress.sent + progress.chunkBytes;
    const chunk = bytes.subarray(progress.sent, end);
    const answer = server.put(
      localPath,
      chunk,
      end >= bytes.length ? -1 : number
    );
    // counted while the server works
    hash.update(chunk);
    try {
      await answer;
    } catch (error) {
      const isSmall = progress.chunkBytes === CHUNK_BYTES;
      if (number === 1 && !isSmall && statusOf(error) === TOO_LARGE) {
        progress.chunkBytes = CHUNK_BYTES;
        hash = new Sha256();
        continue;
      }
      throw error;
    }
    number += 1;
    progress.sent += chunk.length;
    onProgress?.(progress.sent / bytes.length);
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

/** @returns whether the old state is there again, and a sentence on which file is there now */
async function takeBack(
  server: IFileServer,
  localPath: string,
  checkpoint: string | null
): Promise<{ isDone: boolean; outcome: string }> {
  try {
    if (checkpoint === null) {
      await server.remove(localPath);
      return { isDone: true, outcome: 'The incomplete new file was removed.' };
    }
    await server.restoreCheckpoint(localPath, checkpoint);
    return {
      isDone: true,
      outcome: 'The file on the server is the old one again.'
    };
  } catch (error) {
    const refusal = describeRefusal('Restoring the old file', error);
    return {
      isDone: false,
      outcome:
        checkpoint === null
          ? `An incomplete file may be left at ${localPath}; save again once the cause is gone. (${refusal.message})`
          : `The file on the server may be incomplete; the server keeps its last good state as a checkpoint. Save again once the cause is gone; or open the file again, which offers that state. (${refusal.message})`
    };
  }
}

/** What the server may hold of a file sent so far: what it acknowledged, or one chunk more. */
function partsOf(
  bytes: Uint8Array,
  { sent, chunkBytes }: Progress
): WrittenPart[] {
  const more = Math.min(bytes.length, sent + chunkBytes);
  return [sent, more].map(size => {
    const digest = new Sha256();
    digest.update(bytes.subarray(0, size));
    return { size, hash: digest.digest() };
  });
}
