import { Contents } from '@jupyterlab/services';

/**
 * The checkpoint that may replace a file that cannot be opened: the newest one
 * that is older than the file. JupyterLab makes a checkpoint of each file it
 * opens that has none; that of a damaged file is the damaged file.
 */
export function lastGoodState(
  checkpoints: readonly Contents.ICheckpointModel[],
  file: Pick<Contents.IModel, 'last_modified'>
): Contents.ICheckpointModel | null {
  const time = (text: string): number => new Date(text).getTime();
  const [newest] = checkpoints
    .filter(made => time(made.last_modified) < time(file.last_modified))
    .sort((a, b) => time(b.last_modified) - time(a.last_modified));
  return newest ?? null;
}
