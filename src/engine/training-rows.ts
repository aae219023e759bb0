import { PixelForestError } from '../errors';
import { COMPUTE_TILE, tilesCovering, wholePlane } from '../image/tile-grid';
import { IImageSource } from '../image/image-source';
import { FeatureSetup } from '../pipeline/features/feature-setup';
import { TrainingPixels } from '../pipeline/forest/training-pixels';
import { TileBox } from '../project/grid';
import { IEngine } from './engine';
import { Priority } from './job-queue';

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

/** Some pixels of one tile, by their place in the list of all. */
type PixelTile = { readonly box: TileBox; readonly pixels: readonly number[] };

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
   * The rows of all pixels, in their order; only unknown ones are computed, a tile per job.
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
    const found = await Promise.all(
      pixels.map(plane =>
        this._complete(known, plane, source, features, signal)
      )
    );
    signal?.throwIfAborted();
    return assemble(pixels, found.flat());
  }

  /** Drops what is known of one image, e.g. after it was linked to another file, or of all. */
  forget(imageId?: string): void {
    this._planes = new Map(
      [...this._planes].filter(
        ([, plane]) => imageId !== undefined && plane.imageId !== imageId
      )
    );
  }

  /** One row per pixel of a plane, known ones and new ones, in the pixels' order. */
  private async _complete(
    known: Map<string, PlaneRows>,
    pixels: TrainingPixels,
    source: (imageId: string) => Promise<IImageSource>,
    features: FeatureSetup,
    signal?: AbortSignal
  ): Promise<Float32Array[]> {
    const image = await source(pixels.imageId);
    const { shape } = image.metadata;
    const key = `${pixels.plane.t},${pixels.plane.z},${pixels.imageId}`;
    const plane = known.get(key) ?? {
      imageId: pixels.imageId,
      rows: new Map<number, Float32Array>()
    };
    known.set(key, plane);
    const pixelKey = (i: number): number => pixels.y[i] * shape.x + pixels.x[i];
    const found = Array.from(pixels.labels, (_, i) =>
      plane.rows.get(pixelKey(i))
    );
    const missing = [...found.keys()].filter(i => !found[i]);
    await Promise.all(
      groupByTile(pixels, missing, wholePlane(shape)).map(async tile => {
        const rows = await this._compute(image, pixels, tile, features, signal);
        rows.forEach((row, n) => {
          found[tile.pixels[n]] = row;
          plane.rows.set(pixelKey(tile.pixels[n]), row);
        });
      })
    );
    const rows = found.filter(row => row !== undefined);
    if (plane.rows.size > SPARE_FACTOR * rows.length) {
      plane.rows.clear();
      // copies, so that the memory of the others is freed
      rows.forEach((row, i) => plane.rows.set(pixelKey(i), row.slice()));
    }
    return rows;
  }

  private async _compute(
    image: IImageSource,
    { plane, y, x }: TrainingPixels,
    tile: PixelTile,
    features: FeatureSetup,
    signal?: AbortSignal
  ): Promise<Float32Array[]> {
    const halo = await this._engine.halo(features, signal);
    const patch = await image.readPatch(
      { plane, box: tile.box, halo, channels: features.trainingChannels },
      signal
    );
    const { rows } = await this._engine.run(
      {
        kind: 'featureRows',
        featuresId: features.id,
        patch,
        y: Int32Array.from(tile.pixels, i => y[i]),
        x: Int32Array.from(tile.pixels, i => x[i])
      },
      { priority: Priority.stroke, signal, features }
    );
    const columns = rows.length / tile.pixels.length;
    return tile.pixels.map((_, n) =>
      rows.subarray(n * columns, (n + 1) * columns)
    );
  }

  private _featuresId = '';
  private _planes = new Map<string, PlaneRows>();
}

function groupByTile(
  pixels: TrainingPixels,
  wanted: readonly number[],
  bounds: TileBox
): PixelTile[] {
  const tiles = new Map<string, { box: TileBox; pixels: number[] }>();
  for (const i of wanted) {
    const y = pixels.y[i];
    const x = pixels.x[i];
    const cell = `${Math.floor(y / COMPUTE_TILE)},${Math.floor(x / COMPUTE_TILE)}`;
    const tile = tiles.get(cell);
    if (tile) {
      tile.pixels.push(i);
      continue;
    }
    const pixel = { y0: y, x0: x, y1: y + 1, x1: x + 1 };
    const [box] = tilesCovering(pixel, COMPUTE_TILE, bounds);
    if (!box) {
      throw new PixelForestError(
        'mismatch',
        `A label lies at y ${y}, x ${x}, but the image is ${bounds.y1} × ${bounds.x1} pixels (height × width). Open the image the labels were drawn on.`
      );
    }
    tiles.set(cell, { box, pixels: [i] });
  }
  return [...tiles.values()];
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
