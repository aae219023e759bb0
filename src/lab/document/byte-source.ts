import { MemoryByteSource, RangeByteSource } from '../../formats/byte-sources';
import { IByteSource } from '../../formats/contract';
import { describeRefusal } from './access-error';
import { decodeBase64 } from './base64';
import { IFileServer } from './file-server';

/**
 * The bytes of a file of the server, read where they are needed; where the
 * server gives no parts, the whole file is fetched now.
 *
 * @throws PixelForestError `access` if the server refuses
 */
export async function openByteSource(
  server: IFileServer,
  localPath: string,
  size: number,
  signal: AbortSignal
): Promise<IByteSource> {
  return (await servesRanges(server, localPath, size, signal))
    ? rangeSource(server, localPath, size)
    : new MemoryByteSource(
        nameOf(localPath),
        await readWhole(server, localPath)
      );
}

/** Whether `/files/` gives parts of the file; it refuses symlinked folders. */
export async function servesRanges(
  server: IFileServer,
  localPath: string,
  size: number,
  signal: AbortSignal
): Promise<boolean> {
  return (await rangesOf(server, localPath, size, signal)) !== null;
}

/**
 * Asks `/files/` for a part of the file.
 *
 * @returns when the file was changed last, as the server says it; null if it gives no parts
 */
export async function rangesOf(
  server: IFileServer,
  localPath: string,
  size: number,
  signal: AbortSignal
): Promise<{ readonly lastModified: string | null } | null> {
  if (size < 2) {
    return null;
  }
  // never the whole file: that would be answered with 200
  const stop = Math.min(size - 1, 64);
  try {
    const response = await server.fetchRange(localPath, 0, stop, signal);
    void response.body?.cancel();
    const isPart =
      response.status === 206 &&
      response.headers.get('Content-Range') === `bytes 0-${stop - 1}/${size}`;
    return isPart
      ? { lastModified: response.headers.get('Last-Modified') }
      : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** The bytes of a file whose server gives parts. */
export function rangeSource(
  server: IFileServer,
  localPath: string,
  size: number
): IByteSource {
  return new RangeByteSource(
    nameOf(localPath),
    size,
    async (start, stop, signal) => {
      const response = await server.fetchRange(localPath, start, stop, signal);
      return new Uint8Array(await response.arrayBuffer());
    }
  );
}

/** @throws PixelForestError `access` if the server refuses */
export async function readWhole(
  server: IFileServer,
  localPath: string
): Promise<Uint8Array> {
  try {
    return decodeBase64(await server.readBase64(localPath));
  } catch (error) {
    throw describeRefusal(`Reading ${localPath}`, error);
  }
}

function nameOf(localPath: string): string {
  return localPath.slice(localPath.lastIndexOf('/') + 1);
}
