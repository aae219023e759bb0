import { PixelForestError } from '../../errors';
import { readExactly } from '../byte-sources';
import { IByteSource } from '../contract';
import { checkEntryName, isClutter } from './entry-name';

/** A file in a zip. */
export type ZipEntry = {
  /** Relative, `/` as separator, never leading out of its folder. */
  readonly name: string;
  readonly isDeflated: boolean;
  readonly crc32: number;
  readonly compressedSize: number;
  /** Bytes it has when it is unpacked, as the zip says. */
  readonly size: number;
  /** Where its own header begins. */
  readonly offset: number;
};

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const HEADER_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
/** A comment of 65,535 bytes may follow the end. */
const MAX_END_BYTES = END_BYTES + 0xffff;
const ENTRY_BYTES = 46;
const HEADER_BYTES = 30;

/** More files than a packed project has. */
export const MAX_ENTRIES = 5000;
/** What a server's disk should take without being asked. */
export const MAX_UNPACKED_BYTES = 2 ** 33;

/**
 * What a zip contains. Folders and what macOS and Windows leave behind are left out.
 *
 * @throws PixelForestError `format` if it is no zip, damaged, of a kind that is
 * not read (encrypted, split, ZIP64, links), too large, or has a name that would
 * lead out of the folder it is unpacked in
 */
export async function readZipDirectory(
  source: IByteSource,
  signal?: AbortSignal
): Promise<ZipEntry[]> {
  const { start, stop, count } = await findDirectory(source, signal);
  const bytes = await readExactly(
    source,
    start,
    stop - start,
    'the list of files',
    signal
  );
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (
      at + ENTRY_BYTES > bytes.length ||
      view.getUint32(at, true) !== ENTRY_SIGNATURE
    ) {
      throw damaged(source, `entry ${i + 1} of ${count} is not there`);
    }
    const nameStop = at + ENTRY_BYTES + view.getUint16(at + 28, true);
    if (nameStop > bytes.length) {
      throw damaged(source, `the name of entry ${i + 1} is cut off`);
    }
    const name = new TextDecoder().decode(
      bytes.subarray(at + ENTRY_BYTES, nameStop)
    );
    if (!name.endsWith('/') && !isClutter(name)) {
      entries.push(entryOf(source, view, at, name));
    }
    at =
      nameStop + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  checkTogether(source, entries);
  return entries;
}

/**
 * Where the packed bytes of an entry are in the zip.
 *
 * @throws PixelForestError `format` if its own header is not there
 */
export async function locateEntry(
  source: IByteSource,
  entry: ZipEntry,
  signal?: AbortSignal
): Promise<{ readonly start: number; readonly stop: number }> {
  const stop = entry.offset + HEADER_BYTES;
  if (stop > source.size) {
    throw damaged(source, `${entry.name} should begin at ${entry.offset}`);
  }
  const header = await source.read(entry.offset, HEADER_BYTES, signal);
  const view = viewOf(header);
  const start = stop + view.getUint16(26, true) + view.getUint16(28, true);
  if (
    view.getUint32(0, true) !== HEADER_SIGNATURE ||
    start + entry.compressedSize > source.size
  ) {
    throw damaged(source, `${entry.name} is cut off or not where it should be`);
  }
  return { start, stop: start + entry.compressedSize };
}

async function findDirectory(
  source: IByteSource,
  signal?: AbortSignal
): Promise<{ start: number; stop: number; count: number }> {
  const from = Math.max(0, source.size - MAX_END_BYTES);
  const bytes = await source.read(from, source.size - from, signal);
  const view = viewOf(bytes);
  let at = bytes.length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== END_SIGNATURE) {
    at -= 1;
  }
  if (at < 0) {
    throw damaged(source, 'it has no directory at its end');
  }
  const count = view.getUint16(at + 10, true);
  const size = view.getUint32(at + 12, true);
  const start = view.getUint32(at + 16, true);
  if (view.getUint16(at + 8, true) !== count || view.getUint32(at + 4, true)) {
    throw unsupported(source, 'is split into several files');
  }
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
    throw unsupported(source, 'is of the kind ZIP64');
  }
  if (start + size > from + at) {
    throw damaged(
      source,
      `its directory should lie at ${start}…${start + size}`
    );
  }
  if (count > MAX_ENTRIES) {
    throw new PixelForestError(
      'format',
      `${source.name} has ${count} files, and a packed project may have ${MAX_ENTRIES}. Unpack it by hand.`
    );
  }
  return { start, stop: start + size, count };
}

function entryOf(
  source: IByteSource,
  view: DataView,
  at: number,
  name: string
): ZipEntry {
  checkEntryName(source.name, name);
  const method = view.getUint16(at + 10, true);
  if (view.getUint16(at + 8, true) & 1) {
    throw unsupported(source, `is encrypted (${name})`);
  }
  if (method !== 0 && method !== 8) {
    throw unsupported(source, `uses the compression ${method} (${name})`);
  }
  // upper half: the file's mode in Unix; links could lead anywhere
  if (((view.getUint32(at + 38, true) >>> 28) & 0xf) === 0xa) {
    throw unsupported(source, `contains a link (${name})`);
  }
  const entry = {
    name,
    isDeflated: method === 8,
    crc32: view.getUint32(at + 16, true),
    compressedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true)
  };
  if ([entry.compressedSize, entry.size, entry.offset].includes(0xffffffff)) {
    throw unsupported(source, 'is of the kind ZIP64');
  }
  if (!entry.isDeflated && entry.size !== entry.compressedSize) {
    throw damaged(
      source,
      `${name} has ${entry.compressedSize} bytes but should have ${entry.size}`
    );
  }
  return entry;
}

function checkTogether(
  source: IByteSource,
  entries: readonly ZipEntry[]
): void {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_UNPACKED_BYTES) {
    throw new PixelForestError(
      'format',
      `${source.name} would need ${total} bytes unpacked, and at most ${MAX_UNPACKED_BYTES} are allowed. Unpack it by hand.`
    );
  }
  const seen = new Set<string>();
  for (const { name } of entries) {
    // the file systems of macOS and Windows do not tell A from a
    const key = name.toLowerCase();
    if (seen.has(key)) {
      throw damaged(source, `${name} is in it twice`);
    }
    seen.add(key);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged({ name }: IByteSource, reason: string): PixelForestError {
  return new PixelForestError(
    'format',
    `${name} cannot be unpacked: ${reason}. It is damaged, cut off or no zip: get a complete copy.`
  );
}

function unsupported({ name }: IByteSource, reason: string): PixelForestError {
  return new PixelForestError(
    'format',
    `${name} ${reason}, which is not read here. Unpack it by hand and open the project in it.`
  );
}
