import type * as H5 from 'h5wasm';
import { PixelForestError } from '../../errors';
import { FileBytes } from './file-bytes';
import { describeFailure, withReadFailure } from './guard';
import { checkHeaps } from './heap-check';
import { checkLibrary, Hdf5Library, loadHdf5Library } from './library';
import { nextPath, placeFile } from './placed-file';
import { Hdf5Group } from './read-node';

/** An HDF5 file, open for reading. Closing twice is harmless. */
export class Hdf5File {
  constructor(
    private readonly _library: Hdf5Library,
    private readonly _file: H5.File,
    private readonly _path: string,
    readonly name: string
  ) {
    this.root = new Hdf5Group(_library, _file, name);
  }

  readonly root: Hdf5Group;

  close(): void {
    if (this._isClosed) {
      return;
    }
    this._isClosed = true;
    discard(this._library, this._file, this._path);
  }

  private _isClosed = false;
}

/**
 * Opens a file from its bytes. They are not copied: do not change them while
 * the file is open. Of those that are not in memory only what is looked at is
 * fetched.
 *
 * @param name file name for messages
 * @throws PixelForestError `format` if the bytes are no HDF5 file or are damaged
 */
export async function openHdf5(
  bytes: FileBytes,
  name: string
): Promise<Hdf5File> {
  if (bytes instanceof Uint8Array) {
    checkHeaps(bytes, name);
  }
  const library = await loadHdf5Library();
  const path = nextPath();
  placeFile(library, path, bytes, name);
  try {
    const file = withReadFailure(() => new library.api.File(path, 'r'));
    return new Hdf5File(library, file, path, name);
  } catch (cause) {
    library.core.FS.unlink(path);
    checkLibrary(library);
    if (cause instanceof PixelForestError) {
      throw cause;
    }
    throw new PixelForestError(
      'format',
      `${name} cannot be opened as HDF5 (${describeFailure(cause)}; ${bytes.length} bytes). It is damaged, cut off or of another format: get a complete copy.`,
      { cause }
    );
  }
}

/** Closes a file and frees its bytes; a damaged file may refuse to close. */
export function discard(
  library: Hdf5Library,
  file: H5.File,
  path: string
): void {
  try {
    file.close();
  } catch {
    // the bytes are freed all the same, and nobody can do more about it
  }
  library.core.FS.unlink(path);
}
