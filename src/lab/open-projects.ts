import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { ExportDialog } from '../export/contract';
import { CustomLayer, IProjectStore } from '../store/contract';
import { Camera } from '../viewer/camera';
import { ViewerActions } from '../viewer/viewer-actions';

/** Which results go where. */
export type ExportChoice = {
  /** Ids of exporters. */
  readonly exporters?: readonly string[];
  readonly folder?: string;
  readonly imageId?: string;
  /** Which dialog asks; that of the results if not given. */
  readonly dialog?: ExportDialog;
};

/** A project on screen: what commands act on. Loaded; its store is ready. */
export interface IOpenProject {
  readonly store: IProjectStore;
  readonly camera: Camera;
  /** What keys do in the viewer. */
  readonly actions: ViewerActions;
  /** The tab. */
  readonly widget: Widget;
  /** Path of the project file on the server; null for a viewer without one. */
  readonly path: string | null;
  /** Folder that image paths are relative to, from the server's root. */
  readonly folder: string;
  /** Puts the keyboard focus on the image. */
  focus(): void;
  addLayer(layer: CustomLayer): IDisposable;
  /** Dialog with the table of features. */
  selectFeatures(): Promise<void>;
  /**
   * Writes results of an image as files; a dialog asks for what is missing.
   *
   * @returns server paths of the files; empty if cancelled
   */
  exportResults(wanted?: ExportChoice): Promise<readonly string[]>;
}

/** The open projects and the one in front. */
export class OpenProjects {
  /** @param _front the widget in front in JupyterLab's main area */
  constructor(private readonly _front: () => Widget | null) {}

  /** The project in front, or null. */
  get current(): IOpenProject | null {
    const front = this._front();
    return this._open.find(({ widget }) => widget === front) ?? null;
  }

  get all(): readonly IOpenProject[] {
    return this._open;
  }

  /** Emitted when another project comes to the front, or one was opened or closed. */
  get currentChanged(): ISignal<OpenProjects, IOpenProject | null> {
    return this._currentChanged;
  }

  /** Emitted once a project is loaded. */
  get opened(): ISignal<OpenProjects, IOpenProject> {
    return this._opened;
  }

  /** @returns dispose when the project's tab closes */
  add(project: IOpenProject): IDisposable {
    this._open.push(project);
    this._opened.emit(project);
    this.check();
    return new DisposableDelegate(() => {
      this._open = this._open.filter(other => other !== project);
      this.check();
    });
  }

  /** Another widget may be in front. */
  check(): void {
    const current = this.current;
    if (current !== this._last) {
      this._last = current;
      this._currentChanged.emit(current);
    }
  }

  private _open: IOpenProject[] = [];
  private _last: IOpenProject | null = null;
  private readonly _currentChanged = new Signal<
    OpenProjects,
    IOpenProject | null
  >(this);
  private readonly _opened = new Signal<OpenProjects, IOpenProject>(this);
}
