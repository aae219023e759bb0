import { isAbort, PixelForestError } from '../errors';

/**
 * An error that says a file is damaged or of a kind that is not read.
 *
 * @param name   file name, first word of the message
 * @param found  what was found and wanted, with values and what to do
 */
export function formatError(
  name: string,
  found: string,
  cause?: unknown
): PixelForestError {
  return new PixelForestError('format', `${name}: ${found}`, { cause });
}

/** An error that says an image is larger than a tab may hold. */
export function memoryError(
  name: string,
  found: string,
  cause?: unknown
): PixelForestError {
  return new PixelForestError('memory', `${name}: ${found}`, { cause });
}

/**
 * Runs a decoder so that whatever it throws on damaged bytes arrives as a
 * `format` error, and a refused allocation as a `memory` error. Our own errors
 * and cancelling pass unchanged.
 *
 * @param format  format name for the message: "PNG"
 */
export async function guardDecoding<T>(
  name: string,
  format: string,
  decode: () => Promise<T> | T
): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    if (error instanceof PixelForestError || isAbort(error)) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    if (
      /allocation|invalid (typed )?array length|out of memory/i.test(reason)
    ) {
      throw memoryError(
        name,
        `decoding this ${format} needs more memory than this tab can get (${reason}). Close other tabs or crop the image.`,
        error
      );
    }
    throw formatError(
      name,
      `this ${format} is damaged or of a kind that is not read (${reason}). Save it again with the program that wrote it, or as an uncompressed TIFF.`,
      error
    );
  }
}
