import { DocumentRegistry } from '@jupyterlab/docregistry';
import { PixelForestError } from '../../errors';
import { askForRecovery } from '../dialogs/recovery-dialog';
import { lastGoodState } from '../document/last-good-state';
import { ProjectModel } from '../document/project-model';
import { nameOf } from '../images/file-path';
import { JournalEntry } from '../journal';
import { LabParts } from '../lab-parts';

/** What is opened in place of a damaged file. */
export type RecoveryChoice =
  | { readonly way: 'checkpoint'; readonly id: string }
  | { readonly way: 'journal'; readonly entry: JournalEntry };

/**
 * Offers what is left of a project whose file cannot be opened, e.g. because
 * the server or the tab went in the middle of a save.
 *
 * @param fault   why it cannot be opened
 * @param entry   unsaved changes of this browser
 * @returns null if nothing is left or the user wants nothing of it
 */
export async function chooseRecovery(
  context: DocumentRegistry.IContext<ProjectModel>,
  fault: PixelForestError,
  entry: JournalEntry | null,
  { trans }: LabParts
): Promise<RecoveryChoice | null> {
  const file = context.contentsModel;
  // without an answer from the server there is no good state to be had
  const checkpoints = await context.listCheckpoints().catch(() => []);
  const checkpoint = file && lastGoodState(checkpoints, file);
  if (!checkpoint && !entry) {
    return null;
  }
  const way = await askForRecovery(
    {
      fileName: nameOf(context.localPath),
      fault: fault.message,
      checkpoint: checkpoint && new Date(checkpoint.last_modified),
      journal: entry && new Date(entry.head.savedAt)
    },
    trans
  );
  if (way === 'checkpoint' && checkpoint) {
    return { way, id: checkpoint.id };
  }
  return way === 'journal' && entry ? { way, entry } : null;
}
