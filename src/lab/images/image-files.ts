import { IDocumentManager } from '@jupyterlab/docmanager';
import { Contents } from '@jupyterlab/services';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { PixelForestError } from '../../errors';
import { IFileServer } from '../document/file-server';
import { statusOf } from '../document/refusal';
import type { FileKind } from './choose-files';

/** Finds, uploads and copies image files on the server's own drive. */
export class ImageFiles {
  constructor(
    private readonly _options: {
      readonly server: IFileServer;
      readonly documents: IDocumentManager;
      readonly translator: ITranslator;
      readonly trans: TranslationBundle;
      /** Told of each file made, so that the file browser shows it at once. */
      readonly announce: (file: Contents.IModel) => void;
    }
  ) {}

  /** @returns server paths; empty if cancelled */
  async choose(folder: string, areMany: boolean): Promise<string[]> {
    const { chooseImages } = await import('./choose-files');
    const paths = await chooseImages(folder, areMany, this._options);
    return paths.map(path => this.localPath(path));
  }

  /** @returns the server path of a folder, or null if cancelled */
  async chooseFolder(folder: string): Promise<string | null> {
    const { chooseFolder } = await import('./choose-files');
    const path = await chooseFolder(folder, this._options);
    return path === null ? null : this.localPath(path);
  }

  /** @returns the server path of the file, or null if cancelled */
  async chooseFile(folder: string, kind: FileKind): Promise<string | null> {
    const { chooseFile } = await import('./choose-files');
    const path = await chooseFile(folder, kind, this._options);
    return path === null ? null : this.localPath(path);
  }

  /** The browser's own dialog. @returns empty if cancelled */
  async chooseFromComputer(): Promise<File[]> {
    const { chooseFromComputer } = await import('./choose-files');
    return chooseFromComputer();
  }

  /** Copies files of this computer into the folder or the nearest writable one. @returns their server paths */
  async upload(folder: string, files: readonly File[]): Promise<string[]> {
    const { uploadFiles } = await import('./place-files');
    return uploadFiles(this, folder, files);
  }

  /** Writes a file and lets the file browser know. */
  async write(localPath: string, bytes: Uint8Array): Promise<void> {
    const { server, announce } = this._options;
    const { writeSafely } = await import('../document/safe-write');
    announce(await writeSafely(server, localPath, bytes));
  }

  /** @returns the server path of the copy */
  async copyPracticeImage(folder: string): Promise<string> {
    const { copyPracticeImage } = await import('./place-files');
    return copyPracticeImage(this, folder);
  }

  /**
   * The folder itself if files can be made there, else the nearest one above.
   * @throws PixelForestError `access` if even the root is read-only
   */
  async writableFolder(folder: string): Promise<string> {
    const { writableFolder } = await import('./place-files');
    return writableFolder(this, folder);
  }

  /** `name`, or `stem-2.ext`, `stem-3.ext`, … in the folder. */
  async freePath(folder: string, name: string): Promise<string> {
    const { freePath } = await import('./place-files');
    return freePath(this, folder, name);
  }

  /**
   * A path of the file browser as one of the server's own drive.
   * @throws PixelForestError `access` for another drive
   */
  localPath(path: string): string {
    const { contents } = this._options.documents.services;
    if (contents.driveName(path) !== '') {
      throw new PixelForestError(
        'access',
        `Images must be on the Jupyter server’s own drive, but ${path} is on another. Copy it to a folder of the file browser’s main drive.`
      );
    }
    return contents.localPath(path);
  }

  /** A folder of the file browser on the server's own drive; the root for other drives. */
  folderOf(path: string): string {
    const { contents } = this._options.documents.services;
    return contents.driveName(path) === '' ? contents.localPath(path) : '';
  }

  /** The file or folder as the server describes it, or null. */
  async find(localPath: string): Promise<Contents.IModel | null> {
    try {
      return await this._options.server.describe(localPath);
    } catch (error) {
      if (statusOf(error) === 404) {
        return null;
      }
      const { describeRefusal } = await import('../document/access-error');
      throw describeRefusal(`Looking at ${localPath || '/'}`, error);
    }
  }
}
