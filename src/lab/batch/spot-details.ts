import { IDisposable } from '@lumino/disposable';
import { isAbort } from '../../errors';
import { BatchDetail } from '../../export/batch-picture';
import { SpotCheck } from './spot-check';

/** What is told of the details of a spot check. */
export type DetailNews = {
  /** One more is there. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
};

/**
 * Large pictures of a spot check, made one after the other: that of the image
 * asked about, then the next one's while the user looks. Only these and the
 * one before stay in memory.
 */
export class SpotDetails implements IDisposable {
  constructor(
    private readonly _make: (
      imageId: string,
      signal: AbortSignal
    ) => Promise<BatchDetail>,
    private readonly _news: DetailNews
  ) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** That of an image; null until it is made. */
  get(imageId: string): BatchDetail | null {
    return this._made.get(imageId) ?? null;
  }

  /** Whether that of an image will come. */
  isAwaited(imageId: string): boolean {
    return this._wanted.includes(imageId) && !this._made.has(imageId);
  }

  /** Follows the check; what is made for an image it is past is given up. */
  follow({ rows, verdicts }: SpotCheck): void {
    const ids = rows.map(({ imageId }) => imageId);
    const at = verdicts.length;
    this._wanted = ids.slice(at, at + 2);
    const kept = new Set(ids.slice(Math.max(0, at - 1), at + 2));
    for (const id of this._made.keys()) {
      if (!kept.has(id)) {
        this._made.delete(id);
      }
    }
    if (this._current && !kept.has(this._current.imageId)) {
      this._current.abort.abort();
    }
    void this._work();
  }

  dispose(): void {
    this._isDisposed = true;
    this._wanted = [];
    this._current?.abort.abort();
    this._made.clear();
  }

  private async _work(): Promise<void> {
    if (this._current) {
      return;
    }
    const imageId = this._wanted.find(id => !this._made.has(id));
    if (imageId === undefined) {
      return;
    }
    const abort = new AbortController();
    this._current = { imageId, abort };
    let made: BatchDetail | null = null;
    try {
      made = await this._make(imageId, abort.signal);
    } catch (error) {
      if (!isAbort(error) && !abort.signal.aborted) {
        this._news.onError(error);
      }
    }
    this._current = null;
    if (this._isDisposed) {
      return;
    }
    if (!abort.signal.aborted) {
      this._made.set(imageId, made);
      this._news.onChange();
    }
    void this._work();
  }

  /** null for what could not be made. */
  private readonly _made = new Map<string, BatchDetail | null>();
  private _wanted: readonly string[] = [];
  private _current: {
    readonly imageId: string;
    readonly abort: AbortController;
  } | null = null;
  private _isDisposed = false;
}
