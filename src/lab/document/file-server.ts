import { URLExt } from '@jupyterlab/coreutils';
import {
  Contents,
  RestContentProvider,
  ServerConnection
} from '@jupyterlab/services';
import { encodeJsonWithContent } from './base64';

/** What saving and loading need of the Jupyter server. Paths are local to the server's own drive. */
export interface IFileServer {
  /** @throws what the server answers, e.g. `response.status` 404 */
  describe(
    localPath: string,
    options?: Contents.IFetchOptions
  ): Promise<Contents.IModel>;
  /**
   * The request is under way when this returns: what is done before the promise
   * is awaited is done while the server works.
   *
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
  /** The Contents API's answer, JSON with the whole file as base64, also where `/files/` refuses. */
  fetchContents(localPath: string): Promise<ReadableStream<Uint8Array> | null>;
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

  async put(
    localPath: string,
    bytes: Uint8Array,
    chunk?: number
  ): Promise<Contents.IModel> {
    // the library's own way turns bytes into texts three times over
    const body = encodeJsonWithContent(
      { type: 'file', format: 'base64', ...(chunk && { chunk }) },
      bytes
    );
    const headers = { 'Content-Type': 'application/json' };
    // bytes alone are copied on the way by the page itself, five times as slowly
    const init = { method: 'PUT', body: new Blob([body]), headers };
    const response = await this._request(localPath, init);
    const model = (await response.json()) as Contents.IModel;
    Contents.validateContentsModel(model);
    return model;
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
    await this._request(localPath, { method: 'DELETE' });
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

  async fetchContents(
    localPath: string
  ): Promise<ReadableStream<Uint8Array> | null> {
    const wanted = { type: 'file', format: 'base64', content: '1', hash: '0' };
    const query = URLExt.objectToQueryString(wanted);
    return (await this._request(localPath, {}, query)).body;
  }

  private async _request(
    localPath: string,
    init: RequestInit,
    query = ''
  ): Promise<Response> {
    const settings = this._drive.serverSettings;
    const path = URLExt.encodeParts(localPath);
    const url = URLExt.join(settings.baseUrl, 'api/contents', path);
    const response = await ServerConnection.makeRequest(
      url + query,
      init,
      settings
    );
    if (!response.ok) {
      throw await ServerConnection.ResponseError.create(response);
    }
    return response;
  }

  private readonly _rest: RestContentProvider;
}
