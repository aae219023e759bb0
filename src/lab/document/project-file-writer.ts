import { Contents } from '@jupyterlab/services';
import { IFileServer } from './file-server';
import { HalfWrittenError, WrittenPart } from './half-written';
import { SINGLE_PUT_BYTES, writeSafely } from './safe-write';
import type { ISaveWatch } from './save-progress';
import { IWritableDocument, WriteOutcome } from './transfer-desk';

/** Writes project files, one after the other, and knows what failed writes may have left. */
export class ProjectFileWriter {
  /** @param _watch shows the progress of a large save */
  constructor(
    private readonly _server: IFileServer,
    private readonly _watch: ((localPath: string) => Promise<ISaveWatch>) | null
  ) {}

  /**
   * Writes a file so that a failure leaves the old one.
   *
   * @param document asked for its bytes when it is this write's turn
   * @throws PixelForestError `access` saying what failed and which file is there now
   */
  write(
    localPath: string,
    document: IWritableDocument
  ): Promise<Contents.IModel> {
    // autosave and the user may ask at once: chunks of two writers must not mix
    const write = this._writes.then(async () => {
      let outcome: WriteOutcome = 'unchanged';
      try {
        const bytes = await document.serialize(localPath);
        const file = await this._write(localPath, bytes);
        outcome = 'written';
        return file;
      } catch (error) {
        outcome = error instanceof HalfWrittenError ? 'broken' : 'unchanged';
        throw error;
      } finally {
        await document.noteWritten(outcome);
      }
    });
    this._writes = write.catch(() => undefined);
    return write;
  }

  /** Whether a file is what a failed save of this tab left: nobody else saved it. */
  isOwnHalf({ path, size, hash }: Contents.IModel): boolean {
    return (this._halves.get(path) ?? []).some(
      part => part.size === size && (!hash || part.hash === hash)
    );
  }

  /** The file cannot be opened: it will not take the place of the good state in its checkpoint. */
  noteDamaged({
    path,
    size,
    hash
  }: Pick<Contents.IModel, 'path' | 'size' | 'hash'>): void {
    this._halves.set(path, [{ size: size ?? 0, hash: hash ?? '' }]);
  }

  private async _write(
    localPath: string,
    bytes: Uint8Array
  ): Promise<Contents.IModel> {
    const watch =
      bytes.length > SINGLE_PUT_BYTES
        ? await this._watch?.(localPath)
        : undefined;
    let outcome = '';
    try {
      const file = await writeSafely(this._server, localPath, bytes, {
        signal: watch?.signal,
        onProgress: share => watch?.progress(share),
        isDamaged: this._halves.has(localPath)
      });
      this._halves.delete(localPath);
      return file;
    } catch (error) {
      if (error instanceof HalfWrittenError) {
        this._halves.set(localPath, error.parts);
      } else if (watch?.signal.aborted && error instanceof Error) {
        outcome = error.message;
      }
      throw error;
    } finally {
      watch?.end(outcome);
    }
  }

  private _writes: Promise<unknown> = Promise.resolve();
  /** What failed saves may have left, by local path. */
  private readonly _halves = new Map<string, readonly WrittenPart[]>();
}
