import { NotebookPanel } from '@jupyterlab/notebook';
import { Widget } from '@lumino/widgets';
import { PixelForestError } from '../../errors';
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

/** The notebook in front; else one that is on screen, else any. */
export function frontNotebook({ app }: LabParts): NotebookPanel | null {
  const { currentWidget } = app.shell;
  if (currentWidget instanceof NotebookPanel) {
    return currentWidget;
  }
  const panels = openNotebooks({ app });
  return panels.find(({ isVisible }) => isVisible) ?? panels[0] ?? null;
}

/** The notebooks that are open. */
export function openNotebooks({ app }: Pick<LabParts, 'app'>): NotebookPanel[] {
  return [...app.shell.widgets('main')].flatMap(widget =>
    widget instanceof NotebookPanel ? [widget] : []
  );
}

/**
 * Folder of a notebook that something is written into.
 *
 * @throws PixelForestError `access` if it is on another drive or read-only
 */
export function folderToWriteIn(
  panel: NotebookPanel,
  parts: Pick<LabParts, 'app'>
): string {
  const folder = notebookFolder(panel, parts);
  if (folder === null) {
    throw new PixelForestError(
      'access',
      `Projects must be on the Jupyter server’s own drive, but the notebook ${panel.context.path} is on another. Copy it to a folder of the file browser’s main drive.`
    );
  }
  if (!isWritable(panel)) {
    throw new PixelForestError(
      'access',
      `The notebook ${panel.context.path} is read-only. Save a copy of it in a folder of your own and try again.`
    );
  }
  return folder;
}
