import { Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';

/** Asks what to do with changes that an earlier tab did not save. @returns whether to restore them */
export async function askToRestore(
  found: {
    readonly path: string;
    /** Milliseconds since 1970. */
    readonly savedAt: number;
    /** Whether the file is the one the changes were made to. */
    readonly isSameFile: boolean;
    readonly fileModified: string | null;
  },
  trans: TranslationBundle
): Promise<boolean> {
  const changed = new Date(found.savedAt).toLocaleString();
  const modified = found.fileModified
    ? new Date(found.fileModified).toLocaleString()
    : trans.__('an unknown time');
  const body = found.isSameFile
    ? trans.__(
        '%1 has changes from %2 that were not saved when its tab went. Restore them?',
        found.path,
        changed
      )
    : trans.__(
        '%1 has changes from %2 that were not saved when its tab went. The file itself was changed since (%3): restoring shows the unsaved changes, not what is in the file now.',
        found.path,
        changed,
        modified
      );
  for (;;) {
    const { button } = await showDialog({
      title: trans.__('Unsaved changes found'),
      body,
      hasClose: false,
      buttons: [
        Dialog.cancelButton({
          label: trans.__('Open the file as saved'),
          actions: ['discard']
        }),
        Dialog.okButton({ label: trans.__('Restore unsaved changes') })
      ]
    });
    if (button.accept || button.actions.includes('discard')) {
      return button.accept;
    }
    // Esc answers nothing, and discarding must be meant
  }
}
