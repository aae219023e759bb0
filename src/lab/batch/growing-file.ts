import { Contents } from '@jupyterlab/services';
import { messageOf, PixelForestError } from '../../errors';
import { IGrowingFile } from '../../export/batch-contract';
import { describeRefusal } from '../document/access-error';
import { IFileServer } from '../document/file-server';
import { statusOf } from '../document/refusal';
import { CHUNK_BYTES } from '../document/safe-write';

/** What it needs of the server. */
export type GrowingFileHost = {
  readonly server: Pick<
    IFileServer,
    'put' | 'describe' | 'remove' | 'fetchRange'
  >;
  readonly contents: Pick<Contents.IManager, 'rename'>;
};

/** Named like this until it is complete. */
export const ENDING = '.part';

/** A file on the server that grows by the chunks of JupyterLab's uploads. */
export class GrowingFile implements IGrowingFile {
  private constructor(
    private readonly _path: string,
    private readonly _host: GrowingFileHost
  ) {}

  /**
   * Begins a file; one that was left under the same name by an earlier run is replaced.
   *
   * @param from bytes of that file to go on after; what is beyond them is cut off
   * @throws PixelForestError `access` if the server refuses, `mismatch` if it has fewer bytes
   */
  static async begin(
    path: string,
    host: GrowingFileHost,
    from = 0
  ): Promise<GrowingFile> {
    const file = new GrowingFile(path, host);
    if (from > 0) {
      await file._continue(from);
    } else {
      await file._put(new Uint8Array(0));
    }
    return file;
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this._fault) {
      throw this._fault;
    }
    const before = this._size;
    try {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        await this._put(bytes.subarray(at, at + CHUNK_BYTES));
      }
    } catch (error) {
      if (!(await this._isWhole(before))) {
        this._fault = new PixelForestError(
          'access',
          `${this._path} cannot go on: a part of an image’s rows was written and not the rest. ${messageOf(error)}`,
          { cause: error }
        );
      }
      throw error;
    }
  }

  async discard(): Promise<void> {
    try {
      await this._host.server.remove(this._path + ENDING);
    } catch (error) {
      throw describeRefusal(`Removing ${this._path}${ENDING}`, error);
    }
  }

  async finish(): Promise<string> {
    const { server, contents } = this._host;
    const part = this._path + ENDING;
    try {
      if (this._fault) {
        await server.remove(part);
        throw this._fault;
      }
      await removeIfThere(server, this._path);
      await contents.rename(part, this._path);
    } catch (error) {
      throw describeRefusal(`Naming the table ${this._path}`, error);
    }
    return this._path;
  }

  private async _continue(from: number): Promise<void> {
    const { server } = this._host;
    const part = this._path + ENDING;
    try {
      const { size } = await server.describe(part);
      if (size === from) {
        this._chunk = 2;
        this._size = from;
        return;
      }
      if ((size ?? 0) < from) {
        throw new PixelForestError(
          'mismatch',
          `${part} should have at least ${from} bytes, but has ${size ?? 'none'}. Start the run anew.`
        );
      }
      const kept = await server.fetchRange(part, 0, from);
      const bytes = new Uint8Array(await kept.arrayBuffer()).subarray(0, from);
      await this._put(new Uint8Array(0));
      await this.append(bytes);
    } catch (error) {
      throw describeRefusal(`Continuing ${part}`, error);
    }
  }

  private async _put(bytes: Uint8Array): Promise<void> {
    const part = this._path + ENDING;
    try {
      await this._host.server.put(part, bytes, this._chunk);
    } catch (error) {
      throw describeRefusal(`Writing ${part}`, error);
    }
    this._chunk += 1;
    this._size += bytes.length;
  }

  /** Whether the server holds what it held before, and no more. */
  private async _isWhole(size: number): Promise<boolean> {
    try {
      const { size: found } = await this._host.server.describe(
        this._path + ENDING
      );
      return found === size && this._size === size;
    } catch {
      // who cannot be asked is not relied on
      return false;
    }
  }

  private _chunk = 1;
  private _size = 0;
  private _fault: PixelForestError | null = null;
}

async function removeIfThere(
  server: Pick<IFileServer, 'remove'>,
  path: string
): Promise<void> {
  try {
    await server.remove(path);
  } catch (error) {
    if (statusOf(error) !== 404) {
      throw error;
    }
  }
}
