import { PlaneIndex, TileBox } from '../project/grid';
import { COMPUTE_TILE } from '../image/tile-grid';

/** Probabilities of one tile of the compute grid. */
export type ProbabilityTile = {
  readonly imageId: string;
  readonly plane: PlaneIndex;
  readonly box: TileBox;
  /** Setups it was computed with; a tile of an older one is stale. */
  readonly forestId: string;
  readonly featuresId: string;
  readonly classCount: number;
  /** (class, y, x) float32 of `box`, each 0…1. */
  readonly probabilities: Float32Array;
};

/** What is looked at: tiles near it are kept longest. */
export type TileFocus = {
  readonly imageId: string;
  readonly plane: PlaneIndex;
  readonly box: TileBox;
};

/**
 * Probability tiles by place, the newest of each. When the byte budget is full,
 * tiles of other planes go first, those not used for longest before the rest,
 * then those of the plane that is looked at, the farthest first.
 */
export class ProbabilityTiles {
  constructor(private readonly _budgetBytes: number) {}

  /** Bytes held now. */
  get heldBytes(): number {
    return this._heldBytes;
  }

  /** How many tiles of a size fit. */
  capacity(tileBytes: number): number {
    return Math.max(1, Math.floor(this._budgetBytes / tileBytes));
  }

  /** From now on this is looked at. */
  focus(focus: TileFocus): void {
    this._focus = focus;
  }

  put(tile: ProbabilityTile): void {
    const key = tileKey(tile.imageId, tile.plane, tile.box.y0, tile.box.x0);
    this._delete(key);
    this._tiles.set(key, tile);
    this._heldBytes += tile.probabilities.byteLength;
    while (this._heldBytes > this._budgetBytes && this._tiles.size > 1) {
      this._delete(this._leastWanted());
    }
  }

  /** The tile a pixel lies in, or null. */
  get(
    imageId: string,
    plane: PlaneIndex,
    y: number,
    x: number
  ): ProbabilityTile | null {
    const key = tileKey(imageId, plane, y, x);
    const tile = this._tiles.get(key);
    if (!tile) {
      return null;
    }
    // used last: to the end of the map
    this._tiles.delete(key);
    this._tiles.set(key, tile);
    return tile;
  }

  /** Drops the tiles of one image, or all. */
  forget(imageId?: string): void {
    for (const [key, tile] of this._tiles) {
      if (imageId === undefined || tile.imageId === imageId) {
        this._delete(key);
      }
    }
  }

  private _leastWanted(): string {
    const [oldest] = this._tiles.keys();
    const focus = this._focus;
    if (!focus) {
      return oldest;
    }
    let found = oldest;
    let most = -1;
    for (const [key, tile] of this._tiles) {
      if (tile.imageId !== focus.imageId || !isSamePlane(tile, focus)) {
        return key;
      }
      const distance = boxDistance(tile.box, focus.box);
      if (distance > most) {
        found = key;
        most = distance;
      }
    }
    return found;
  }

  private _delete(key: string): void {
    this._heldBytes -= this._tiles.get(key)?.probabilities.byteLength ?? 0;
    this._tiles.delete(key);
  }

  /** The tile used last is at the end. */
  private readonly _tiles = new Map<string, ProbabilityTile>();
  private _heldBytes = 0;
  private _focus: TileFocus | null = null;
}

/** Pixels from one box to the other, 0 if they touch; the longer of both directions. */
export function boxDistance(a: TileBox, b: TileBox): number {
  return Math.max(0, a.y0 - b.y1, b.y0 - a.y1, a.x0 - b.x1, b.x0 - a.x1);
}

function isSamePlane(
  a: { readonly plane: PlaneIndex },
  b: { readonly plane: PlaneIndex }
): boolean {
  return a.plane.t === b.plane.t && a.plane.z === b.plane.z;
}

/** Names the place of the tile a pixel lies in. */
export function tileKey(
  imageId: string,
  plane: PlaneIndex,
  y: number,
  x: number
): string {
  const row = Math.floor(y / COMPUTE_TILE);
  const column = Math.floor(x / COMPUTE_TILE);
  return `${plane.t},${plane.z},${row},${column},${imageId}`;
}
