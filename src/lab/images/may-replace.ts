import { Dialog, showDialog } from '@jupyterlab/apputils';
import { LabParts } from '../lab-parts';
import { nameOf } from './file-path';

/** Asks if some of the files exist already. @returns whether they may be written */
export async function mayReplace(
  paths: readonly string[],
  { files, trans }: Pick<LabParts, 'files' | 'trans'>
): Promise<boolean> {
  const found = await Promise.all(paths.map(path => files.find(path)));
  const taken = paths.filter((_, i) => found[i] !== null).map(nameOf);
  if (taken.length === 0) {
    return true;
  }
  const { button } = await showDialog({
    title: trans.__('Replace files?'),
    body: trans.__('These files exist already: %1', taken.join(', ')),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Replace') })
    ]
  });
  return button.accept;
}
