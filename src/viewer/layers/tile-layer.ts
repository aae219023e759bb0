import { isAbort } from '../../errors';
import { TileBox } from '../../project/grid';
import { StoreChange } from '../../store/contract';
import { DrawnTile } from './compositor';
import { DisplayTile, displayTile, stepForZoom, tilesOf } from './display-grid';
import { drawnTile } from './drawn-tile';
import { boxesMeet, ILayerView, LayerContext, ViewFrame } from './layer-view';

/** What is known of one tile of one plane. */
type TileRecord = {
  readonly tile: DisplayTile;
  /** The picture is older than the store's state, or was never asked for. */
  isStale: boolean;
  /** The answer was: nothing to show here. */
  isEmpty: boolean;
  request: AbortController | null;
  /** How often in a row the store itself cancelled the request. */
  cancelCount: number;
};

/** A tile cancelled more often waits for the store to say that something changed. */
const MOST_CANCELS = 3;

/** How many steps coarser or finer a tile may be that stands in for a missing one. */
const STAND_IN_STEPS = 3;

/**
 * A layer whose tiles the store colours (`raw`, `probability:<i>`,
 * `segmentation`, `uncertainty`). What is on screen stays until the new tile
 * has come; tiles that left the view are not waited for.
 */
export class TileLayer implements ILayerView {
  /**
   * @param concerns which changes of the store make tiles stale, and where
   */
  constructor(
    private readonly _context: LayerContext,
    private readonly _concerns: (change: StoreChange) => StaleRegion | null
  ) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isStale(): boolean {
    return this._isStale;
  }

  draw(frame: ViewFrame): void {
    if (frame.scope !== this._scope) {
      this._standInScope = sameImage(frame.scope, this._scope)
        ? this._scope
        : null;
      this._scope = frame.scope;
    }
    const step = stepForZoom(frame.zoom);
    const wanted = tilesOf(frame.visible, step, frame.image);
    this._forgetAllBut(new Set(wanted.map(tile => this._keyOf(tile))));
    const drawn: DrawnTile[] = [];
    this._isStale = false;
    let isComplete = true;
    for (const tile of wanted) {
      const record = this._recordOf(tile);
      const key = this._keyOf(tile);
      const bitmap = this._context.cache.get(key);
      const isMissing = !bitmap && !record.isEmpty;
      const isExhausted = record.cancelCount > MOST_CANCELS;
      if ((record.isStale || isMissing) && !record.request && !isExhausted) {
        this._ask(key, record);
      }
      this._isStale ||= record.request !== null || record.isStale;
      isComplete &&= !isMissing;
      if (bitmap) {
        push(drawn, drawnTile(tile, bitmap, frame));
      } else if (isMissing) {
        drawn.push(...this._standIn(tile, frame));
      }
    }
    if (isComplete) {
      this._standInScope = null;
    }
    this._context.compositor.draw(drawn, {
      // averaged when shrunk; single pixels stay squares when enlarged
      isSmooth: frame.zoom * step < 1,
      region: null
    });
  }

  storeChanged(change: StoreChange): void {
    const region = this._concerns(change);
    if (region) {
      this.renew(region);
    }
  }

  /** Asks for tiles anew; those on screen stay until the new ones have come. */
  renew(region: StaleRegion): void {
    for (const [key, record] of this._records) {
      if (
        (region.scope === null || key.includes(`|${region.scope}|`)) &&
        (region.box === null || boxesMeet(record.tile.box, region.box))
      ) {
        record.isStale = true;
        record.cancelCount = 0;
      }
    }
    this._context.requestFrame();
  }

  hide(): void {
    this._forgetAllBut(new Set());
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.hide();
    this._records.clear();
    this._context.cache.deleteAll(`${this._context.layerId}|`);
  }

  /** Asks the store for a tile; a tile has one request at a time. */
  private _ask(key: string, record: TileRecord): void {
    const { store, layerId, compositor, cache, requestFrame, reportError } =
      this._context;
    const controller = new AbortController();
    const { signal } = controller;
    record.request = controller;
    // what changes from now on makes it stale again
    record.isStale = false;
    const load = async (): Promise<void> => {
      const { box, step } = record.tile;
      const result = await store.colourTile(layerId, box, step, signal);
      if (signal.aborted) {
        return;
      }
      if (!result) {
        record.isEmpty = true;
        record.cancelCount = 0;
        cache.delete(key);
        return;
      }
      const { rgba, height, width } = result;
      const bitmap = await compositor.prepare(rgba, height, width);
      if (signal.aborted) {
        bitmap.close();
        return;
      }
      record.isEmpty = false;
      record.cancelCount = 0;
      cache.put(key, bitmap);
    };
    load()
      .catch(error => {
        if (!isAbort(error)) {
          // not asked again until something changes
          record.isEmpty = !cache.has(key);
          reportError(error);
        } else if (!signal.aborted && ++record.cancelCount <= MOST_CANCELS) {
          // cancelled by the store, not by us: the tile is still wanted
          record.isStale = true;
        }
      })
      .finally(() => {
        if (record.request === controller) {
          record.request = null;
          requestFrame();
        }
      });
  }

  /** Cancels what runs for other tiles, and forgets those without a picture. */
  private _forgetAllBut(keys: ReadonlySet<string>): void {
    for (const [key, record] of this._records) {
      if (keys.has(key)) {
        continue;
      }
      if (record.request) {
        record.request.abort();
        record.request = null;
        record.isStale = true;
      }
      if (!this._context.cache.has(key)) {
        this._records.delete(key);
      }
    }
  }

  /** What is at hand in place of a missing tile: another plane's, coarser, or finer ones. */
  private _standIn(tile: DisplayTile, frame: ViewFrame): DrawnTile[] {
    const { cache } = this._context;
    if (this._standInScope) {
      const other = cache.get(this._keyOf(tile, this._standInScope));
      const drawn = other && drawnTile(tile, other, frame);
      if (drawn) {
        return [drawn];
      }
    }
    for (let n = 1; n <= STAND_IN_STEPS; n++) {
      const coarser = displayTile(
        tile.step * 2 ** n,
        tile.row >> n,
        tile.column >> n,
        frame.image
      );
      const bitmap = cache.get(this._keyOf(coarser));
      const drawn = bitmap && drawnTile(coarser, bitmap, frame, tile);
      if (drawn) {
        return [drawn];
      }
    }
    for (let n = 1; n <= STAND_IN_STEPS && tile.step >> n >= 1; n++) {
      const drawn: DrawnTile[] = [];
      for (const finer of tilesOf(tile.box, tile.step >> n, frame.image)) {
        const bitmap = cache.get(this._keyOf(finer));
        push(drawn, bitmap && drawnTile(finer, bitmap, frame));
      }
      if (drawn.length > 0) {
        return drawn;
      }
    }
    return [];
  }

  private _recordOf(tile: DisplayTile): TileRecord {
    const key = this._keyOf(tile);
    let record = this._records.get(key);
    if (!record) {
      record = {
        tile,
        isStale: true,
        isEmpty: false,
        request: null,
        cancelCount: 0
      };
      this._records.set(key, record);
    }
    return record;
  }

  private _keyOf(tile: DisplayTile, scope = this._scope): string {
    return `${this._context.layerId}|${scope}|${tile.key}`;
  }

  private readonly _records = new Map<string, TileRecord>();
  private _scope = '';
  /** Plane shown before, whose tiles stay on screen until those of now come. */
  private _standInScope: string | null = null;
  private _isStale = false;
  private _isDisposed = false;
}

/** Tiles that show something old: null = everywhere. */
export type StaleRegion = {
  /** `imageId|t,z`, `imageId`, or null for all. */
  readonly scope: string | null;
  readonly box: TileBox | null;
};

function sameImage(a: string, b: string): boolean {
  return a.slice(0, a.lastIndexOf('|')) === b.slice(0, b.lastIndexOf('|'));
}

function push(list: DrawnTile[], tile: DrawnTile | null): void {
  if (tile) {
    list.push(tile);
  }
}
