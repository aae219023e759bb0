import { ISharedDocument, YDocument } from '@jupyter/ydoc';
import { IChangedArgs } from '@jupyterlab/coreutils';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { Contents } from '@jupyterlab/services';
import { PartialJSONValue } from '@lumino/coreutils';
import { ISignal, Signal } from '@lumino/signaling';
import { PixelForestError } from '../../errors';
import type { StoredFile } from './stored-file';
import { IWritableDocument, TransferDesk, WriteOutcome } from './transfer-desk';

/** JupyterLab wants a shared document; the project is not in it. */
class EmptySharedDocument extends YDocument<Record<string, never>> {
  readonly version = '1.0.0';

  getSource(): string {
    return '';
  }

  setSource(): void {
    // the bytes travel over the transfer desk
  }
}

/** What fills the model with life once the heavy part is loaded. */
export interface IProjectContent {
  /** The project as file bytes, for a file at this path. */
  serialize(localPath: string): Promise<Uint8Array>;
  /** Asked before the bytes are written: from then on the old file must not be read. */
  beginWrite(localPath: string, bytes: Uint8Array): Promise<void>;
  endWrite(outcome: WriteOutcome): Promise<void>;
}

/**
 * The document as JupyterLab sees it: dirty mark and tickets. The project itself
 * lives in the session, which attaches to the model when a view is shown.
 */
export class ProjectModel
  implements DocumentRegistry.IModel, IWritableDocument
{
  constructor(
    private readonly _desk: TransferDesk,
    sharedModel?: ISharedDocument
  ) {
    this.sharedModel = sharedModel ?? new EmptySharedDocument();
    this._ticket = _desk.enrol(this);
  }

  readonly sharedModel: ISharedDocument;
  readonly defaultKernelName = '';
  readonly defaultKernelLanguage = '';
  readonly collaborative = false;
  readOnly = false;
  /** The file holds things of another program that saving over it would lose. */
  isForeign = false;

  /** The server did not allow to save where the file is: nothing but a copy helps. */
  get isRefused(): boolean {
    return this._isRefused;
  }

  set isRefused(isRefused: boolean) {
    if (isRefused !== this._isRefused) {
      this._isRefused = isRefused;
      this._refusalChanged.emit();
    }
  }

  get refusalChanged(): ISignal<this, void> {
    return this._refusalChanged;
  }

  get contentChanged(): ISignal<this, void> {
    return this._contentChanged;
  }

  get stateChanged(): ISignal<this, IChangedArgs<boolean, boolean, string>> {
    return this._stateChanged;
  }

  /** Emitted when the file's bytes came: after opening and after reverting. */
  get arrived(): ISignal<this, void> {
    return this._arrived;
  }

  /** Emitted before the model goes, while {@link dirty} is still true if it was. */
  get closing(): ISignal<this, void> {
    return this._closing;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get dirty(): boolean {
    return this._isDirty;
  }

  set dirty(isDirty: boolean) {
    // what was changed while the file was being written is not saved yet
    const next = isDirty || this._revision !== this._writtenRevision;
    if (next !== this._isDirty) {
      this._isDirty = next;
      this._stateChanged.emit({
        name: 'dirty',
        oldValue: !next,
        newValue: next
      });
    }
  }

  /** Marks a change that belongs to the file. */
  noteEdit(): void {
    this._revision += 1;
    this.dirty = true;
    this._contentChanged.emit();
  }

  /** The project of now is the file of now. */
  noteClean(): void {
    this._writtenRevision = this._revision;
    this.dirty = false;
  }

  /** The file that came last, once; null if it was taken already. */
  takeArrival(): StoredFile | PixelForestError | null {
    const arrival = this._arrival;
    this._arrival = null;
    return arrival;
  }

  /** Whether there is a project to be saved. */
  get isAttached(): boolean {
    return this._content !== null;
  }

  attach(content: IProjectContent | null): void {
    this._content = content;
  }

  async serialize(localPath: string): Promise<Uint8Array> {
    if (!this._content) {
      throw new PixelForestError(
        'project',
        `${localPath} was not saved: its content could not be opened in this tab, and saving would replace it by an empty project. Close the tab and open the file again.`
      );
    }
    const revision = this._revision;
    const bytes = await this._content.serialize(localPath);
    await this._content.beginWrite(localPath, bytes);
    this._writtenRevision = revision;
    return bytes;
  }

  async noteWritten(outcome: WriteOutcome): Promise<void> {
    await this._content?.endWrite(outcome);
  }

  /** A ticket: see {@link TransferDesk}. */
  toString(): string {
    return this._ticket;
  }

  fromString(value: string): void {
    this._arrival =
      this._desk.take(value) ??
      new PixelForestError(
        'access',
        'Pixel Forest opens projects on the Jupyter server’s own drive, but this file came from another drive. Copy it to a folder of the file browser’s main drive and open it there.'
      );
    this._arrived.emit();
    this._contentChanged.emit();
  }

  toJSON(): PartialJSONValue {
    return this._ticket;
  }

  fromJSON(value: PartialJSONValue): void {
    this.fromString(String(value));
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._closing.emit();
    this._desk.leave(this._ticket);
    this.sharedModel.dispose();
    Signal.clearData(this);
  }

  private readonly _ticket: string;
  private readonly _contentChanged = new Signal<this, void>(this);
  private readonly _stateChanged = new Signal<
    this,
    IChangedArgs<boolean, boolean, string>
  >(this);
  private readonly _refusalChanged = new Signal<this, void>(this);
  private readonly _arrived = new Signal<this, void>(this);
  private readonly _closing = new Signal<this, void>(this);
  private _content: IProjectContent | null = null;
  private _arrival: StoredFile | PixelForestError | null = null;
  private _isDirty = false;
  private _isRefused = false;
  private _revision = 0;
  private _writtenRevision = 0;
  private _isDisposed = false;
}

/** Name under which the model factory is registered. */
export const MODEL_NAME = 'pixelforest-project';

/** Makes a model per opened file; views of one file share it. */
export class ProjectModelFactory implements DocumentRegistry.IModelFactory<ProjectModel> {
  constructor(private readonly _desk: TransferDesk) {}

  readonly name = MODEL_NAME;
  readonly contentType: Contents.ContentType = 'file';
  readonly fileFormat: Contents.FileFormat = 'base64';
  readonly collaborative = false;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
  }

  preferredLanguage(): string {
    return '';
  }

  createNew(
    options: DocumentRegistry.IModelOptions<ISharedDocument> = {}
  ): ProjectModel {
    return new ProjectModel(this._desk, options.sharedModel);
  }

  private _isDisposed = false;
}
