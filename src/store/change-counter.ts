import { isAbort } from '../errors';
import { tilesCovering, wholePlane } from '../image/tile-grid';
import { TileBox } from '../project/grid';
import { ChangeTally, TallyBook } from './change-tally';
import { ComparedPair } from './compared-pair';
import { IProjectStore, TileRegion } from './contract';

/** Side of the parts that changes are counted in: few jobs, and few pixels counted again. */
const PART_SIDE = 512;

/** What counting tells. */
export type CounterNews = {
  readonly onCounted: () => void;
  /** A kind of change got its colour. */
  readonly onColored: () => void;
  readonly onError: (error: unknown) => void;
};

/** Counts where two states differ on the plane shown, part by part, as their tiles come. */
export class ChangeCounter {
  constructor(
    private readonly _store: IProjectStore,
    private readonly _pair: ComparedPair,
    private readonly _news: CounterNews
  ) {
    this.book = new TallyBook(_pair.classes.length);
  }

  /** Counts and colours. */
  book: TallyBook;

  get tally(): ChangeTally {
    return this.book.tally;
  }

  /** Counts the parts that meet a box of the plane, or all, one after the other. */
  countLater(box: TileBox | null): void {
    const { activeImage, plane } = this._store;
    const source = activeImage && this._store.source(activeImage.id);
    if (!source) {
      return;
    }
    const bounds = wholePlane(source.metadata.shape);
    for (const part of tilesCovering(box ?? bounds, PART_SIDE, bounds)) {
      const region = { imageId: activeImage.id, plane, box: part, step: 1 };
      this._waiting.set(`${part.y0},${part.x0}`, region);
    }
    if (!this._counting) {
      this._counting = new AbortController();
      void this._count(this._counting);
    }
  }

  /** Begins anew: another plane, or with `areClasses` other classes too. */
  restart(areClasses = false): void {
    this.stop();
    if (areClasses) {
      this.book = new TallyBook(this._pair.classes.length);
    } else {
      this.book.clear();
    }
    this.countLater(null);
  }

  stop(): void {
    this._counting?.abort();
    this._counting = null;
    this._waiting.clear();
  }

  private async _count(counting: AbortController): Promise<void> {
    const { signal } = counting;
    try {
      // what is added meanwhile is visited too
      for (const [name, region] of this._waiting) {
        this._waiting.delete(name);
        const { colors } = this.book;
        const compared = await this._pair.compare(
          region,
          colors,
          false,
          signal
        );
        signal.throwIfAborted();
        if (compared && this.book.put(name, compared.counts)) {
          this._news.onColored();
        }
        this._news.onCounted();
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this._news.onError(error);
      }
    }
    if (this._counting === counting) {
      this._counting = null;
    }
  }

  /** Parts of the plane to count, by name. */
  private readonly _waiting = new Map<string, TileRegion>();
  private _counting: AbortController | null = null;
}
