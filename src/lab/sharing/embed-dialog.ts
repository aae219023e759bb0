import { Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { Embeddable } from './embed-images';
import { formatBytes } from './format-bytes';

/** From here on a project becomes slow to save and to send. */
const WARN_BYTES = 100e6;

/** @returns the chosen images; none if cancelled */
export async function askEmbedding(
  images: readonly Embeddable[],
  trans: TranslationBundle
): Promise<readonly Embeddable[]> {
  const { button, value } = await showDialog<readonly Embeddable[]>({
    title: trans.__('Embed images'),
    body: new EmbedForm(images, trans),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Embed and save') })
    ]
  });
  return button.accept && value ? value : [];
}

/** A tick per image with its size, and what the project will weigh. */
class EmbedForm extends Widget {
  constructor(
    images: readonly Embeddable[],
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-PixelForest-embed');
    const text = document.createElement('p');
    text.textContent = _trans.__(
      'Pixels are copied into the project file, so that it needs no other file, here and in ilastik. The image files stay as they are.'
    );
    this._total.setAttribute('aria-live', 'polite');
    this.node.append(text, ...images.map(one => this._row(one)), this._total);
    this._sum();
  }

  getValue(): readonly Embeddable[] {
    return [...this._ticks]
      .filter(([, tick]) => tick.checked)
      .map(([image]) => image);
  }

  private _row(one: Embeddable): HTMLElement {
    const label = document.createElement('label');
    const tick = document.createElement('input');
    tick.type = 'checkbox';
    tick.checked = true;
    tick.addEventListener('change', () => this._sum());
    label.title = one.image.path;
    label.append(
      tick,
      this._trans.__('%1 (%2)', one.image.nickname, formatBytes(one.bytes))
    );
    this._ticks.set(one, tick);
    return label;
  }

  private _sum(): void {
    const bytes = this.getValue().reduce((sum, one) => sum + one.bytes, 0);
    const size = formatBytes(bytes);
    const isLarge = bytes > WARN_BYTES;
    this._total.classList.toggle('jp-mod-warning', isLarge);
    this._total.textContent = isLarge
      ? this._trans.__(
          'The project grows by up to %1. Above 100 MB, saving and opening take long: “Pack to share…” may suit better.',
          size
        )
      : this._trans.__(
          'The project grows by up to %1, less as far as it can be compressed.',
          size
        );
  }

  private readonly _ticks = new Map<Embeddable, HTMLInputElement>();
  private readonly _total = document.createElement('p');
}
