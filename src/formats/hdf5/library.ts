import type * as H5 from 'h5wasm';
import { PixelForestError } from '../../errors';
import { announceBroken } from './broken-library';
import { describeFailure } from './guard';

/** The HDF5 library, loaded when the first file is opened. */
export type Hdf5Library = {
  readonly api: typeof H5;
  readonly core: Awaited<typeof H5.ready>;
};

let loading: Promise<Hdf5Library> | null = null;

/**
 * Makes sure, after a failure, that the library still works.
 *
 * @throws PixelForestError `worker` if it opens nothing any more
 */
export function checkLibrary({ api, core }: Hdf5Library): void {
  const path = '/pixelforest-check.h5';
  try {
    new api.File(path, 'w').close();
    new api.File(path, 'r').close();
  } catch (cause) {
    announceBroken();
    throw new PixelForestError(
      'worker',
      `The HDF5 library stopped working (${describeFailure(cause)}) after it met a damaged file. Try again; if it fails once more, reload the page.`,
      { cause }
    );
  } finally {
    if (core.FS.analyzePath(path).exists) {
      core.FS.unlink(path);
    }
  }
}

/**
 * Loads the library once.
 * @throws PixelForestError `access` if its code cannot be loaded
 */
export async function loadHdf5Library(): Promise<Hdf5Library> {
  loading ??= startLibrary();
  try {
    return await loading;
  } catch (cause) {
    loading = null; // the next attempt loads again
    throw new PixelForestError(
      'access',
      `The HDF5 library could not be loaded (${describeFailure(cause)}). Check the connection and try again.`,
      { cause }
    );
  }
}

/** Begins to load the library while something else is waited for; whoever needs it meets what went wrong. */
export function expectHdf5Library(): void {
  loadHdf5Library().catch(() => undefined);
}

async function startLibrary(): Promise<Hdf5Library> {
  const api = await import('h5wasm');
  const core = await api.ready.catch((error: unknown) => {
    // a script that ran is not run again: another worker starts from scratch
    announceBroken();
    throw error;
  });
  // without this, failures are only printed
  core.activate_throwing_error_handler();
  return { api, core };
}
