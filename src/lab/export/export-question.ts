import { ExportDialog, ExportSubject } from '../../export/contract';
import { countPieces } from '../../export/count-pieces';
import { methodsText, reproduceCommand } from '../../export/methods-text';
import { gatherProvenance } from '../../export/provenance';
import { trainedColumns } from '../../project/feature-columns';
import { ImageReference } from '../../project/images';
import { parentsOf } from '../../project/parent-objects';
import { IProjectStore } from '../../store/contract';
import { nameOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { VERSION } from '../version';
import { ExportQuestion } from './export-dialog';
import { recallExport } from './export-memory';
import { layerPictures } from './layer-pictures';

/** What the command line writes, as the dialog shows it. */
const COMMAND_SOURCES = ['probabilities', 'segmentation', 'objects'];

/**
 * Everything a dialog lists, ticks and says.
 *
 * @param places where results go, and where the image is; from the server's root
 * @param signal ends the making of pictures
 */
export async function exportQuestion(
  project: IOpenProject,
  image: ImageReference,
  dialog: ExportDialog,
  places: Pick<ExportQuestion, 'folder' | 'datasetDir'>,
  { exporters, trans }: LabParts,
  signal: AbortSignal
): Promise<ExportQuestion> {
  const { store } = project;
  const areAssigned = parentsOf(store.project).isOn;
  const listed = exporters.entries.filter(
    ({ dialogs = ['results'], needsParents }) =>
      dialogs.includes(dialog) && (areAssigned || !needsParents)
  );
  const remembered = recallExport(store, dialog);
  const usual =
    dialog === 'results'
      ? listed.filter(({ isDefault }) => isDefault)
      : listed.slice(0, 1);
  const ticked = listed
    .map(({ id }) => id)
    .filter(id => remembered.exporters?.includes(id));
  const provenance = gatherProvenance({
    project: store.project,
    image,
    version: VERSION,
    projectName: project.path === null ? null : nameOf(project.path),
    labelCounts: id => store.labelCounts(id),
    objects: null,
    now: new Date()
  });
  return {
    ...places,
    title:
      dialog === 'results'
        ? trans.__('Export %1', image.nickname)
        : trans.__('Export labels of %1', image.nickname),
    exporters: listed,
    subject: {
      ...(await describeSubject(store, image)),
      settings: remembered.settings
    },
    ticked: ticked.length > 0 ? ticked : usual.map(({ id }) => id),
    picture: layerPictures(store, image, signal),
    // a number is a help: the sentence goes on without it
    pieceCount: once(() =>
      countPieces(store, image.id, signal).catch(() => null)
    ),
    methods: methodsText(provenance),
    command: reproduceCommand(provenance, COMMAND_SOURCES)
  };
}

async function describeSubject(
  store: IProjectStore,
  image: ImageReference
): Promise<Omit<ExportSubject, 'settings'>> {
  const { metadata } = await store.loadImage(image.id);
  const found = store.objects.result;
  return {
    image,
    metadata,
    classes: store.classes,
    featureNames: trainedColumns(
      store.project.features,
      metadata.shape,
      store.trainingChannels
    ).map(({ name }) => name),
    // what is written of a stack is cut in three dimensions
    objectCount:
      found?.imageId === image.id && found.scope !== 'slice'
        ? found.table.count
        : null
  };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => (result ??= work());
}
