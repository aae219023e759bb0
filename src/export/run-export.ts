import { PixelForestError } from '../errors';
import { IoClient } from '../engine/io-worker/io-client';
import { PlaneIndex, Shape } from '../project/grid';
import { IProjectStore, PredictionContext } from '../store/contract';
import { ExportInput, IExporter, IExportSink } from './contract';
import { predictSlab, slabsOf } from './predict-image';

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

/** The parts of the input that come from the classifier. */
type Predicted = Pick<
  ExportInput,
  'probabilities' | 'segmentation' | 'picture'
>;

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
  { planes, metadata }: Pick<ExportInput, 'planes' | 'metadata'>
): Promise<Predicted> {
  const { store, imageId, signal } = request;
  const { y: height, x: width } = metadata.shape;
  const pixelCount = height * width;
  const isShown = store.activeImage?.id === imageId;
  const shown = isShown ? store.plane : { t: 0, z: 0 };
  const probabilities = await predictSlabs(request, context, metadata.shape);
  let picture = new Uint8ClampedArray(0);
  const segmentation: Uint8Array[] = [];
  for (const [i, plane] of planes.entries()) {
    const maps = probabilities[i];
    const joined = new Float32Array(maps.length * pixelCount);
    maps.forEach((map, c) => joined.set(map, c * pixelCount));
    const { values } = await store.runJob(
      {
        kind: 'reduceProbability',
        probabilities: joined,
        pixelCount,
        mode: 'segmentation'
      },
      { signal }
    );
    segmentation.push(Uint8Array.from(values));
    if (plane.t === shown.t && plane.z === shown.z) {
      const coloured = await store.runJob(
        {
          kind: 'colourProbability',
          probabilities: joined,
          height,
          width,
          classColors: store.classes.map(item => item.probabilityColor),
          mode: 'segmentation',
          classIndex: -1
        },
        { signal }
      );
      picture = new Uint8ClampedArray(coloured.rgba);
    }
  }
  return { probabilities, segmentation, picture };
}

/** Per plane, in the order t, then z, one (y, x) map per class. */
async function predictSlabs(
  { store, onProgress, signal }: ExportRequest,
  context: PredictionContext,
  shape: Shape
): Promise<Float32Array[][]> {
  const needs = await store.runJob(
    { kind: 'describeFeatures', featuresId: context.features.id },
    { signal, features: context.features }
  );
  const slabs = slabsOf(shape, needs.tileDepth, context.forest.classCount);
  const probabilities: Float32Array[][] = [];
  for (const [i, slab] of slabs.entries()) {
    const showProgress = (share: number): void =>
      onProgress({
        message: 'Predicting…',
        share: (PREDICTION_SHARE * (i + share)) / slabs.length
      });
    probabilities.push(
      ...(await predictSlab(store, context, slab, needs, showProgress, signal))
    );
  }
  return probabilities;
}

/** Frames outside, slices inside: the order of ImageJ's pages. */
function allPlanes({ t, z }: Shape): PlaneIndex[] {
  return Array.from({ length: t * z }, (_, i) => ({
    t: Math.floor(i / z),
    z: i % z
  }));
}
