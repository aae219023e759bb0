import { PixelForestError } from '../errors';
import { IoClient } from '../engine/io-worker/io-client';
import { PlaneIndex, Shape } from '../project/grid';
import { IProjectStore, PredictionContext } from '../store/contract';
import { ExportInput, IExporter, IExportSink } from './contract';
import { predictBands, slabsOf } from './predict-image';
import { Predicted, PredictionCollector } from './prediction-collector';

/** How far a run is, ready to show. */
export type ExportProgress = {
  readonly message: string;
  /** 0…1. */
  readonly share: number;
};

/** What one run needs. */
export type ExportRequest = {
  readonly store: IProjectStore;
  readonly io: IoClient;
  readonly imageId: string;
  readonly exporters: readonly IExporter[];
  readonly sink: IExportSink;
  readonly onProgress: (progress: ExportProgress) => void;
  readonly signal: AbortSignal;
};

/** Share of the progress bar that prediction takes; writing is the rest. */
const PREDICTION_SHARE = 0.8;

/**
 * Writes the files of the chosen exporters for one image; predicts once.
 *
 * @returns paths of the written files
 * @throws PixelForestError `input` without an exporter, `mismatch` without a
 * forest, `access` if the server refuses; the signal's reason if cancelled
 */
export async function runExport(request: ExportRequest): Promise<string[]> {
  const { store, io, exporters, sink, onProgress, signal } = request;
  if (exporters.length === 0) {
    throw new PixelForestError(
      'input',
      'No kind of result was chosen. Tick at least one to export.'
    );
  }
  const input = await prepare(request);
  const written: string[] = [];
  const names = exporters.flatMap(exporter =>
    exporter.fileNames(input.image, store.classes)
  );
  for (const exporter of exporters) {
    for (const { name, content } of exporter.files(input)) {
      signal.throwIfAborted();
      onProgress({
        message: `Writing ${name}…`,
        share:
          PREDICTION_SHARE +
          ((1 - PREDICTION_SHARE) * written.length) / names.length
      });
      const bytes = await io.encode(content, signal);
      written.push(await sink.write(name, bytes, signal));
    }
  }
  onProgress({ message: 'Done', share: 1 });
  return written;
}

async function prepare(request: ExportRequest): Promise<ExportInput> {
  const { store, imageId, exporters, signal } = request;
  const image = store.project.images.find(({ id }) => id === imageId);
  if (!image) {
    throw new PixelForestError(
      'input',
      `The project has no image “${imageId}”. Choose one of its ${store.project.images.length} images.`
    );
  }
  if (!exporters.some(({ needsPrediction }) => needsPrediction)) {
    const source = await store.loadImage(imageId);
    return {
      ...describe(store, image, source.metadata),
      probabilities: [],
      segmentation: [],
      picture: new Uint8ClampedArray(0)
    };
  }
  const context = await store.predictionContext(imageId, signal);
  const described = describe(store, image, context.source.metadata);
  return { ...described, ...(await predictAll(request, context, described)) };
}

function describe(
  store: IProjectStore,
  image: ExportInput['image'],
  metadata: ExportInput['metadata']
): Omit<ExportInput, keyof Predicted> {
  return {
    image,
    metadata,
    classes: store.classes,
    labels: store.labels(image.id),
    planes: allPlanes(metadata.shape)
  };
}

async function predictAll(
  request: ExportRequest,
  context: PredictionContext,
  described: Pick<ExportInput, 'planes' | 'metadata'>
): Promise<Predicted> {
  const { store, onProgress, signal } = request;
  const { shape } = described.metadata;
  const needs = await store.runJob(
    { kind: 'describeFeatures', featuresId: context.features.id },
    { signal, features: context.features }
  );
  const collector = new PredictionCollector(
    request,
    context.forest.classCount,
    shape
  );
  const slabs = slabsOf(shape, needs.tileDepth, context.forest.classCount);
  for (const [i, slab] of slabs.entries()) {
    await predictBands(
      store,
      context,
      slab,
      needs,
      band => collector.take(slab, band),
      share =>
        onProgress({
          message: 'Predicting…',
          share: (PREDICTION_SHARE * (i + share)) / slabs.length
        }),
      signal
    );
  }
  return collector.result;
}

/** Frames outside, slices inside: the order of ImageJ's pages. */
function allPlanes({ t, z }: Shape): PlaneIndex[] {
  return Array.from({ length: t * z }, (_, i) => ({
    t: Math.floor(i / z),
    z: i % z
  }));
}
