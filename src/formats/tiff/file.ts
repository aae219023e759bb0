import { IByteSource } from '../contract';
import { readExactly } from '../byte-sources';
import { formatError } from '../damage';
import { FIELD_BYTES, TAG } from './tags';

/** Where the values of one tag are. */
type Entry = {
  readonly type: number;
  readonly count: number;
  readonly start: number;
};

/** One image file directory: the tags of one page. */
export type Directory = {
  readonly offset: number;
  readonly entries: ReadonlyMap<number, Entry>;
};

/** More pages than any stack we know; a larger number means damage. */
const MAX_PAGES = 200_000;
/** More tags than any page we know. */
const MAX_ENTRIES = 4096;
/** How much is read at once around a directory. */
const WINDOW_BYTES = 65536;
/** How many such windows are kept. */
const WINDOWS = 8;

/**
 * The structure of a TIFF or BigTIFF file: its directories and tag values, read
 * so that damaged or hostile files cannot loop, nor make us allocate more than
 * the file itself holds.
 *
 * @source TIFF revision 6.0, section 2; BigTIFF design (libtiff)
 */
export class TiffFile {
  private windows: { start: number; bytes: Uint8Array }[] = [];

  private constructor(
    readonly source: IByteSource,
    readonly littleEndian: boolean,
    readonly isBig: boolean
  ) {}

  /**
   * Reads the header and walks all directories.
   *
   * @throws PixelForestError `format` if it is no TIFF, truncated, or its directories loop
   */
  static async open(
    source: IByteSource,
    signal?: AbortSignal
  ): Promise<{ file: TiffFile; directories: Directory[] }> {
    const head = await readExactly(source, 0, 8, 'the TIFF header', signal);
    const order = String.fromCharCode(head[0], head[1]);
    const littleEndian = order === 'II';
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    const magic = view.getUint16(2, littleEndian);
    if ((order !== 'II' && order !== 'MM') || (magic !== 42 && magic !== 43)) {
      throw formatError(
        source.name,
        `a TIFF starts with II or MM and 42 or 43, this file with bytes ${Array.from(head.subarray(0, 4)).join(', ')}. Check that the name fits the content.`
      );
    }
    const file = new TiffFile(source, littleEndian, magic === 43);
    const directories = await file.walk(signal);
    return { file, directories };
  }

  /** The numbers of a tag (rationals divided), or null if the page does not have it. */
  async numbers(
    directory: Directory,
    tag: number,
    signal?: AbortSignal
  ): Promise<Float64Array | null> {
    const entry = directory.entries.get(tag);
    if (!entry) {
      return null;
    }
    const bytes = await this.bytesOf(entry, tag, signal);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const numbers = new Float64Array(entry.count);
    const step = FIELD_BYTES[entry.type];
    for (let i = 0; i < entry.count; i++) {
      numbers[i] = this.number(view, i * step, entry.type);
    }
    return numbers;
  }

  /** First number of a tag, or `missing`. */
  async first(
    directory: Directory,
    tag: number,
    missing: number,
    signal?: AbortSignal
  ): Promise<number> {
    const numbers = await this.numbers(directory, tag, signal);
    return numbers && numbers.length > 0 ? numbers[0] : missing;
  }

  /** The raw bytes of a tag, or null. */
  async bytes(
    directory: Directory,
    tag: number,
    signal?: AbortSignal
  ): Promise<Uint8Array | null> {
    const entry = directory.entries.get(tag);
    return entry ? this.bytesOf(entry, tag, signal) : null;
  }

  /** The text of a tag up to its first NUL (UTF-8; other bytes become U+FFFD), or ''. */
  async text(
    directory: Directory,
    tag: number,
    signal?: AbortSignal
  ): Promise<string> {
    const bytes = await this.bytes(directory, tag, signal);
    if (!bytes) {
      return '';
    }
    const end = bytes.indexOf(0);
    return new TextDecoder('utf-8').decode(
      end < 0 ? bytes : bytes.subarray(0, end)
    );
  }

  /** Forgets what was read. */
  close(): void {
    this.windows = [];
  }

  private async walk(signal?: AbortSignal): Promise<Directory[]> {
    const { source } = this;
    const directories: Directory[] = [];
    const visited = new Set<number>();
    let next = await this.offsetAt(this.isBig ? 8 : 4, signal);
    while (next !== 0) {
      if (visited.has(next)) {
        throw formatError(
          source.name,
          `page ${directories.length + 1} points back to byte ${next}, where an earlier page starts. The file is damaged: save it again with the program that wrote it.`
        );
      }
      visited.add(next);
      if (directories.length === MAX_PAGES) {
        throw formatError(
          source.name,
          `more than ${MAX_PAGES} pages found. The file is damaged, or must be split before opening.`
        );
      }
      const { directory, following } = await this.directoryAt(
        next,
        directories.length,
        signal
      );
      directories.push(directory);
      next = following;
    }
    if (directories.length === 0) {
      throw formatError(
        source.name,
        'the TIFF has no page. Writing it was probably interrupted: save it again.'
      );
    }
    return directories;
  }

  private async directoryAt(
    offset: number,
    page: number,
    signal?: AbortSignal
  ): Promise<{ directory: Directory; following: number }> {
    const { isBig, littleEndian, source } = this;
    const what = `the directory of page ${page + 1}`;
    const countBytes = isBig ? 8 : 2;
    const entryBytes = isBig ? 20 : 12;
    const inlineBytes = isBig ? 8 : 4;
    const head = await this.view(offset, countBytes, what, signal);
    const count = isBig
      ? Number(head.getBigUint64(0, littleEndian))
      : head.getUint16(0, littleEndian);
    if (count === 0 || count > MAX_ENTRIES) {
      throw formatError(
        source.name,
        `${what} has ${count} tags, expected 1 to ${MAX_ENTRIES}. The file is damaged: copy or save it again.`
      );
    }
    const first = offset + countBytes;
    const view = await this.view(first, count * entryBytes, what, signal);
    const entries = new Map<number, Entry>();
    for (let i = 0; i < count; i++) {
      const at = i * entryBytes;
      const tag = view.getUint16(at, littleEndian);
      const type = view.getUint16(at + 2, littleEndian);
      const values = isBig
        ? Number(view.getBigUint64(at + 4, littleEndian))
        : view.getUint32(at + 4, littleEndian);
      // unknown field types must be skipped, says the standard
      const step = FIELD_BYTES[type];
      if (step === undefined) {
        continue;
      }
      const inline = first + at + entryBytes - inlineBytes;
      const start =
        values * step <= inlineBytes
          ? inline
          : isBig
            ? Number(view.getBigUint64(at + 12, littleEndian))
            : view.getUint32(at + 8, littleEndian);
      entries.set(tag, { type, count: values, start });
    }
    const following = await this.offsetAt(first + count * entryBytes, signal);
    return { directory: { offset, entries }, following };
  }

  private async offsetAt(at: number, signal?: AbortSignal): Promise<number> {
    const length = this.isBig ? 8 : 4;
    const view = await this.view(at, length, 'a page offset', signal);
    return this.isBig
      ? Number(view.getBigUint64(0, this.littleEndian))
      : view.getUint32(0, this.littleEndian);
  }

  private bytesOf(
    entry: Entry,
    tag: number,
    signal?: AbortSignal
  ): Promise<Uint8Array> {
    const length = entry.count * FIELD_BYTES[entry.type];
    return this.read(
      entry.start,
      length,
      `the value of ${nameOf(tag)}`,
      signal
    );
  }

  private number(view: DataView, at: number, type: number): number {
    const order = this.littleEndian;
    switch (type) {
      case 3:
        return view.getUint16(at, order);
      case 4:
      case 13:
        return view.getUint32(at, order);
      case 5:
        return view.getUint32(at, order) / view.getUint32(at + 4, order);
      case 6:
        return view.getInt8(at);
      case 8:
        return view.getInt16(at, order);
      case 9:
        return view.getInt32(at, order);
      case 10:
        return view.getInt32(at, order) / view.getInt32(at + 4, order);
      case 11:
        return view.getFloat32(at, order);
      case 12:
        return view.getFloat64(at, order);
      case 16:
      case 18:
        return Number(view.getBigUint64(at, order));
      case 17:
        return Number(view.getBigInt64(at, order));
      default:
        return view.getUint8(at);
    }
  }

  private async view(
    start: number,
    length: number,
    what: string,
    signal?: AbortSignal
  ): Promise<DataView> {
    const bytes = await this.read(start, length, what, signal);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  // small reads are served from windows, so that a remote file is not asked tag by tag
  private async read(
    start: number,
    length: number,
    what: string,
    signal?: AbortSignal
  ): Promise<Uint8Array> {
    for (const { start: from, bytes } of this.windows) {
      if (start >= from && start + length <= from + bytes.length) {
        return bytes.subarray(start - from, start - from + length);
      }
    }
    const { source } = this;
    const wanted = Math.max(
      length,
      Math.min(WINDOW_BYTES, source.size - start)
    );
    const bytes = await readExactly(source, start, wanted, what, signal);
    if (wanted <= WINDOW_BYTES) {
      this.windows.unshift({ start, bytes });
      this.windows.length = Math.min(this.windows.length, WINDOWS);
    }
    return bytes.subarray(0, length);
  }
}

function nameOf(tag: number): string {
  const found = Object.entries(TAG).find(([, number]) => number === tag);
  return found ? `tag ${tag} (${found[0]})` : `tag ${tag}`;
}
