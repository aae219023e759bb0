import { Zip, ZipDeflate } from 'fflate';
import { PixelForestError } from '../../errors';

/** What a zip of the plain kind can hold, a little room left for its directory. */
export const MAX_ZIP_BYTES = 2 ** 32 - 2 ** 24;

/** Formats that are compressed already: trying again costs time and saves nothing. */
const COMPRESSED = /\.(?:png|jpe?g|ilp|zip|gz)$/i;

/** Where the zip goes, part by part. */
export type ZipSink = (bytes: Uint8Array) => Promise<void>;

/**
 * Writes a zip file by file, part by part. Entries are written so that every
 * program unpacks them: deflated, sizes after the bytes.
 */
export class ZipWriter {
  constructor(private readonly _sink: ZipSink) {
    this._zip = new Zip((error, bytes) => {
      if (error) {
        this._error = error;
      } else {
        this._waiting.push(bytes);
      }
    });
  }

  /** @param parts the file's bytes in order */
  async add(
    name: string,
    modified: Date,
    parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  ): Promise<void> {
    const entry = new ZipDeflate(name, {
      level: COMPRESSED.test(name) ? 0 : 1
    });
    entry.mtime = inZipYears(modified);
    this._zip.add(entry);
    for await (const part of parts) {
      // the compressor keeps what it is given until more comes
      entry.push(part.slice());
      await this._flush();
    }
    entry.push(new Uint8Array(0), true);
    await this._flush();
  }

  async finish(): Promise<void> {
    this._zip.end();
    await this._flush();
  }

  private async _flush(): Promise<void> {
    if (this._error) {
      throw new PixelForestError(
        'format',
        `Packing failed (${this._error.message}). Try again with fewer files.`,
        { cause: this._error }
      );
    }
    for (const bytes of this._waiting.splice(0)) {
      this._size += bytes.length;
      if (this._size > MAX_ZIP_BYTES) {
        throw new PixelForestError(
          'memory',
          `A zip may have ${MAX_ZIP_BYTES} bytes, and this one has more. Share the folder instead, or pack fewer images.`
        );
      }
      await this._sink(bytes);
    }
  }

  private readonly _zip: Zip;
  private readonly _waiting: Uint8Array[] = [];
  private _error: Error | null = null;
  private _size = 0;
}

/** Zip counts years from 1980 to 2107; others would be refused. */
function inZipYears(date: Date): Date {
  const year = date.getFullYear();
  return year >= 1980 && year < 2100 ? date : new Date(1980, 0, 1);
}
