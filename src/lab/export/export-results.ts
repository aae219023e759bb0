import { Notification } from '@jupyterlab/apputils';
import { isAbort, PixelForestError } from '../../errors';
import { IExporter } from '../../export/contract';
import {
  DEFAULT_EXPORT_SETTINGS,
  ExportSettings
} from '../../export/export-settings';
import { stemOf } from '../../export/file-names';
import { placeFile } from '../../export/name-pattern';
import { runExport } from '../../export/run-export';
import { ImageReference } from '../../project/images';
import { folderOf, nameOf } from '../images/file-path';
import { resolveImagePath } from '../images/image-path';
import { CommandIDs } from '../commands/ids';
import { LabParts } from '../lab-parts';
import { ExportChoice, IOpenProject } from '../open-projects';
import { imageOf } from '../session/chosen-image';
import { Workbench } from '../session/workbench';
import { VERSION } from '../version';
import { ExportAnswer } from './export-dialog';
import { mayReplace } from '../images/may-replace';
import { rememberExport } from './export-memory';
import { FolderMaker } from './make-folders';
import { reportPainter } from './report-painter';

/** Runs exporters on one image and shows how far they are. See {@link IOpenProject.exportResults}. */
export async function exportResults(
  project: IOpenProject,
  wanted: ExportChoice,
  parts: LabParts,
  bench: Workbench
): Promise<readonly string[]> {
  const image = imageOf(project, wanted.imageId);
  const home = project.path === null ? project.folder : folderOf(project.path);
  const datasetDir = datasetFolder(project.folder, image);
  const chosen = wanted.exporters
    ? {
        exporters: wanted.exporters,
        folder: wanted.folder ?? home,
        settings: DEFAULT_EXPORT_SETTINGS
      }
    : await ask(project, image, wanted, home, datasetDir, parts);
  if (!chosen) {
    return [];
  }
  const exporters = chosen.exporters.map(id => exporterOf(id, parts));
  const place = placing(image, chosen, datasetDir);
  const paths = exporters
    .flatMap(exporter => exporter.fileNames(image, project.store.classes))
    .map(place);
  // a macro says what it wants; a user is asked before a file is replaced
  if (!wanted.exporters && !(await mayReplace(paths, parts))) {
    return [];
  }
  const { folder } = chosen;
  parts.projects.tellAction(project, {
    command: CommandIDs.exportResults,
    args: { exporters: [...chosen.exporters], folder }
  });
  return run(project, image, exporters, chosen.settings, place, parts, bench);
}

/** Shows the dialog and keeps what was chosen. @returns null if cancelled */
async function ask(
  project: IOpenProject,
  image: ImageReference,
  wanted: ExportChoice,
  home: string,
  datasetDir: string,
  parts: LabParts
): Promise<ExportAnswer | null> {
  const { store } = project;
  const dialog = wanted.dialog ?? 'results';
  const { askExport } = await import('./export-dialog');
  const { exportQuestion } = await import('./export-question');
  const abort = new AbortController();
  const question = await exportQuestion(
    project,
    image,
    dialog,
    {
      folder: wanted.folder ?? (await parts.files.writableFolder(home)),
      datasetDir
    },
    parts,
    abort.signal
  );
  const answer = await askExport(question, parts.trans);
  abort.abort();
  if (answer) {
    rememberExport(store, dialog, answer.exporters, answer.settings);
  }
  return answer;
}

/** Folder of the image's file; the project's for an image inside it or from elsewhere. */
function datasetFolder(folder: string, { path }: ImageReference): string {
  const found = path === '' ? null : resolveImagePath(folder, path);
  return found?.kind === 'file' ? folderOf(found.localPath) : folder;
}

function placing(
  image: ImageReference,
  {
    folder,
    settings
  }: { readonly folder: string; readonly settings: ExportSettings },
  datasetDir: string
): (name: string) => string {
  const values = { folder, datasetDir, nickname: stemOf(image) };
  return name => placeFile(settings.pattern, name, values);
}

async function run(
  project: IOpenProject,
  image: ImageReference,
  exporters: readonly IExporter[],
  settings: ExportSettings,
  place: (name: string) => string,
  parts: LabParts,
  bench: Workbench
): Promise<string[]> {
  const { trans, files, app } = parts;
  const abort = new AbortController();
  const cancel = {
    label: trans.__('Cancel'),
    callback: () => abort.abort()
  };
  const id = Notification.emit(trans.__('Exporting…'), 'in-progress', {
    autoClose: false,
    actions: [cancel]
  });
  const folders = new FolderMaker(app.serviceManager.contents);
  try {
    const paths = await runExport({
      store: project.store,
      io: bench.io,
      imageId: image.id,
      exporters,
      settings,
      place,
      painter: reportPainter,
      origin: {
        version: VERSION,
        projectName: project.path === null ? null : nameOf(project.path)
      },
      sink: {
        write: async (path, bytes) => {
          await folders.make(folderOf(path));
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
        folderOf(paths[0]) || '/',
        shownNames(paths).join(', ')
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

/** File names; of a folder that is one image, its own. */
function shownNames(paths: readonly string[]): string[] {
  const names = paths.map(path => {
    const inFolder = /([^/]+\.zarr)\//.exec(path);
    return inFolder ? inFolder[1] : nameOf(path);
  });
  return [...new Set(names)];
}

function showInBrowser(paths: readonly string[], parts: LabParts): void {
  if (paths.length > 0) {
    void parts.app.commands.execute('filebrowser:go-to-path', {
      path: paths[0].replace(/\.zarr\/.*$/, '.zarr')
    });
  }
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
