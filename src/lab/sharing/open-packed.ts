import { Notification } from '@jupyterlab/apputils';
import { isAbort } from '../../errors';
import { IByteSource } from '../../formats/contract';
import { readZipDirectory } from '../../formats/zip/directory';
import { openByteSource } from '../document/byte-source';
import { NewFileWriter } from '../document/new-file-writer';
import { FACTORY } from '../document/widget-factory';
import { folderOf, joinPath, nameOf, stemOf } from '../images/file-path';
import type { LabParts } from '../lab-parts';
import { unpackEntry } from './unpack';
import { planOf, UnpackPlan } from './unpack-plan';

/**
 * Unpacks a zip into a new folder beside it, or in the nearest folder that can
 * be written to, and opens the project in it.
 *
 * @returns the path of the project, or null if cancelled
 * @throws PixelForestError `format` if the zip is damaged, unsafe or has no project
 */
export async function openPackedProject(
  zipPath: string,
  parts: LabParts
): Promise<string | null> {
  const { trans, files, app } = parts;
  const abort = new AbortController();
  const { signal } = abort;
  const id = Notification.emit(
    trans.__('Unpacking %1…', nameOf(zipPath)),
    'in-progress',
    {
      autoClose: false,
      actions: [{ label: trans.__('Cancel'), callback: () => abort.abort() }]
    }
  );
  let begun: string | null = null;
  try {
    const file = await files.find(zipPath);
    const source = await openByteSource(
      parts.server,
      zipPath,
      file?.size ?? 0,
      signal
    );
    const { top, entries, project } = planOf(
      source.name,
      await readZipDirectory(source, signal)
    );
    const home = await files.writableFolder(folderOf(zipPath));
    const folder = await files.freePath(home, top ?? stemOf(zipPath));
    begun = folder;
    await unpackAll(source, entries, folder, parts, signal, (name, percent) =>
      Notification.update({
        id,
        message: trans.__('Unpacking %1 (%2 %)', nameOf(name), percent)
      })
    );
    Notification.update({
      id,
      type: 'success',
      message: trans.__('Unpacked into %1', folder),
      autoClose: 5000,
      actions: []
    });
    begun = null;
    const path = joinPath(folder, project);
    await app.commands.execute('docmanager:open', { path, factory: FACTORY });
    return path;
  } catch (error) {
    Notification.dismiss(id);
    if (begun !== null) {
      Notification.warning(
        trans.__('The folder %1 is incomplete: delete it.', begun),
        { autoClose: false }
      );
    }
    if (isAbort(error)) {
      return null;
    }
    throw error;
  }
}

async function unpackAll(
  source: IByteSource,
  entries: UnpackPlan['entries'],
  folder: string,
  { server, provider, app }: LabParts,
  signal: AbortSignal,
  onProgress: (name: string, percent: number) => void
): Promise<void> {
  const { contents } = app.serviceManager;
  const folders = new Set([
    folder,
    ...entries.flatMap(({ target }) => foldersOf(folder, target))
  ]);
  for (const path of folders) {
    await contents.save(path, { type: 'directory' });
  }
  const total = entries.reduce((sum, { size }) => sum + size, 1);
  let done = 0;
  for (const entry of entries) {
    onProgress(entry.target, Math.round((100 * done) / total));
    const writer = new NewFileWriter(server, joinPath(folder, entry.target));
    try {
      await unpackEntry(source, entry, bytes => writer.write(bytes), signal);
      provider.announceNew(await writer.finish());
    } catch (error) {
      await writer.discard();
      throw error;
    }
    done += entry.size;
  }
}

/** `a`, `a/b` below the folder, for `a/b/file`. */
function foldersOf(folder: string, target: string): string[] {
  const steps = target.split('/').slice(0, -1);
  return steps.map((_, i) => joinPath(folder, steps.slice(0, i + 1).join('/')));
}
