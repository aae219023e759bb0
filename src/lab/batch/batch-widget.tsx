import { MainAreaWidget, ReactWidget } from '@jupyterlab/apputils';
import { IDisposable } from '@lumino/disposable';
import * as React from 'react';
import { isAbort } from '../../errors';
import { BatchRun } from '../../export/batch';
import { BatchRow } from '../../export/batch-contract';
import { projectIcon } from '../icons';
import { folderOf, joinPath, nameOf, stemOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { acceptFromBrowser } from '../session/accept-drags';
import { Workbench } from '../session/workbench';
import { BatchForm } from './batch-form';
import { BatchChoice, isUnderWay } from './batch-view';
import { droppedImages } from './dropped-images';
import { findImages } from './find-images';
import { planRun } from './plan-run';
import { saveSpotCheck } from './save-spot-check';
import { drawSpotCheck, SpotCheck } from './spot-check';
import { SpotDetails } from './spot-details';
import '../../../style/batch.css';

/** Ticked at first: one prediction gives both. */
const USUAL = ['objects-tiff', 'objects-csv'];
/** How often the table follows a run at most. */
const REDRAW_MS = 200;

/** Opens the runs of a project below the main area, or brings them to the front. */
export async function showBatch(
  project: IOpenProject,
  folder: string | undefined,
  parts: LabParts,
  bench: Workbench
): Promise<void> {
  const { app, trans } = parts;
  const id = `${project.widget.id}-batch`;
  const there = [...app.shell.widgets('down')].find(own => own.id === id);
  if (there) {
    app.shell.activateById(id);
    return;
  }
  const home = await parts.files.writableFolder(project.folder);
  const name = project.path === null ? 'batch' : stemOf(nameOf(project.path));
  const content = new BatchPanel(project, parts, bench, {
    folder: folder ?? project.folder,
    pattern: '*',
    hasSubfolders: false,
    files: null,
    output: joinPath(home, `${name}-results`),
    exporters: USUAL
  });
  const widget = new MainAreaWidget({ content });
  widget.id = id;
  widget.title.label = trans.__('Run on folder');
  widget.title.caption = trans.__(
    'Results of many images with the classifier of %1; closing this stops a run',
    project.widget.title.label
  );
  widget.title.icon = projectIcon;
  widget.title.closable = true;
  project.widget.disposed.connect(() => widget.dispose());
  app.shell.add(widget, 'down');
  app.shell.activateById(id);
}

/** The form with its run. */
class BatchPanel extends ReactWidget {
  constructor(
    private readonly _project: IOpenProject,
    private readonly _parts: LabParts,
    private readonly _bench: Workbench,
    private _choice: BatchChoice
  ) {
    super();
    this.addClass('jp-PixelForest-batch');
    this._drops = acceptFromBrowser(
      this.node,
      () => !isUnderWay(this._run?.state ?? 'ready') && !this._isBusy,
      paths => void this._takeDropped(paths)
    );
    void this._list();
  }

  override dispose(): void {
    this._drops.dispose();
    this._closing.abort();
    this._listing?.abort();
    this._spotDetails?.dispose();
    this._run?.cancel();
    clearTimeout(this._redraw);
    super.dispose();
  }

  protected render(): JSX.Element {
    const { trans, exporters, app } = this._parts;
    const run = this._run;
    return (
      <BatchForm
        trans={trans}
        view={{
          choice: this._choice,
          state: run?.state ?? 'ready',
          rows: run?.rows ?? this._found,
          message: this._message,
          isError: this._isError,
          isBusy: this._isBusy,
          isMontage: this._isMontage,
          spotCheck: this._spotCheck,
          spotDetails: this._spotDetails
        }}
        exporters={exporters.entries.filter(({ dialogs = ['results'] }) =>
          dialogs.includes('results')
        )}
        onChange={part => this._change(part)}
        onChooseFolder={() => void this._chooseFolder()}
        onChooseFiles={() => void this._chooseFiles()}
        onStart={() => void this._start()}
        onPause={() => run?.pause()}
        onResume={() => run?.resume()}
        onCancel={() => run?.cancel()}
        onMontage={isMontage => {
          this._isMontage = isMontage;
          this._showSpotCheck(null);
        }}
        onSpotCheck={check => this._showSpotCheck(check)}
        onDrawSpotCheck={count =>
          this._showSpotCheck(
            drawSpotCheck(run?.rows ?? [], count, Math.random)
          )
        }
        onSaveSpotCheck={check => void this._saveSpotCheck(check)}
        onChoose={this._showFile}
        onShowResults={() =>
          void app.commands.execute('filebrowser:go-to-path', {
            path: this._choice.output
          })
        }
      />
    );
  }

  /** The same function at each drawing: tiles stay as they are. */
  private readonly _showFile = (index: number): void => {
    void this._parts.app.commands.execute('filebrowser:go-to-path', {
      path: this._paths[index]
    });
  };

  /** null ends it. */
  private _showSpotCheck(check: SpotCheck | null): void {
    const run = this._run;
    this._spotCheck = check;
    if (check && run) {
      this._spotDetails ??= new SpotDetails(
        (imageId, signal) => run.look(imageId, signal),
        {
          onChange: () => this.update(),
          onError: error => void this._try(() => Promise.reject(error))
        }
      );
      this._spotDetails.follow(check);
    } else {
      this._spotDetails?.dispose();
      this._spotDetails = null;
    }
    this.update();
  }

  private async _saveSpotCheck(check: SpotCheck): Promise<void> {
    await this._try(async () => {
      const path = await saveSpotCheck(check, this._runOutput, this._parts);
      this._message =
        path === null ? '' : this._parts.trans.__('Written to %1', path);
    });
  }

  private async _takeDropped(paths: readonly string[]): Promise<void> {
    const { app, files } = this._parts;
    // folders may hold many others: no run starts, and nothing else is dropped
    this._isBusy = true;
    this.update();
    await this._try(async () => {
      const found = await droppedImages(
        app.serviceManager.contents,
        paths.map(path => files.localPath(path)),
        this._choice,
        this._closing.signal
      );
      this._change(found);
    });
    this._isBusy = false;
    this.update();
  }

  private _change(part: Partial<BatchChoice>): void {
    this._choice = { ...this._choice, ...part };
    this.update();
    if (!('exporters' in part)) {
      void this._list();
    }
  }

  private async _chooseFolder(): Promise<void> {
    const { files } = this._parts;
    await this._try(async () => {
      const folder = await files.chooseFolder(this._choice.folder);
      if (folder !== null) {
        this._change({ folder, files: null });
      }
    });
  }

  private async _chooseFiles(): Promise<void> {
    const { files } = this._parts;
    await this._try(async () => {
      const chosen = await files.choose(this._choice.folder, true);
      if (chosen.length > 0) {
        this._change({ files: chosen, folder: folderOf(chosen[0]) });
      }
    });
  }

  /** Finds the images of the choice; a newer choice ends it. */
  private async _list(): Promise<void> {
    this._listing?.abort();
    const listing = new AbortController();
    this._listing = listing;
    await this._try(async () => {
      const { contents } = this._parts.app.serviceManager;
      const paths =
        this._choice.files ??
        (await findImages(contents, this._choice, listing.signal));
      if (listing === this._listing) {
        this._run = null;
        this._showSpotCheck(null);
        this._paths = paths;
        this._found = paths.map(waitingRow);
      }
    }, listing);
  }

  private async _start(): Promise<void> {
    const { trans } = this._parts;
    this._isBusy = true;
    this.update();
    await this._try(async () => {
      const run = await planRun(
        this._project,
        this._paths,
        this._choice,
        this._parts,
        this._bench
      );
      if (!run || this.isDisposed) {
        return;
      }
      this._isBusy = false;
      this._run = run;
      this._showSpotCheck(null);
      this._runOutput = this._choice.output;
      run.changed.connect(() => this._drawSoon());
      await run.run();
      if (run.failure !== '') {
        throw new Error(run.failure);
      }
      this._message = trans.__('Written to %1', this._choice.output || '/');
    });
    this._isBusy = false;
    this.update();
  }

  /** A run tells of each tile; the eye needs less. */
  private _drawSoon(): void {
    this._redraw ??= setTimeout(() => {
      this._redraw = undefined;
      this.update();
    }, REDRAW_MS);
  }

  /** What goes wrong is said beside the buttons. */
  private async _try(
    work: () => Promise<void>,
    listing?: AbortController
  ): Promise<void> {
    this._message = '';
    this._isError = false;
    try {
      await work();
    } catch (error) {
      if (!isAbort(error) && (!listing || listing === this._listing)) {
        this._message = error instanceof Error ? error.message : String(error);
        this._isError = true;
        if (listing && !isUnderWay(this._run?.state ?? 'ready')) {
          this._run = null;
          this._paths = [];
          this._found = [];
        }
      }
    }
    if (!this.isDisposed) {
      this.update();
    }
  }

  private _run: BatchRun | null = null;
  private _paths: readonly string[] = [];
  /** Before there is a run. */
  private _found: readonly BatchRow[] = [];
  private _listing: AbortController | null = null;
  /** Aborted when the form is closed. */
  private readonly _closing = new AbortController();
  private _redraw: ReturnType<typeof setTimeout> | undefined;
  private _message = '';
  private _isError = false;
  private _isBusy = false;
  private _isMontage = false;
  private _spotCheck: SpotCheck | null = null;
  private _spotDetails: SpotDetails | null = null;
  /** Where the run writes. */
  private _runOutput = '';
  private readonly _drops: IDisposable;
}

function waitingRow(path: string): BatchRow {
  return {
    imageId: path,
    name: nameOf(path),
    status: 'waiting',
    share: 0,
    message: '',
    seconds: null,
    result: null,
    picture: null
  };
}
