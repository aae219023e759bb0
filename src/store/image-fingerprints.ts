import { PixelForestError } from '../errors';
import { fingerprintOf } from '../image/fingerprint';
import { IImageSource } from '../image/image-source';
import { ImageReference } from '../project/images';
import { LabelImage } from '../project/labels';

/** The image is on the screen and painted on before its pixels are read once more. */
const DELAY_MS = 400;

/** The file is another image than the one its labels were drawn on. */
export class OtherImageError extends PixelForestError {
  /** @param fingerprint of the file that is there now */
  constructor(
    message: string,
    readonly fingerprint: string
  ) {
    super('mismatch', message);
  }
}

/**
 * Compares an image with the one its labels were drawn on, if both are known.
 *
 * @throws OtherImageError if the pixels differ
 */
export async function verifyFingerprint(
  { nickname, path, metadata }: ImageReference,
  labels: LabelImage | null,
  source: IImageSource,
  signal: AbortSignal
): Promise<void> {
  const wanted = metadata?.fingerprint;
  if (wanted === undefined || !labels || labels.isEmpty) {
    return;
  }
  const found = await fingerprintOf(source, signal);
  if (found !== wanted) {
    throw new OtherImageError(
      `This is another image than the one the labels were drawn on: the pixels of “${nickname}”${path === '' ? '' : ` (${path})`} have changed. Relink the image the labels belong to, or use this one anyway; the labels are kept.`,
      found
    );
  }
}

/** Takes fingerprints in the background, one image at a time. */
export class FingerprintQueue {
  /** @param _onFound called once per image that was asked for */
  constructor(
    private readonly _onFound: (imageId: string, fingerprint: string) => void
  ) {}

  /** Replaces what was asked for the same image before. */
  add(imageId: string, source: IImageSource): void {
    this.drop(imageId);
    const abort = new AbortController();
    this._waiting.set(imageId, abort);
    this._last = this._last.then(() => this._take(imageId, source, abort));
  }

  drop(imageId: string): void {
    this._waiting.get(imageId)?.abort();
    this._waiting.delete(imageId);
  }

  dispose(): void {
    for (const imageId of [...this._waiting.keys()]) {
      this.drop(imageId);
    }
  }

  private async _take(
    imageId: string,
    source: IImageSource,
    { signal }: AbortController
  ): Promise<void> {
    try {
      await pause(signal);
      const fingerprint = await fingerprintOf(source, signal);
      signal.throwIfAborted();
      this._waiting.delete(imageId);
      this._onFound(imageId, fingerprint);
    } catch {
      // dropped, or pixels that cannot be read: the viewer says so where they are
      // shown, and an image without a fingerprint is just not compared
      this._waiting.delete(imageId);
    }
  }

  private readonly _waiting = new Map<string, AbortController>();
  private _last: Promise<void> = Promise.resolve();
}

function pause(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, DELAY_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
