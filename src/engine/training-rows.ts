import { PixelForestError } from '../errors';
import { IImageSource, Reach } from '../image/image-source';
import { FeatureSetup } from '../pipeline/features/feature-setup';
import { TrainingPixels } from '../pipeline/forest/training-pixels';
import { IEngine } from './engine';
import { freeMemory } from './free-memory';
import { Priority } from './job-queue';
import { PlaneGaps, TrainingCell, trainingCells } from './training-cells';

/** What a forest is trained on. */
export type TrainingSet = {
  /** (samples, columns) float32, row after row. */
  readonly rows: Float32Array;
  /** (samples,) class numbers from 1. */
  readonly labels: Uint8Array;
  readonly columnCount: number;
};

/** Rows known of one plane of one image, by y · width + x. */
type PlaneRows = {
  readonly imageId: string;
  readonly rows: Map<number, Float32Array>;
};

/** The pixels of one plane with their rows as far as there are any. */
type FoundRows = PlaneGaps & {
  readonly found: (Float32Array | undefined)[];
  readonly known: Map<number, Float32Array>;
  readonly keyOf: (i: number) => number;
};

/** Patches cut from the images ahead of a free worker, per worker: one of a stack takes megabytes. */
const CELLS_AHEAD = 4;

/** Rows of erased pixels are kept for undo until they outnumber the used ones by this. */
const SPARE_FACTOR = 2;

/**
 * Feature rows at labelled pixels. Rows stay known from stroke to stroke, so
 * that a new stroke costs its own pixels only; another feature setup starts
 * anew.
 */
export class TrainingRows {
  constructor(private readonly _engine: IEngine) {}

  /**
   * The rows of all pixels, in their order; only unknown ones are computed,
   * with a job for each tile and its neighbouring slices.
   *
   * @param source gives the image of an id
   * @throws PixelForestError `mismatch` if there are no pixels
   */
  async collect(
    pixels: readonly TrainingPixels[],
    source: (imageId: string) => Promise<IImageSource>,
    features: FeatureSetup,
    signal?: AbortSignal
  ): Promise<TrainingSet> {
    if (pixels.length === 0) {
      throw new PixelForestError(
        'mismatch',
        'Wanted to train, but no pixel is labelled. Paint some pixels of each class.'
      );
    }
    if (features.id !== this._featuresId) {
      this._planes = new Map();
      this._featuresId = features.id;
    }
    // work under way keeps writing where it began, even if that is forgotten meanwhile
    const known = this._planes;
    const planes = await Promise.all(
      pixels.map(async plane =>
        findRows(known, plane, await source(plane.imageId))
      )
    );
    await this._complete(planes, features, signal);
    signal?.throwIfAborted();
    return assemble(pixels, planes.flatMap(keepRows));
  }

  /** Drops what is known of one image, e.g. after it was linked to another file, or of all. */
  forget(imageId?: string): void {
    this._planes = new Map(
      [...this._planes].filter(
        ([, plane]) => imageId !== undefined && plane.imageId !== imageId
      )
    );
  }

  /** Fills the gaps of all planes. */
  private async _complete(
    planes: readonly FoundRows[],
    features: FeatureSetup,
    signal?: AbortSignal
  ): Promise<void> {
    if (planes.every(({ missing }) => missing.length === 0)) {
      return;
    }
    const needs = await this._engine.describe(features, signal);
    const waiting = trainingCells(planes, needs.tileDepth);
    const feed = async (): Promise<void> => {
      for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
        const rows = await this._compute(cell, planes, needs, features, signal);
        cell.members.forEach(({ plane, i }, n) => {
          const { found, known, keyOf } = planes[plane];
          found[i] = rows[n];
          known.set(keyOf(i), rows[n]);
        });
      }
    };
    const feeders = this._engine.workerCount * CELLS_AHEAD;
    try {
      await Promise.all(Array.from({ length: feeders }, feed));
    } finally {
      // after a failure nobody waits for the rest
      waiting.length = 0;
    }
  }

  private async _compute(
    { image, t, slices, box, members }: TrainingCell,
    planes: readonly FoundRows[],
    { halo, depthHalo }: Reach,
    features: FeatureSetup,
    signal?: AbortSignal
  ): Promise<Float32Array[]> {
    const patch = await image.readPatch(
      {
        t,
        slices,
        box,
        halo,
        depthHalo,
        channels: features.trainingChannels
      },
      signal
    );
    const pixelsOf = (plane: number): TrainingPixels => planes[plane].pixels;
    const { rows } = await this._engine.run(
      {
        kind: 'featureRows',
        featuresId: features.id,
        patch,
        z: Int32Array.from(members, ({ plane }) => pixelsOf(plane).plane.z),
        y: Int32Array.from(members, ({ plane, i }) => pixelsOf(plane).y[i]),
        x: Int32Array.from(members, ({ plane, i }) => pixelsOf(plane).x[i])
      },
      { priority: Priority.stroke, signal, features }
    );
    freeMemory(patch);
    const columns = rows.length / members.length;
    return members.map((_, n) => rows.subarray(n * columns, (n + 1) * columns));
  }

  private _featuresId = '';
  private _planes = new Map<string, PlaneRows>();
}

/** What is known of the pixels of one plane. */
function findRows(
  planes: Map<string, PlaneRows>,
  pixels: TrainingPixels,
  image: IImageSource
): FoundRows {
  const { imageId, plane, y, x, labels } = pixels;
  const width = image.metadata.shape.x;
  const key = `${plane.t},${plane.z},${imageId}`;
  const { rows } = planes.get(key) ?? { rows: new Map<number, Float32Array>() };
  planes.set(key, { imageId, rows });
  const keyOf = (i: number): number => y[i] * width + x[i];
  const found = Array.from(labels, (_, i) => rows.get(keyOf(i)));
  const missing = [...found.keys()].filter(i => !found[i]);
  return { image, pixels, missing, found, known: rows, keyOf };
}

/** The rows of a plane's pixels in their order; those of erased pixels are forgotten if they are many. */
function keepRows({ found, known, keyOf }: FoundRows): Float32Array[] {
  const rows = found.filter(row => row !== undefined);
  if (known.size > SPARE_FACTOR * rows.length) {
    known.clear();
    // copies, so that the memory of the others is freed
    rows.forEach((row, i) => known.set(keyOf(i), row.slice()));
  }
  return rows;
}

function assemble(
  pixels: readonly TrainingPixels[],
  found: readonly Float32Array[]
): TrainingSet {
  const columnCount = found[0].length;
  const rows = new Float32Array(found.length * columnCount);
  found.forEach((row, i) => rows.set(row, i * columnCount));
  const labels = new Uint8Array(found.length);
  let at = 0;
  for (const plane of pixels) {
    labels.set(plane.labels, at);
    at += plane.labels.length;
  }
  return { rows, labels, columnCount };
}
