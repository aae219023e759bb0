import { Dialog, showDialog } from '@jupyterlab/apputils';
import { BatchRun } from '../../export/batch';
import { BatchRequest } from '../../export/batch-plan';
import { BatchJournal, JOURNAL_NAME } from '../../export/batch-journal';
import { OBJECTS_NAME, SUMMARY_NAME } from '../../export/batch-tables';
import { DEFAULT_EXPORT_SETTINGS } from '../../export/export-settings';
import { reportPainter } from '../export/report-painter';
import { joinPath, nameOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { Workbench } from '../session/workbench';
import { VERSION } from '../version';
import { batchSink, existingFiles } from './batch-sink';
import { findJournal } from './find-journal';
import { BatchChoice } from './batch-view';
import { batchImages } from './find-images';
import { keepPicture } from './keep-picture';

/** Files named in the question whether they may be replaced. */
const NAMED_FILES = 5;

/**
 * A run of the chosen images with the classifier of now, which is trained if
 * needed. Asks whether to continue a run that was cut off, or else once for all
 * files that are there already.
 *
 * @param paths images, from the server's root
 * @returns null if the user cancelled
 * @throws PixelForestError `mismatch` if there is nothing to learn from, `format`
 * if the result folder holds a journal that is none
 */
export async function planRun(
  project: IOpenProject,
  paths: readonly string[],
  choice: BatchChoice,
  parts: LabParts,
  bench: Workbench
): Promise<BatchRun | null> {
  const { store, folder, path } = project;
  const classifier = await store.freezeClassifier();
  const { output } = choice;
  const settings = DEFAULT_EXPORT_SETTINGS;
  const { images } = classifier.project;
  const request: BatchRequest = {
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
    journalPath: joinPath(output, JOURNAL_NAME),
    painter: reportPainter,
    keepPicture,
    origin: {
      version: VERSION,
      projectName: path === null ? null : nameOf(path)
    }
  };
  const journal = await findJournal(
    joinPath(output, JOURNAL_NAME),
    parts.server
  );
  if (journal && isOf(journal, request)) {
    const answer = await askToContinue(journal, request, parts);
    if (answer !== 'anew') {
      return answer && new BatchRun({ ...request, journal });
    }
  }
  const run = new BatchRun(request);
  return (await mayStart(run, parts)) ? run : null;
}

/** Whether going on makes what an uninterrupted run would have made. */
function isOf(
  { head }: BatchJournal,
  { classifier, exporters }: BatchRequest
): boolean {
  const ids = exporters.map(({ id }) => id);
  return (
    head.classifier === classifier.identity &&
    head.exporters.join() === ids.join()
  );
}

/** @returns null if the user cancelled */
async function askToContinue(
  { entries }: BatchJournal,
  { images }: BatchRequest,
  { trans }: Pick<LabParts, 'trans'>
): Promise<'continue' | 'anew' | null> {
  const names = new Set(images.map(({ reference }) => reference.nickname));
  const done = entries.filter(({ name }) => names.has(name)).length;
  if (done === 0) {
    return 'anew';
  }
  const { button } = await showDialog({
    title: trans.__('Continue the unfinished run?'),
    body: trans.__(
      '%1 of %2 images were done with this classifier when the run was cut off. They need not be computed again.',
      done,
      images.length
    ),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Start anew'), actions: ['anew'] }),
      Dialog.okButton({ label: trans.__('Continue') })
    ]
  });
  return button.actions.includes('anew')
    ? 'anew'
    : button.accept
      ? 'continue'
      : null;
}

/** Asks once for all files that are there already. @returns whether the run may begin */
export async function mayStart(
  run: Pick<BatchRun, 'paths'>,
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
