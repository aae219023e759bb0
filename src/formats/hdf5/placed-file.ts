import { FileBytes } from './file-bytes';
import { noteReadFailure } from './guard';
import { checkHeapsIn } from './heap-check';
import { Hdf5Library } from './library';
import { PagedBytes, PASSING_BYTES } from './paged-bytes';

/** A file in the library's memory, as far as it is touched here. */
type FileNode = {
  /** Null where the bytes lie elsewhere. */
  contents: Uint8Array | null;
  usedBytes: number;
  stream_ops: {
    readonly read: ReadOperation;
  };
  node_ops: {
    readonly setattr: (
      node: FileNode,
      attributes: { readonly size?: number }
    ) => void;
  };
};

/** Gives the number of bytes that were read. */
type ReadOperation = (
  stream: unknown,
  target: Int8Array | Uint8Array,
  offset: number,
  length: number,
  position: number
) => number;

/** What the library's file system says if a read failed. */
const INPUT_OUTPUT_ERROR = 29;

let fileCount = 0;

/** A path in the library's memory that no other open file has. */
export function nextPath(): string {
  fileCount++;
  return `/pixelforest-${fileCount}.h5`;
}

/**
 * Places a file where the library finds it. Bytes in memory are not copied: do
 * not change them while the file is there.
 *
 * @param name file name for messages
 */
export function placeFile(
  library: Hdf5Library,
  path: string,
  bytes: FileBytes,
  name: string
): void {
  const ownership = { flags: 'w', canOwn: true };
  if (bytes instanceof Uint8Array) {
    library.core.FS.writeFile(path, bytes, ownership);
    return;
  }
  library.core.FS.writeFile(path, new Uint8Array(0), ownership);
  const node = nodeAt(library, path);
  node.contents = null;
  node.usedBytes = bytes.length;
  node.stream_ops = {
    ...node.stream_ops,
    read: readOperation(library, bytes, name)
  };
}

/**
 * Places a file that is going to grow: up to the end of the array's buffer
 * there is room, so that nothing is copied.
 *
 * @param bytes used up, with the zeros behind them
 */
export function placeGrowingFile(
  library: Hdf5Library,
  path: string,
  bytes: Uint8Array
): void {
  const ownership = { flags: 'w', canOwn: true };
  library.core.FS.writeFile(path, bytes, ownership);
  const node = nodeAt(library, path);
  const room = new Uint8Array(bytes.buffer, bytes.byteOffset);
  node.contents = room;
  node.usedBytes = bytes.length;
  const { setattr } = node.node_ops;
  node.node_ops = {
    ...node.node_ops,
    setattr: (changed, attributes) => {
      const { size } = attributes;
      const isRoomy = changed.contents === room && (size ?? 0) <= room.length;
      if (size === undefined || !isRoomy) {
        setattr(changed, attributes);
        return;
      }
      // the file system's own way copies the file
      room.fill(0, size, Math.max(size, changed.usedBytes));
      changed.usedBytes = size;
    }
  };
}

/** Takes a file out of the library's memory without copying it; its buffer may be longer. */
export function takeFile(library: Hdf5Library, path: string): Uint8Array {
  const { contents, usedBytes } = nodeAt(library, path);
  library.core.FS.unlink(path);
  return contents?.subarray(0, usedBytes) ?? new Uint8Array(0);
}

function nodeAt({ core }: Hdf5Library, path: string): FileNode {
  return core.FS.lookupPath(path, {}).node as unknown as FileNode;
}

function readOperation(
  { core }: Hdf5Library,
  bytes: PagedBytes,
  name: string
): ReadOperation {
  const { ErrnoError } = core.FS as unknown as {
    readonly ErrnoError: new (code: number) => Error;
  };
  return (_stream, target, offset, length, position) => {
    const count = Math.min(length, bytes.length - position);
    if (count <= 0) {
      return 0;
    }
    try {
      const start = target.byteOffset + offset;
      if (count < PASSING_BYTES) {
        checkHeapsIn(bytes, position, count, name);
      }
      bytes.copyInto(new Uint8Array(target.buffer, start, count), position);
    } catch (error) {
      // only a number can be handed through the library
      noteReadFailure(error);
      throw new ErrnoError(INPUT_OUTPUT_ERROR);
    }
    return count;
  };
}
