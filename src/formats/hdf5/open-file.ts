import type * as H5 from 'h5wasm';
import { PixelForestError } from '../../errors';
import { describeFailure } from './guard';
import { checkHeaps } from './heap-check';
import { checkLibrary, Hdf5Library, loadHdf5Library } from './library';
import { Hdf5Group } from './read-node';

let fileCount = 0;

/** An HDF5 file in memory, open for reading. Closing twice is harmless. */
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
 * the file is open.
 *
 * @param name file name for messages
 * @throws PixelForestError `format` if the bytes are no HDF5 file or are damaged
 */
export async function openHdf5(
  bytes: Uint8Array,
  name: string
): Promise<Hdf5File> {
  checkHeaps(bytes, name);
  const library = await loadHdf5Library();
  const path = nextPath();
  const ownership = { flags: 'w', canOwn: true };
  library.core.FS.writeFile(path, bytes, ownership);
  try {
    return new Hdf5File(library, new library.api.File(path, 'r'), path, name);
  } catch (cause) {
    library.core.FS.unlink(path);
    checkLibrary(library);
    throw new PixelForestError(
      'format',
      `${name} cannot be opened as HDF5 (${describeFailure(cause)}; ${bytes.length} bytes). It is damaged, cut off or of another format: get a complete copy.`,
      { cause }
    );
  }
}

/** A path in the library's memory that no other open file has. */
export function nextPath(): string {
  fileCount++;
  return `/pixelforest-${fileCount}.h5`;
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
