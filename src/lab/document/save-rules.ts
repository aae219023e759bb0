import {
  Dialog,
  InputDialog,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { folderOf, joinPath, nameOf, stemOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { statusOf } from './refusal';
import { ConflictGate } from './conflict-gate';
import { ProjectModel } from './project-model';
import { saveMineAsCopy, writeCopy, writeTo } from './save-copy';

/**
 * Gives a context our ways of saving. JupyterLab's own “Save As…” hands the
 * content past the content provider, so it is replaced; and a file that other
 * programs have something in is not written over: a copy is, and the tab
 * follows it. In both cases labels, view and undo history stay as they are.
 * Saves take turns: what the first one wrote is no news to the second.
 */
export function installSaveRules(
  context: DocumentRegistry.IContext<ProjectModel>,
  parts: LabParts
): void {
  const { trans } = parts;
  const saveNow = context.save.bind(context);
  // JupyterLab asks before and after it writes: the file keeps its name until then
  const save = (): Promise<void> =>
    parts.provider.turns.write(context.localPath, saveNow);
  const gate = new ConflictGate(context, parts, () =>
    saveMineAsCopy(context, parts)
  );
  const saveInTurn = async (): Promise<void> => {
    await context.ready;
    if (context.model.isRefused) {
      await saveAgain(context, parts, save);
      return;
    }
    if (!context.model.isForeign) {
      try {
        if (await gate.pass()) {
          await save();
        }
      } catch (error) {
        context.model.isRefused = statusOf(error) === 403;
        throw error;
      }
      return;
    }
    const path = await copyPath(context.localPath, parts);
    await writeCopy(context, path, parts);
    Notification.info(
      trans.__(
        'Saved as a copy: %1. The ilastik project itself is unchanged.',
        nameOf(path)
      ),
      { autoClose: 10_000 }
    );
  };
  let last: Promise<unknown> = Promise.resolve();
  context.save = () => {
    if (gate.isAsking) {
      // refused, not kept waiting
      return saveInTurn();
    }
    const turn = last.then(saveInTurn);
    last = turn.catch(() => undefined);
    return turn;
  };
  context.saveAs = async () => {
    await context.ready;
    const path = await askPath(context.localPath, parts);
    if (path === null) {
      return false;
    }
    try {
      if (path === context.localPath) {
        await context.save();
      } else {
        await writeCopy(context, path, parts);
      }
    } catch {
      // the dialog was shown already
      return false;
    }
    return true;
  };
}

/**
 * Saves once more where the server refused before: autosave asks every two
 * minutes, and a bar above the image says it all the time, so no dialog does.
 *
 * @param save JupyterLab's own saving, which asks if somebody else saved meanwhile
 * @throws what the server answered
 */
async function saveAgain(
  context: DocumentRegistry.IContext<ProjectModel>,
  parts: LabParts,
  save: () => Promise<void>
): Promise<void> {
  const { localPath, contentsModel } = context;
  const now = await parts.server.describe(localPath, { hash: true });
  const isAsKnown = now.hash
    ? now.hash === contentsModel?.hash
    : now.last_modified === contentsModel?.last_modified;
  await (isAsKnown ? writeTo(context, localPath, parts) : save());
}

/** `<name>-pixelforest.ilp`, numbered if taken, beside the file or in the nearest writable folder. */
async function copyPath(localPath: string, parts: LabParts): Promise<string> {
  const folder = await parts.files.writableFolder(folderOf(localPath));
  return parts.files.freePath(folder, `${stemOf(localPath)}-pixelforest.ilp`);
}

async function askPath(
  localPath: string,
  parts: LabParts
): Promise<string | null> {
  const { trans } = parts;
  const { value } = await InputDialog.getText({
    title: trans.__('Save File As…'),
    label: trans.__('Path on the server'),
    okLabel: trans.__('Save'),
    text: localPath,
    selectionRange: localPath.length - nameOf(localPath).length
  });
  const typed = value?.trim().replace(/^\/+/, '');
  if (!typed) {
    return null;
  }
  const path = /\.ilp$/i.test(typed)
    ? typed
    : joinPath(folderOf(typed), `${nameOf(typed)}.ilp`);
  if (path === localPath || !(await exists(path, parts))) {
    return path;
  }
  const { button } = await showDialog({
    title: trans.__('File Overwrite?'),
    body: trans.__('"%1" already exists. Do you want to replace it?', path),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Overwrite') })
    ]
  });
  return button.accept ? path : null;
}

async function exists(localPath: string, parts: LabParts): Promise<boolean> {
  try {
    await parts.server.describe(localPath);
    return true;
  } catch (error) {
    if (statusOf(error) === 404) {
      return false;
    }
    throw error;
  }
}
