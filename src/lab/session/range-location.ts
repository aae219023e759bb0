import { JupyterFrontEnd } from '@jupyterlab/application';
import { RangeLocation } from '../../engine/io-worker/fetch-range';

/**
 * Where a worker can fetch ranges of a file. A worker has no `document.cookie`:
 * the address carries the XSRF token, the headers a server token if there is one.
 */
export async function rangeLocation(
  app: JupyterFrontEnd,
  localPath: string,
  size: number
): Promise<RangeLocation> {
  const { contents, serverSettings } = app.serviceManager;
  const url = await contents.getDownloadUrl(localPath);
  const { token } = serverSettings;
  return {
    url: new URL(url, window.location.href).href,
    size,
    headers: token ? { Authorization: `token ${token}` } : {}
  };
}
