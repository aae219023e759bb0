import { Contents } from '@jupyterlab/services';
import { PixelForestError } from '../../errors';
import { Sha256 } from '../../formats/sha256';
import { describeRefusal } from './access-error';
import { statusOf } from './refusal';
import { IFileServer } from './file-server';
import { CHUNK_BYTES } from './safe-write';

/**
 * Writes a new file part by part: no more than one chunk is held. An unfinished
 * file is taken away by {@link discard}.
 */
export class NewFileWriter {
  /** @param _localPath of a file that is not there yet */
  constructor(
    private readonly _server: IFileServer,
    private readonly _localPath: string
  ) {}

  /** @throws PixelForestError `access` if the server refuses */
  async write(bytes: Uint8Array): Promise<void> {
    this._hash.update(bytes);
    this._size += bytes.length;
    for (let from = 0; from < bytes.length;) {
      if (this._filled === CHUNK_BYTES) {
        // the last chunk is named as such, so it waits for what comes
        await this._put(this._chunks + 1);
        this._chunks += 1;
        this._filled = 0;
      }
      const part = bytes.subarray(from, from + CHUNK_BYTES - this._filled);
      this._chunk.set(part, this._filled);
      this._filled += part.length;
      from += part.length;
    }
  }

  /** @throws PixelForestError `access` if the server refuses or holds something else */
  async finish(): Promise<Contents.IModel> {
    await this._put(this._chunks === 0 ? undefined : -1);
    const written = await this._server.describe(this._localPath, {
      hash: true
    });
    const digest = this._hash.digest();
    const isSame =
      written.size === this._size &&
      (!written.hash ||
        written.hash_algorithm !== 'sha256' ||
        written.hash === digest);
    if (!isSame) {
      throw new PixelForestError(
        'access',
        `Writing ${this._localPath} failed: ${this._size} bytes were sent, but the server holds others (${written.size} bytes). Try again.`
      );
    }
    return written;
  }

  /** Takes an incomplete file away; one that is not there is fine. */
  async discard(): Promise<void> {
    if (!this._isBegun) {
      return;
    }
    try {
      await this._server.remove(this._localPath);
    } catch (error) {
      if (statusOf(error) !== 404) {
        throw describeRefusal(
          `Removing the incomplete file ${this._localPath}`,
          error
        );
      }
    }
  }

  private async _put(chunk: number | undefined): Promise<void> {
    this._isBegun = true;
    const bytes = this._chunk.slice(0, this._filled);
    try {
      await this._server.put(this._localPath, bytes, chunk);
    } catch (error) {
      throw describeRefusal(`Writing ${this._localPath}`, error);
    }
  }

  private readonly _hash = new Sha256();
  private readonly _chunk = new Uint8Array(CHUNK_BYTES);
  private _filled = 0;
  private _chunks = 0;
  private _size = 0;
  private _isBegun = false;
}
