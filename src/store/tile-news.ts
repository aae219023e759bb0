import { PlaneIndex, TileBox, uniteBoxes } from '../project/grid';

/** Predicted tiles of one plane, as listeners are told of them. */
export type TileNewsItem = {
  readonly imageId: string;
  readonly plane: PlaneIndex;
  readonly box: TileBox;
};

/**
 * Tiles are computed a few milliseconds apart and a picture of several is
 * coloured at once: news waits so long that most of a view comes together, and
 * so short that it does not show.
 */
const DELAY_MS = 80;

/** Gathers news of predicted tiles and passes it on together. */
export class TileNews {
  constructor(private readonly _emit: (item: TileNewsItem) => void) {}

  /** Tiles of another image or plane send off what waits. */
  add(tile: TileNewsItem): void {
    const waiting = this._waiting;
    if (waiting && !isSamePlane(waiting, tile)) {
      this.flush();
    }
    const { imageId, plane, box } = tile;
    this._waiting = this._waiting
      ? { imageId, plane, box: uniteBoxes(this._waiting.box, box) }
      : { imageId, plane, box };
    this._timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  /** Passes on what waits, e.g. because all is done. */
  flush(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    const waiting = this._waiting;
    this._waiting = null;
    if (waiting) {
      this._emit(waiting);
    }
  }

  dispose(): void {
    clearTimeout(this._timer);
    this._waiting = null;
  }

  private _waiting: TileNewsItem | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

function isSamePlane(a: TileNewsItem, b: TileNewsItem): boolean {
  return (
    a.imageId === b.imageId &&
    a.plane.t === b.plane.t &&
    a.plane.z === b.plane.z
  );
}
