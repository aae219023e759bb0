import { PixelForestError } from '../errors';
import { IoClient } from '../engine/io-worker/io-client';
import { trainedColumns } from '../project/feature-columns';
import { parentsOf } from '../project/parent-objects';
import { PlaneIndex, Shape } from '../project/grid';
import { ImageMetadata, ImageReference } from '../project/images';
import { ResultSource } from '../store/guest-contract';
import { ComputedParts, emptyParts } from './computed-parts';
import {
  ExportInput,
  IExporter,
  IExportSink,
  IReportPainter,
  PredictedPart
} from './contract';
import { cropInput } from './crop-input';
import {
  checkSettings,
  DEFAULT_EXPORT_SETTINGS,
  ExportSettings
} from './export-settings';
import { ClassMapCollector } from './class-map-collector';
import { collectFeatures } from './feature-collector';
import { collectOutlines } from './object-collector';
import { lackOfParents, objectSettings } from './object-exporters';
import { predictBands, slabsOf } from './predict-image';
import { PredictionCollector } from './prediction-collector';
import { gatherProvenance } from './provenance';
import { rawPicture } from './raw-picture';

/** How far a run is, ready to show. */
export type ExportProgress = {
  readonly message: string;
  /** 0…1. */
  readonly share: number;
};

/** Who writes, for provenance. */
export type ExportOrigin = {
  /** Of Pixel Forest. */
  readonly version: string;
  /** File name; null without one. */
  readonly projectName: string | null;
};

/** What one run needs. */
export type ExportRequest = {
  readonly store: ResultSource;
  readonly io: Pick<IoClient, 'encode'>;
  readonly imageId: string;
  readonly exporters: readonly IExporter[];
  readonly sink: IExportSink;
  readonly onProgress: (progress: ExportProgress) => void;
  readonly signal: AbortSignal;
  /** The whole image as float32 if not given. */
  readonly settings?: ExportSettings;
  readonly origin?: ExportOrigin;
  readonly painter?: IReportPainter;
  /** Where a file goes; its name if not given. */
  readonly place?: (name: string) => string;
};

/** Share of the progress bar that prediction takes; writing is the rest. */
const PREDICTION_SHARE = 0.8;

/**
 * Writes the files of the chosen exporters for one image; predicts once.
 *
 * @returns paths of the written files
 * @throws PixelForestError `input` without an exporter or for settings that do
 * not fit, `mismatch` without a forest, `access` if the server refuses; the
 * signal's reason if cancelled
 */
export async function runExport(request: ExportRequest): Promise<string[]> {
  if (request.exporters.length === 0) {
    throw new PixelForestError(
      'input',
      'No kind of result was chosen. Tick at least one to export.'
    );
  }
  return writeExport(request, await prepareExport(request));
}

/**
 * Writes the files of what was computed, one after the other.
 *
 * @param onWritten told each path as soon as its file is there
 * @returns paths of the written files
 * @throws PixelForestError `access` if the server refuses; the signal's reason if cancelled
 */
export async function writeExport(
  request: ExportRequest,
  input: ExportInput,
  onWritten: (path: string) => void = () => undefined
): Promise<string[]> {
  const { store, io, exporters, sink, onProgress, signal } = request;
  const place = request.place ?? (name => name);
  const written: string[] = [];
  const count = exporters.flatMap(exporter =>
    exporter.fileNames(input.image, store.classes)
  ).length;
  for (const exporter of exporters) {
    for (const { name, content } of exporter.files(input)) {
      signal.throwIfAborted();
      onProgress({
        message: `Writing ${name}…`,
        share:
          PREDICTION_SHARE +
          (1 - PREDICTION_SHARE) * Math.min(1, written.length / count)
      });
      const bytes = await io.encode(content, signal);
      const path = await sink.write(place(name), bytes, signal);
      written.push(path);
      onWritten(path);
    }
  }
  onProgress({ message: 'Done', share: 1 });
  return written;
}

/**
 * Computes what the exporters read.
 *
 * @throws as {@link runExport}
 */
export async function prepareExport(
  request: Omit<ExportRequest, 'io' | 'sink' | 'place'>
): Promise<ExportInput> {
  const { store, imageId, exporters } = request;
  const settings = request.settings ?? DEFAULT_EXPORT_SETTINGS;
  const reference = store.project.images.find(({ id }) => id === imageId);
  if (!reference) {
    throw new PixelForestError(
      'input',
      `The project has no image “${imageId}”. Choose one of its ${store.project.images.length} images.`
    );
  }
  const areAssigned = parentsOf(store.project).isOn;
  if (!areAssigned && exporters.some(({ needsParents }) => needsParents)) {
    throw lackOfParents();
  }
  const { metadata } = await store.loadImage(imageId);
  checkSettings(settings, metadata.shape);
  const { fingerprint } = reference.metadata ?? {};
  const image = { ...reference, metadata: { ...metadata, fingerprint } };
  if (settings.region && exporters.some(({ isObjects }) => isObjects)) {
    throw new PixelForestError(
      'input',
      'Objects are written of the whole image: an object that a sub-region cuts would have wrong measures. Choose the whole image under “More”, or leave objects out.'
    );
  }
  const described = describe(request, settings, image, metadata);
  if (!exporters.some(({ needsPrediction }) => needsPrediction)) {
    return cropInput({ ...described, ...emptyParts() });
  }
  const parts = await computeParts(request, described);
  return cropInput({ ...described, ...parts });
}

function describe(
  {
    store,
    imageId,
    exporters,
    origin,
    painter
  }: Omit<ExportRequest, 'io' | 'sink'>,
  settings: ExportSettings,
  image: ImageReference,
  metadata: ImageMetadata
): Omit<ExportInput, keyof ComputedParts> {
  return {
    image,
    metadata,
    classes: store.classes,
    labels: store.labels(imageId),
    planes: allPlanes(metadata.shape),
    featureNames: columnsOf(store, metadata.shape).map(({ name }) => name),
    painter: painter ?? null,
    settings,
    provenance: gatherProvenance({
      project: store.project,
      image,
      version: origin?.version ?? '',
      projectName: origin?.projectName ?? null,
      labelCounts: id => store.labelCounts(id),
      objects: objectSettings(exporters, store.project),
      now: new Date()
    })
  };
}

/** What the exporters read of what is computed. */
function readParts(exporters: readonly IExporter[]): Set<PredictedPart> {
  return new Set(
    exporters.flatMap(({ needsPrediction, reads = ALL_PARTS }) =>
      needsPrediction ? reads : []
    )
  );
}

async function computeParts(
  request: Omit<ExportRequest, 'io' | 'sink'>,
  described: Pick<ExportInput, 'planes' | 'metadata' | 'settings'>
): Promise<ComputedParts> {
  const { store, exporters, onProgress, signal, imageId } = request;
  const parts = readParts(exporters);
  const needsMaps = [...parts].some(part => !BESIDE_MAPS.has(part));
  const needsObjects = parts.has('objects') || parts.has('outlines');
  const progress = (share: number): void =>
    onProgress({ message: 'Predicting…', share: PREDICTION_SHARE * share });
  const classMaps =
    needsMaps && needsObjects
      ? new ClassMapCollector(store.project, described.metadata.shape)
      : null;
  const mapShare = needsMaps ? (needsObjects ? 0.9 : 1) : 0;
  const maps = needsMaps
    ? await computeMaps(request, parts, described, classMaps, share =>
        progress(mapShare * share)
      )
    : emptyParts();
  const raw = parts.has('raw')
    ? await rawPicture(store, imageId, described.metadata.shape, signal)
    : new Uint8ClampedArray(0);
  const objects = needsObjects
    ? await store.segmentImage(
        imageId,
        signal,
        share => progress(mapShare + (1 - mapShare) * share),
        classMaps?.maps ?? undefined
      )
    : null;
  const outlines =
    objects && parts.has('outlines')
      ? await collectOutlines(store, objects, signal)
      : [];
  return { ...maps, raw, objects, outlines };
}

/** What bands of probabilities give, and features. */
async function computeMaps(
  request: Omit<ExportRequest, 'io' | 'sink'>,
  parts: ReadonlySet<PredictedPart>,
  described: Pick<ExportInput, 'metadata' | 'settings'>,
  classMaps: ClassMapCollector | null,
  progress: (share: number) => void
): Promise<Omit<ComputedParts, 'raw' | 'objects' | 'outlines'>> {
  const { store, signal, imageId } = request;
  const { shape } = described.metadata;
  const context = await store.predictionContext(imageId, signal);
  const needs = await store.runJob(
    { kind: 'describeFeatures', featuresId: context.features.id },
    { signal, features: context.features }
  );
  const collector = new PredictionCollector(
    { store, imageId, parts, data: described.settings.data, signal },
    context.forest.classCount,
    shape
  );
  const featureShare = parts.has('features') ? 0.5 : 0;
  if (collector.isReading) {
    const slabs = slabsOf(shape, needs.tileDepth, context.forest.classCount);
    for (const [i, slab] of slabs.entries()) {
      await predictBands(
        store,
        context,
        slab,
        needs,
        band => {
          classMaps?.take(slab, band);
          return collector.take(slab, band);
        },
        share => progress(((1 - featureShare) * (i + share)) / slabs.length),
        signal
      );
    }
  }
  const features = parts.has('features')
    ? await collectFeatures(
        store,
        context,
        needs,
        columnsOf(store, shape).map(({ index }) => index),
        signal,
        share => progress(1 - featureShare + featureShare * share)
      )
    : [];
  return { ...collector.result, features };
}

function columnsOf(
  { project, trainingChannels }: ResultSource,
  shape: Shape
): ReturnType<typeof trainedColumns> {
  return trainedColumns(project.features, shape, trainingChannels);
}

/** Frames outside, slices inside: the order of ImageJ's pages. */
function allPlanes({ t, z }: Shape): PlaneIndex[] {
  return Array.from({ length: t * z }, (_, i) => ({
    t: Math.floor(i / z),
    z: i % z
  }));
}

/** What needs no maps of its own. */
const BESIDE_MAPS: ReadonlySet<PredictedPart> = new Set([
  'raw',
  'objects',
  'outlines'
] as const);

/** What exporters of other extensions read that do not say so; not features, which are many. */
const ALL_PARTS: readonly PredictedPart[] = [
  'probabilities',
  'segmentation',
  'picture'
];
