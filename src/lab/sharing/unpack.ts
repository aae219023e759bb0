import { Inflate } from 'fflate';
import { PixelForestError } from '../../errors';
import { readExactly } from '../../formats/byte-sources';
import { IByteSource } from '../../formats/contract';
import { Crc32 } from '../../formats/zip/crc32';
import { locateEntry, ZipEntry } from '../../formats/zip/directory';

/** Packed bytes unpacked at a time: at worst, 1 KiB of them become 1 MiB. */
const PART_BYTES = 2 ** 16;
/** Packed bytes asked of the server at a time. */
const READ_BYTES = 2 ** 20;

/**
 * The bytes of an entry, unpacked part by part.
 *
 * @param take gets each part in order
 * @throws PixelForestError `format` if they are damaged, or more than the zip says
 */
export async function unpackEntry(
  source: IByteSource,
  entry: ZipEntry,
  take: (bytes: Uint8Array) => Promise<void>,
  signal?: AbortSignal
): Promise<void> {
  const { start, stop } = await locateEntry(source, entry, signal);
  const parts: Uint8Array[] = [];
  const inflate = new Inflate(bytes => parts.push(bytes));
  const crc = new Crc32();
  let size = 0;
  for await (const { packed, isLast } of readParts(
    source,
    start,
    stop,
    signal
  )) {
    if (entry.isDeflated) {
      try {
        inflate.push(packed.slice(), isLast);
      } catch (cause) {
        throw damaged(source, entry, 'its bytes are no deflate stream', cause);
      }
    } else {
      parts.push(packed);
    }
    for (const part of parts.splice(0)) {
      size += part.length;
      if (size > entry.size) {
        throw damaged(source, entry, `it is larger than ${entry.size} bytes`);
      }
      crc.update(part);
      await take(part);
    }
  }
  if (size !== entry.size) {
    throw damaged(source, entry, `it has ${size} of ${entry.size} bytes`);
  }
  if (crc.digest() !== entry.crc32) {
    throw damaged(source, entry, 'its checksum is wrong');
  }
}

async function* readParts(
  source: IByteSource,
  start: number,
  stop: number,
  signal?: AbortSignal
): AsyncGenerator<{ packed: Uint8Array; isLast: boolean }> {
  for (let at = start; at < stop; at += READ_BYTES) {
    const bytes = await readExactly(
      source,
      at,
      Math.min(READ_BYTES, stop - at),
      'a packed file',
      signal
    );
    for (let from = 0; from < bytes.length; from += PART_BYTES) {
      const packed = bytes.subarray(from, from + PART_BYTES);
      yield { packed, isLast: at + from + packed.length >= stop };
    }
  }
}

function damaged(
  source: IByteSource,
  entry: ZipEntry,
  reason: string,
  cause?: unknown
): PixelForestError {
  return new PixelForestError(
    'format',
    `${source.name}: ${entry.name} cannot be unpacked: ${reason}. Get a complete copy of the zip.`,
    { cause }
  );
}
