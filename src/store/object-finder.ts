import { isAbort } from '../errors';
import { Priority } from '../engine/job-queue';
import { ObjectStatus, PlaneObjects } from './object-contract';
import {
  IObjectSources,
  NotYet,
  ObjectWishes,
  planeInput
} from './object-input';
import { segmentVolume } from './segment-volume';

/** Gathers what changes while a slider moves. */
const DELAY_MS = 40;
/** A run that takes longer is cancelled by a newer one; a shorter one ends first, so that a moving slider shows. */
const SHORT_RUN_MS = 250;

/** Whom the finder tells. */
export type ObjectNews = {
  readonly onFound: (objects: PlaneObjects) => void;
  readonly onStatus: (status: ObjectStatus) => void;
};

/** Finds the objects of the plane on screen, one run at a time, newest wishes only. */
export class ObjectFinder {
  constructor(
    private readonly _sources: IObjectSources,
    private readonly _wishes: () => ObjectWishes,
    private readonly _news: ObjectNews
  ) {}

  /** Finds them anew soon. */
  refresh(): void {
    if (this._run && performance.now() - this._run.startedAt > SHORT_RUN_MS) {
      this._cancel();
    }
    this._isWanted = true;
    this._timer ??= setTimeout(() => {
      this._timer = undefined;
      void this._runWanted();
    }, DELAY_MS);
  }

  /** Stops, and forgets what was wanted. */
  stop(): void {
    this._cancel();
    clearTimeout(this._timer);
    this._timer = undefined;
    this._isWanted = false;
  }

  private async _runWanted(): Promise<void> {
    while (this._isWanted && !this._run) {
      this._isWanted = false;
      const run = {
        abort: new AbortController(),
        startedAt: performance.now()
      };
      this._run = run;
      try {
        await this._find(run.abort.signal);
      } catch (error) {
        if (this._run === run) {
          this._fail(error);
        }
      }
      if (this._run === run) {
        this._run = null;
      }
    }
  }

  private async _find(signal: AbortSignal): Promise<void> {
    const view = this._sources.view();
    if (!view) {
      throw new NotYet('Open an image to find its objects.');
    }
    const { onFound, onStatus } = this._news;
    const input = await planeInput(
      this._sources,
      this._wishes(),
      view,
      signal,
      share =>
        onStatus({
          state: 'waiting',
          message: `Predicting the whole plane: ${Math.floor(100 * share)} %`
        })
    );
    signal.throwIfAborted();
    onStatus({ state: 'computing', message: 'Finding objects…' });
    const { height, width } = input.grid;
    const found = await segmentVolume(
      this._sources.engine,
      input,
      signal,
      Priority.visible
    );
    signal.throwIfAborted();
    onFound({ ...view, ...found, height, width });
  }

  private _fail(error: unknown): void {
    if (error instanceof NotYet) {
      this._news.onStatus({ state: 'waiting', message: error.message });
    } else if (!isAbort(error)) {
      const message = error instanceof Error ? error.message : String(error);
      this._news.onStatus({ state: 'failed', message });
    }
  }

  private _cancel(): void {
    this._run?.abort.abort();
    this._run = null;
  }

  private _run: {
    readonly abort: AbortController;
    readonly startedAt: number;
  } | null = null;
  private _isWanted = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}
