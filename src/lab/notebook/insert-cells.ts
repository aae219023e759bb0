import { SharedCell, YNotebook } from '@jupyter/ydoc';
import type { NotebookPanel } from '@jupyterlab/notebook';

/** A cell to be inserted. */
export type NewCell = SharedCell.Cell;

/** Inserts cells below the active one, as one step of the notebook's undo. */
export function insertCells(
  { content }: NotebookPanel,
  cells: readonly NewCell[]
): void {
  const shared = content.model?.sharedModel;
  if (!shared) {
    return;
  }
  const at = Math.min(content.activeCellIndex + 1, shared.cells.length);
  // what is typed just before and after are steps of their own
  const undo = shared instanceof YNotebook ? shared.undoManager : null;
  undo?.stopCapturing();
  shared.transact(() => shared.insertCells(at, [...cells]));
  undo?.stopCapturing();
  content.activeCellIndex = at + cells.length - 1;
}
