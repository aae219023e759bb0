import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { nameOf } from '../images/file-path';

/** What a save that takes long is told and tells. */
export interface ISaveWatch {
  /** Aborts when the user cancels. */
  readonly signal: AbortSignal;
  /** @param share 0…1 */
  progress(share: number): void;
  /** @param outcome what became of a cancelled save; '' = nothing to say */
  end(outcome: string): void;
}

/** Shows how far a save is, with a button that cancels it. */
export function watchSave(
  localPath: string,
  trans: TranslationBundle
): ISaveWatch {
  const abort = new AbortController();
  const message = trans.__('Saving %1…', nameOf(localPath));
  const id = Notification.emit(message, 'in-progress', {
    autoClose: false,
    progress: 0,
    actions: [
      { label: trans.__('Cancel saving'), callback: () => abort.abort() }
    ]
  });
  let shown = 0;
  return {
    signal: abort.signal,
    progress: share => {
      const percent = Math.floor(100 * share);
      if (percent > shown) {
        shown = percent;
        Notification.update({ id, message, progress: share });
      }
    },
    end: outcome => {
      Notification.dismiss(id);
      if (outcome !== '') {
        Notification.info(outcome, { autoClose: 10_000 });
      }
    }
  };
}
