import { PredictionContext } from './contract';
import { IObjectSources } from './object-input';
import { predictClasses } from './predict-classes';

/** Of which frame, by which classifier. */
export type FrameRequest = {
  readonly context: PredictionContext;
  readonly t: number;
  /** Classes whose probabilities are wanted. */
  readonly classIndexes: readonly number[];
};

/**
 * Probabilities of a whole frame, kept until others are wanted: predicting goes
 * on while what is done with them changes.
 */
export class FrameMaps {
  constructor(private readonly _engine: IObjectSources['engine']) {}

  /**
   * (z, y, x) float32 of each class.
   *
   * @param onProgress called with the share done, 0…1
   * @throws what a tile failed with; the signal's reason if cancelled, while predicting goes on
   */
  async of(
    request: FrameRequest,
    signal: AbortSignal,
    onProgress: (share: number) => void
  ): Promise<readonly Float32Array[]> {
    if (!this._run || !isSame(this._run.request, request)) {
      this.stop();
      this._run = this._begin(request);
    }
    const run = this._run;
    run.onProgress = onProgress;
    onProgress(run.share);
    const cancelled = new Promise<never>((_, reject) => {
      const cancel = (): void => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', cancel, { once: true });
      const forget = (): void => signal.removeEventListener('abort', cancel);
      run.maps.then(forget, forget);
    });
    signal.throwIfAborted();
    return Promise.race([run.maps, cancelled]);
  }

  /** Ends what is under way, and forgets what is there. */
  stop(): void {
    this._run?.abort.abort();
    this._run = null;
  }

  private _begin(request: FrameRequest): Run {
    const abort = new AbortController();
    const { context, t, classIndexes } = request;
    const slices = { z0: 0, z1: context.source.metadata.shape.z };
    const maps = predictClasses(
      this._engine,
      context,
      { t, slices },
      classIndexes,
      abort.signal,
      share => {
        run.share = share;
        run.onProgress(share);
      }
    );
    const run: Run = {
      request,
      abort,
      maps,
      share: 0,
      onProgress: () => undefined
    };
    maps.catch(() => {
      if (this._run === run) {
        this._run = null; // asked again, it is tried again
      }
    });
    return run;
  }

  private _run: Run | null = null;
}

type Run = {
  readonly request: FrameRequest;
  readonly abort: AbortController;
  readonly maps: Promise<Float32Array[]>;
  share: number;
  onProgress: (share: number) => void;
};

function isSame(a: FrameRequest, b: FrameRequest): boolean {
  return (
    a.context.source === b.context.source &&
    a.context.forest.id === b.context.forest.id &&
    a.context.features.id === b.context.features.id &&
    a.t === b.t &&
    a.classIndexes.join() === b.classIndexes.join()
  );
}
