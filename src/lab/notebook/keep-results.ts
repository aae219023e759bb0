import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { refreshResults, resultCellsOf } from './insert-results';
import { openNotebooks } from './notebook-place';
import { notebookSettings } from './notebook-settings';
import { saveNotebook } from './save-notebook';

/** Contexts that are followed; several views share one. */
const followed = new WeakSet<DocumentRegistry.Context>();

/** Makes inserted results anew whenever their project is saved, if the user wants it. */
export function keepResults(project: IOpenProject, parts: LabParts): void {
  const context = parts.documents.contextForWidget(project.widget);
  if (!context || followed.has(context)) {
    return;
  }
  followed.add(context);
  let queue: Promise<void> = Promise.resolve();
  const refresh = async (): Promise<void> => {
    const settings = await notebookSettings(parts.settings);
    // the view that was first may be gone
    const view = parts.projects.all.find(({ path }) => path === context.path);
    if (!settings.isKeptUpToDate || !view) {
      return;
    }
    for (const panel of openNotebooks(parts)) {
      if (resultCellsOf(view, panel, parts).length > 0) {
        const isSaved = !panel.context.model.dirty;
        await refreshResults(view, panel, parts);
        if (isSaved) {
          await saveNotebook(panel);
        }
      }
    }
  };
  context.saveState.connect((_, state) => {
    if (state === 'completed') {
      queue = queue.then(refresh).catch(parts.showError);
    }
  });
}
