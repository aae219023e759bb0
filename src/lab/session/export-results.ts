import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import { isAbort, PixelForestError } from '../../errors';
import { ExportDialog, IExporter } from '../../export/contract';
import { runExport } from '../../export/run-export';
import { ImageReference } from '../../project/images';
import { askExport, ExportQuestion } from '../dialogs/export-dialog';
import { folderOf, joinPath, nameOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { ExportChoice, IOpenProject } from '../open-projects';
import { imageOf } from './chosen-image';
import { Workbench } from './workbench';

/** Runs exporters on one image and shows how far they are. See {@link IOpenProject.exportResults}. */
export async function exportResults(
  project: IOpenProject,
  wanted: ExportChoice,
  parts: LabParts,
  bench: Workbench
): Promise<readonly string[]> {
  const image = imageOf(project, wanted.imageId);
  const home = project.path === null ? project.folder : folderOf(project.path);
  const chosen = wanted.exporters
    ? { exporters: wanted.exporters, folder: wanted.folder ?? home }
    : await askExport(
        {
          ...offered(wanted.dialog ?? 'results', image, parts),
          image,
          classes: project.store.classes,
          folder: wanted.folder ?? (await parts.files.writableFolder(home))
        },
        parts.trans
      );
  if (!chosen) {
    return [];
  }
  const exporters = chosen.exporters.map(id => exporterOf(id, parts));
  const names = exporters.flatMap(exporter =>
    exporter.fileNames(image, project.store.classes)
  );
  // a macro says what it wants; a user is asked before a file is replaced
  if (!wanted.exporters && !(await mayReplace(chosen.folder, names, parts))) {
    return [];
  }
  return run(project, image, exporters, chosen.folder, parts, bench);
}

/** What a dialog lists and ticks. */
function offered(
  dialog: ExportDialog,
  image: ImageReference,
  { exporters, trans }: LabParts
): Pick<ExportQuestion, 'exporters' | 'ticked' | 'title'> {
  const listed = exporters.entries.filter(({ dialogs = ['results'] }) =>
    dialogs.includes(dialog)
  );
  return dialog === 'results'
    ? { exporters: listed }
    : {
        exporters: listed,
        ticked: listed.slice(0, 1).map(({ id }) => id),
        title: trans.__('Export labels of %1', image.nickname)
      };
}

async function run(
  project: IOpenProject,
  image: ImageReference,
  exporters: readonly IExporter[],
  folder: string,
  parts: LabParts,
  bench: Workbench
): Promise<string[]> {
  const { trans, files } = parts;
  const abort = new AbortController();
  const cancel = {
    label: trans.__('Cancel'),
    callback: () => abort.abort()
  };
  const id = Notification.emit(trans.__('Exporting…'), 'in-progress', {
    autoClose: false,
    actions: [cancel]
  });
  try {
    const paths = await runExport({
      store: project.store,
      io: bench.io,
      imageId: image.id,
      exporters,
      sink: {
        write: async (name, bytes) => {
          const path = joinPath(folder, name);
          await files.write(path, bytes);
          return path;
        }
      },
      onProgress: ({ message, share }) =>
        Notification.update({
          id,
          message: `${Math.round(100 * share)} % · ${message}`
        }),
      signal: abort.signal
    });
    Notification.update({
      id,
      type: 'success',
      message: trans.__(
        'Written to %1: %2',
        folder === '' ? '/' : folder,
        paths.map(nameOf).join(', ')
      ),
      actions: [
        {
          label: trans.__('Open in file browser'),
          callback: () => showInBrowser(paths, parts)
        }
      ]
    });
    return paths;
  } catch (error) {
    Notification.dismiss(id);
    if (isAbort(error)) {
      return [];
    }
    throw error;
  }
}

function showInBrowser(paths: readonly string[], parts: LabParts): void {
  if (paths.length > 0) {
    void parts.app.commands.execute('filebrowser:go-to-path', {
      path: paths[0]
    });
  }
}

async function mayReplace(
  folder: string,
  names: readonly string[],
  { files, trans }: LabParts
): Promise<boolean> {
  const found = await Promise.all(
    names.map(name => files.find(joinPath(folder, name)))
  );
  const taken = names.filter((_, i) => found[i] !== null);
  if (taken.length === 0) {
    return true;
  }
  const { button } = await showDialog({
    title: trans.__('Replace files?'),
    body: trans.__('These files exist already: %1', taken.join(', ')),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Replace') })
    ]
  });
  return button.accept;
}

function exporterOf(id: string, { exporters }: LabParts): IExporter {
  const exporter = exporters.entries.find(entry => entry.id === id);
  if (!exporter) {
    throw new PixelForestError(
      'input',
      `There is no kind of result “${id}”. There are: ${exporters.entries.map(entry => entry.id).join(', ')}.`
    );
  }
  return exporter;
}
