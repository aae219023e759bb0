import { URLExt } from '@jupyterlab/coreutils';
import {
  Contents,
  RestContentProvider,
  ServerConnection
} from '@jupyterlab/services';
import { encodeBase64 } from './base64';

/** What saving and loading need of the Jupyter server. Paths are local to the server's own drive. */
export interface IFileServer {
  /** @throws what the server answers, e.g. `response.status` 404 */
  describe(
    localPath: string,
    options?: Contents.IFetchOptions
  ): Promise<Contents.IModel>;
  /**
   * @param chunk 1, 2, … and −1 for the last; without it the file is replaced in one step
   */
  put(
    localPath: string,
    bytes: Uint8Array,
    chunk?: number
  ): Promise<Contents.IModel>;
  /** Oldest first. */
  listCheckpoints(localPath: string): Promise<Contents.ICheckpointModel[]>;
  /** @returns the checkpoint's id */
  createCheckpoint(localPath: string): Promise<string>;
  restoreCheckpoint(localPath: string, checkpointId: string): Promise<void>;
  remove(localPath: string): Promise<void>;
  /** A range of a file, by its download address. */
  fetchRange(
    localPath: string,
    start: number,
    stop: number,
    signal?: AbortSignal
  ): Promise<Response>;
  /** The whole file as base64, also where `/files/` refuses. */
  readBase64(localPath: string): Promise<string>;
}

/** The server behind JupyterLab's own drive. */
export class JupyterFileServer implements IFileServer {
  constructor(private readonly _drive: Contents.IDrive) {
    this._rest = new RestContentProvider({
      apiEndpoint: 'api/contents',
      serverSettings: _drive.serverSettings
    });
  }

  describe(
    localPath: string,
    options: Contents.IFetchOptions = {}
  ): Promise<Contents.IModel> {
    return this._rest.get(localPath, { ...options, content: false });
  }

  put(
    localPath: string,
    bytes: Uint8Array,
    chunk?: number
  ): Promise<Contents.IModel> {
    const body: Partial<Contents.IModel> & { chunk?: number } = {
      type: 'file',
      format: 'base64',
      content: encodeBase64(bytes),
      ...(chunk === undefined ? {} : { chunk })
    };
    return this._rest.save(localPath, body);
  }

  listCheckpoints(localPath: string): Promise<Contents.ICheckpointModel[]> {
    return this._drive.listCheckpoints(localPath);
  }

  async createCheckpoint(localPath: string): Promise<string> {
    return (await this._drive.createCheckpoint(localPath)).id;
  }

  restoreCheckpoint(localPath: string, checkpointId: string): Promise<void> {
    return this._drive.restoreCheckpoint(localPath, checkpointId);
  }

  async remove(localPath: string): Promise<void> {
    const { baseUrl } = this._drive.serverSettings;
    const url = URLExt.join(
      baseUrl,
      'api/contents',
      URLExt.encodeParts(localPath)
    );
    const response = await ServerConnection.makeRequest(
      url,
      { method: 'DELETE' },
      this._drive.serverSettings
    );
    if (!response.ok) {
      throw await ServerConnection.ResponseError.create(response);
    }
  }

  async fetchRange(
    localPath: string,
    start: number,
    stop: number,
    signal?: AbortSignal
  ): Promise<Response> {
    return ServerConnection.makeRequest(
      await this._drive.getDownloadUrl(localPath),
      { headers: { Range: `bytes=${start}-${stop - 1}` }, signal },
      this._drive.serverSettings
    );
  }

  async readBase64(localPath: string): Promise<string> {
    const model = await this._rest.get(localPath, {
      type: 'file',
      format: 'base64',
      content: true
    });
    return String(model.content);
  }

  private readonly _rest: RestContentProvider;
}
