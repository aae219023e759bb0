import { PixelForestError } from '../../errors';
import { IByteSource } from '../contract';
import { PagedBytes } from './paged-bytes';

/** The bytes of a file: all of them, or what is looked at. */
export type FileBytes = Uint8Array | PagedBytes;

/** Smaller files are fetched at once: that is one request. */
export const WHOLE_FILE_BYTES = 2 ** 24;

/**
 * Up to here a file that is going to be made anew is fetched at once: all of it
 * is needed, and one request is a second quicker than a hundred. Twice its size
 * is in memory then, as the pages of a larger one would take half as much.
 */
export const REWRITTEN_WHOLE_BYTES = 2 ** 26;

/** Largest file that is held in memory: 1 GiB. */
const MAX_MEMORY_BYTES = 2 ** 30;

/**
 * A file for the HDF5 library: a large one is read where it is needed if the
 * source can be read without waiting, any other is fetched now.
 *
 * @param wholeBytes up to this size it is not large
 * @throws PixelForestError `access` if the source refuses, `memory` if it must be held in memory and is too large
 */
export async function fileBytesOf(
  source: IByteSource,
  signal?: AbortSignal,
  wholeBytes = WHOLE_FILE_BYTES
): Promise<FileBytes> {
  const { name, size } = source;
  if (size > wholeBytes && source.readSync) {
    const readSync = source.readSync.bind(source);
    return new PagedBytes(size, (start, stop) => readSync(start, stop - start));
  }
  if (size > MAX_MEMORY_BYTES) {
    throw new PixelForestError(
      'memory',
      `${name} has ${size} bytes. HDF5 files that cannot be read in parts are loaded whole, and at most ${MAX_MEMORY_BYTES} fit. Put the file into a folder whose files the server gives in parts (docs/saving.md, “Large files”), or save the part you need as a file of its own.`
    );
  }
  const bytes = await source.read(0, size, signal);
  signal?.throwIfAborted();
  return bytes;
}
