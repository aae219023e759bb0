import { Contents, IContentProvider } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';
import { PixelForestError } from '../../errors';
import { statusOf } from './access-error';
import { IFileServer } from './file-server';
import { TransferDesk } from './transfer-desk';

/** Name under which the provider is registered with the drive. */
export const PROVIDER_ID = 'pixelforest';

/**
 * Moves project files: range reads in, safe writes out. JupyterLab keeps its own
 * dirty mark, conflict dialog, checkpoints, rename and close prompt.
 */
export class ProjectContentProvider implements IContentProvider {
  /**
   * @param _isOpen whether a document of this local path is open
   */
  constructor(
    private readonly _server: IFileServer,
    private readonly _desk: TransferDesk,
    private readonly _isOpen: (localPath: string) => boolean
  ) {}

  get fileChanged(): ISignal<IContentProvider, Contents.IChangedArgs> {
    return this._fileChanged;
  }

  async get(
    localPath: string,
    options: Contents.IFetchOptions = {}
  ): Promise<Contents.IModel> {
    const wanted = { hash: options.hash ?? false };
    if (!options.content) {
      return this._describe(localPath, wanted);
    }
    const file = await this._server.describe(localPath, wanted);
    const { readSafely } = await import('./safe-read');
    const bytes = await readSafely(this._server, localPath, file);
    return {
      ...file,
      format: 'base64',
      mimetype: 'application/x-hdf5',
      content: this._desk.deposit(bytes)
    };
  }

  async save(
    localPath: string,
    options: Partial<Contents.IModel> = {}
  ): Promise<Contents.IModel> {
    const document = this._desk.document(options.content);
    if (!document) {
      throw new PixelForestError(
        'input',
        `${localPath} was not saved: the content is not that of an open project. Save it from its own tab.`
      );
    }
    // autosave and the user may ask at once: chunks of two writers must not mix
    const write = this._writes.then(async () => {
      const bytes = await document.serialize(localPath);
      const { writeSafely } = await import('./safe-write');
      return writeSafely(this._server, localPath, bytes);
    });
    this._writes = write.catch(() => undefined);
    return write;
  }

  /**
   * Lets the open document follow to another file that was just written.
   * JupyterLab knows this as a rename; the old file stays.
   */
  announceMove(fromLocalPath: string, to: Contents.IModel): void {
    this._fileChanged.emit({
      type: 'rename',
      oldValue: { path: fromLocalPath },
      newValue: to
    });
  }

  /** The open document takes this state of its file for the one it knows. */
  announceState(file: Contents.IModel): void {
    this.announceMove(file.path, file);
  }

  /** A file was written past the drive. */
  announceNew(file: Contents.IModel): void {
    this._fileChanged.emit({ type: 'new', oldValue: null, newValue: file });
  }

  private async _describe(
    localPath: string,
    options: Contents.IFetchOptions
  ): Promise<Contents.IModel> {
    try {
      return await this._server.describe(localPath, options);
    } catch (error) {
      if (statusOf(error) !== 404 || !this._isOpen(localPath)) {
        throw error;
      }
      // Deleted under an open document. JupyterLab would now save past this
      // provider; told of an old file, it saves the project anew through it.
      const name = localPath.slice(localPath.lastIndexOf('/') + 1);
      const longAgo = new Date(0).toISOString();
      return {
        name,
        path: localPath,
        type: 'file',
        created: longAgo,
        last_modified: longAgo,
        writable: true,
        mimetype: 'application/x-hdf5',
        format: null,
        content: null
      };
    }
  }

  private _writes: Promise<unknown> = Promise.resolve();
  private readonly _fileChanged = new Signal<
    IContentProvider,
    Contents.IChangedArgs
  >(this);
}
