import { Notification, showErrorMessage } from '@jupyterlab/apputils';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { folderOf, nameOf, stemOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { ProjectModel } from './project-model';

/**
 * Writes the project to another file; the document belongs to that one then.
 *
 * @throws what went wrong, after it was shown
 */
export async function writeCopy(
  context: DocumentRegistry.IContext<ProjectModel>,
  localPath: string,
  parts: LabParts
): Promise<void> {
  try {
    await writeTo(context, localPath, parts);
  } catch (error) {
    if (error instanceof Error && error.name === 'ModalCancelError') {
      throw error;
    }
    void showErrorMessage(
      parts.trans.__('File Save Error for %1', nameOf(localPath)),
      error instanceof Error ? error : String(error)
    );
    throw error;
  }
}

/** Writes the project to a file, which the document belongs to then. @throws what went wrong, without a dialog */
export async function writeTo(
  context: DocumentRegistry.IContext<ProjectModel>,
  localPath: string,
  { provider, server }: LabParts
): Promise<void> {
  const { model } = context;
  const file = await provider.turns.write(localPath, async path => {
    await provider.write(path, model);
    return server.describe(path, { hash: true });
  });
  model.isForeign = false;
  model.isRefused = false;
  provider.announceMove(context.localPath, file);
  model.dirty = false;
}

/**
 * Writes the project to `<name>-copy.ilp`, beside what is in its file; the tab
 * follows.
 *
 * @throws what went wrong, after it was shown
 */
export async function saveMineAsCopy(
  context: DocumentRegistry.IContext<ProjectModel>,
  parts: LabParts
): Promise<void> {
  const old = context.localPath;
  const folder = await parts.files.writableFolder(folderOf(old));
  const path = await parts.files.freePath(folder, `${stemOf(old)}-copy.ilp`);
  await writeCopy(context, path, parts);
  Notification.info(
    parts.trans.__(
      'Your changes were saved as %1, and this tab shows it from now on. %2 is unchanged.',
      nameOf(path),
      nameOf(old)
    ),
    { autoClose: 10_000 }
  );
}
