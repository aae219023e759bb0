import { PixelForestError } from '../../errors';
import { FetchRange, FetchRangeSync } from '../../formats/byte-sources';

/** A file on a server that answers range requests. */
export type RangeLocation = {
  readonly url: string;
  /** Of the whole file, in bytes. */
  readonly size: number;
  /** Sent with each request, e.g. a token. */
  readonly headers: Readonly<Record<string, string>>;
  /** When the file that is meant was changed last, as the server says it: no other is read. */
  readonly lastModified?: string | null;
};

/** Small reads (tags, tables of offsets) fetch this much at once: they lie close together. */
const BLOCK_BYTES = 2 ** 16;
/** Blocks kept for small reads: 4 MiB. */
const KEPT_BLOCKS = 64;

/**
 * Fetches pieces of a file by HTTP ranges. An answer counts only if it is 206
 * with just the range asked for, of a file that has the announced size and did
 * not change since the first piece.
 *
 * @param name of the file, for messages
 * @returns a function that throws PixelForestError `access` on anything else:
 * fetch the file whole then
 */
export function createRangeFetch(
  name: string,
  location: RangeLocation
): FetchRange {
  const state = stateOf(name, location);
  const blocks = new Map<number, Promise<Uint8Array>>();

  const block = (index: number): Promise<Uint8Array> => {
    const kept = blocks.get(index);
    if (kept) {
      return kept;
    }
    const start = index * BLOCK_BYTES;
    const stop = Math.min(start + BLOCK_BYTES, location.size);
    const fetched = fetchPiece(state, start, stop);
    blocks.set(index, fetched);
    fetched.catch(() => blocks.delete(index));
    if (blocks.size > KEPT_BLOCKS) {
      const [oldest] = blocks.keys();
      blocks.delete(oldest);
    }
    return fetched;
  };

  return async (start, stop, signal) => {
    if (stop - start >= BLOCK_BYTES) {
      return fetchPiece(state, start, stop, signal);
    }
    const first = Math.floor(start / BLOCK_BYTES);
    const last = Math.floor((stop - 1) / BLOCK_BYTES);
    const pieces = await Promise.all(
      first === last ? [block(first)] : [block(first), block(last)]
    );
    signal?.throwIfAborted();
    const out = new Uint8Array(stop - start);
    pieces.forEach((piece, i) => {
      const pieceStart = (first + i) * BLOCK_BYTES;
      const from = Math.max(start, pieceStart);
      const to = Math.min(stop, pieceStart + piece.length);
      out.set(piece.subarray(from - pieceStart, to - pieceStart), from - start);
    });
    return out;
  };
}

/**
 * The same while the thread waits for the answer, which only a worker may do.
 *
 * @returns undefined where a thread cannot wait
 */
export function createSyncRangeFetch(
  name: string,
  location: RangeLocation
): FetchRangeSync | undefined {
  if (typeof XMLHttpRequest === 'undefined' || 'document' in globalThis) {
    return undefined;
  }
  const state = stateOf(name, location);
  return (start, stop) => {
    const request = new XMLHttpRequest();
    try {
      request.open('GET', location.url, false);
      request.responseType = 'arraybuffer';
      for (const [header, value] of Object.entries(location.headers)) {
        request.setRequestHeader(header, value);
      }
      request.setRequestHeader('Range', `bytes=${start}-${stop - 1}`);
      // a cached piece of an older version would not fit the others
      request.setRequestHeader('Cache-Control', 'no-cache');
      request.send();
    } catch (error) {
      throw connectionError(state, start, stop, error);
    }
    const header = (key: string): string | null =>
      request.getResponseHeader(key);
    checkAnswer(state, { status: request.status, header }, start, stop);
    const body = request.response as ArrayBuffer;
    return wholeBody(state, body, request.status, start, stop);
  };
}

function stateOf(name: string, location: RangeLocation): ServerState {
  return { name, location, lastModified: location.lastModified };
}

/** What is known of a file's server. */
type ServerState = {
  readonly name: string;
  readonly location: RangeLocation;
  /** Of the first answer; null if it did not say, undefined before it. */
  lastModified: string | null | undefined;
};

async function fetchPiece(
  state: ServerState,
  start: number,
  stop: number,
  signal?: AbortSignal
): Promise<Uint8Array> {
  const { url, headers } = state.location;
  let response: Response;
  let body: ArrayBuffer;
  try {
    response = await fetch(url, {
      headers: { ...headers, Range: `bytes=${start}-${stop - 1}` },
      signal,
      // a cached piece of an older version would not fit the others
      cache: 'no-store'
    });
    const answer = response;
    const header = (key: string): string | null => answer.headers.get(key);
    try {
      checkAnswer(state, { status: response.status, header }, start, stop);
    } catch (error) {
      void response.body?.cancel();
      throw error;
    }
    body = await response.arrayBuffer();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof PixelForestError) {
      throw error;
    }
    throw connectionError(state, start, stop, error);
  }
  return wholeBody(state, body, response.status, start, stop);
}

function connectionError(
  { name }: ServerState,
  start: number,
  stop: number,
  cause: unknown
): PixelForestError {
  return accessError(
    name,
    `the connection failed while reading bytes ${start} to ${stop}`,
    undefined,
    cause
  );
}

function wholeBody(
  state: ServerState,
  body: ArrayBuffer,
  status: number,
  start: number,
  stop: number
): Uint8Array {
  if (body.byteLength !== stop - start) {
    throw accessError(
      state.name,
      `${stop - start} bytes from byte ${start} were wanted, but ${body.byteLength} came`,
      status
    );
  }
  return new Uint8Array(body);
}

/** What a server answered, before its body is looked at. */
type Answer = {
  readonly status: number;
  readonly header: (name: string) => string | null;
};

function checkAnswer(
  state: ServerState,
  { status, header }: Answer,
  start: number,
  stop: number
): void {
  const { size } = state.location;
  const range = header('Content-Range');
  const expected = `bytes ${start}-${stop - 1}/${size}`;
  // a range that is the whole file may be answered as such
  const isWhole = status === 200 && start === 0 && stop === size;
  if (!isWhole && (status !== 206 || range !== expected)) {
    throw accessError(
      state.name,
      `the range "${expected}" was wanted with status 206, but the server answered ${status} with ${range === null ? 'no range' : `"${range}"`}`,
      status
    );
  }
  const lastModified = header('Last-Modified');
  if (state.lastModified !== undefined && state.lastModified !== lastModified) {
    throw accessError(
      state.name,
      `it changed while it was read (modified ${state.lastModified ?? 'at an unknown time'}, now ${lastModified ?? 'at an unknown time'})`,
      status
    );
  }
  state.lastModified = lastModified;
}

function accessError(
  name: string,
  found: string,
  status?: number,
  cause?: unknown
): PixelForestError {
  return new PixelForestError(
    'access',
    `Wanted a part of "${name}", but ${found}. Open the file again.`,
    { cause, status }
  );
}
