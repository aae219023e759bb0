import { Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';

/** What is left of a project whose file is damaged. */
export type RecoverySources = {
  readonly fileName: string;
  /** What is wrong, for the user. */
  readonly fault: string;
  /** When the server's checkpoint was made; null = there is none. */
  readonly checkpoint: Date | null;
  /** When changes were kept in this browser; null = there are none. */
  readonly journal: Date | null;
};

/** @returns what to open, or null for neither */
export async function askForRecovery(
  { fileName, fault, checkpoint, journal }: RecoverySources,
  trans: TranslationBundle
): Promise<'checkpoint' | 'journal' | null> {
  const body = [
    fault,
    checkpoint &&
      trans.__(
        'The server keeps the last good state of it, from %1. Opening that replaces the damaged file; changes kept in this browser are offered after that.',
        checkpoint.toLocaleString()
      ),
    journal &&
      trans.__(
        'This browser keeps labels and settings from %1 that were not saved. Images inside the file are not among them.',
        journal.toLocaleString()
      )
  ];
  const buttons = [Dialog.cancelButton()];
  if (journal) {
    buttons.push(
      Dialog.createButton({
        label: trans.__('Open the unsaved changes'),
        actions: ['journal']
      })
    );
  }
  if (checkpoint) {
    buttons.push(
      Dialog.okButton({
        label: trans.__('Open the last good state'),
        actions: ['checkpoint']
      })
    );
  }
  const { button } = await showDialog({
    title: trans.__('%1 is damaged', fileName),
    body: body.filter(text => text !== null).join('\n\n'),
    buttons,
    defaultButton: buttons.length - 1
  });
  const [way] = button.actions;
  return way === 'checkpoint' || way === 'journal' ? way : null;
}
