import { Contents } from '@jupyterlab/services';
import { describeRefusal } from '../document/access-error';
import { folderOf } from '../images/file-path';

/** What making folders needs of the server. */
export type FolderServer = Pick<Contents.IManager, 'save'>;

/** Makes the folders of files, each once. */
export class FolderMaker {
  constructor(private readonly _contents: FolderServer) {}

  /**
   * Makes a folder and those above it; one that is there stays as it is.
   *
   * @param folder from the server's root; '' is the root
   * @throws PixelForestError `access` if the server refuses
   */
  async make(folder: string): Promise<void> {
    if (folder === '' || this._made.has(folder)) {
      return;
    }
    await this.make(folderOf(folder));
    try {
      await this._contents.save(folder, { type: 'directory' });
    } catch (error) {
      throw describeRefusal(`Making the folder ${folder}`, error);
    }
    this._made.add(folder);
  }

  private readonly _made = new Set<string>();
}
