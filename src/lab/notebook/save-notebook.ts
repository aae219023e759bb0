import type { NotebookPanel } from '@jupyterlab/notebook';

/** Saves under way: a second one meanwhile would look like somebody else's. */
const saving = new WeakMap<NotebookPanel, Promise<void>>();

/** Saves a notebook if something in it is unsaved; one save after the other. */
export function saveNotebook(panel: NotebookPanel): Promise<void> {
  const before = saving.get(panel) ?? Promise.resolve();
  const save = before
    .catch(() => undefined)
    .then(async () => {
      if (!panel.isDisposed && panel.context.model.dirty) {
        await panel.context.save();
      }
    });
  saving.set(panel, save);
  return save;
}
