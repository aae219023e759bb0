import type * as H5 from 'h5wasm';
import { guard } from './guard';
import { Hdf5Library, loadHdf5Library } from './library';
import { discard } from './open-file';
import { nextPath, placeGrowingFile, takeFile } from './placed-file';
import { Hdf5Array } from './read-node';

/** Arrays from this size on are stored compressed. */
const COMPRESS_FROM_BYTES = 4096;

/** Longest side of a chunk; ilastik uses about as much. */
const MAX_CHUNK_SIDE = 256;

/** Longest chunk of a one-dimensional array. */
const MAX_CHUNK_LENGTH = 65536;

/** gzip level; higher ones cost much time and save little. */
const GZIP_LEVEL = 1;

/** An HDF5 file being written in memory. */
export class Hdf5Output {
  constructor(
    private readonly _library: Hdf5Library,
    private readonly _file: H5.File,
    private readonly _path: string
  ) {
    this.root = new Hdf5GroupWriter(_file);
  }

  readonly root: Hdf5GroupWriter;

  /** Closes the file and gives its bytes, whose buffer is theirs but may be longer; the output is used up then. */
  finish(): Uint8Array {
    this._isClosed = true;
    return guard('Writing an HDF5 file', () => {
      this._file.close();
      return takeFile(this._library, this._path);
    });
  }

  /** Throws away what was written; harmless after `finish`. */
  dispose(): void {
    if (!this._isClosed) {
      this._isClosed = true;
      discard(this._library, this._file, this._path);
    }
  }

  private _isClosed = false;
}

/** Starts an empty file in the oldest layout, which every ilastik reads. */
export async function createHdf5(): Promise<Hdf5Output> {
  const library = await loadHdf5Library();
  const path = nextPath();
  const file = guard(
    'Creating an HDF5 file',
    () => new library.api.File(path, 'w', { libver: ['earliest', 'latest'] })
  );
  return new Hdf5Output(library, file, path);
}

/**
 * Opens a file to be changed. Nothing can be taken away from it.
 *
 * @param bytes of the whole file; used up, and so is the room behind them in their buffer
 * @throws PixelForestError `format` if they are no HDF5 file
 */
export async function changeHdf5(bytes: Uint8Array): Promise<Hdf5Output> {
  const library = await loadHdf5Library();
  const path = nextPath();
  placeGrowingFile(library, path, bytes);
  try {
    const file = guard(
      'Opening an HDF5 file to write to it',
      () => new library.api.File(path, 'a', { libver: ['earliest', 'latest'] })
    );
    return new Hdf5Output(library, file, path);
  } catch (error) {
    library.core.FS.unlink(path);
    throw error;
  }
}

/** Writes members of one group. */
export class Hdf5GroupWriter {
  constructor(private readonly _group: H5.Group) {}

  /** A member group; a new one if there is none. */
  group(name: string): Hdf5GroupWriter {
    return guard(`Creating the group ${name}`, () => {
      const found = this._group.get(name);
      return new Hdf5GroupWriter(
        found === null ? this._group.create_group(name) : (found as H5.Group)
      );
    });
  }

  /** Text tagged ASCII though its bytes are UTF-8: what ilastik itself writes and expects. */
  text(name: string, text: string): H5.Dataset {
    return this._create({ name, data: text, shape: [], dtype: 'A' });
  }

  /** A list of texts, tagged like `text`. */
  texts(name: string, texts: readonly string[]): H5.Dataset {
    return this._create({
      name,
      data: [...texts],
      shape: [texts.length],
      dtype: 'A'
    });
  }

  /** Text tagged UTF-8, for the few places where ilastik does so and for our own. */
  unicode(name: string, text: string): H5.Dataset {
    return this._create({ name, data: text, shape: [], dtype: 'S' });
  }

  /** uint8 0 or 1: HDF5 knows no truth values, and ilastik accepts these. */
  flag(name: string, isSet: boolean): H5.Dataset {
    return this._create({
      name,
      data: [isSet ? 1 : 0],
      shape: [],
      dtype: '<B'
    });
  }

  /** int64, as Python writes whole numbers; a scalar if the shape is empty. */
  integers(
    name: string,
    values: readonly number[],
    shape: readonly number[] = [values.length]
  ): H5.Dataset {
    return this._create({
      name,
      data: BigInt64Array.from(values, BigInt),
      shape: [...shape],
      dtype: '<q'
    });
  }

  /** float64 (n,). */
  floats(name: string, values: readonly number[]): H5.Dataset {
    return this.array(name, Float64Array.from(values), [values.length]);
  }

  /** An array in its own type, compressed unless it is small. */
  array(name: string, values: Hdf5Array, shape: readonly number[]): H5.Dataset {
    const storage =
      values.byteLength < COMPRESS_FROM_BYTES
        ? {}
        : {
            chunks: chunksOf(shape),
            compression: 'gzip' as const,
            compression_opts: GZIP_LEVEL
          };
    return this._create({ name, data: values, shape: [...shape], ...storage });
  }

  /**
   * An empty array, gzipped unless said otherwise, that can grow up to `maxShape`; values are written
   * part by part.
   */
  extendable(
    name: string,
    empty: Hdf5Array,
    maxShape: readonly number[],
    chunks: readonly number[],
    storage: 'gzip' | 'uncompressed' = 'gzip'
  ): H5.Dataset {
    const compression =
      storage === 'gzip'
        ? { compression: 'gzip' as const, compression_opts: GZIP_LEVEL }
        : {};
    return this._create({
      name,
      data: empty,
      shape: maxShape.map(() => 0),
      maxshape: [...maxShape],
      chunks: [...chunks],
      ...compression
    });
  }

  /** float64 (n,) attribute of this group. */
  attribute(name: string, values: readonly number[]): void {
    setAttribute(this._group, name, Float64Array.from(values));
  }

  /** Text attribute of this group. */
  textAttribute(name: string, text: string): void {
    setAttribute(this._group, name, text);
  }

  private _create(
    description: Parameters<H5.Group['create_dataset']>[0]
  ): H5.Dataset {
    return guard(`Writing ${description.name}`, () =>
      this._group.create_dataset(description)
    );
  }
}

/**
 * Sets an attribute, in place of one of the same name: text becomes UTF-8, a list of texts (n,), a typed array
 * its own type (n,), `false` and `true` a uint8 scalar.
 */
export function setAttribute(
  node: H5.Group | H5.Dataset,
  name: string,
  value: string | readonly string[] | Float64Array | Uint8Array | boolean
): void {
  guard(`Writing the attribute ${name}`, () => {
    if (Object.keys(node.attrs).includes(name)) {
      node.delete_attribute(name);
    }
    if (typeof value === 'boolean') {
      node.create_attribute(name, [value ? 1 : 0], [], '<B');
    } else if (typeof value === 'string') {
      node.create_attribute(name, value, [], 'S');
    } else if (ArrayBuffer.isView(value)) {
      node.create_attribute(name, value as Float64Array, [value.length]);
    } else {
      node.create_attribute(name, [...value], [value.length], 'S');
    }
  });
}

/** Chunk sides for a shape, none longer than the array. */
function chunksOf(shape: readonly number[]): number[] {
  const longest = shape.length === 1 ? MAX_CHUNK_LENGTH : MAX_CHUNK_SIDE;
  return shape.map(side => Math.max(1, Math.min(side, longest)));
}
