import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IRenderMime } from '@jupyterlab/rendermime';
import { IDisposable } from '@lumino/disposable';
import { Panel, Widget } from '@lumino/widgets';
import { ProjectDocument } from '../document/project-view';
import { LabParts } from '../lab-parts';
import { openInCell, releaseFromCell } from './cell-document';
import { CellFrame } from './cell-frame';
import { FoundProject, findProject } from './find-project';
import { createHeightHandle, IHeightPlace } from './height-handle';
import { projectOf } from './insert-cell';
import { cellOf, notebookFolder, panelOf } from './notebook-place';
import { NotebookSettings } from './notebook-settings';
import { cellHeight, rememberHeight } from './notebook-topic';
import { createNotice, NoticeAction } from './notice';
import { changePath, followPath } from './output-path';
import { PictureKeeper } from './picture-keeper';
import { problemText } from './problem-text';
import { pictureUrl, PROJECT_MIME, readOutputPath } from './project-mime';
import { resizeWith } from '../../panel/resize-with';
import { whenSeen } from './when-seen';
import '../../../style/notebook.css';

/**
 * A project in an output. Until it is scrolled to it is the picture that the
 * notebook holds; then the project itself, the same as in an open tab.
 */
export class ProjectOutput implements IDisposable, IHeightPlace {
  /**
   * @param _host  the renderer's widget
   * @param _model the output
   */
  constructor(
    private readonly _host: Panel,
    private _model: IRenderMime.IMimeModel,
    private readonly _parts: LabParts,
    private readonly _settings: () => Promise<NotebookSettings>
  ) {
    _host.addClass('jp-PixelForest-cell');
    this._content.addClass('jp-PixelForest-cellContent');
    _host.addWidget(this._content);
    this._frame = new CellFrame(_host.node, () => this._document, _parts);
    void this._start();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._stopWaiting();
    this._frame.dispose();
    this._leave();
    this._parts.projects.enter(null);
  }

  /** The output changed; only another path shows another project. */
  update(model: IRenderMime.IMimeModel): void {
    this._model = model;
    if (this._pathNow() !== this._path) {
      this._path = this._pathNow();
      this._leave();
      this._wait(null);
    }
  }

  /** In CSS pixels. */
  get height(): number {
    return this._height;
  }

  set height(height: number) {
    this._height = height;
    this._content.node.style.height = `${height}px`;
  }

  remember(): void {
    const cell = this._cell;
    if (cell && this._path !== null) {
      rememberHeight(cell.model, this._path, this.height);
    }
  }

  private get _panel(): NotebookPanel | null {
    return panelOf(this._host);
  }

  private get _cell() {
    const panel = this._panel;
    return panel && cellOf(panel, this._host);
  }

  private _pathNow(): string | null {
    return readOutputPath(this._model.data[PROJECT_MIME]);
  }

  private async _start(): Promise<void> {
    this._path = this._pathNow();
    this.height = (await this._settings()).height;
    if (!this._isDisposed) {
      this._wait(null);
    }
  }

  /** The picture, until it is seen; or a sentence and what can be done. */
  private _wait(
    text: string | null,
    actions: readonly NoticeAction[] = []
  ): void {
    this._show(text, actions);
    this._stopWaiting();
    if (text === null) {
      this._stopWaiting = whenSeen(this._content.node, () => void this._open());
    }
  }

  private _show(text: string | null, actions: readonly NoticeAction[]): void {
    this._notice?.dispose();
    const { data } = this._model;
    this._notice = createNotice({
      pictureUrl: pictureUrl(data),
      pictureText: [data['text/plain']].flat().join('').slice(0, 500),
      text,
      actions
    });
    this._content.addWidget(this._notice);
  }

  private async _open(): Promise<void> {
    const path = this._path;
    const panel = this._panel;
    this._addHandle();
    let found: FoundProject;
    try {
      found = await findProject(
        panel && notebookFolder(panel, this._parts),
        path,
        this._parts
      );
    } catch (error) {
      this._wait(error instanceof Error ? error.message : String(error), [
        this._lookAgain
      ]);
      return;
    }
    if (this._isDisposed || path !== this._path || this._document) {
      return;
    }
    if (found.kind === 'problem') {
      const { trans } = this._parts;
      const { problem } = found;
      const hasPicture = pictureUrl(this._model.data) !== null;
      this._wait(
        problemText(problem, path, hasPicture, trans),
        problem === 'drive' ? [] : [this._choose, this._lookAgain]
      );
    } else if (this._host.isAttached) {
      this._enter(openInCell(this._content, found.localPath, this._parts));
    } else {
      this._wait(null);
    }
  }

  private _enter(document: ProjectDocument): void {
    this._document = document;
    const stops = [
      resizeWith(this._content.node, document),
      followPath(document.context, this._output)
    ];
    document.disposed.connect(() => {
      stops.forEach(stop => stop());
      this._closed(document);
    });
    const reveal = (): void => {
      this._notice?.dispose();
      this._notice = null;
    };
    document.content.opened.then(project => {
      const panel = this._panel;
      if (this._document === document && panel) {
        reveal();
        const size = async () => (await this._settings()).picture;
        this._keeper = new PictureKeeper(
          { ...this._output, document, project, panel, size },
          this._parts
        );
      }
    }, reveal);
  }

  /** JupyterLab closed it, e.g. because all files were closed. */
  private _closed(document: ProjectDocument): void {
    if (this._document === document) {
      this._document = null;
      this._keeper?.dispose();
      this._wait(this._parts.trans.__('The project was closed.'), [
        { ...this._lookAgain, label: this._parts.trans.__('Open again') }
      ]);
    }
  }

  private _leave(): void {
    const document = this._document;
    this._document = null;
    this._keeper?.dispose();
    if (document && !document.isDisposed) {
      void releaseFromCell(document, this._parts);
    }
  }

  private _addHandle(): void {
    const cell = this._cell;
    if (cell && this._path !== null) {
      this.height = cellHeight(cell.model, this._path) ?? this.height;
    }
    if (!this._hasHandle) {
      this._hasHandle = true;
      this._host.node.append(createHeightHandle(this, this._parts.trans));
    }
  }

  /** The output as those see it that change it. */
  private get _output() {
    return {
      model: () => this._model,
      path: () => this._path ?? '',
      setPath: (path: string) => {
        // the project shown is the same
        this._path = path;
      },
      folder: () => {
        const panel = this._panel;
        return panel && notebookFolder(panel, this._parts);
      },
      cell: () => this._cell
    };
  }

  private get _lookAgain(): NoticeAction {
    return {
      label: this._parts.trans.__('Look again'),
      run: () => void this._open()
    };
  }

  private get _choose(): NoticeAction {
    const choose = async (): Promise<void> => {
      const { files } = this._parts;
      const folder = this._output.folder() ?? '';
      const chosen = await files.chooseFile(folder, 'projectOrImage');
      if (chosen !== null && !this._isDisposed) {
        changePath(this._output, await projectOf(chosen, this._parts));
        await this._open();
      }
    };
    return {
      label: this._parts.trans.__('Choose project…'),
      run: () => void choose().catch(this._parts.showError)
    };
  }

  private readonly _content = new Panel();
  private readonly _frame: CellFrame;
  private _path: string | null = null;
  private _height = 0;
  private _hasHandle = false;
  private _notice: Widget | null = null;
  private _document: ProjectDocument | null = null;
  private _keeper: PictureKeeper | null = null;
  private _stopWaiting: () => void = () => undefined;
  private _isDisposed = false;
}
