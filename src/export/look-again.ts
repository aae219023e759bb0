import { BatchDetail, readBatchDetail } from './batch-picture';
import { BatchRequest } from './batch-plan';
import { BatchImage } from './batch-contract';
import { IExporter, PredictedPart } from './contract';
import { prepareExport } from './run-export';

/** Pixels of the longer side, at least: as large as a panel usually is. */
const SIDE = 1024;

/**
 * One image of a run with its result, large: computed anew with the run's own
 * classifier, so that no large picture is kept of a thousand images. Writes nothing.
 *
 * @throws what opening and predicting the image throws; the signal's reason if cancelled
 */
export async function lookAgain(
  {
    classifier,
    exporters,
    settings
  }: Pick<BatchRequest, 'classifier' | 'exporters' | 'settings'>,
  { reference }: BatchImage,
  signal: AbortSignal
): Promise<BatchDetail> {
  const guest = await classifier.openGuest(reference, signal);
  try {
    const input = await prepareExport({
      store: guest,
      imageId: reference.id,
      exporters: drawnExporters(exporters),
      settings,
      signal,
      onProgress: () => undefined
    });
    return await readBatchDetail(guest, input, SIDE, signal);
  } finally {
    guest.dispose();
  }
}

/** Those whose results a picture shows: objects, else classes. */
function drawnExporters(exporters: readonly IExporter[]): IExporter[] {
  const readersOf = (part: PredictedPart): IExporter[] =>
    exporters.filter(({ reads }) => reads?.includes(part));
  const ofObjects = readersOf('objects');
  return ofObjects.length > 0 ? ofObjects : readersOf('segmentation');
}
