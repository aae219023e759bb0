import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { COMPUTE_TILE, tilesCovering, wholePlane } from '../image/tile-grid';
import { IImageSource, Reach } from '../image/image-source';
import { FeatureSetup } from '../pipeline/features/feature-setup';
import { ForestSetup } from '../pipeline/forest/forest-setup';
import { intersectBoxes, PlaneIndex, sliceOf, TileBox } from '../project/grid';
import { IEngine } from './engine';
import { freeMemory } from './free-memory';
import { MEMORY_SHARES } from './memory-shares';
import { Priority } from './job-queue';
import {
  boxDistance,
  ProbabilityTile,
  ProbabilityTiles,
  tileKey
} from './probability-tiles';

/** Tiles cut from the image ahead of a free worker, per worker. */
const TILES_AHEAD = 3;
/** Of a request that computes nothing. */
const NO_REACH: Reach = { halo: 0, depthHalo: 0 };

/** What is predicted, and by what. */
export type PredictionTarget = {
  readonly imageId: string;
  readonly source: IImageSource;
  readonly plane: PlaneIndex;
  readonly features: FeatureSetup;
  readonly forest: ForestSetup;
};

/** A part of the plane and how soon it is wanted. */
export type WantedRegion = {
  readonly box: TileBox;
  readonly priority: Priority;
};

/** Probabilities of a region, put together from tiles. */
export type AssembledProbabilities = {
  /** (class, y, x) float32 of the box; 0 where tiles are missing. */
  readonly probabilities: Float32Array;
  readonly classCount: number;
  /** Parts of the box that are not known. */
  readonly missing: readonly TileBox[];
};

/** Tiles done and wanted in the present request. */
export type PredictionProgress = {
  readonly done: number;
  readonly total: number;
};

/** One request on its way. */
type Request = {
  readonly target: PredictionTarget;
  readonly abort: AbortController;
  readonly waiting: { readonly box: TileBox; readonly priority: Priority }[];
  done: number;
  readonly total: number;
};

/**
 * The probability map of planes, tile by tile: computes what is asked for in
 * the order asked for, keeps results under a byte budget and tells of each.
 */
export class ProbabilityMap implements IDisposable {
  /** @param options.budgetBytes for kept tiles, default {@link MEMORY_SHARES} */
  constructor(
    private readonly _engine: IEngine,
    options: { budgetBytes?: number } = {}
  ) {
    this._tiles = new ProbabilityTiles(
      options.budgetBytes ?? MEMORY_SHARES.probabilityBytes
    );
  }

  /** A tile was computed. */
  get tileReady(): ISignal<this, ProbabilityTile> {
    return this._tileReady;
  }

  /** Of the present or last request. */
  get progress(): PredictionProgress {
    return {
      done: this._request?.done ?? 0,
      total: this._request?.total ?? 0
    };
  }

  /** Bytes of tiles held now. */
  get heldBytes(): number {
    return this._tiles.heldBytes;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Computes the tiles of these regions that are not known of this forest, in
   * order of the regions, as far as they may be kept. The first region is what
   * is looked at. Takes the place of the request before.
   *
   * @returns true when all tiles are there; false if cancelled or replaced
   * @throws what a tile failed with; the rest is cancelled then
   */
  async request(
    target: PredictionTarget,
    regions: readonly WantedRegion[]
  ): Promise<boolean> {
    this.cancel();
    const wanted = this._listTiles(target, regions);
    if (regions.length > 0) {
      const { imageId, plane } = target;
      this._tiles.focus({ imageId, plane, box: regions[0].box });
    }
    const waiting = wanted.filter(({ box }) => !this._isCurrent(target, box));
    const request: Request = {
      target,
      abort: new AbortController(),
      waiting,
      done: wanted.length - waiting.length,
      total: wanted.length
    };
    this._request = request;
    try {
      const reach =
        waiting.length > 0
          ? await this._engine.describe(target.features, request.abort.signal)
          : NO_REACH;
      const feeders = this._engine.workerCount * TILES_AHEAD;
      await Promise.all(
        Array.from({ length: feeders }, () => this._feed(request, reach))
      );
      return !request.abort.signal.aborted;
    } catch (error) {
      if (request.abort.signal.aborted) {
        return false;
      }
      request.abort.abort();
      throw error;
    }
  }

  /** Stops the present request; tiles that are there stay. */
  cancel(): void {
    this._request?.abort.abort();
  }

  /** The newest tile at a pixel, perhaps of an older forest, or null. */
  tileAt(
    imageId: string,
    plane: PlaneIndex,
    y: number,
    x: number
  ): ProbabilityTile | null {
    return this._tiles.get(imageId, plane, y, x);
  }

  /** Probability per class at a pixel, or null. */
  valuesAt(
    imageId: string,
    plane: PlaneIndex,
    y: number,
    x: number
  ): number[] | null {
    const tile = this._tiles.get(imageId, plane, y, x);
    if (!tile || y >= tile.box.y1 || x >= tile.box.x1) {
      return null;
    }
    const { box, classCount, probabilities } = tile;
    const width = box.x1 - box.x0;
    const area = width * (box.y1 - box.y0);
    const at = (y - box.y0) * width + (x - box.x0);
    return Array.from(
      { length: classCount },
      (_, classIndex) => probabilities[classIndex * area + at]
    );
  }

  /** The tiles a region meets, as far as they are known. */
  tilesIn(imageId: string, plane: PlaneIndex, box: TileBox): ProbabilityTile[] {
    return cellsOf(box).flatMap(
      cell => this._tiles.get(imageId, plane, cell.y0, cell.x0) ?? []
    );
  }

  /**
   * Probabilities of a box inside the plane.
   *
   * @param forestId take only tiles of this forest; else the newest of each
   * place, as long as they have the number of classes that most have: during
   * live update older tiles stay on screen until new ones come
   * @returns null if nothing is known
   */
  read(
    imageId: string,
    plane: PlaneIndex,
    box: TileBox,
    forestId?: string
  ): AssembledProbabilities | null {
    const tiles = this.tilesIn(imageId, plane, box);
    const usual = mostFrequent(tiles.map(tile => tile.classCount));
    const used = tiles.filter(tile =>
      forestId === undefined
        ? tile.classCount === usual
        : tile.forestId === forestId
    );
    if (used.length === 0) {
      return null;
    }
    const { classCount } = used[0];
    const area = (box.y1 - box.y0) * (box.x1 - box.x0);
    const probabilities = new Float32Array(classCount * area);
    for (const tile of used) {
      copyTile(tile, box, probabilities);
    }
    const there = new Set(
      used.map(tile => tileKey('', plane, tile.box.y0, tile.box.x0))
    );
    const missing = cellsOf(box)
      .filter(cell => !there.has(tileKey('', plane, cell.y0, cell.x0)))
      .map(cell => intersectBoxes(box, cell));
    return { probabilities, classCount, missing };
  }

  /** Drops the tiles of one image, or all; stops a request for it. */
  forget(imageId?: string): void {
    if (imageId === undefined || this._request?.target.imageId === imageId) {
      this.cancel();
    }
    this._tiles.forget(imageId);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.forget();
    Signal.clearData(this);
  }

  /**
   * The tiles of all regions, each once, under the first region that wants it;
   * of those that are not wanted soon only as many as fit, the nearest first.
   */
  private _listTiles(
    { source, forest }: PredictionTarget,
    regions: readonly WantedRegion[]
  ): WantedRegion[] {
    const bounds = wholePlane(source.metadata.shape);
    const wanted = new Map<string, WantedRegion>();
    for (const { box, priority } of regions) {
      for (const tile of tilesCovering(box, COMPUTE_TILE, bounds)) {
        const key = `${tile.y0},${tile.x0}`;
        if (!wanted.has(key)) {
          wanted.set(key, { box: tile, priority });
        }
      }
    }
    const tiles = [...wanted.values()];
    const isSoon = ({ priority }: WantedRegion): boolean =>
      priority < Priority.rest;
    const soon = tiles.filter(isSoon);
    const rest = tiles.filter(tile => !isSoon(tile));
    if (soon.length > 0) {
      const distanceOf = ({ box }: WantedRegion): number =>
        boxDistance(box, regions[0].box);
      rest.sort((a, b) => distanceOf(a) - distanceOf(b));
    }
    // what would push out what is nearer is left until it comes near
    const fitting = this._tiles.capacity(
      COMPUTE_TILE ** 2 * 4 * forest.classCount
    );
    return [...soon, ...rest.slice(0, Math.max(0, fitting - soon.length))];
  }

  private _isCurrent(
    { imageId, plane, forest, features }: PredictionTarget,
    box: TileBox
  ): boolean {
    const tile = this._tiles.get(imageId, plane, box.y0, box.x0);
    return tile?.forestId === forest.id && tile.featuresId === features.id;
  }

  /** Takes one waiting tile after the other; several feeders keep the workers busy. */
  private async _feed(request: Request, reach: Reach): Promise<void> {
    const { target, abort, waiting } = request;
    const { imageId, source, plane, features, forest } = target;
    const { halo, depthHalo } = reach;
    const slices = sliceOf(plane);
    for (
      let next = waiting.shift();
      next && !abort.signal.aborted;
      next = waiting.shift()
    ) {
      const { box, priority } = next;
      const patch = await source.readPatch(
        {
          t: plane.t,
          slices,
          box,
          halo,
          depthHalo,
          channels: features.trainingChannels
        },
        abort.signal
      );
      const { probabilities } = await this._engine.run(
        {
          kind: 'predict',
          featuresId: features.id,
          forestId: forest.id,
          patch,
          slices,
          box
        },
        { priority, signal: abort.signal, features, forest }
      );
      freeMemory(patch);
      abort.signal.throwIfAborted();
      const tile: ProbabilityTile = {
        imageId,
        plane,
        box,
        forestId: forest.id,
        featuresId: features.id,
        classCount: forest.classCount,
        probabilities
      };
      this._tiles.put(tile);
      request.done += 1;
      this._tileReady.emit(tile);
    }
  }

  private readonly _tiles: ProbabilityTiles;
  private readonly _tileReady = new Signal<this, ProbabilityTile>(this);
  private _request: Request | null = null;
  private _isDisposed = false;
}

/** Grid cells a box meets, whole. */
function cellsOf(box: TileBox): TileBox[] {
  return tilesCovering(box, COMPUTE_TILE, {
    y0: 0,
    x0: 0,
    y1: Math.ceil(box.y1 / COMPUTE_TILE) * COMPUTE_TILE,
    x1: Math.ceil(box.x1 / COMPUTE_TILE) * COMPUTE_TILE
  });
}

/** Copies the part of a tile that lies in the box. */
function copyTile(
  tile: ProbabilityTile,
  box: TileBox,
  out: Float32Array
): void {
  const part = intersectBoxes(tile.box, box);
  const width = box.x1 - box.x0;
  const area = width * (box.y1 - box.y0);
  const tileWidth = tile.box.x1 - tile.box.x0;
  const tileArea = tileWidth * (tile.box.y1 - tile.box.y0);
  for (let classIndex = 0; classIndex < tile.classCount; classIndex++) {
    for (let y = part.y0; y < part.y1; y++) {
      const from =
        classIndex * tileArea +
        (y - tile.box.y0) * tileWidth +
        (part.x0 - tile.box.x0);
      out.set(
        tile.probabilities.subarray(from, from + part.x1 - part.x0),
        classIndex * area + (y - box.y0) * width + (part.x0 - box.x0)
      );
    }
  }
}

/** The number that occurs most often; the later of equals. */
function mostFrequent(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const number of numbers) {
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => a[1] - b[1]).pop()?.[0];
}
