import { freeMemory } from '../engine/free-memory';
import { COMPUTE_TILE, tilesCovering, wholePlane } from '../image/tile-grid';
import { Shape, TileBox } from '../project/grid';

/** Tiles under way at once: enough to keep every worker busy while others are cut. */
const TILES_AHEAD = 16;
/** Bands that are not done hold up to so much, though never more than three are open and always one is. */
const OPEN_BYTES = 48 * 2 ** 20;
const MOST_OPEN = 3;

/** Complete rows `y0 … y1` of a slab. */
export type Band = {
  readonly y0: number;
  readonly y1: number;
  /** Per slice (channel, y, x) float32; used again for a later band once this one is taken. */
  readonly slices: readonly Float32Array[];
};

/** How a slab is computed. */
export type BandRequest = {
  readonly shape: Shape;
  readonly sliceCount: number;
  readonly channelCount: number;
  /** One tile, (channel, z, y, x) float32 with memory of its own. */
  readonly compute: (box: TileBox) => Promise<Float32Array>;
  /** Takes one band after the other, from top to bottom; the next waits until it is done. */
  readonly onBand: (band: Band) => Promise<void> | void;
  /** Called with the share of the tiles that are done, 0…1. */
  readonly onProgress: (share: number) => void;
};

/**
 * Computes all planes of a slab tile by tile and gives them away in bands of
 * rows: what is held does not grow with the height of the image.
 *
 * @throws what a tile or a band failed with; no tile is begun after that
 */
export async function computeBands(request: BandRequest): Promise<void> {
  const run = new BandRun(request);
  await Promise.all(Array.from({ length: TILES_AHEAD }, () => run.feed()));
}

/** A band on its way. */
type OpenBand = Band & { missing: number };

class BandRun {
  constructor(private readonly _request: BandRequest) {
    const { shape, sliceCount, channelCount } = _request;
    const bytes = COMPUTE_TILE * shape.x * channelCount * sliceCount * 4;
    const fitting = Math.floor(OPEN_BYTES / bytes);
    this._mostOpen = Math.max(1, Math.min(MOST_OPEN, fitting));
    const plane = wholePlane(shape);
    this._tileCount = tilesCovering(plane, COMPUTE_TILE, plane).length;
  }

  /** Computes one tile after the other; several feeders keep the workers busy. */
  async feed(): Promise<void> {
    try {
      for (let next = await this._take(); next; next = await this._take()) {
        await this._compute(next.box, next.band);
      }
    } catch (error) {
      this._isOver = true;
      this._wake();
      throw error;
    }
  }

  private async _compute(box: TileBox, band: OpenBand): Promise<void> {
    const tile = await this._request.compute(box);
    copyTile(tile, box, band, this._request);
    freeMemory(tile);
    band.missing -= 1;
    this._done += 1;
    this._request.onProgress(this._done / this._tileCount);
    await this._giveAway();
  }

  /** The next tile; waits while too many bands are open. Null when there is none. */
  private async _take(): Promise<{ box: TileBox; band: OpenBand } | null> {
    while (!this._isOver) {
      const next = this._waiting.shift();
      if (next) {
        return next;
      }
      if (this._nextRow >= this._request.shape.y) {
        return null;
      }
      if (this._open.length < this._mostOpen) {
        this._openBand();
      } else {
        await new Promise<void>(resolve => this._sleeping.push(resolve));
      }
    }
    return null;
  }

  private _openBand(): void {
    const { shape, sliceCount, channelCount } = this._request;
    const y0 = this._nextRow;
    const y1 = Math.min(shape.y, y0 + COMPUTE_TILE);
    this._nextRow = y1;
    const length = channelCount * (y1 - y0) * shape.x;
    const spare = this._spareBands.pop();
    const slices =
      spare?.[0].length === length
        ? spare
        : Array.from({ length: sliceCount }, () => new Float32Array(length));
    const row = { y0, x0: 0, y1, x1: shape.x };
    const boxes = tilesCovering(row, COMPUTE_TILE, wholePlane(shape));
    const band = { y0, y1, slices, missing: boxes.length };
    this._open.push(band);
    this._waiting.push(...boxes.map(box => ({ box, band })));
  }

  /** Gives away the complete bands at the top, unless that is under way. */
  private async _giveAway(): Promise<void> {
    if (this._isGiving) {
      return;
    }
    this._isGiving = true;
    for (
      let [first] = this._open;
      first?.missing === 0 && !this._isOver;
      [first] = this._open
    ) {
      await this._request.onBand(first);
      this._open.shift();
      this._spareBands.push(first.slices);
      this._wake();
    }
    this._isGiving = false;
  }

  private _wake(): void {
    this._sleeping.splice(0).forEach(resolve => resolve());
  }

  private readonly _mostOpen: number;
  private readonly _tileCount: number;
  private _done = 0;
  private _nextRow = 0;
  private readonly _open: OpenBand[] = [];
  private readonly _waiting: { box: TileBox; band: OpenBand }[] = [];
  private readonly _spareBands: (readonly Float32Array[])[] = [];
  private readonly _sleeping: (() => void)[] = [];
  private _isGiving = false;
  private _isOver = false;
}

/** (channel, z, y, x) of a tile into its place in the band. */
function copyTile(
  tile: Float32Array,
  box: TileBox,
  { y0, y1, slices }: Band,
  { shape, channelCount }: BandRequest
): void {
  const width = box.x1 - box.x0;
  let from = 0;
  for (let channel = 0; channel < channelCount; channel++) {
    for (const slice of slices) {
      const first = channel * (y1 - y0) * shape.x + box.x0;
      for (let y = box.y0; y < box.y1; y++) {
        const row = tile.subarray(from, from + width);
        slice.set(row, first + (y - y0) * shape.x);
        from += width;
      }
    }
  }
}
