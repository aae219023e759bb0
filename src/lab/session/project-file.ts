import { RangeLocation } from '../../engine/io-worker/fetch-range';
import { FileRequest } from '../../engine/io-worker/io-calls';
import { PixelForestError } from '../../errors';
import { WHOLE_FILE_BYTES } from '../../formats/hdf5/file-bytes';
import { IFileServer } from '../document/file-server';
import {
  heldFile,
  inParts,
  openStoredFile,
  requestOf,
  StoredFile
} from '../document/stored-file';
import { WriteOutcome } from '../document/transfer-desk';
import { nameOf } from '../images/file-path';

/** What {@link ProjectFile} needs of its document. */
export type ProjectFileOptions = {
  readonly server: IFileServer;
  /** Address that a worker may fetch ranges from. */
  readonly rangeLocation: (
    localPath: string,
    size: number
  ) => Promise<RangeLocation>;
};

/**
 * The file a project was opened from, which saving starts from and images
 * inside the project are read from. A large one stays on the server: while it
 * is written over, nobody reads it, and then the new one takes its place.
 */
export class ProjectFile {
  constructor(private readonly _options: ProjectFileOptions) {}

  /** Changes with every other file: what was opened of the last one is to be opened again. */
  get version(): number {
    return this._version;
  }

  /** @param file null if there is none */
  set(localPath: string, file: StoredFile | null): void {
    this._localPath = localPath;
    this._file = file;
    this._version += 1;
  }

  /** The file is somewhere else now. */
  move(localPath: string): void {
    if (localPath !== this._localPath) {
      this.set(localPath, this._file);
    }
  }

  /**
   * Reads the file; it is not written over meanwhile.
   *
   * @param read gets null if there is no file
   */
  async use<T>(read: (file: FileRequest | null) => Promise<T>): Promise<T> {
    while (this._writing) {
      await this._writing.done;
    }
    this._readers += 1;
    try {
      return await read(this._file && (await this._request(this._file)));
    } finally {
      this._readers -= 1;
      if (this._readers === 0) {
        this._onIdle.splice(0).forEach(tell => tell());
      }
    }
  }

  /**
   * Takes a file and reads it.
   *
   * @returns null if it is empty
   */
  async open<T>(
    localPath: string,
    file: StoredFile,
    read: (file: FileRequest) => Promise<T>
  ): Promise<T | null> {
    const isEmpty = file.kind === 'bytes' && file.bytes.length === 0;
    this.set(localPath, isEmpty ? null : file);
    try {
      return await this.use(async request => request && read(request));
    } catch (error) {
      this.set(localPath, null);
      throw error;
    }
  }

  /**
   * Makes a new file of this one. Where somebody else replaced or removed it, a
   * copy keeps what is in theirs.
   *
   * @param write  gets the file that it starts from
   * @param isCopy whether the new one goes elsewhere
   */
  async rewrite<T>(
    isCopy: boolean,
    write: (previous: FileRequest | undefined) => Promise<T>
  ): Promise<T> {
    try {
      return await this.use(previous => write(previous ?? undefined));
    } catch (error) {
      const isGone =
        this._file?.kind === 'server' &&
        error instanceof PixelForestError &&
        error.tag === 'access';
      if (!isGone || !(isCopy || error.status === 404)) {
        throw error;
      }
      const now = await this._findNow();
      return write(now ? await this._request(now) : undefined);
    }
  }

  /** What is at the file's place by now; null if nothing is, or nothing that can be read. */
  private async _findNow(): Promise<StoredFile | null> {
    const { server } = this._options;
    try {
      const model = await server.describe(this._localPath);
      return await openStoredFile(server, this._localPath, model);
    } catch {
      return null;
    }
  }

  /** Waits until nobody reads, and makes others wait until {@link endWrite}. */
  async beginWrite(localPath: string, bytes: Uint8Array): Promise<void> {
    let end = (): void => undefined;
    const done = new Promise<void>(resolve => {
      end = resolve;
    });
    this._writing = { localPath, bytes, done, end };
    if (this._readers > 0) {
      await new Promise<void>(resolve => this._onIdle.push(resolve));
    }
  }

  /** What was being written is there, or not. */
  async endWrite(outcome: WriteOutcome): Promise<void> {
    const writing = this._writing;
    if (!writing) {
      return;
    }
    const { localPath, bytes } = writing;
    try {
      if (outcome === 'broken') {
        // the new file is the only whole one now
        this.set(localPath, heldFile(bytes));
      } else if (outcome === 'written') {
        await this._follow(localPath, bytes);
      }
    } finally {
      this._writing = null;
      writing.end();
    }
  }

  private async _follow(localPath: string, bytes: Uint8Array): Promise<void> {
    const isOther = localPath !== this._localPath;
    const isHeld = this._file !== null && this._file.kind !== 'server';
    if (bytes.length > WHOLE_FILE_BYTES) {
      const { server } = this._options;
      const parts = await inParts(server, localPath, bytes.length);
      if (parts || isOther || !isHeld) {
        this.set(localPath, parts ?? heldFile(bytes));
      }
    } else if (isOther || !isHeld) {
      this.set(localPath, heldFile(bytes));
    }
    // else saving goes on from what was opened, which is in memory
  }

  private _request(file: StoredFile): Promise<FileRequest> {
    const { rangeLocation } = this._options;
    const localPath = this._localPath;
    return requestOf(file, nameOf(localPath), size =>
      rangeLocation(localPath, size)
    );
  }

  private _localPath = '';
  private _file: StoredFile | null = null;
  private _version = 0;
  private _readers = 0;
  private readonly _onIdle: (() => void)[] = [];
  private _writing: {
    readonly localPath: string;
    readonly bytes: Uint8Array;
    readonly done: Promise<void>;
    readonly end: () => void;
  } | null = null;
}
