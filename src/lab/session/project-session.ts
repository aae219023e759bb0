import { Notification } from '@jupyterlab/apputils';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { Contents } from '@jupyterlab/services';
import { RangeLocation } from '../../engine/io-worker/fetch-range';
import { PixelForestError } from '../../errors';
import { ImageReference } from '../../project/images';
import { createProject, Project } from '../../project/project';
import { IProjectStore } from '../../store/contract';
import { createStore } from '../../store/project-store';
import { IProjectContent, ProjectModel } from '../document/project-model';
import { saveMineAsCopy } from '../document/save-copy';
import { StoredFile } from '../document/stored-file';
import { WriteOutcome } from '../document/transfer-desk';
import { ProjectImageLoader } from '../images/image-loader';
import { folderOf } from '../images/file-path';
import { moveReference } from '../images/image-path';
import { CrashJournal, JournalEntry, journalName } from '../journal';
import { IndexedJournalStorage } from '../journal-storage';
import { LabParts } from '../lab-parts';
import { UndoMemory } from '../undo-memory';
import { IndexedUndoStorage } from '../undo-storage';
import { placePendingLabels } from './pending-labels';
import { ProjectFile } from './project-file';
import { rangeLocation } from './range-location';
import { askToRestore } from './restore-dialog';
import { getWorkbench, Workbench } from './workbench';

type ProjectContext = DocumentRegistry.IContext<ProjectModel>;

/** One session per model: two views of a file share labels and everything else. */
const sessions = new WeakMap<ProjectModel, Promise<ProjectSession>>();

/** The session of a document, opened with its first view. */
export function sessionOf(
  context: ProjectContext,
  parts: LabParts
): Promise<ProjectSession> {
  let session = sessions.get(context.model);
  if (!session) {
    const made = new ProjectSession(context, parts);
    session = made.load().then(
      () => made,
      (error: unknown) => {
        sessions.delete(context.model);
        made.dispose();
        throw error;
      }
    );
    sessions.set(context.model, session);
  }
  return session;
}

/** Joins a document, its store and its crash journal. */
export class ProjectSession implements IProjectContent {
  constructor(
    private readonly _context: ProjectContext,
    private readonly _parts: LabParts
  ) {
    this._bench = getWorkbench(_parts);
    const locate = (localPath: string, size: number): Promise<RangeLocation> =>
      rangeLocation(_parts.app, localPath, size);
    this._file = new ProjectFile({
      server: _parts.server,
      rangeLocation: locate
    });
    this._folder = folderOf(_context.localPath);
    this.loader = new ProjectImageLoader({
      server: _parts.server,
      opener: this._bench.io,
      folder: () => this._folder,
      projectFile: this._file,
      rangeLocation: locate,
      readers: () => _parts.readers.entries
    });
    this.store = createStore({
      engine: this._bench.engine,
      loader: this.loader
    });
    const { serviceManager } = _parts.app;
    this._journal = new CrashJournal(
      new IndexedJournalStorage(indexedDB),
      this._journalName(),
      () =>
        _context.model.dirty
          ? {
              project: this.store.project,
              basis: this._basis(),
              folder: this._folder
            }
          : null,
      error => Notification.warning(error.message, { autoClose: false })
    );
    this._undo = new UndoMemory(
      this.store,
      new IndexedUndoStorage(indexedDB),
      this._journalName()
    );
    this._onHide = () => {
      this._undo.flush();
      void this._journal.flush();
    };
    document.addEventListener('visibilitychange', this._onHide);
    window.addEventListener('pagehide', this._onHide);
    this.store.edited.connect(this._edited, this);
    const { model } = _context;
    model.stateChanged.connect(this._stateChanged, this);
    model.arrived.connect(this._arrivedAgain, this);
    model.closing.connect(this._closing, this);
    _context.pathChanged.connect(this._pathChanged, this);
    serviceManager.contents.fileChanged.connect(this._fileMoved, this);
  }

  readonly store: IProjectStore;
  readonly loader: ProjectImageLoader;

  /** Folder that image paths are relative to. The file may move without its images. */
  get folder(): string {
    return this._folder;
  }

  get bench(): Workbench {
    return this._bench;
  }

  /** Reads what arrived and offers what was not saved. */
  async load(): Promise<void> {
    try {
      await this._read();
    } catch (error) {
      if (await this._recover(error)) {
        await this._undo.recall();
        return;
      }
      throw error;
    }
    await this._offerJournal();
    await this._undo.recall();
    if (this._otherWorkflow !== null) {
      const { offerImport } = await import('./offer-import');
      void offerImport(this._context, this._otherWorkflow, this._parts);
    }
  }

  async serialize(localPath: string): Promise<Uint8Array> {
    const folder = folderOf(localPath);
    const { project } = this.store;
    const images = project.images.map(image =>
      moveReference(image, this._folder, folder)
    );
    const { model } = this._context;
    const isCopy = model.isForeign || localPath !== this._context.localPath;
    const { trans, showError } = this._parts;
    import('./ilastik-notice')
      .then(({ tellAboutIlastik }) => tellAboutIlastik(project, trans))
      .catch(showError);
    return this._write({ ...project, images }, isCopy);
  }

  beginWrite(localPath: string, bytes: Uint8Array): Promise<void> {
    return this._file.beginWrite(localPath, bytes);
  }

  endWrite(outcome: WriteOutcome): Promise<void> {
    return this._file.endWrite(outcome);
  }

  /** Saving starts from this file from now on, and images inside the project are read from it. */
  adoptFile(file: StoredFile): void {
    this._file.set(this._context.localPath, file);
  }

  /** The project as it would be in another place, with its images there. */
  async serializeWith(images: readonly ImageReference[]): Promise<Uint8Array> {
    const { project } = this.store;
    return this._write({ ...project, images }, true);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    document.removeEventListener('visibilitychange', this._onHide);
    window.removeEventListener('pagehide', this._onHide);
    const { contents } = this._parts.app.serviceManager;
    contents.fileChanged.disconnect(this._fileMoved, this);
    this._context.pathChanged.disconnect(this._pathChanged, this);
    const { model } = this._context;
    model.stateChanged.disconnect(this._stateChanged, this);
    model.arrived.disconnect(this._arrivedAgain, this);
    model.closing.disconnect(this._closing, this);
    this.store.edited.disconnect(this._edited, this);
    this._undo.dispose();
    this.store.dispose();
  }

  private _write(project: Project, isCopy: boolean): Promise<Uint8Array> {
    return this._file.rewrite(isCopy, previous =>
      this._bench.io.writeProject(project, { previous, isCopy })
    );
  }

  private async _read(): Promise<void> {
    const { model, localPath } = this._context;
    const arrival = model.takeArrival();
    if (arrival === null || arrival instanceof PixelForestError) {
      throw (
        arrival ??
        new PixelForestError(
          'access',
          `The content of ${localPath} did not arrive. Close the tab and open the file again.`
        )
      );
    }
    model.attach(null);
    this._folder = folderOf(localPath);
    const project = await this._parse(arrival);
    this._isReading = true;
    this.store.replaceProject(project);
    this._isReading = false;
    model.attach(this);
    model.noteClean();
  }

  private async _parse(file: StoredFile): Promise<Project> {
    const { model, localPath } = this._context;
    model.isForeign = false;
    this._otherWorkflow = null;
    const read = await this._file.open(localPath, file, request =>
      this._bench.io.openProject(request)
    );
    if (!read) {
      return createProject();
    }
    model.isForeign = read.copyReason !== null;
    this._otherWorkflow = read.otherWorkflow;
    const { project, warnings } = await placePendingLabels(read, this.loader);
    if (warnings.length > 0) {
      Notification.warning([localPath, ...warnings].join('\n'), {
        autoClose: false
      });
    }
    return project;
  }

  /** @returns whether something of the damaged file is open now */
  private async _recover(error: unknown): Promise<boolean> {
    if (!(error instanceof PixelForestError) || error.tag !== 'format') {
      return false;
    }
    const { _context: context, _parts: parts } = this;
    const entry = await this._journal.pending().catch(() => null);
    const { chooseRecovery } = await import('./recovery');
    const choice = await chooseRecovery(context, error, entry, parts);
    if (choice?.way === 'checkpoint') {
      // the bytes are read below, once
      this._isRecovering = true;
      try {
        await context.restoreCheckpoint(choice.id);
        await context.revert();
      } finally {
        this._isRecovering = false;
      }
      await this._read();
      await this._offerJournal();
    } else if (choice?.way === 'journal') {
      if (context.contentsModel) {
        await parts.provider.noteDamaged(context.contentsModel);
      }
      this._restore(choice.entry);
    }
    return choice !== null;
  }

  private _restore(entry: JournalEntry): void {
    const { model } = this._context;
    this._folder = entry.head.folder;
    this.store.replaceProject(entry.project);
    model.attach(this);
    model.noteEdit();
    this._journal.note();
  }

  private async _offerJournal(): Promise<void> {
    const entry = await this._journal.pending().catch(() => null);
    if (!entry || this._isDisposed) {
      return;
    }
    const { contentsModel } = this._context;
    const isSameFile = entry.head.basis === this._basis();
    const choice = await askToRestore(
      {
        path: this._context.path,
        savedAt: entry.head.savedAt,
        isSameFile,
        fileModified: contentsModel?.last_modified ?? null,
        changedCount: labelledPixels(entry.project),
        fileCount: labelledPixels(this.store.project)
      },
      this._parts.trans
    );
    if (this._isDisposed) {
      return;
    }
    if (choice === 'file') {
      await this._journal.clear();
      return;
    }
    this._restore(entry);
    if (choice === 'both') {
      // why it failed is shown; the changes are on screen and unsaved then
      await saveMineAsCopy(this._context, this._parts).catch(() => undefined);
    }
  }

  private _edited(): void {
    if (this._isReading) {
      return;
    }
    this._context.model.noteEdit();
    this._journal.note();
  }

  private _stateChanged(model: ProjectModel): void {
    if (!model.dirty) {
      void this._journal.clear();
    }
  }

  private _arrivedAgain(): void {
    if (this._isRecovering) {
      return;
    }
    this._read().catch((error: unknown) => {
      // what is on screen stays, and stays savable under another name
      this._context.model.attach(this);
      this._context.model.noteEdit();
      this._parts.showError(error);
    });
  }

  /** The user closed the last view: what was not saved was discarded knowingly. */
  private _closing(): void {
    void this._journal.clear();
    this.dispose();
  }

  private _pathChanged(): void {
    this._file.move(this._context.localPath);
    void this._journal.move(this._journalName());
    this._undo.move(this._journalName());
  }

  /** A folder was renamed: images move with it. */
  private _fileMoved(
    _: Contents.IManager,
    { type, oldValue, newValue }: Contents.IChangedArgs
  ): void {
    const from = oldValue?.path;
    const to = newValue?.path;
    if (
      type === 'rename' &&
      from &&
      to &&
      `${this._folder}/`.startsWith(`${from}/`)
    ) {
      this._folder = to + this._folder.slice(from.length);
    }
  }

  private _journalName(): string {
    const { baseUrl } = this._parts.app.serviceManager.serverSettings;
    return journalName(baseUrl, this._context.path);
  }

  /** What tells one state of the file from another. */
  private _basis(): string {
    const file = this._context.contentsModel;
    return file?.hash ?? file?.last_modified ?? '';
  }

  private readonly _bench: Workbench;
  private readonly _journal: CrashJournal;
  private readonly _undo: UndoMemory;
  private readonly _onHide: () => void;
  private _folder: string;
  private readonly _file: ProjectFile;
  /** ilastik workflow of the file, if it is another one. */
  private _otherWorkflow: string | null = null;
  private _isReading = false;
  private _isRecovering = false;
  private _isDisposed = false;
}

function labelledPixels({ labels }: Project): number {
  return [...labels.values()]
    .flatMap(image => [...image.counts()])
    .reduce((sum, count) => sum + count, 0);
}
