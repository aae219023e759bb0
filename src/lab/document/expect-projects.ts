import { Contents } from '@jupyterlab/services';
import { ISignal } from '@lumino/signaling';

/** A list of files, as far as it is asked here; that of a file browser is one. */
export interface IFileList {
  readonly refreshed: ISignal<unknown, void>;
  items(): IterableIterator<Contents.IModel>;
}

/** When the list may be looked at, and when there is time. */
export type Occasions = {
  /** Settles when the page has what it needs itself. */
  readonly ready: Promise<unknown>;
  /** Runs something once nothing else is to be done. */
  readonly whenIdle: (run: () => void) => void;
};

/**
 * Prepares, once, what opens projects as soon as one is in sight and the
 * browser has nothing else to do. Who has no projects pays nothing.
 */
export function expectProjects(
  list: IFileList,
  prepare: () => void,
  { ready, whenIdle }: Occasions
): void {
  const look = (): void => {
    for (const { path } of list.items()) {
      if (path.toLowerCase().endsWith('.ilp')) {
        list.refreshed.disconnect(look);
        whenIdle(prepare);
        return;
      }
    }
  };
  void ready.then(() => {
    list.refreshed.connect(look);
    look();
  });
}

/** Longest wait for a moment in which nothing else is to be done. */
const PATIENCE_MS = 5000;

/** Runs something when the browser has nothing else to do; Safari does not tell when. */
export function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in window) {
    requestIdleCallback(run, { timeout: PATIENCE_MS });
  } else {
    setTimeout(run, PATIENCE_MS);
  }
}
