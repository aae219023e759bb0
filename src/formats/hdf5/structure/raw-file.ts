import { PixelForestError } from '../../../errors';

/** "No address": what is not stored has this one. */
export const UNDEFINED = 2n ** 64n - 1n;

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
    readonly bytes: Uint8Array,
    readonly name: string
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const version = this.u8(8);
    if (!SIGNATURE.every((byte, i) => bytes[i] === byte) || version > 1) {
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

  readonly view: DataView;
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
    this.check(at, 1);
    return this.bytes[at];
  }

  u16(at: number): number {
    this.check(at, 2);
    return this.view.getUint16(at, true);
  }

  u32(at: number): number {
    this.check(at, 4);
    return this.view.getUint32(at, true);
  }

  u64(at: number): bigint {
    this.check(at, 8);
    return this.view.getBigUint64(at, true);
  }

  /** A length or address that must lie in the file. */
  offset(at: number): number {
    const value = Number(this.u64(at));
    if (value > this.bytes.length) {
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
    this.check(at, letters.length);
    for (let i = 0; i < letters.length; i++) {
      if (this.bytes[at + i] !== letters.charCodeAt(i)) {
        throw this.damaged(`there is no ${letters} at byte ${at}`);
      }
    }
  }

  /** Makes sure that a piece lies in the file. */
  check(start: number, length: number): void {
    if (!(start >= 0 && length >= 0 && start + length <= this.bytes.length)) {
      throw this.damaged(
        `${length} bytes at ${start} are outside of ${this.bytes.length}`
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
}
