import { DocumentRegistry } from '@jupyterlab/docregistry';
import { Widget } from '@lumino/widgets';
import type { ProjectModel } from '../document/project-model';
import type { LabParts } from '../lab-parts';

/** Stands above a project that cannot be saved where it is, and offers a copy. */
export class ReadOnlyBar extends Widget {
  constructor(
    private readonly _context: DocumentRegistry.IContext<ProjectModel>,
    { trans }: LabParts,
    workOnCopy: () => void
  ) {
    super();
    this.addClass('jp-PixelForest-readOnlyBar');
    this.node.setAttribute('role', 'status');
    const text = document.createElement('span');
    text.textContent = trans.__(
      'This project is read-only: what you change cannot be saved here.'
    );
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'jp-mod-styled jp-mod-accept';
    button.textContent = trans.__('Work on a copy');
    button.title = trans.__(
      'Save the project in your own folder and go on there; the images stay where they are'
    );
    button.addEventListener('click', workOnCopy);
    this.node.append(text, button);
    const { model } = _context;
    model.refusalChanged.connect(this._follow, this);
    _context.pathChanged.connect(this._follow, this);
    _context.fileChanged.connect(this._follow, this);
    this._follow();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      const { model } = this._context;
      model.refusalChanged.disconnect(this._follow, this);
      this._context.pathChanged.disconnect(this._follow, this);
      this._context.fileChanged.disconnect(this._follow, this);
      super.dispose();
    }
  }

  private _follow(): void {
    const { contentsModel, model } = this._context;
    this.setHidden(contentsModel?.writable !== false && !model.isRefused);
  }
}
