import { PixelForestError } from '../../../errors';
import { FileBytes } from '../file-bytes';
import { readGroupTable, tableMessage } from './group-table';
import {
  HeaderMessage,
  MESSAGE,
  readObjectHeader,
  SHARED_FLAG
} from './object-header';
import { Extent, RawFile } from './raw-file';
import { FoundParts, StoredData, WantedData } from './stored-data';

/** Everything that belongs to some objects of a file. */
export type LiveParts = {
  /** Pieces of the file, ascending, none overlapping another. */
  readonly extents: readonly Extent[];
  /** Positions of addresses inside the pieces: they change when pieces move. */
  readonly pointers: readonly number[];
};

/** Messages without addresses: nothing, dataspace, fill values, filters, comment, times, count of links. */
const PLAIN_MESSAGES = [0x0, 0x1, 0xb, 0xd, 0xe, 0x12, 0x16];

/**
 * Finds every piece of a file that some objects consist of.
 *
 * @param roots  addresses of objects; groups bring their members
 * @param edited groups that count without their tables and members
 * @throws PixelForestError `project` if something is stored in a way that cannot be followed, `format` if damaged
 * @source HDF5 File Format Specification, IV.A "Data Object Headers"
 */
export function findLiveParts(
  file: RawFile,
  roots: readonly number[],
  edited: ReadonlySet<number>
): LiveParts {
  const finder = new LivePartsFinder(file, edited);
  finder.follow([...roots, ...edited]);
  if (finder.failure) {
    throw finder.failure;
  }
  const extents = [{ start: 0, stop: file.superblockSize }, ...finder.extents];
  extents.sort((a, b) => a.start - b.start);
  const overlap = extents.findIndex(
    ({ start }, i) => i > 0 && start < extents[i - 1].stop
  );
  if (overlap >= 0) {
    throw file.damaged(`two parts of it share byte ${extents[overlap].start}`);
  }
  return { extents, pointers: finder.pointers };
}

/**
 * Makes sure that no value of variable length claims to be longer than the
 * store it lies in: the library allocates what it claims before it looks.
 * Objects that cannot be followed are passed over.
 *
 * @throws PixelForestError `memory` if one does
 */
export function checkClaimedLengths(bytes: FileBytes, name: string): void {
  try {
    const file = new RawFile(bytes, name);
    const finder = new LivePartsFinder(file, new Set(), 'texts');
    finder.follow([file.offset(file.rootEntry + 8)]);
  } catch (error) {
    if (!isOfFile(error)) {
      throw error;
    }
  }
}

/** Whether an error tells of a file that cannot be followed; others are not of the file, or tell of a danger. */
function isOfFile(error: unknown): error is PixelForestError {
  return (
    error instanceof PixelForestError &&
    (error.tag === 'format' || error.tag === 'project')
  );
}

class LivePartsFinder {
  constructor(
    private readonly _file: RawFile,
    private readonly _edited: ReadonlySet<number>,
    wanted: WantedData = 'all'
  ) {
    this._data = new StoredData(_file, this._parts, wanted);
  }

  get extents(): readonly Extent[] {
    return this._parts.extents;
  }

  get pointers(): readonly number[] {
    return this._parts.pointers;
  }

  /** Why the parts are not complete; null if they are. */
  failure: PixelForestError | null = null;

  /** @throws PixelForestError `memory` if a value claims an impossible length */
  follow(addresses: readonly number[]): void {
    const open = [...addresses];
    for (
      let address = open.pop();
      address !== undefined;
      address = open.pop()
    ) {
      if (!this._parts.seen.has(address)) {
        this._parts.seen.add(address);
        // thousands of members: too many to hand over as arguments
        this._tryObject(address).forEach(member => open.push(member));
      }
    }
  }

  private _tryObject(address: number): number[] {
    try {
      return this._visitObject(address);
    } catch (error) {
      if (!isOfFile(error)) {
        throw error;
      }
      this.failure ??= error;
      return [];
    }
  }

  /** @returns addresses of the members of a group */
  private _visitObject(address: number): number[] {
    const header = readObjectHeader(this._file, address);
    this._add(header.extents, []);
    for (const message of header.messages) {
      this._visitMessage(message);
    }
    const table = tableMessage(header);
    if (table === null) {
      this._data.visitDataset(header);
      return [];
    }
    if (this._edited.has(address)) {
      return [];
    }
    const { links, extents, pointers } = readGroupTable(this._file, table);
    this._add(extents, pointers);
    return [...links.values()].flatMap(link =>
      link.kind === 'hard' ? [link.address] : []
    );
  }

  private _visitMessage({ type, flags, start, size }: HeaderMessage): void {
    if (flags & SHARED_FLAG) {
      throw this._file.unsupported('types are shared between data sets');
    }
    switch (type) {
      case MESSAGE.continuation:
        this._add([], [start]);
        return;
      case MESSAGE.attribute:
        this._data.visitAttribute(start, size);
        return;
      case MESSAGE.datatype:
      case MESSAGE.layout:
      case MESSAGE.oldFill:
      case MESSAGE.fill:
      case MESSAGE.symbolTable:
        return;
      default:
        if (!PLAIN_MESSAGES.includes(type)) {
          throw this._file.unsupported(`it uses messages of kind ${type}`);
        }
    }
  }

  private _add(extents: readonly Extent[], pointers: readonly number[]): void {
    extents.forEach(extent => this._parts.extents.push(extent));
    pointers.forEach(pointer => this._parts.pointers.push(pointer));
  }

  private readonly _parts: FoundParts = {
    extents: [],
    pointers: [],
    seen: new Set()
  };
  private readonly _data: StoredData;
}
