import { PixelForestError } from '../../errors';
import { describeRefusal } from '../document/access-error';
import { readServerFile } from '../document/read-server-file';
import { joinPath } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { outputPath } from './cell-path';
import { ResultsOrigin } from './notebook-topic';
import { readObjectSizes } from './object-summary';
import { Results } from './result-cells';

/** Exporters whose files are linked, in the order of their files. */
const EXPORTERS = [
  'probabilities-tiff',
  'labels-tiff',
  'summary-csv',
  'overlay-png'
] as const;

/** Added while objects are switched on. */
const OBJECTS_EXPORTER = 'objects-csv';

/** What results are made of, and where they go. */
export type ResultsWish = {
  readonly imageId: string;
  readonly isEmbedded: boolean;
  /** Of the notebook from the server's root; paths count from it. */
  readonly notebookFolder: string;
  /** Of the files, from the server's root. */
  readonly folder: string;
};

/**
 * Predicts an image and writes probabilities, labels, the summary, the overlay
 * with its scale bar and, where they are switched on, the table of objects.
 *
 * @returns null if the user cancelled
 * @throws PixelForestError `mismatch` without labels of two classes, `access` if the server refuses
 */
export async function makeResults(
  project: IOpenProject,
  wish: ResultsWish,
  parts: LabParts
): Promise<Results | null> {
  const { store, path } = project;
  const { imageId, isEmbedded, notebookFolder, folder } = wish;
  const image = store.project.images.find(({ id }) => id === imageId);
  if (!image || path === null) {
    throw new PixelForestError(
      'input',
      'Results of an image of a project were wanted, but there is no such image. Open a project and add an image.'
    );
  }
  await makeFolder(folder, parts);
  const exporters = store.objects.isOn
    ? [...EXPORTERS, OBJECTS_EXPORTER]
    : [...EXPORTERS];
  const files = await project.exportResults({ exporters, folder, imageId });
  if (files.length < exporters.length) {
    return null;
  }
  const [probabilities, labels, summary, figure, objects] = files;
  const readText = async (file: string): Promise<string> =>
    new TextDecoder().decode(await readServerFile(parts.server, file));
  const relative = (file: string): string => outputPath(notebookFolder, file);
  const origin: ResultsOrigin = { path: relative(path), imageId, isEmbedded };
  return {
    origin,
    imageName: image.nickname,
    figure: {
      path: relative(figure),
      png: await readServerFile(parts.server, figure)
    },
    probabilities: relative(probabilities),
    labels: relative(labels),
    summary: {
      path: relative(summary),
      csv: await readText(summary)
    },
    objects:
      objects === undefined
        ? null
        : {
            path: relative(objects),
            ...readObjectSizes(await readText(objects))
          }
  };
}

/** `<notebook name>_results` beside the notebook. */
export function resultsFolder(folder: string, notebookStem: string): string {
  return joinPath(folder, `${notebookStem}_results`);
}

async function makeFolder(
  folder: string,
  { app, files }: LabParts
): Promise<void> {
  if (await files.find(folder)) {
    return;
  }
  try {
    await app.serviceManager.contents.save(folder, { type: 'directory' });
  } catch (error) {
    throw describeRefusal(`Creating the folder ${folder}`, error);
  }
}
