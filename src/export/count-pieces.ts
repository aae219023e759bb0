import { IProjectStore } from '../store/contract';
import { IExporter } from './contract';
import { prepareExport } from './run-export';

/** Larger images take too long for a sentence: 4 megapixels. */
const MAX_PIXELS = 2 ** 22;

/** Reads the segmentation and writes nothing. */
const reader: IExporter = {
  id: 'piece-count',
  name: '',
  explanation: '',
  needsPrediction: true,
  reads: ['segmentation'],
  isDefault: false,
  fileNames: () => [],
  files: () => []
};

/**
 * Connected pieces of the first class in the segmentation of the first frame:
 * what a mask has instead of objects.
 *
 * @returns null for large images
 * @throws as `prepareExport`
 */
export async function countPieces(
  store: IProjectStore,
  imageId: string,
  signal: AbortSignal
): Promise<number | null> {
  const { metadata } = await store.loadImage(imageId);
  const { t, z, y, x } = metadata.shape;
  if (t * z * y * x > MAX_PIXELS) {
    return null;
  }
  const { segmentation } = await prepareExport({
    store,
    imageId,
    exporters: [reader],
    onProgress: () => undefined,
    signal
  });
  const mask = new Uint8Array(z * y * x);
  segmentation.slice(0, z).forEach((plane, slice) =>
    mask.set(
      plane.map(number => (number === 1 ? 1 : 0)),
      slice * y * x
    )
  );
  const { pieceCount } = await store.runJob(
    {
      kind: 'segment',
      grid: { depth: z, height: y, width: x },
      sources: [mask],
      steps: {
        smoothing: 0,
        threshold: { kind: 'single', value: 0.5 },
        fillHoles: false,
        split: null,
        minimumSize: 1,
        maximumSize: null,
        dropBorder: false
      },
      intensity: null,
      excluded: [],
      measure: null
    },
    { signal }
  );
  return pieceCount;
}
