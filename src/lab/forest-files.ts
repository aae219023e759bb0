import { InputDialog, Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { featureColumns } from '../project/feature-columns';
import { IProjectStore } from '../store/contract';
import { IFileServer } from './document/file-server';
import { readServerFile } from './document/read-server-file';
import { ImageFiles } from './images/image-files';
import { folderOf, joinPath, stemOf } from './images/file-path';
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
    const source =
      path ?? (await this._files.chooseFile(project.folder, 'forest'));
    if (source === null) {
      return;
    }
    const bytes = await readServerFile(this._server, source);
    const { readForestJson } = await import('../formats/forest-json');
    const text = new TextDecoder().decode(bytes);
    const { store } = project;
    store.importForest(readForestJson(text, columnCount(store)));
  }
}

/** Columns of the chosen features; undefined until an image tells its channels. */
function columnCount({
  project: { features, images }
}: IProjectStore): number | undefined {
  const known = images.find(({ metadata }) => metadata)?.metadata;
  return known
    ? featureColumns(features, known.shape.c, known.shape.z).length
    : undefined;
}
