import { PixelForestError } from '../errors';
import { IByteSource } from './contract';
import { formatError } from './damage';

/** Bytes that are in memory already. Reads are views, not copies. */
export class MemoryByteSource implements IByteSource {
  constructor(
    readonly name: string,
    private readonly bytes: Uint8Array
  ) {}

  get size(): number {
    return this.bytes.length;
  }

  async read(
    start: number,
    length: number,
    signal?: AbortSignal
  ): Promise<Uint8Array> {
    signal?.throwIfAborted();
    const stop = Math.min(start + length, this.bytes.length);
    return this.bytes.subarray(Math.min(start, this.bytes.length), stop);
  }
}

/**
 * Asks whoever has the file for bytes `start … stop − 1`.
 * @throws PixelForestError `access` if refused
 */
export type FetchRange = (
  start: number,
  stop: number,
  signal?: AbortSignal
) => Promise<Uint8Array>;

/** The same while the thread waits for the answer. */
export type FetchRangeSync = (start: number, stop: number) => Uint8Array;

/** Bytes fetched piece by piece. Knows nothing of servers: the caller injects how a piece is fetched. */
export class RangeByteSource implements IByteSource {
  /**
   * @param size  of the whole file, in bytes
   * @param fetchRangeSync where the thread may wait
   */
  constructor(
    readonly name: string,
    readonly size: number,
    private readonly fetchRange: FetchRange,
    fetchRangeSync?: FetchRangeSync
  ) {
    this.readSync = fetchRangeSync
      ? (start, length) => {
          const stop = Math.min(start + length, size);
          return start < stop
            ? this.whole(fetchRangeSync(start, stop), start, stop)
            : new Uint8Array(0);
        }
      : undefined;
  }

  readonly readSync?: (start: number, length: number) => Uint8Array;

  async read(
    start: number,
    length: number,
    signal?: AbortSignal
  ): Promise<Uint8Array> {
    signal?.throwIfAborted();
    const stop = Math.min(start + length, this.size);
    if (start >= stop) {
      return new Uint8Array(0);
    }
    const bytes = await this.fetchRange(start, stop, signal);
    signal?.throwIfAborted();
    return this.whole(bytes, start, stop);
  }

  private whole(bytes: Uint8Array, start: number, stop: number): Uint8Array {
    if (bytes.length !== stop - start) {
      throw new PixelForestError(
        'access',
        `${this.name}: asked for ${stop - start} bytes from byte ${start}, got ${bytes.length}. The connection dropped or the file changed: open it again.`
      );
    }
    return bytes;
  }
}

/**
 * Exactly `length` bytes, or an error that says where the file ends.
 *
 * @param what  what the bytes are, for the message: "strip 3 of page 1"
 * @throws PixelForestError `format` if the file ends before
 */
export async function readExactly(
  source: IByteSource,
  start: number,
  length: number,
  what: string,
  signal?: AbortSignal
): Promise<Uint8Array> {
  if (!(start >= 0) || !(length >= 0) || start + length > source.size) {
    throw formatError(
      source.name,
      `${what} should be at bytes ${start} to ${start + length}, but the file has ${source.size} bytes. It is truncated or damaged: copy it again.`
    );
  }
  const bytes = await source.read(start, length, signal);
  if (bytes.length !== length) {
    throw new PixelForestError(
      'access',
      `${source.name}: asked for ${length} bytes from byte ${start}, got ${bytes.length}. The connection dropped or the file changed: open it again.`
    );
  }
  return bytes;
}
