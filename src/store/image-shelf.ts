import { isAbort, PixelForestError } from '../errors';
import { IImageSource } from '../image/image-source';
import { ImageReference } from '../project/images';
import { IImageLoader, ImageStatus } from './contract';
import { OtherImageError } from './image-fingerprints';

/** What decides whether a file is the image the project means. */
export interface IImageRules {
  /** May read pixels. @throws {@link OtherImageError} if it is another image */
  verify(
    reference: ImageReference,
    source: IImageSource,
    signal: AbortSignal
  ): Promise<void>;
  /** @throws PixelForestError `mismatch` if it does not fit labels or other images */
  check(reference: ImageReference, source: IImageSource): void;
}

type Entry = {
  status: ImageStatus;
  source: IImageSource | null;
  readonly promise: Promise<IImageSource>;
  readonly abort: AbortController;
};

/** The opened images of a project, loaded when first needed. */
export class ImageShelf {
  /** @param _onChange called with the image's id when its status changed */
  constructor(
    private readonly _loader: IImageLoader,
    private readonly _rules: IImageRules,
    private readonly _onChange: (imageId: string) => void
  ) {}

  /** The pixels if they are at hand. */
  source(imageId: string): IImageSource | null {
    return this._entries.get(imageId)?.source ?? null;
  }

  status(imageId: string): ImageStatus {
    return this._entries.get(imageId)?.status ?? { state: 'loading' };
  }

  /**
   * Loads an image once; later calls share the result. A failed one is tried again.
   *
   * @param turn when it may begin; null = now
   */
  load(
    reference: ImageReference,
    turn: Promise<void> | null = null
  ): Promise<IImageSource> {
    const known = this._entries.get(reference.id);
    if (
      known &&
      known.status.state !== 'failed' &&
      known.status.state !== 'missing'
    ) {
      return known.promise;
    }
    const abort = new AbortController();
    const loading = turn
      ? turn.then(() => {
          abort.signal.throwIfAborted();
          return this._loader.load(reference, abort.signal);
        })
      : this._loader.load(reference, abort.signal);
    const entry: Entry = {
      status: { state: 'loading' },
      source: null,
      promise: loading.then(async source => {
        await this._verify(reference, source, abort.signal);
        return this._take(reference, entry, source);
      }),
      abort
    };
    this._entries.set(reference.id, entry);
    entry.promise.catch((error: unknown) => {
      if (!isAbort(error) && this._entries.get(reference.id) === entry) {
        entry.status = statusOf(error);
        this._onChange(reference.id);
      }
    });
    return entry.promise;
  }

  /** Forgets an image, e.g. because it was removed or points elsewhere now. */
  drop(imageId: string): void {
    const entry = this._entries.get(imageId);
    entry?.abort.abort();
    entry?.source?.dispose();
    this._entries.delete(imageId);
  }

  dispose(): void {
    for (const imageId of [...this._entries.keys()]) {
      this.drop(imageId);
    }
  }

  private async _verify(
    reference: ImageReference,
    source: IImageSource,
    signal: AbortSignal
  ): Promise<void> {
    try {
      await this._rules.verify(reference, source, signal);
    } catch (error) {
      source.dispose();
      throw error;
    }
  }

  /**
   * Checks and shelves in one step, so that of two images that do not fit each
   * other the second is refused even if both come at once.
   */
  private _take(
    reference: ImageReference,
    entry: Entry,
    source: IImageSource
  ): IImageSource {
    if (this._entries.get(reference.id) !== entry) {
      source.dispose();
      throw new DOMException(
        'The image was removed while it was opened.',
        'AbortError'
      );
    }
    try {
      this._rules.check(reference, source);
    } catch (error) {
      source.dispose();
      throw error;
    }
    entry.status = { state: 'ready' };
    entry.source = source;
    this._onChange(reference.id);
    return source;
  }

  private readonly _entries = new Map<string, Entry>();
}

function statusOf(error: unknown): ImageStatus {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof OtherImageError) {
    return { state: 'other', message, fingerprint: error.fingerprint };
  }
  const isMissing =
    error instanceof PixelForestError &&
    error.tag === 'access' &&
    error.status === 404;
  return { state: isMissing ? 'missing' : 'failed', message };
}
