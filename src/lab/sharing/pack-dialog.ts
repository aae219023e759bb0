import { Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { formatBytes } from './format-bytes';
import { PackedFile, PackingList } from './packing-list';
import type { PackChoice } from './sharing';

/** What the dialog tells. */
export type PackQuestion = {
  readonly zipPath: string;
  readonly list: PackingList;
  readonly results: readonly PackedFile[];
};

/** @returns null if cancelled */
export async function askPacking(
  question: PackQuestion,
  trans: TranslationBundle
): Promise<PackChoice | null> {
  const { button, value } = await showDialog<PackChoice>({
    title: trans.__('Pack to share'),
    body: new PackForm(question, trans),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Pack') })
    ]
  });
  return button.accept ? value : null;
}

/** What goes in, how large it is, and whether results go with it. */
class PackForm extends Widget {
  constructor(
    { zipPath, list, results }: PackQuestion,
    trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-PixelForest-pack');
    const { images, missing } = list;
    this._say(
      trans.__(
        'Project, %1 and a note how to open them go into %2.',
        `${trans._n('%1 image file', '%1 image files', images.length)} (${formatBytes(sizeOf(images))})`,
        zipPath
      )
    );
    if (missing.length > 0) {
      this._say(
        trans.__(
          'Not found, so not packed: %1',
          missing.map(({ nickname }) => nickname).join(', ')
        )
      ).classList.add('jp-mod-warning');
    }
    const label = document.createElement('label');
    this._tick.type = 'checkbox';
    this._tick.disabled = results.length === 0;
    label.title = results.map(({ localPath }) => localPath).join('\n');
    label.append(
      this._tick,
      results.length === 0
        ? trans.__('No exported results lie beside the images')
        : trans.__(
            'Include exported results: %1 (%2)',
            trans._n('%1 file', '%1 files', results.length),
            formatBytes(sizeOf(results))
          )
    );
    this.node.append(label);
  }

  getValue(): PackChoice {
    return { hasResults: this._tick.checked };
  }

  private _say(text: string): HTMLElement {
    const line = document.createElement('p');
    line.textContent = text;
    this.node.append(line);
    return line;
  }

  private readonly _tick = document.createElement('input');
}

function sizeOf(files: readonly PackedFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
