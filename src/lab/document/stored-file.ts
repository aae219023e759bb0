import { Contents } from '@jupyterlab/services';
import { FileRequest } from '../../engine/io-worker/io-calls';
import { RangeLocation } from '../../engine/io-worker/fetch-range';
import { WHOLE_FILE_BYTES } from '../../formats/hdf5/file-bytes';
import { askForPart } from './byte-source';
import { IFileServer } from './file-server';
import { readSafely } from './safe-read';

/** A file of the server, as far as this page holds it. */
export type StoredFile =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The browser keeps the bytes: workers read them without a copy. */
  | { readonly kind: 'blob'; readonly blob: Blob }
  /** Only what is looked at is fetched. */
  | {
      readonly kind: 'server';
      readonly size: number;
      readonly lastModified: string | null;
    };

/**
 * Opens a file of the server: a small one is fetched, a large one is read where
 * it is needed if the server gives parts of it, else it is fetched, too.
 *
 * @param file as the server described it just now
 * @throws PixelForestError `access` as {@link readSafely}
 */
export async function openStoredFile(
  server: IFileServer,
  localPath: string,
  file: Contents.IModel
): Promise<StoredFile> {
  return (
    (await inParts(server, localPath, file.size ?? 0)) ??
    heldFile(await readSafely(server, localPath, file))
  );
}

/** A large file whose server gives parts of it, else null. */
export async function inParts(
  server: IFileServer,
  localPath: string,
  size: number
): Promise<StoredFile | null> {
  if (size <= WHOLE_FILE_BYTES) {
    return null;
  }
  const { signal } = new AbortController();
  const { isGiven, lastModified } = await askForPart(
    server,
    localPath,
    size,
    signal
  );
  return isGiven ? { kind: 'server', size, lastModified } : null;
}

/** Bytes that are here already. Do not change them any more. */
export function heldFile(bytes: Uint8Array): StoredFile {
  return bytes.length > WHOLE_FILE_BYTES
    ? { kind: 'blob', blob: new Blob([bytes]) }
    : { kind: 'bytes', bytes };
}

/**
 * How the I/O worker is told of a file.
 *
 * @param name   file name for messages
 * @param locate where a worker may fetch ranges of it
 */
export async function requestOf(
  file: StoredFile,
  name: string,
  locate: (size: number) => Promise<RangeLocation>
): Promise<FileRequest> {
  if (file.kind !== 'server') {
    return { name, file };
  }
  const { size, lastModified } = file;
  return {
    name,
    file: { kind: 'range', ...(await locate(size)), lastModified }
  };
}
