import { NotebookPanel } from '@jupyterlab/notebook';
import { Widget } from '@lumino/widgets';
import { folderOf } from '../images/file-path';
import { LabParts } from '../lab-parts';

/** Drives that are the server's own one under another name: that of jupyter-collaboration. */
const OWN_DRIVES: readonly string[] = ['', 'RTC'];

/** One cell of a notebook. */
export type NotebookCell = NotebookPanel['content']['widgets'][number];

/** The notebook a widget is in, or null. */
export function panelOf(widget: Widget): NotebookPanel | null {
  for (let at: Widget | null = widget; at; at = at.parent) {
    if (at instanceof NotebookPanel) {
      return at;
    }
  }
  return null;
}

/** The cell a widget is in, or null. */
export function cellOf(
  panel: NotebookPanel,
  widget: Widget
): NotebookCell | null {
  return panel.content.widgets.find(cell => cell.contains(widget)) ?? null;
}

/** Path of a notebook from the server's root; null if it is on another drive. */
export function notebookPath(
  { context }: NotebookPanel,
  { app }: Pick<LabParts, 'app'>
): string | null {
  const { contents } = app.serviceManager;
  return OWN_DRIVES.includes(contents.driveName(context.path))
    ? contents.localPath(context.path)
    : null;
}

/** Folder of a notebook from the server's root; null if it is on another drive. */
export function notebookFolder(
  panel: NotebookPanel,
  parts: Pick<LabParts, 'app'>
): string | null {
  const path = notebookPath(panel, parts);
  return path === null ? null : folderOf(path);
}

/** Whether what is written into the notebook can be saved. */
export function isWritable({ context }: NotebookPanel): boolean {
  return !context.model.readOnly && context.contentsModel?.writable !== false;
}
