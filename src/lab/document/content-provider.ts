import { Contents, IContentProvider } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';
import { PixelForestError } from '../../errors';
import { statusOf } from './refusal';
import { IFileServer } from './file-server';
import { FileTurns } from './file-turns';
import type { ProjectFileWriter } from './project-file-writer';
import type { ISaveWatch } from './save-progress';
import { IWritableDocument, TransferDesk } from './transfer-desk';

/** Name under which the provider is registered with the drive. */
export const PROVIDER_ID = 'pixelforest';

/** JupyterLab's own question follows ours at once; a later one is asked of the server. */
const NEWS_MS = 1000;

/**
 * Moves project files: range reads in, safe writes out. JupyterLab keeps its own
 * dirty mark, conflict dialog, checkpoints, rename and close prompt.
 */
export class ProjectContentProvider implements IContentProvider {
  /**
   * @param _isOpen whether a document of this local path is open
   * @param turns   who writes a file takes turns with who moves it
   * @param _watch  shows the progress of a large save
   */
  constructor(
    private readonly _server: IFileServer,
    private readonly _desk: TransferDesk,
    private readonly _isOpen: (localPath: string) => boolean,
    readonly turns: FileTurns,
    private readonly _watch:
      ((localPath: string) => Promise<ISaveWatch>) | null = null
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
      return (
        this._takeNews(localPath) ?? (await this._describe(localPath, wanted))
      );
    }
    const file = await this._server.describe(localPath, wanted);
    const { openStoredFile } = await import('./stored-file');
    const stored = await openStoredFile(this._server, localPath, file);
    return {
      ...file,
      format: 'base64',
      mimetype: 'application/x-hdf5',
      content: this._desk.deposit(stored)
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
    return this.write(localPath, document);
  }

  /**
   * The file as it is now. JupyterLab, which asks the same at once, is told what
   * this found: the server would read and hash all of the file again.
   *
   * @throws what the server answers
   */
  async check(localPath: string): Promise<Contents.IModel> {
    this._news = null;
    return this._note(await this._describe(localPath, { hash: true }));
  }

  /** See {@link ProjectFileWriter.write}; follows a file that is being moved. */
  write(
    localPath: string,
    document: IWritableDocument
  ): Promise<Contents.IModel> {
    return this.turns.write(localPath, async path => {
      const writer = await this._loadWriter();
      this._news = null;
      const file = await writer.write(path, document);
      // JupyterLab asks for the hash, which was compared just now
      return file.hash ? this._note(file) : file;
    });
  }

  /** See {@link ProjectFileWriter.isOwnHalf}: nothing was left before anything was written. */
  isOwnHalf(file: Contents.IModel): boolean {
    return this._writer?.isOwnHalf(file) ?? false;
  }

  /** See {@link ProjectFileWriter.noteDamaged}. */
  async noteDamaged(
    file: Pick<Contents.IModel, 'path' | 'size' | 'hash'>
  ): Promise<void> {
    (await this._loadWriter()).noteDamaged(file);
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

  private _note(file: Contents.IModel): Contents.IModel {
    this._news = { file, at: Date.now() };
    return file;
  }

  /** What the server said of a file a moment ago, once. */
  private _takeNews(localPath: string): Contents.IModel | null {
    const news = this._news;
    this._news = null;
    return news?.file.path === localPath && Date.now() - news.at < NEWS_MS
      ? news.file
      : null;
  }

  private async _loadWriter(): Promise<ProjectFileWriter> {
    const module = await import('./project-file-writer');
    this._writer ??= new module.ProjectFileWriter(this._server, this._watch);
    return this._writer;
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

  private _writer: ProjectFileWriter | null = null;
  private _news: {
    readonly file: Contents.IModel;
    readonly at: number;
  } | null = null;
  private readonly _fileChanged = new Signal<
    IContentProvider,
    Contents.IChangedArgs
  >(this);
}
