import { MEMORY_SHARES } from '../../engine/memory-shares';
import { ITileBitmap } from './compositor';

type CachedTile = { readonly bitmap: ITileBitmap; frame: number };

/**
 * Bitmaps of all layers under one budget. The longest unused goes first, but
 * never one that was drawn in the frame of now: else a view larger than the
 * budget would load for ever.
 */
export class TileCache {
  constructor(private readonly _budgetBytes = MEMORY_SHARES.bitmapBytes) {}

  /** Memory the bitmaps hold. */
  get byteCount(): number {
    return this._byteCount;
  }

  get size(): number {
    return this._tiles.size;
  }

  /** A new frame begins: what was drawn before may go. */
  startFrame(): void {
    this._frame++;
  }

  /** The bitmap, marked as used in this frame; null if there is none. */
  get(key: string): ITileBitmap | null {
    const tile = this._tiles.get(key);
    if (!tile) {
      return null;
    }
    tile.frame = this._frame;
    // a Map keeps the order of insertion: last = most recently used
    this._tiles.delete(key);
    this._tiles.set(key, tile);
    return tile.bitmap;
  }

  /** Whether there is a bitmap, without marking it as used. */
  has(key: string): boolean {
    return this._tiles.has(key);
  }

  /** Takes the bitmap over; one of the same key is closed. */
  put(key: string, bitmap: ITileBitmap): void {
    this.delete(key);
    this._tiles.set(key, { bitmap, frame: this._frame });
    this._byteCount += bitmap.byteCount;
    this._evict();
  }

  delete(key: string): void {
    const tile = this._tiles.get(key);
    if (tile) {
      this._tiles.delete(key);
      this._byteCount -= tile.bitmap.byteCount;
      tile.bitmap.close();
    }
  }

  /** Closes every bitmap whose key begins so. */
  deleteAll(prefix = ''): void {
    for (const key of [...this._tiles.keys()]) {
      if (key.startsWith(prefix)) {
        this.delete(key);
      }
    }
  }

  private _evict(): void {
    for (const [key, tile] of this._tiles) {
      if (this._byteCount <= this._budgetBytes) {
        return;
      }
      if (tile.frame < this._frame) {
        this.delete(key);
      }
    }
  }

  private readonly _tiles = new Map<string, CachedTile>();
  private _byteCount = 0;
  private _frame = 0;
}
