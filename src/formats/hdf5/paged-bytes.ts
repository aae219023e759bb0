/** Bytes of one page: small structures lie close together. */
const PAGE_BYTES = 2 ** 16;

/** Pages that are kept: 32 MiB. */
const KEPT_PAGES = 512;

/** Most pages that are fetched ahead at once while a file is read from front to back: 4 MiB. */
const MAX_AHEAD_PAGES = 64;

/** Pieces from this size on are fetched as they are and not kept. */
export const PASSING_BYTES = 2 ** 22;

/** Most bytes of one request. */
const MAX_REQUEST_BYTES = 2 ** 23;

/**
 * Gives bytes `start … stop − 1` while the thread waits.
 * @throws PixelForestError `access` if refused
 */
export type FetchSync = (start: number, stop: number) => Uint8Array;

/**
 * A file that is not in memory: what is looked at is fetched in pages, and the
 * pages used last are kept. The more a file is read from front to back, the
 * more is fetched at once.
 */
export class PagedBytes {
  /** @param length of the whole file, in bytes */
  constructor(
    readonly length: number,
    private readonly _fetch: FetchSync
  ) {}

  /** A piece, which must lie in the file. It may be a view of what is kept: do not change it. */
  read(start: number, length: number): Uint8Array {
    const first = Math.floor(start / PAGE_BYTES);
    const at = start - first * PAGE_BYTES;
    if (at + length <= PAGE_BYTES) {
      return this._page(first).subarray(at, at + length);
    }
    const out = new Uint8Array(length);
    this.copyInto(out, start);
    return out;
  }

  /** Fills an array with the bytes from `start` on, which must lie in the file. */
  copyInto(out: Uint8Array, start: number): void {
    if (out.length >= PASSING_BYTES) {
      for (let at = 0; at < out.length; at += MAX_REQUEST_BYTES) {
        const stop = Math.min(at + MAX_REQUEST_BYTES, out.length);
        out.set(this._fetch(start + at, start + stop), at);
      }
      return;
    }
    for (let at = 0; at < out.length;) {
      const index = Math.floor((start + at) / PAGE_BYTES);
      const from = start + at - index * PAGE_BYTES;
      const page = this._page(index);
      const part = page.subarray(from, from + out.length - at);
      out.set(part, at);
      at += part.length;
    }
  }

  private _page(index: number): Uint8Array {
    const kept = this._pages.get(index);
    if (kept) {
      // the one used last is dropped last
      this._pages.delete(index);
      this._pages.set(index, kept);
      return kept;
    }
    return this._fetchFrom(index);
  }

  /** Fetches a page and, where reading goes on behind the last one, those that follow. */
  private _fetchFrom(index: number): Uint8Array {
    this._ahead =
      index === this._next ? Math.min(2 * this._ahead, MAX_AHEAD_PAGES) : 1;
    const start = index * PAGE_BYTES;
    const stop = Math.min(start + this._ahead * PAGE_BYTES, this.length);
    const bytes = this._fetch(start, stop);
    this._next = index + this._ahead;
    for (let at = 0; at < bytes.length; at += PAGE_BYTES) {
      // copies: a view would keep all that came with it
      this._pages.set(
        index + at / PAGE_BYTES,
        bytes.slice(at, at + PAGE_BYTES)
      );
    }
    for (const oldest of this._pages.keys()) {
      if (this._pages.size <= KEPT_PAGES) {
        break;
      }
      this._pages.delete(oldest);
    }
    return this._pages.get(index) ?? new Uint8Array(0);
  }

  /** The page used last is last. */
  private readonly _pages = new Map<number, Uint8Array>();
  /** The page behind the last one fetched. */
  private _next = -1;
  private _ahead = 1;
}
