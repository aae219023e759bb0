import { IRenderMime } from '@jupyterlab/rendermime';
import { NotebookPanel } from '@jupyterlab/notebook';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { IDisposable } from '@lumino/disposable';
import { isAbort } from '../../errors';
import { ProjectDocument } from '../document/project-view';
import { ProjectModel } from '../document/project-model';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { saveProject } from './cell-document';
import { Fallback, FallbackSize, makeFallback } from './fallback';
import { isWritable } from './notebook-place';
import { saveNotebook } from './save-notebook';

/** A notebook that does not say that it was saved is saved again after this. */
const LONGEST_SAVE_MS = 10_000;

/** An output and where it is. */
export type KeptOutput = {
  readonly document: ProjectDocument;
  readonly project: IOpenProject;
  readonly panel: NotebookPanel;
  /** The output's model of now. */
  readonly model: () => IRenderMime.IMimeModel;
  /** Of the project, as the output has it. */
  readonly path: () => string;
  readonly size: () => Promise<FallbackSize>;
};

/**
 * Keeps the picture in an output as the project was last saved, and saves the
 * project together with its notebook.
 */
export class PictureKeeper implements IDisposable {
  constructor(
    private readonly _output: KeptOutput,
    private readonly _parts: LabParts
  ) {
    const { document, panel, model } = _output;
    document.context.saveState.connect(this._projectSaved, this);
    panel.context.saveState.connect(this._notebookSaved, this);
    if (!('image/png' in model().data)) {
      this._refresh();
    }
  }

  get isDisposed(): boolean {
    return this._abort.signal.aborted;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._abort.abort();
    const { document, panel } = this._output;
    document.context.saveState.disconnect(this._projectSaved, this);
    panel.context.saveState.disconnect(this._notebookSaved, this);
  }

  private _projectSaved(
    _: DocumentRegistry.IContext<ProjectModel>,
    state: DocumentRegistry.SaveState
  ): void {
    if (state === 'completed') {
      this._refresh();
    }
  }

  private _notebookSaved(
    { saveState }: NotebookPanel['context'],
    state: DocumentRegistry.SaveState
  ): void {
    const { context } = this._output.document;
    if (state !== 'started' || !context.model.dirty) {
      return;
    }
    this._notebookSave = new Promise(resolve => {
      const end = (
        _context: unknown,
        next: DocumentRegistry.SaveState
      ): void => {
        if (next !== 'started') {
          saveState.disconnect(end);
          resolve();
        }
      };
      saveState.connect(end);
      setTimeout(resolve, LONGEST_SAVE_MS);
    });
    // JupyterLab shows why it failed
    saveProject(context).catch(() => undefined);
  }

  private _refresh(): void {
    const write = this._queue.then(() => this._write());
    this._queue = write.catch((error: unknown) => {
      if (!isAbort(error)) {
        this._parts.showError(error);
      }
    });
  }

  private async _write(): Promise<void> {
    const { panel, project, model, path, size } = this._output;
    const { signal } = this._abort;
    if (this.isDisposed || !isWritable(panel)) {
      return;
    }
    const withNotebook = this._notebookSave;
    this._notebookSave = null;
    const fallback = await makeFallback(
      project.store,
      path(),
      await size(),
      this._parts.trans,
      signal
    );
    await withNotebook;
    if (signal.aborted || isSame(model().data, fallback)) {
      return;
    }
    const isSaved = withNotebook !== null || !panel.context.model.dirty;
    const output = model();
    const isFirst = !('image/png' in output.data);
    output.setData({ data: { ...output.data, ...fallback } });
    // a notebook that only lacked the picture is saved when its user saves it
    if (isSaved && !(isFirst && withNotebook === null)) {
      await saveNotebook(panel);
    }
  }

  private readonly _abort = new AbortController();
  private _queue: Promise<void> = Promise.resolve();
  /** Settles when the notebook whose saving saved the project is written. */
  private _notebookSave: Promise<void> | null = null;
}

function isSame(
  data: IRenderMime.IMimeModel['data'],
  fallback: Fallback
): boolean {
  return Object.entries(fallback).every(
    ([type, value]) => [data[type]].flat().join('') === value
  );
}
