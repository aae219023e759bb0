import { DocumentRegistry, DocumentWidget } from '@jupyterlab/docregistry';
import { Message } from '@lumino/messaging';
import { BoxLayout, Widget } from '@lumino/widgets';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { ProjectModel } from './project-model';
import { isTypedInto } from './typed-into';

/**
 * The light shell of a document. What is heavy (engine, store, viewer, forms)
 * is loaded when the shell is shown.
 */
export class ProjectView extends Widget {
  /** @param _fill loads what is heavy and puts it into the view */
  constructor(
    readonly context: DocumentRegistry.IContext<ProjectModel>,
    private readonly _parts: LabParts,
    private readonly _fill: (view: ProjectView) => Promise<IOpenProject>
  ) {
    super();
    this.addClass('jp-PixelForest-view');
    this._box = new BoxLayout({ spacing: 0 });
    this.layout = this._box;
    this.opened = this._open();
    this.opened.catch((error: unknown) => this._showFailure(error));
  }

  /** Settles when the project is loaded and on screen, or could not be opened. */
  readonly opened: Promise<IOpenProject>;

  /** The project once it is loaded. */
  get project(): IOpenProject | null {
    return this._project;
  }

  /** What is shown once everything is loaded. */
  setContent(content: Widget): void {
    BoxLayout.setStretch(content, 1);
    this._box.addWidget(content);
  }

  /** What stands above the content, as high as it must be. */
  addBar(bar: Widget): void {
    BoxLayout.setStretch(bar, 0);
    this._box.insertWidget(0, bar);
  }

  protected override onActivateRequest(_message: Message): void {
    this._project?.focus();
  }

  private async _open(): Promise<IOpenProject> {
    await this.context.ready;
    this._project = await this._fill(this);
    return this._project;
  }

  private _showFailure(error: unknown): void {
    if (this.isDisposed) {
      return;
    }
    const { trans } = this._parts;
    const message = document.createElement('div');
    message.className = 'jp-PixelForest-failure';
    message.setAttribute('role', 'alert');
    const title = document.createElement('h3');
    title.textContent = trans.__('This project could not be opened');
    const text = document.createElement('p');
    text.textContent = error instanceof Error ? error.message : String(error);
    const hint = document.createElement('p');
    hint.textContent = trans.__(
      'The file is unchanged. Close this tab and open the file again once the cause is gone.'
    );
    message.append(title, text, hint);
    const content = new Widget({ node: message });
    this.setContent(content);
    this._parts.showError(error);
  }

  private readonly _box: BoxLayout;
  private _project: IOpenProject | null = null;
}

/** A project in a tab. */
export class ProjectDocument extends DocumentWidget<ProjectView, ProjectModel> {
  constructor(options: DocumentWidget.IOptions<ProjectView, ProjectModel>) {
    super(options);
    this.addClass('jp-PixelForest-document');
    this.node.addEventListener('focusin', keepLetters);
  }
}

/** Shortcuts are single letters: a field that is typed into keeps them. */
export function keepLetters(event: Event): void {
  const { target } = event;
  if (target instanceof HTMLElement && isTypedInto(target)) {
    target.setAttribute('data-lm-suppress-shortcuts', 'true');
  }
}
