import { Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { IExporter } from '../../export/contract';
import { LabelClass } from '../../project/classes';
import { ImageReference } from '../../project/images';

/** What the user chose. */
export type ExportAnswer = {
  readonly exporters: readonly string[];
  readonly folder: string;
};

/** What the dialog shows. */
export type ExportQuestion = {
  readonly exporters: readonly IExporter[];
  readonly image: ImageReference;
  readonly classes: readonly LabelClass[];
  readonly folder: string;
  /** Ids of the exporters that are ticked at first; the default ones if not given. */
  readonly ticked?: readonly string[];
  /** “Export hela-cells” if not given. */
  readonly title?: string;
};

/** A tick per kind of result, the folder, and the names of the files to come. */
class ExportForm extends Widget {
  constructor(
    private readonly _question: ExportQuestion,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-PixelForest-export');
    const label = document.createElement('label');
    label.className = 'jp-PixelForest-exportFolder';
    this._folder.type = 'text';
    this._folder.value = _question.folder;
    this._folder.placeholder = '/';
    this._folder.setAttribute('data-lm-suppress-shortcuts', 'true');
    label.append(_trans.__('Folder'), this._folder);
    this._names.className = 'jp-PixelForest-exportNames';
    this._names.setAttribute('aria-live', 'polite');
    this.node.append(label);
    for (const exporter of _question.exporters) {
      this.node.append(this._row(exporter));
    }
    this.node.append(this._names);
    this._showNames();
  }

  getValue(): ExportAnswer {
    return {
      exporters: this._chosen().map(({ id }) => id),
      folder: this._folder.value.trim().replace(/^\/+|\/+$/g, '')
    };
  }

  private _row(exporter: IExporter): HTMLElement {
    const row = document.createElement('label');
    row.title = exporter.explanation;
    const tick = document.createElement('input');
    tick.type = 'checkbox';
    tick.checked =
      this._question.ticked?.includes(exporter.id) ?? exporter.isDefault;
    tick.setAttribute('aria-label', exporter.name);
    tick.addEventListener('change', () => this._showNames());
    const text = document.createElement('span');
    text.textContent = exporter.name;
    const explanation = document.createElement('small');
    explanation.textContent = exporter.explanation;
    row.append(tick, text, explanation);
    this._ticks.set(exporter, tick);
    return row;
  }

  private _chosen(): IExporter[] {
    return [...this._ticks]
      .filter(([, tick]) => tick.checked)
      .map(([exporter]) => exporter);
  }

  private _showNames(): void {
    const { image, classes } = this._question;
    const names = this._chosen().flatMap(exporter =>
      exporter.fileNames(image, classes)
    );
    this._names.textContent =
      names.length > 0
        ? this._trans.__('Files: %1', [...new Set(names)].join(', '))
        : this._trans.__('Nothing is chosen yet.');
  }

  private readonly _ticks = new Map<IExporter, HTMLInputElement>();
  private readonly _folder = document.createElement('input');
  private readonly _names = document.createElement('p');
}

/** @returns null if cancelled or nothing was chosen */
export async function askExport(
  question: ExportQuestion,
  trans: TranslationBundle
): Promise<ExportAnswer | null> {
  const { button, value } = await showDialog<ExportAnswer>({
    title: question.title ?? trans.__('Export %1', question.image.nickname),
    body: new ExportForm(question, trans),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Export') })
    ]
  });
  return button.accept && value && value.exporters.length > 0 ? value : null;
}
