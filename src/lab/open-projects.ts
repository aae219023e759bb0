import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { ExportDialog } from '../export/contract';
import { NumberMeaning } from '../project/label-import';
import { CustomLayer, IProjectStore } from '../store/contract';
import { Camera } from '../viewer/camera';
import { ViewerActions } from '../viewer/viewer-actions';
import type { IProjectSharing } from './sharing/sharing';

/** Which results go where. */
export type ExportChoice = {
  /** Ids of exporters. */
  readonly exporters?: readonly string[];
  readonly folder?: string;
  readonly imageId?: string;
  /** Which dialog asks; that of the results if not given. */
  readonly dialog?: ExportDialog;
};

/** Whose label is taken where two differ. */
export type Disputed = 'mine' | 'theirs' | 'unlabelled';

/** Class of ours by name per class of theirs by name or number; null leaves out. What is not named goes by name or number. */
export type ClassNameMap = Readonly<Record<string, string | null>>;

/** Which labels become what; a dialog asks if there is no path. */
export type LabelImportWish = {
  /** On the server. */
  readonly path?: string;
  /** Image they belong to; the active one if not given. */
  readonly imageId?: string;
  readonly meaning?: NumberMeaning;
  readonly classes?: ClassNameMap;
  /** Class by name that objects become; the first if not given. */
  readonly objectClass?: string;
  /** Class by name of what is no object; unlabelled if not given. */
  readonly backgroundClass?: string;
  readonly hasGaps?: boolean;
  readonly disputed?: Disputed;
};

/** Whose labels are compared with ours; merged at once if `disputed` is given. */
export type ProjectLabelsWish = {
  /** Of the other project on the server; asked for if missing. */
  readonly path?: string;
  /** Id of our image per id of theirs; null leaves out. What is not named goes by content or name. */
  readonly images?: Readonly<Record<string, string | null>>;
  readonly classes?: ClassNameMap;
  /** Who drew theirs, where their project does not say. */
  readonly author?: string;
  readonly disputed?: Disputed;
};

/** What was done to a project, as a command with its arguments. */
export type ProjectAction = {
  readonly project: IOpenProject;
  readonly command: string;
  readonly args: ReadonlyPartialJSONObject;
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
  /** Moving and sharing; null for a viewer without a project file. */
  readonly sharing: IProjectSharing | null;
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
  /** Opens the panel that makes the results of many images. */
  runOnFolder(folder?: string): Promise<void>;
  /** Takes labels from a file, as one undoable step. */
  importLabels(wish?: LabelImportWish): Promise<void>;
  /** Compares labels with those of another project beside the image, or merges them at once. */
  importProjectLabels(wish?: ProjectLabelsWish): Promise<void>;
  /** Keeps the present state in the project; a dialog asks for a missing name. */
  keepVersion(name?: string): Promise<void>;
  /** Goes back to the newest version of a name, as one undoable step; dialogs ask which, and what to keep, if there is none. */
  goBackToVersion(name?: string): Promise<void>;
  /** Lists the versions beside the image, where they can be compared. */
  showVersions(): Promise<void>;
}

/** The open projects and the one in front. */
export class OpenProjects {
  /** @param _front the widget in front in JupyterLab's main area */
  constructor(private readonly _front: () => Widget | null) {}

  /** The project in front, or the one the user is at inside the notebook in front, or null. */
  get current(): IOpenProject | null {
    const front = this._front();
    const place =
      this._place && front?.contains(this._place) ? this._place : front;
    return this._open.find(({ widget }) => widget === place) ?? null;
  }

  /** The user went into a project inside a notebook, or out of it (null). */
  enter(place: Widget | null): void {
    this._place = place;
    this.check();
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

  /** An action that is no verb of a project's store was done: for the recorder. */
  get acted(): ISignal<OpenProjects, ProjectAction> {
    return this._acted;
  }

  /** Tells of such an action as the command that repeats it. */
  tellAction(
    project: IOpenProject,
    { command, args }: Pick<ProjectAction, 'command' | 'args'>
  ): void {
    this._acted.emit({ project, command, args });
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
  private _place: Widget | null = null;
  private readonly _currentChanged = new Signal<
    OpenProjects,
    IOpenProject | null
  >(this);
  private readonly _opened = new Signal<OpenProjects, IOpenProject>(this);
  private readonly _acted = new Signal<OpenProjects, ProjectAction>(this);
}
