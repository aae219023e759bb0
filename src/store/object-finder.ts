import { isAbort } from '../errors';
import { Priority } from '../engine/job-queue';
import { IImageSource } from '../image/image-source';
import { ObjectStatus, PlaneObjects } from './object-contract';
import {
  classesOf,
  IObjectSources,
  NotYet,
  ObjectWishes,
  planeInput
} from './object-input';
import { ObjectInput, segmentVolume } from './segment-volume';
import {
  MOST_VOXELS,
  sliceOfStack,
  StackObjects,
  StackRequest
} from './stack-objects';

/** Gathers what changes while a slider moves. */
const DELAY_MS = 40;
/** A run that takes longer is cancelled by a newer one; a shorter one ends first, so that a moving slider shows. */
const SHORT_RUN_MS = 250;

/** Whom the finder tells. */
export type ObjectNews = {
  readonly onFound: (objects: PlaneObjects, status: ObjectStatus) => void;
  readonly onStatus: (status: ObjectStatus) => void;
};

/** What is looked for, and whether in all slices of a stack. */
export type FinderWishes = ObjectWishes & { readonly isWholeStack: boolean };

type View = NonNullable<ReturnType<IObjectSources['view']>>;

const READY: ObjectStatus = { state: 'ready', message: '' };

/**
 * Finds the objects of the plane on screen, then of the whole stack it is of;
 * one run at a time, newest wishes only.
 */
export class ObjectFinder {
  constructor(
    private readonly _sources: IObjectSources,
    private readonly _wishes: () => FinderWishes,
    private readonly _news: ObjectNews
  ) {
    this._stack = new StackObjects(_sources);
  }

  /** Finds them anew soon. */
  refresh(): void {
    const run = this._run;
    const isLong =
      run &&
      (run.isInStack || performance.now() - run.startedAt > SHORT_RUN_MS);
    if (isLong) {
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

  /**
   * All that cutting what is on screen needs: the whole stack where it is wanted
   * and can be cut, else the plane.
   *
   * @throws NotYet without an image, or while there are no maps; PixelForestError `input` if a class or channel is gone
   */
  async input(signal: AbortSignal): Promise<ObjectInput> {
    const view = this._sources.view();
    if (!view) {
      throw new NotYet('Open an image to find its objects.');
    }
    const image = await this._sources.load(view.imageId);
    const silent = (): void => undefined;
    const request =
      image.metadata.shape.z > 1
        ? await this._stackRequest(image, view, signal)
        : '';
    return typeof request === 'string'
      ? planeInput(this._sources, this._wishes(), view, signal, silent)
      : this._stack.input(request, signal, silent);
  }

  /** What of whole stacks is under way ends. */
  stopStack(): void {
    this._stack.stop();
  }

  /** Stops, and forgets what was found. */
  forget(): void {
    this.stop();
    this._stack.forget();
  }

  private async _runWanted(): Promise<void> {
    while (this._isWanted && !this._run) {
      this._isWanted = false;
      const run = {
        abort: new AbortController(),
        startedAt: performance.now(),
        isInStack: false
      };
      this._run = run;
      try {
        await this._find(run);
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

  private async _find(run: Run): Promise<void> {
    const view = this._sources.view();
    if (!view) {
      throw new NotYet('Open an image to find its objects.');
    }
    const { signal } = run.abort;
    const { onFound, onStatus } = this._news;
    const image = await this._sources.load(view.imageId);
    signal.throwIfAborted();
    const { shape } = image.metadata;
    const request =
      shape.z > 1 ? await this._stackRequest(image, view, signal) : null;
    const isWhole = request !== null && typeof request !== 'string';
    const known = isWhole ? this._stack.known(request) : null;
    if (known) {
      onFound(sliceOfStack(known, view.imageId, view.plane, shape), READY);
      return;
    }
    const plane = await this._findInPlane(view, signal);
    const slice: PlaneObjects = {
      ...plane,
      scope: shape.z > 1 ? 'slice' : 'plane',
      stack: null
    };
    if (!isWhole) {
      onFound(slice, { state: 'ready', message: request ?? '' });
      return;
    }
    onFound(slice, { state: 'waiting', message: 'This slice only.' });
    if (this._isWanted) {
      return; // by newer wishes, which then come to the stack
    }
    run.isInStack = true;
    const found = await this._stack.find(request, signal, message =>
      onStatus({ state: 'waiting', message })
    );
    onFound(sliceOfStack(found, view.imageId, view.plane, shape), READY);
  }

  private async _findInPlane(
    view: View,
    signal: AbortSignal
  ): Promise<Omit<PlaneObjects, 'scope' | 'stack'>> {
    const { onStatus } = this._news;
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
    return { ...view, ...found, height, width };
  }

  /** What is wanted of the stack, or why it is not cut; '' = nobody wants it. */
  private async _stackRequest(
    image: IImageSource,
    { imageId, plane }: View,
    signal: AbortSignal
  ): Promise<StackRequest | string> {
    const { isWholeStack, ...wishes } = this._wishes();
    const { z, y, x } = image.metadata.shape;
    if (!isWholeStack) {
      return '';
    }
    if (z * y * x > MOST_VOXELS) {
      return `This slice only: ${z} × ${y} × ${x} voxels are too many to be cut while you look. Exports cut them all.`;
    }
    const request = { image, imageId, t: plane.t, wishes };
    if (classesOf(wishes).length === 0) {
      return { ...request, context: null };
    }
    const { state } = this._sources.classifierStatus();
    if (state !== 'ready' && state !== 'predicting') {
      return 'This slice only, until the classifier is up to date.';
    }
    const context = await this._sources.predictionContext(imageId, signal);
    signal.throwIfAborted();
    return { ...request, context };
  }

  private _fail(error: unknown): void {
    if (error instanceof NotYet) {
      if (this._sources.classifierStatus().state === 'training') {
        this._stack.stop();
      }
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

  private _run: Run | null = null;
  private _isWanted = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private readonly _stack: StackObjects;
}

type Run = {
  readonly abort: AbortController;
  readonly startedAt: number;
  /** The plane is done. */
  isInStack: boolean;
};
