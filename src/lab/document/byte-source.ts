import { MemoryByteSource, RangeByteSource } from '../../formats/byte-sources';
import { IByteSource } from '../../formats/contract';
import { IFileServer } from './file-server';
import { readWhole } from './safe-read';

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
  const { isGiven, status } = await askForPart(server, localPath, size, signal);
  return isGiven
    ? rangeSource(server, localPath, size)
    : new MemoryByteSource(
        nameOf(localPath),
        await readWhole(server, localPath, size, status)
      );
}

/** What `/files/` answered when a part of a file was asked for. */
export type PartAnswer = {
  /** Whether it gave just that part. */
  readonly isGiven: boolean;
  /** null = nothing was answered. */
  readonly status: number | null;
  /** When the file was changed last, as the server says it. */
  readonly lastModified: string | null;
};

/** Asks `/files/` for a small part of a file; it refuses symlinked folders. */
export async function askForPart(
  server: IFileServer,
  localPath: string,
  size: number,
  signal: AbortSignal
): Promise<PartAnswer> {
  if (size < 2) {
    return { isGiven: false, status: null, lastModified: null };
  }
  // never the whole file: that would be answered with 200
  const stop = Math.min(size - 1, 64);
  try {
    const response = await server.fetchRange(localPath, 0, stop, signal);
    void response.body?.cancel();
    const { status, headers } = response;
    const isGiven =
      status === 206 &&
      headers.get('Content-Range') === `bytes 0-${stop - 1}/${size}`;
    return { isGiven, status, lastModified: headers.get('Last-Modified') };
  } catch {
    signal.throwIfAborted();
    return { isGiven: false, status: null, lastModified: null };
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

function nameOf(localPath: string): string {
  return localPath.slice(localPath.lastIndexOf('/') + 1);
}
