import { InputDialog, Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { describeRefusal } from './document/access-error';
import { IFileServer } from './document/file-server';
import { readSafely } from './document/safe-read';
import { ImageFiles } from './images/image-files';
import { folderOf, joinPath, nameOf, stemOf } from './images/file-path';
import { IOpenProject } from './open-projects';

/** Forests as JSON files on the server. */
export class ForestFiles {
  constructor(
    private readonly _server: IFileServer,
    private readonly _files: ImageFiles,
    private readonly _trans: TranslationBundle
  ) {}

  /** @returns the path written, or null if cancelled */
  async save(project: IOpenProject, path?: string): Promise<string | null> {
    const trans = this._trans;
    const stem = project.path === null ? 'forest' : stemOf(project.path);
    const folder = project.path === null ? '' : folderOf(project.path);
    const target =
      path ??
      (
        await InputDialog.getText({
          title: trans.__('Export forest'),
          label: trans.__('Path on the server'),
          text: joinPath(
            await this._files.writableFolder(folder),
            `${stem}_forest.json`
          )
        })
      ).value;
    if (!target) {
      return null;
    }
    const forest = await project.store.ensureForest();
    const { writeForestJson } = await import('../formats/forest-json');
    const text = writeForestJson(forest);
    await this._files.write(target, new TextEncoder().encode(text));
    Notification.success(trans.__('The forest was written to %1.', target), {
      autoClose: 10_000
    });
    return target;
  }

  async load(project: IOpenProject, path?: string): Promise<void> {
    const trans = this._trans;
    const source = path ?? (await this._files.chooseJson(project.folder));
    if (source === null) {
      return;
    }
    const action = trans.__('Reading %1', nameOf(source));
    let bytes: Uint8Array;
    try {
      const file = await this._server.describe(source);
      bytes = await readSafely(this._server, source, file);
    } catch (error) {
      throw describeRefusal(action, error);
    }
    const { readForestJson } = await import('../formats/forest-json');
    project.store.importForest(readForestJson(new TextDecoder().decode(bytes)));
  }
}
