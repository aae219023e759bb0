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

/**
 * Probability tiles by place, the newest of each; those not used for longest
 * go first when the byte budget is full.
 */
export class ProbabilityTiles {
  constructor(private readonly _budgetBytes: number) {}

  /** Bytes held now. */
  get heldBytes(): number {
    return this._heldBytes;
  }

  put(tile: ProbabilityTile): void {
    const key = tileKey(tile.imageId, tile.plane, tile.box.y0, tile.box.x0);
    this._delete(key);
    this._tiles.set(key, tile);
    this._heldBytes += tile.probabilities.byteLength;
    for (const oldest of this._tiles.keys()) {
      if (this._heldBytes <= this._budgetBytes || oldest === key) {
        break;
      }
      this._delete(oldest);
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

  private _delete(key: string): void {
    this._heldBytes -= this._tiles.get(key)?.probabilities.byteLength ?? 0;
    this._tiles.delete(key);
  }

  /** The tile used last is at the end. */
  private readonly _tiles = new Map<string, ProbabilityTile>();
  private _heldBytes = 0;
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
