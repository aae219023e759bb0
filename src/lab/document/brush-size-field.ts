import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { IProjectStore } from '../../store/contract';
import { ProjectView } from './project-view';

/** Largest diameter that can be typed: more is painted by a filled region, not by a brush. */
const MAX_DIAMETER = 200;

/** The diameter of the active brush or eraser, in the toolbar. */
export class BrushSizeField extends Widget {
  constructor(view: ProjectView, trans: TranslationBundle) {
    super({ node: document.createElement('label') });
    this.addClass('jp-PixelForest-brushSize');
    this.node.title = trans.__('Diameter of the brush or eraser in pixels');
    this._input.type = 'number';
    this._input.min = '1';
    this._input.max = String(MAX_DIAMETER);
    this._input.disabled = true;
    this._input.setAttribute('aria-label', trans.__('Brush size'));
    this._input.addEventListener('change', () => this._apply());
    this.node.append(this._input, ' px');
    void view.opened.then(
      ({ store }) => this._follow(store),
      () => undefined // the view says what went wrong
    );
  }

  override dispose(): void {
    this._store?.changed.disconnect(this._show, this);
    super.dispose();
  }

  private _follow(store: IProjectStore): void {
    if (!this.isDisposed) {
      this._store = store;
      this._input.disabled = false;
      store.changed.connect(this._show, this);
      this._show();
    }
  }

  private _show(): void {
    if (this._store && document.activeElement !== this._input) {
      const { tool, eraserDiameter, brushDiameter } = this._store;
      const diameter = tool === 'eraser' ? eraserDiameter : brushDiameter;
      this._input.value = String(diameter);
    }
  }

  private _apply(): void {
    const typed = Number(this._input.value);
    if (!this._store || !(typed >= 1)) {
      return;
    }
    const diameter = Math.min(MAX_DIAMETER, Math.round(typed));
    if (this._store.tool === 'eraser') {
      this._store.setEraserDiameter(diameter);
    } else {
      this._store.setBrushDiameter(diameter);
    }
  }

  private readonly _input = document.createElement('input');
  private _store: IProjectStore | null = null;
}
