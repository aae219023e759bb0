import { Contents } from '@jupyterlab/services';

/** What tells one state of a file from another. */
export type FileState = Pick<Contents.IModel, 'hash' | 'last_modified'>;

/** Clocks of file systems are this coarse; JupyterLab allows as much. */
const MARGIN_MS = 500;

/**
 * Whether somebody else saved, as JupyterLab tells it: by the hash if both have
 * one, else by the time of the last change.
 *
 * @param known what was opened or saved last; null = nothing yet
 */
export function isOtherState(known: FileState | null, now: FileState): boolean {
  if (known?.hash && now.hash) {
    return known.hash !== now.hash;
  }
  if (!known?.last_modified) {
    return false;
  }
  const later =
    new Date(now.last_modified).getTime() -
    new Date(known.last_modified).getTime();
  return later > MARGIN_MS;
}

/** A word for the state, for comparing. */
export function nameOfState(file: FileState): string {
  return file.hash || file.last_modified;
}
