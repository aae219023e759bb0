import { intersectBoxes, TileBox, uniteBoxes } from '../../project/grid';
import { StoreChange } from '../../store/contract';
import { DrawnTile, IPatchableBitmap } from './compositor';
import { DisplayTile, stepForZoom, tilesOf } from './display-grid';
import { drawnTile } from './drawn-tile';
import {
  boxesMeet,
  deviceBoxOf,
  ILayerView,
  LayerContext,
  ViewFrame
} from './layer-view';

/** Pixels that are at hand in the page. */
export interface IRaster {
  /**
   * @param box  region of the plane shown
   * @param step every step × step pixels are one
   * @returns (⌈height / step⌉, ⌈width / step⌉, 4) straight-alpha RGBA
   */
  read(box: TileBox, step: number): Uint8ClampedArray;
  /**
   * Region that differs after a change: `all`, a box of the plane shown, or
   * null where it does not concern this raster.
   */
  changedBy(change: StoreChange): TileBox | 'all' | null;
}

type RasterRecord = {
  readonly tile: DisplayTile;
  readonly bitmap: IPatchableBitmap;
  /** What must be written anew, in image pixels. */
  dirty: TileBox[];
};

/** Time for writing in one frame, so that the pointer never waits. */
const FRAME_BUDGET_MS = 8;
/** Pieces of this side in image pixels take about a millisecond to write. */
const PIECE_SIDE = 512;
/** More boxes than this are united: many small ones cost more than a large one. */
const MOST_DIRTY_BOXES = 16;

/**
 * A layer drawn at once from pixels in the page: only what changed is written,
 * so that a stroke is on screen in the frame it was made in. It keeps the tiles
 * on screen and no others.
 */
export class RasterLayer implements ILayerView {
  /**
   * @param _now clock in milliseconds
   */
  constructor(
    private readonly _context: LayerContext,
    private readonly _raster: IRaster,
    private readonly _now: () => number = () => performance.now()
  ) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isStale(): boolean {
    return this._isStale;
  }

  draw(frame: ViewFrame, isMoved: boolean): void {
    if (frame.scope !== this._scope) {
      this._forget();
      this._scope = frame.scope;
    }
    const step = stepForZoom(frame.zoom);
    this._keep(tilesOf(frame.visible, step, frame.image));
    const written = this._write();
    const drawn: DrawnTile[] = [];
    for (const { tile, bitmap } of this._records.values()) {
      const one = drawnTile(tile, bitmap, frame);
      if (one) {
        drawn.push(one);
      }
    }
    const isSmooth = frame.zoom * step < 1;
    if (isMoved || !this._wasDrawn) {
      this._context.compositor.draw(drawn, { isSmooth, region: null });
    } else if (written) {
      // averaging reaches one pixel further than what was written
      const { y0, x0, y1, x1 } = written;
      const region = deviceBoxOf(
        { y0: y0 - step, x0: x0 - step, y1: y1 + step, x1: x1 + step },
        frame
      );
      this._context.compositor.draw(
        drawn.filter(({ target }) => boxesMeet(target, region)),
        { isSmooth, region }
      );
    }
    this._wasDrawn = true;
    this._isStale = this._dirtyRecords().length > 0;
    if (this._isStale) {
      this._context.requestFrame();
    }
  }

  storeChanged(change: StoreChange): void {
    const region = this._raster.changedBy(change);
    if (!region) {
      return;
    }
    for (const record of this._records.values()) {
      const box =
        region === 'all'
          ? record.tile.box
          : intersectBoxes(region, record.tile.box);
      if (box.y1 > box.y0 && box.x1 > box.x0) {
        markDirty(record, box);
      }
    }
    this._context.requestFrame();
  }

  hide(): void {
    this._forget();
  }

  dispose(): void {
    this._isDisposed = true;
    this._forget();
  }

  /** Keeps the records of these tiles, makes new ones, closes all others. */
  private _keep(tiles: readonly DisplayTile[]): void {
    const old = this._records;
    this._records = new Map();
    for (const tile of tiles) {
      const { key, box, step } = tile;
      this._records.set(
        key,
        old.get(key) ?? {
          tile,
          bitmap: this._context.compositor.prepareBlank(
            Math.ceil((box.y1 - box.y0) / step),
            Math.ceil((box.x1 - box.x0) / step)
          ),
          dirty: [box]
        }
      );
      old.delete(key);
    }
    old.forEach(record => record.bitmap.close());
  }

  /**
   * Writes what is dirty until the time is up, at least one piece.
   *
   * @returns the region written, or null
   */
  private _write(): TileBox | null {
    const deadline = this._now() + FRAME_BUDGET_MS;
    let written: TileBox | null = null;
    for (const record of this._dirtyRecords()) {
      for (
        let piece = takePiece(record);
        piece !== null;
        piece = takePiece(record)
      ) {
        writePiece(record, piece, this._raster);
        written = written ? uniteBoxes(written, piece) : piece;
        if (this._now() >= deadline) {
          return written;
        }
      }
    }
    return written;
  }

  private _dirtyRecords(): RasterRecord[] {
    return [...this._records.values()].filter(({ dirty }) => dirty.length > 0);
  }

  private _forget(): void {
    this._records.forEach(record => record.bitmap.close());
    this._records.clear();
    this._wasDrawn = false;
  }

  private _records = new Map<string, RasterRecord>();
  private _scope = '';
  private _wasDrawn = false;
  private _isStale = false;
  private _isDisposed = false;
}

/** Adds a box, grown to whole tile pixels. */
function markDirty(record: RasterRecord, box: TileBox): void {
  const { tile, dirty } = record;
  const { step } = tile;
  dirty.push(
    // tiles begin at multiples of their step
    intersectBoxes(tile.box, {
      y0: Math.floor(box.y0 / step) * step,
      x0: Math.floor(box.x0 / step) * step,
      y1: Math.ceil(box.y1 / step) * step,
      x1: Math.ceil(box.x1 / step) * step
    })
  );
  if (dirty.length > MOST_DIRTY_BOXES) {
    record.dirty = [dirty.reduce(uniteBoxes)];
  }
}

/**
 * Takes a piece off the dirty list; what is left of its box stays there.
 *
 * @returns null if nothing is dirty
 */
function takePiece(record: RasterRecord): TileBox | null {
  const box = record.dirty.shift();
  if (!box) {
    return null;
  }
  const y1 = Math.min(box.y1, box.y0 + PIECE_SIDE);
  const x1 = Math.min(box.x1, box.x0 + PIECE_SIDE);
  if (x1 < box.x1) {
    record.dirty.push({ ...box, y1, x0: x1 });
  }
  if (y1 < box.y1) {
    record.dirty.push({ ...box, y0: y1 });
  }
  return { ...box, y1, x1 };
}

function writePiece(
  record: RasterRecord,
  piece: TileBox,
  raster: IRaster
): void {
  const { tile, bitmap } = record;
  bitmap.write(
    raster.read(piece, tile.step),
    (piece.y0 - tile.box.y0) / tile.step,
    (piece.x0 - tile.box.x0) / tile.step,
    Math.ceil((piece.y1 - piece.y0) / tile.step),
    Math.ceil((piece.x1 - piece.x0) / tile.step)
  );
}
