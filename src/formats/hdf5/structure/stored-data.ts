import { PixelForestError } from '../../../errors';
import { readStoredType, StoredType } from './datatype';
import { HeaderMessage, MESSAGE, ObjectHeader } from './object-header';
import { Extent, RawFile, UNDEFINED } from './raw-file';

/** What was found of a file so far. */
export type FoundParts = {
  readonly extents: Extent[];
  /** Positions of addresses inside the pieces. */
  readonly pointers: number[];
  /** Where structures lie that were looked at. */
  readonly seen: Set<number>;
};

/** Every piece, or only what values of variable length consist of. */
export type WantedData = 'all' | 'texts';

const LAYOUT_VERSION = 3;
const LAYOUT_CLASS = { compact: 0, contiguous: 1, chunked: 2 } as const;
const MAX_LEVELS = 12;

/**
 * Finds the pieces that values consist of: raw data, chunks and their tables,
 * and the heaps that values of variable length lie in.
 *
 * @source HDF5 File Format Specification, IV.A.2.i "The Data Layout Message", III.E "Global Heap"
 */
export class StoredData {
  constructor(
    private readonly _file: RawFile,
    private readonly _parts: FoundParts,
    private readonly _wanted: WantedData
  ) {}

  /** Name, type, sizes and value, each filling multiples of 8 bytes in version 1. */
  visitAttribute(start: number, size: number): void {
    const file = this._file;
    const version = file.u8(start);
    const lengths = [2, 4, 6].map(at => file.u16(start + at));
    if (version < 1 || version > 3 || (version > 1 && file.u8(start + 1))) {
      throw file.unsupported(`it has attributes of version ${version}`);
    }
    const [name, type, space] = lengths.map(length =>
      version === 1 ? Math.ceil(length / 8) * 8 : length
    );
    const typeAt = start + (version === 3 ? 9 : 8) + name;
    const valueAt = typeAt + type + space;
    if (valueAt > start + size) {
      throw file.damaged(`the attribute at byte ${start} is cut off`);
    }
    const stored = readStoredType(file, typeAt);
    this._visitValues(stored, valueAt, start + size);
  }

  visitDataset({ messages }: ObjectHeader): void {
    const file = this._file;
    const find = (type: number): HeaderMessage | undefined =>
      messages.find(message => message.type === type);
    const type = find(MESSAGE.datatype);
    const layout = find(MESSAGE.layout);
    if (!type || !layout) {
      throw file.unsupported('it holds objects that are no data sets');
    }
    const stored = readStoredType(file, type.start);
    const isHeaped = stored.heapAddresses.length > 0;
    if (!isHeaped && this._wanted === 'texts') {
      return;
    }
    const filled = [find(MESSAGE.fill), find(MESSAGE.oldFill)];
    if (isHeaped && filled.some(message => this._hasFillValue(message))) {
      throw file.unsupported('values of variable length have a default');
    }
    if (isHeaped && find(MESSAGE.filters)) {
      throw file.unsupported('values of variable length are compressed');
    }
    const { start, size } = layout;
    const kind = file.u8(start + 1);
    if (file.u8(start) !== LAYOUT_VERSION) {
      throw file.unsupported('data sets are laid out in another version');
    }
    if (kind === LAYOUT_CLASS.compact) {
      const stop = start + 4 + file.u16(start + 2);
      this._visitValues(stored, start + 4, Math.min(stop, start + size));
    } else if (kind === LAYOUT_CLASS.contiguous) {
      this._visitBlock(stored, start + 2, file.u64(start + 10));
    } else if (kind === LAYOUT_CLASS.chunked) {
      const root = file.address(start + 3);
      this._parts.pointers.push(start + 3);
      if (root !== null) {
        this._visitChunks(stored, root, 8 + 8 * file.u8(start + 2), null);
      }
    } else {
      throw file.unsupported('data sets are made of others');
    }
  }

  private _hasFillValue(message: HeaderMessage | undefined): boolean {
    if (!message) {
      return false;
    }
    const { type, start } = message;
    const file = this._file;
    if (type === MESSAGE.oldFill) {
      return file.u32(start) > 0;
    }
    const version = file.u8(start);
    const isDefined =
      version < 3 ? file.u8(start + 3) !== 0 : (file.u8(start + 1) & 32) !== 0;
    return isDefined && file.u32(start + (version < 3 ? 4 : 2)) > 0;
  }

  /** A piece of raw data whose address lies at `pointer`. */
  private _visitBlock(type: StoredType, pointer: number, size: bigint): void {
    const start = this._file.address(pointer);
    if (start === null || size === 0n) {
      return;
    }
    this._parts.pointers.push(pointer);
    this._file.check(start, Number(size));
    const stop = start + Number(size);
    this._parts.extents.push({ start, stop });
    this._visitValues(type, start, stop);
  }

  private _visitChunks(
    type: StoredType,
    node: number,
    keyBytes: number,
    level: number | null
  ): void {
    const file = this._file;
    file.expect(node, 'TREE');
    const found = file.u8(node + 5);
    const used = file.u16(node + 6);
    const isRight = level === null ? found <= MAX_LEVELS : found === level;
    if (
      file.u8(node + 4) !== 1 ||
      !isRight ||
      used > 2 * file.chunkK ||
      this._parts.seen.has(node)
    ) {
      throw file.damaged(`the table of chunks at byte ${node} is wrong`);
    }
    this._parts.seen.add(node);
    const length = 24 + (2 * file.chunkK + 1) * keyBytes + 16 * file.chunkK;
    file.check(node, length);
    this._parts.extents.push({ start: node, stop: node + length });
    this._parts.pointers.push(node + 8, node + 16);
    for (let i = 0; i < used; i++) {
      const key = node + 24 + i * (keyBytes + 8);
      const pointer = key + keyBytes;
      if (found === 0) {
        this._visitBlock(type, pointer, BigInt(file.u32(key)));
      } else {
        this._parts.pointers.push(pointer);
        this._visitChunks(type, file.offset(pointer), keyBytes, found - 1);
      }
    }
  }

  private _visitValues(
    { size, heapAddresses }: StoredType,
    start: number,
    stop: number
  ): void {
    if (heapAddresses.length === 0 || size === 0) {
      return;
    }
    for (let at = start; at + size <= stop; at += size) {
      for (const offset of heapAddresses) {
        this._visitHeapAddress(at + offset);
      }
    }
  }

  /** The store of values that an address leads to; it holds those of many data sets. */
  private _visitHeapAddress(pointer: number): void {
    const file = this._file;
    const claimed = file.u32(pointer - 4);
    if (claimed > file.length) {
      throw new PixelForestError(
        'memory',
        `${file.name} is damaged: the value at byte ${pointer - 4} claims a length of ${claimed} in a file of ${file.length} bytes. Get a complete copy of the file.`
      );
    }
    const value = file.u64(pointer);
    if (value === 0n || value === UNDEFINED) {
      return;
    }
    this._parts.pointers.push(pointer);
    const address = file.offset(pointer);
    if (!this._parts.seen.has(address)) {
      this._parts.seen.add(address);
      file.expect(address, 'GCOL');
      const size = file.offset(address + 8);
      file.check(address, size);
      this._parts.extents.push({ start: address, stop: address + size });
    }
  }
}
