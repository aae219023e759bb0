import {
  Clipboard,
  Dialog,
  InputDialog,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import { SplitPanel } from '@lumino/widgets';
import { PixelForestError } from '../../errors';
import { TableRows } from '../../panel/object-bar';
import { ObjectTablePanel } from '../../panel/object-table';
import { folderOf, joinPath, nameOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';

/** Share of the height that the table takes from the image. */
const TABLE_SHARE = 0.4;
/** An object is at least so many screen pixels a pixel wide when it is shown. */
const SEEN_ZOOM = 2;

/**
 * Opens the table of objects below the image.
 *
 * @param upper holds the viewer, and the table below it
 * @returns the table; it is over when it is disposed
 */
export function showObjectTable(
  project: IOpenProject,
  upper: SplitPanel,
  parts: LabParts
): ObjectTablePanel {
  const { store, camera } = project;
  const { trans } = parts;
  const table = new ObjectTablePanel(
    store,
    {
      centreOn: point => {
        if (camera.zoom < SEEN_ZOOM) {
          camera.zoomTo(SEEN_ZOOM);
        }
        camera.centreOn(point);
      },
      copy: text => Clipboard.copyToSystem(text),
      save: (csv, rows) => {
        saveTable(project, csv, rows, parts).catch(parts.showError);
      },
      showError: parts.showError
    },
    trans
  );
  upper.addWidget(table);
  upper.setRelativeSizes([1 - TABLE_SHARE, TABLE_SHARE]);
  // JupyterLab says the theme by attributes of the page
  const theme = new MutationObserver(() => table.useTheme());
  theme.observe(document.body, {
    attributeFilter: ['data-jp-theme-name', 'data-jp-theme-light']
  });
  table.disposed.connect(() => {
    theme.disconnect();
    if (!upper.isDisposed) {
      project.focus();
    }
  });
  return table;
}

/** Asks where to, and before a file is replaced. */
async function saveTable(
  { store, path, folder }: IOpenProject,
  csv: string,
  rows: TableRows,
  { files, trans }: LabParts
): Promise<void> {
  const home = await files.writableFolder(
    path === null ? folder : folderOf(path)
  );
  const stem = store.activeImage?.nickname ?? 'image';
  const { value } = await InputDialog.getText({
    title: trans.__('Save table'),
    label: trans.__('CSV file, from the server’s root'),
    text: joinPath(home, `${stem}_${rows}.csv`),
    okLabel: trans.__('Save')
  });
  const target = value?.trim().replace(/^\/+/, '') ?? '';
  if (target === '') {
    return;
  }
  const found = await files.find(target);
  if (found?.type === 'directory') {
    throw new PixelForestError(
      'input',
      `“${target}” is a folder. Add the name of a file.`
    );
  }
  if (found) {
    const { button } = await showDialog({
      title: trans.__('Replace file?'),
      body: trans.__('%1 exists already.', target),
      buttons: [
        Dialog.cancelButton(),
        Dialog.warnButton({ label: trans.__('Replace') })
      ]
    });
    if (!button.accept) {
      return;
    }
  }
  await files.write(target, new TextEncoder().encode(csv));
  Notification.success(trans.__('Written: %1', nameOf(target)), {
    autoClose: 5000
  });
}
