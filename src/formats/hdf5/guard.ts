import { PixelForestError } from '../../errors';
import { announceBroken } from './broken-library';

/** What the library says when its memory is used up. */
const OUT_OF_MEMORY = /allocat|out of memory|invalid (typed )?array length/i;

let readFailure: unknown = null;

/**
 * Remembers why a file could not be read on: the library only hears that it
 * could not.
 */
export function noteReadFailure(failure: unknown): void {
  readFailure = failure;
}

/**
 * Runs a library call that may read from files.
 *
 * @throws what {@link noteReadFailure} was told meanwhile, else what the call throws
 */
export function withReadFailure<T>(call: () => T): T {
  readFailure = null;
  try {
    const result = call();
    // it may have taken what it could not read for something that is not there
    throwReadFailure();
    return result;
  } catch (cause) {
    throwReadFailure();
    throw cause;
  }
}

function throwReadFailure(): void {
  const failure = readFailure;
  readFailure = null;
  if (failure !== null) {
    throw failure;
  }
}

/**
 * Runs a library call and turns whatever it throws into our error.
 *
 * @param what what was being done: "reading /data of raw.h5"
 */
export function guard<T>(what: string, call: () => T): T {
  try {
    return withReadFailure(call);
  } catch (cause) {
    if (cause instanceof PixelForestError) {
      throw cause;
    }
    const reason = describeFailure(cause);
    if (cause instanceof WebAssembly.RuntimeError) {
      announceBroken();
      throw new PixelForestError(
        'format',
        `${what} stopped the HDF5 library (${reason}). The file is damaged: get a complete copy. If other files fail, too, reload the page.`,
        { cause }
      );
    }
    if (OUT_OF_MEMORY.test(reason)) {
      throw new PixelForestError(
        'memory',
        `${what} needs more memory than this tab has, or the file is damaged (${reason}). Close other images or use a smaller file.`,
        { cause }
      );
    }
    throw new PixelForestError(
      'format',
      `${what} failed (${reason}). The file is damaged or uses a variant that is not supported.`,
      { cause }
    );
  }
}

/** The most specific line of the library's long error report. */
export function describeFailure(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const lines = [...text.matchAll(/#\d+: .*?\(\): (.*)/g)];
  return (lines.pop()?.[1] ?? text.split('\n')[0]).slice(0, 200);
}
