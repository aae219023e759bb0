import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ISharedCodeCell } from '@jupyter/ydoc';
import { Notification } from '@jupyterlab/apputils';
import { stemOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { projectPlaces } from './cell-path';
import { insertCells } from './insert-cells';
import { makeResults, resultsFolder } from './make-results';
import {
  folderToWriteIn,
  isWritable,
  notebookFolder,
  NotebookCell
} from './notebook-place';
import { resultsOf } from './notebook-topic';
import { refreshedCell, refreshedHead } from './refreshed-cells';
import { resultCells, resultOutputs } from './result-cells';

/**
 * Inserts figure, table and a cell that reads the files below the active cell,
 * in one undo step. The files are in `<notebook name>_results`.
 *
 * @param isEmbedded whether the figure is kept in the notebook itself
 * @returns whether anything was inserted
 */
export async function insertResults(
  project: IOpenProject,
  panel: NotebookPanel,
  isEmbedded: boolean,
  parts: LabParts
): Promise<boolean> {
  const { trans } = parts;
  const folder = folderToWriteIn(panel, parts);
  const imageId = project.store.activeImage?.id ?? '';
  const wish = { imageId, isEmbedded, ...placeOf(panel, folder) };
  const results = await makeResults(project, wish, parts);
  if (!results || panel.isDisposed) {
    return false;
  }
  insertCells(panel, resultCells(results, trans));
  Notification.success(
    trans.__('Results of %1 were inserted.', results.imageName),
    { autoClose: 5000 }
  );
  return true;
}

/** Cells of a notebook with results of a project. */
export function resultCellsOf(
  project: IOpenProject,
  panel: NotebookPanel,
  parts: LabParts
): NotebookCell[] {
  const folder = notebookFolder(panel, parts);
  const { path, store } = project;
  if (folder === null || path === null || !isWritable(panel)) {
    return [];
  }
  return panel.content.widgets.filter(({ model }) => {
    const origin = resultsOf(model);
    return (
      model.type === 'code' &&
      origin !== null &&
      store.project.images.some(({ id }) => id === origin.imageId) &&
      projectPlaces(folder, origin.path).includes(path)
    );
  });
}

/** Makes inserted results anew, files included. */
export async function refreshResults(
  project: IOpenProject,
  panel: NotebookPanel,
  parts: LabParts
): Promise<void> {
  const folder = notebookFolder(panel, parts);
  if (folder === null) {
    return;
  }
  for (const cell of resultCellsOf(project, panel, parts)) {
    const origin = resultsOf(cell.model);
    const results =
      origin &&
      (await makeResults(
        project,
        { ...origin, ...placeOf(panel, folder) },
        parts
      ));
    if (!results || cell.isDisposed) {
      return;
    }
    const shared = cell.model.sharedModel as ISharedCodeCell;
    const { source, shown } = refreshedCell(shared.getSource(), results);
    setSource(cell, source);
    const head = panel.content.widgets[panel.content.widgets.indexOf(cell) - 1];
    if (head?.model.type === 'markdown') {
      const text = head.model.sharedModel.getSource();
      setSource(head, refreshedHead(text, results, parts.trans));
    }
    shared.setOutputs(
      resultOutputs(shown).map(output => ({
        ...output,
        data: { ...output.data }
      }))
    );
  }
}

/** Leaves no step to be undone where nothing changed. */
function setSource(
  { model: { sharedModel } }: NotebookCell,
  text: string
): void {
  if (sharedModel.getSource() !== text) {
    sharedModel.setSource(text);
  }
}

function placeOf(
  panel: NotebookPanel,
  notebookFolder: string
): { notebookFolder: string; folder: string } {
  const folder = resultsFolder(notebookFolder, stemOf(panel.context.path));
  return { notebookFolder, folder };
}
