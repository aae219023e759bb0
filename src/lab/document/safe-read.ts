import { Contents } from '@jupyterlab/services';
import { PixelForestError } from '../../errors';
import { describeRefusal } from './access-error';
import { readContents } from './contents-stream';
import { IFileServer } from './file-server';

/** One request's worth: few requests, and progress between them. */
const RANGE_BYTES = 16 * 2 ** 20;
/**
 * What the Contents API may be asked for: the server holds the file, its base64
 * and the whole answer at once.
 */
export const MAX_CONTENTS_BYTES = 350 * 2 ** 20;

/**
 * A whole file as bytes, read in ranges. Where the server serves no ranges (a
 * shared folder behind a symbolic link, a proxy) it comes as base64 instead.
 *
 * @param file as the server described it just now
 * @throws PixelForestError `access` if the server refuses, the file changes
 * meanwhile, or there are no ranges and it is larger than {@link MAX_CONTENTS_BYTES}
 */
export async function readSafely(
  server: IFileServer,
  localPath: string,
  file: Contents.IModel
): Promise<Uint8Array> {
  const size = file.size ?? 0;
  if (size === 0) {
    return new Uint8Array(0);
  }
  const bytes = new Uint8Array(size);
  let modified: string | null = null;
  for (let start = 0; start < size; start += RANGE_BYTES) {
    const stop = Math.min(size, start + RANGE_BYTES);
    const response = await requestRange(server, localPath, start, stop);
    const status = response?.status ?? null;
    if (!isRange(response, start, stop, size)) {
      return readWhole(server, localPath, size, status);
    }
    // If-Range is not honoured by the server, so the dates are compared here
    const date = response.headers.get('Last-Modified');
    modified ??= date;
    const part = new Uint8Array(await response.arrayBuffer());
    if (date !== modified || part.length !== stop - start) {
      throw new PixelForestError(
        'access',
        `${localPath} changed while it was read (${part.length} of ${stop - start} bytes came from byte ${start}). Open it again.`
      );
    }
    bytes.set(part, start);
  }
  return bytes;
}

async function requestRange(
  server: IFileServer,
  localPath: string,
  start: number,
  stop: number
): Promise<Response | null> {
  try {
    return await server.fetchRange(localPath, start, stop);
  } catch {
    // a redirect to a login page ends as a network error: the Contents API says more
    return null;
  }
}

function isRange(
  response: Response | null,
  start: number,
  stop: number,
  size: number
): response is Response {
  // a range that is the whole file is answered as such by Jupyter
  if (response?.status === 200 && start === 0 && stop === size) {
    return true;
  }
  return (
    response?.status === 206 &&
    response.headers.get('Content-Range') ===
      `bytes ${start}-${stop - 1}/${size}`
  );
}

/**
 * A whole file by the Contents API, for where the server gives no parts of it.
 *
 * @param status what was answered when a part was asked for; null = nothing
 * @throws PixelForestError `access` if it is larger than {@link MAX_CONTENTS_BYTES}, naming the cure, or the server refuses
 */
export async function readWhole(
  server: IFileServer,
  localPath: string,
  size: number,
  status: number | null
): Promise<Uint8Array> {
  if (size > MAX_CONTENTS_BYTES) {
    const answer = status === null ? 'did not answer' : `answered ${status}`;
    throw new PixelForestError(
      'access',
      `${localPath} has ${megabytes(size)} MB, and the server ${answer} when a part of it was asked for (shared folders behind a symbolic link do so). Without parts at most ${megabytes(MAX_CONTENTS_BYTES)} MB can be read. Copy the file to a folder of your own, or ask the server's administrator to allow the folder in c.FileContentsManager.files_handler_params (docs/saving.md, “Large files”).`,
      { status: status ?? undefined }
    );
  }
  try {
    const body = await server.fetchContents(localPath);
    return await readContents(body, size);
  } catch (error) {
    throw describeRefusal(`Reading ${localPath}`, error);
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
