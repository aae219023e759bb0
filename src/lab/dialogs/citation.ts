import { Clipboard, Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import '../../../style/base.css';

/** The method this extension follows, and the extension itself. */
export const CITATION = [
  'Berg, S., Kutra, D., Kroeger, T., Straehle, C. N., Kausler, B. X., Haubold, C., Schiegg, M., Ales, J., Beier, T., Rudy, M., Eren, K., Cervantes, J. I., Xu, B., Beuttenmueller, F., Wolny, A., Zhang, C., Koethe, U., Hamprecht, F. A. & Kreshuk, A. ilastik: interactive machine learning for (bio)image analysis. Nature Methods 16, 1226–1232 (2019). https://doi.org/10.1038/s41592-019-0582-9',
  'The Pixel Forest developers. Pixel Forest: interactive pixel classification in JupyterLab (jupyterlab-pixelforest).'
].join('\n\n');

/** A dialog with the text to cite and a button that copies it. */
export async function showCitation(trans: TranslationBundle): Promise<void> {
  const body = new Widget();
  body.addClass('jp-PixelForest-citation');
  const explanation = document.createElement('p');
  explanation.textContent = trans.__(
    'If this work helped a publication, please cite the method and the software:'
  );
  const text = document.createElement('textarea');
  text.readOnly = true;
  text.rows = 9;
  text.value = CITATION;
  text.setAttribute('aria-label', trans.__('Text to cite'));
  body.node.append(explanation, text);
  const { button } = await showDialog({
    title: trans.__('How to cite'),
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Close') }),
      Dialog.okButton({ label: trans.__('Copy') })
    ]
  });
  if (button.accept) {
    Clipboard.copyToSystem(CITATION);
  }
}
