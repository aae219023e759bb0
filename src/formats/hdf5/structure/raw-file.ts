import { PixelForestError } from '../../../errors';
import { FileBytes } from '../file-bytes';

/** "No address": what is not stored has this one. */
export const UNDEFINED = 2n ** 64n - 1n;

/** What is read at once of a file that is not in memory; most structures are smaller. */
const WINDOW_BYTES = 4096;

/** What is searched at once. */
const SEARCHED_BYTES = 4096;

/** A piece of a file: start inclusive, stop exclusive. */
export type Extent = { readonly start: number; readonly stop: number };

/** Start of every HDF5 file without a block in front. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * The bytes of an HDF5 file in its first layout (superblock 0 or 1, which is
 * what h5py and ilastik write), read piece by piece. Every access is checked.
 *
 * @source HDF5 File Format Specification, II.A "Superblock"
 */
export class RawFile {
  /**
   * @param name file name for messages
   * @throws PixelForestError `project` if the file has another layout, `format` if it is cut off
   */
  constructor(
    private readonly _bytes: FileBytes,
    readonly name: string
  ) {
    this._window =
      _bytes instanceof Uint8Array ? windowOf(_bytes, 0) : EMPTY_WINDOW;
    const version = this.u8(8);
    const head = this.slice(0, SIGNATURE.length);
    if (!SIGNATURE.every((byte, i) => head[i] === byte) || version > 1) {
      throw this.unsupported(`its superblock is of version ${version}`);
    }
    if (this.u8(13) !== 8 || this.u8(14) !== 8) {
      throw this.unsupported('its addresses have not 64 bits');
    }
    this.leafK = this.u16(16);
    this.internalK = this.u16(18);
    this.chunkK = version === 1 ? this.u16(24) : 32;
    const base = version === 1 ? 28 : 24;
    this.stopAt = base + 16;
    this.rootEntry = base + 32;
    this.superblockSize = base + 72;
    if (this.u64(base) !== 0n || this.u64(base + 24) !== UNDEFINED) {
      throw this.unsupported('it has a block in front or a driver of its own');
    }
    if (this.leafK === 0 || this.internalK === 0) {
      throw this.damaged('its superblock allows no members');
    }
  }

  /** Half the number of links in a leaf of a group's table. */
  readonly leafK: number;
  /** Half the number of children of a node of a group's table. */
  readonly internalK: number;
  /** Half the number of children of a node of a table of chunks. */
  readonly chunkK: number;
  /** Where the superblock says how long the file is. */
  readonly stopAt: number;
  /** Where the superblock has the link to the root group. */
  readonly rootEntry: number;
  readonly superblockSize: number;

  u8(at: number): number {
    const index = this._reach(at, 1);
    return this._window.view.getUint8(index);
  }

  u16(at: number): number {
    const index = this._reach(at, 2);
    return this._window.view.getUint16(index, true);
  }

  u32(at: number): number {
    const index = this._reach(at, 4);
    return this._window.view.getUint32(index, true);
  }

  u64(at: number): bigint {
    const index = this._reach(at, 8);
    return this._window.view.getBigUint64(index, true);
  }

  /** Bytes of the whole file. */
  get length(): number {
    return this._bytes.length;
  }

  /** A piece, not to be changed. */
  slice(start: number, stop: number): Uint8Array {
    this.check(start, stop - start);
    return this._bytes instanceof Uint8Array
      ? this._bytes.subarray(start, stop)
      : this._bytes.read(start, stop - start);
  }

  /** Copies a piece to another array. */
  copyInto(out: Uint8Array, { start, stop }: Extent): void {
    this.check(start, stop - start);
    if (this._bytes instanceof Uint8Array) {
      out.set(this._bytes.subarray(start, stop));
    } else {
      this._bytes.copyInto(out.subarray(0, stop - start), start);
    }
  }

  /** Where the next zero is, `at` or behind it; −1 if there is none before `limit`. */
  zeroFrom(at: number, limit = this.length): number {
    for (let start = at; start < limit; start += SEARCHED_BYTES) {
      const piece = this.slice(start, Math.min(start + SEARCHED_BYTES, limit));
      const found = piece.indexOf(0);
      if (found >= 0) {
        return start + found;
      }
    }
    return -1;
  }

  /** A length or address that must lie in the file. */
  offset(at: number): number {
    const value = Number(this.u64(at));
    if (value > this.length) {
      throw this.damaged(`byte ${at} leads to ${value}`);
    }
    return value;
  }

  /** An address, or null where nothing is stored. */
  address(at: number): number | null {
    return this.u64(at) === UNDEFINED ? null : this.offset(at);
  }

  /** Makes sure that a structure starts with its four letters. */
  expect(at: number, letters: string): void {
    const found = this.slice(at, at + letters.length);
    for (let i = 0; i < letters.length; i++) {
      if (found[i] !== letters.charCodeAt(i)) {
        throw this.damaged(`there is no ${letters} at byte ${at}`);
      }
    }
  }

  /** Makes sure that a piece lies in the file. */
  check(start: number, length: number): void {
    if (!(start >= 0 && length >= 0 && start + length <= this.length)) {
      throw this.damaged(
        `${length} bytes at ${start} are outside of ${this.length}`
      );
    }
  }

  damaged(problem: string): PixelForestError {
    return new PixelForestError(
      'format',
      `${this.name} is damaged: ${problem}. Get a complete copy of the file.`
    );
  }

  unsupported(reason: string): PixelForestError {
    return new PixelForestError(
      'project',
      `${this.name} is stored in a layout whose parts cannot be replaced one by one (${reason}), so it is not written over. Save under another name.`
    );
  }

  /** @returns where the piece lies in the window, which is moved if need be */
  private _reach(at: number, length: number): number {
    const { start, stop } = this._window;
    if (at >= start && at + length <= stop) {
      return at - start;
    }
    this.check(at, length);
    const more = Math.min(WINDOW_BYTES, this.length - at);
    this._window = windowOf(this.slice(at, at + more), at);
    return 0;
  }

  private _window: Window;
}

/** A piece of the file at hand. */
type Window = Extent & { readonly view: DataView };

const EMPTY_WINDOW: Window = {
  start: 0,
  stop: 0,
  view: new DataView(new ArrayBuffer(0))
};

function windowOf(bytes: Uint8Array, start: number): Window {
  const { buffer, byteOffset, length } = bytes;
  const view = new DataView(buffer, byteOffset, length);
  return { start, stop: start + length, view };
}
