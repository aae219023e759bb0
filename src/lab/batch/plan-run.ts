import { Dialog, showDialog } from '@jupyterlab/apputils';
import { BatchRun } from '../../export/batch';
import { OBJECTS_NAME, SUMMARY_NAME } from '../../export/batch-tables';
import { DEFAULT_EXPORT_SETTINGS } from '../../export/export-settings';
import { reportPainter } from '../export/report-painter';
import { joinPath, nameOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { Workbench } from '../session/workbench';
import { VERSION } from '../version';
import { batchSink, existingFiles } from './batch-sink';
import { BatchChoice } from './batch-view';
import { batchImages } from './find-images';
import { keepPicture } from './keep-picture';

/** Files named in the question whether they may be replaced. */
const NAMED_FILES = 5;

/**
 * A run of the chosen images with the classifier of now, which is trained if needed.
 *
 * @param paths images, from the server's root
 * @throws PixelForestError `mismatch` if there is nothing to learn from
 */
export async function planRun(
  project: IOpenProject,
  paths: readonly string[],
  choice: BatchChoice,
  parts: LabParts,
  bench: Workbench
): Promise<BatchRun> {
  const { store, folder, path } = project;
  const classifier = await store.freezeClassifier();
  const { output } = choice;
  const settings = DEFAULT_EXPORT_SETTINGS;
  const { images } = classifier.project;
  return new BatchRun({
    classifier,
    io: bench.io,
    images: batchImages(paths, { folder, images }, output, settings),
    exporters: parts.exporters.entries.filter(({ id }) =>
      choice.exporters.includes(id)
    ),
    settings,
    sink: batchSink(parts),
    summaryPath: joinPath(output, SUMMARY_NAME),
    objectsPath: joinPath(output, OBJECTS_NAME),
    painter: reportPainter,
    keepPicture,
    origin: {
      version: VERSION,
      projectName: path === null ? null : nameOf(path)
    }
  });
}

/** Asks once for all files that are there already. @returns whether the run may begin */
export async function mayStart(
  run: BatchRun,
  { app, trans }: Pick<LabParts, 'app' | 'trans'>
): Promise<boolean> {
  const { contents } = app.serviceManager;
  const found = await existingFiles(contents, run.paths);
  if (found.length === 0) {
    return true;
  }
  const named = found.slice(0, NAMED_FILES).map(nameOf).join(', ');
  const { button } = await showDialog({
    title: trans.__('Replace files?'),
    body:
      found.length > NAMED_FILES
        ? trans.__(
            '%1 files exist already: %2 and %3 more',
            found.length,
            named,
            found.length - NAMED_FILES
          )
        : trans.__('These files exist already: %1', named),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Replace') })
    ]
  });
  return button.accept;
}
