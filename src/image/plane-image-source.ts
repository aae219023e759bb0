import { onAbort, PixelForestError } from '../errors';
import { IDecodedImage, MAX_PLANE_BYTES } from '../formats/contract';
import {
  boxArea,
  bytesPerValue,
  PixelArray,
  PlaneIndex,
  sliceOf,
  SliceRange,
  TileBox
} from '../project/grid';
import { ImageMetadata } from '../project/images';
import { clipRequest, copyBox, createPatch, cutBox } from './cut-box';
import { BoxRequest, IImageSource, PatchRequest } from './image-source';
import { PlanePatch } from './patch';
import { IPlaneHolder, PlaneBudget } from './plane-budget';

/** Decoded planes kept of an image that shares its budget with no other. */
const DEFAULT_BUDGET_BYTES = 2 ** 29;

/**
 * An image that is decoded plane by plane. Planes that were used last are kept
 * under a byte budget; the plane in use is kept even if it alone exceeds it.
 * Where 3-D filters look at more slices than the budget holds, those that are
 * kept stay: tile after tile asks for the same ones.
 */
export class PlaneImageSource implements IImageSource, IPlaneHolder {
  /**
   * @param image is closed with the source
   * @param budget for decoded planes; default 512 MiB for this image alone
   */
  constructor(
    private readonly _image: IDecodedImage,
    private readonly _budget = new PlaneBudget(DEFAULT_BUDGET_BYTES)
  ) {
    this.metadata = _image.metadata;
    const { shape, dtype } = this.metadata;
    this._planeBytes = shape.y * shape.x * shape.c * bytesPerValue(dtype);
  }

  readonly metadata: ImageMetadata;

  /** Bytes of decoded planes held now. */
  get heldBytes(): number {
    return this._planes.size * this._planeBytes;
  }

  dropOldest(): boolean {
    const [oldest] = this._planes.keys();
    return this._planes.delete(oldest);
  }

  async readBox(
    request: BoxRequest,
    signal?: AbortSignal
  ): Promise<PixelArray[]> {
    const box = clipRequest(request, this.metadata);
    return this._cut(request, box, signal);
  }

  async readPatch(
    request: PatchRequest,
    signal?: AbortSignal
  ): Promise<PlanePatch> {
    const patch = createPatch(request, this.metadata);
    const { box, slices } = patch;
    for (let z = slices.z0; z < slices.z1; z++) {
      signal?.throwIfAborted();
      const at = (z - slices.z0) * boxArea(box);
      const planes = await this._plane({ t: request.t, z }, slices, signal);
      request.channels.forEach((channel, i) =>
        copyBox(
          planes[channel],
          this.metadata.shape.x,
          box,
          patch.channels[i],
          at
        )
      );
    }
    return patch;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._planes.clear();
    this._budget.leave(this);
    for (const { abort } of this._decoding.values()) {
      abort.abort();
    }
    this._decoding.clear();
    this._image.close();
  }

  private async _cut(
    request: BoxRequest,
    box: TileBox,
    signal?: AbortSignal
  ): Promise<PixelArray[]> {
    signal?.throwIfAborted();
    const { plane } = request;
    const channels = await this._plane(plane, sliceOf(plane), signal);
    return request.channels.map(channel =>
      cutBox(channels[channel], this.metadata.shape.x, box)
    );
  }

  /** @param inUse slices of the same frame that are wanted with it */
  private async _plane(
    plane: PlaneIndex,
    inUse: SliceRange,
    signal?: AbortSignal
  ): Promise<readonly PixelArray[]> {
    if (this._isDisposed) {
      throw new DOMException('The image was closed.', 'AbortError');
    }
    const key = keyOf(plane);
    const kept = this._planes.get(key);
    if (kept) {
      // used last: to the end of the map
      this._planes.delete(key);
      this._planes.set(key, kept);
      return kept;
    }
    this._inUse = new Set(
      Array.from({ length: inUse.z1 - inUse.z0 }, (_, i) =>
        keyOf({ t: plane.t, z: inUse.z0 + i })
      )
    );
    return this._share(key, plane, signal);
  }

  /** Several readers of one plane share one decoding; it stops when the last of them gives up. */
  private _share(
    key: string,
    plane: PlaneIndex,
    signal?: AbortSignal
  ): Promise<readonly PixelArray[]> {
    let decoding = this._decoding.get(key);
    if (!decoding) {
      const abort = new AbortController();
      decoding = {
        abort,
        readers: 0,
        result: this._decode(key, plane, abort.signal)
      };
      this._decoding.set(key, decoding);
      const started = decoding;
      const ended = (): void => {
        if (this._decoding.get(key) === started) {
          this._decoding.delete(key);
        }
      };
      started.result.then(ended, ended);
    }
    const shared = decoding;
    shared.readers += 1;
    if (!signal) {
      return shared.result;
    }
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        shared.readers -= 1;
        if (shared.readers === 0) {
          this._decoding.delete(key);
          shared.abort.abort(signal.reason);
        }
        reject(signal.reason);
      };
      const stopListening = onAbort(signal, giveUp);
      shared.result.then(resolve, reject).finally(stopListening);
    });
  }

  private async _decode(
    key: string,
    plane: PlaneIndex,
    signal: AbortSignal
  ): Promise<readonly PixelArray[]> {
    if (this._planeBytes > MAX_PLANE_BYTES) {
      const { shape, dtype } = this.metadata;
      throw new PixelForestError(
        'memory',
        `One plane of this image is ${shape.y} × ${shape.x} pixels with ${shape.c} channel(s) of ${dtype}: ${Math.ceil(this._planeBytes / 2 ** 20)} MiB, but a tab may decode at most ${MAX_PLANE_BYTES / 2 ** 20} MiB at once. Crop or downscale the image.`
      );
    }
    const channels = await this._image.readPlane(plane, signal);
    this._checkPlane(channels);
    if (!this._isDisposed) {
      this._keep(key, channels);
    }
    return channels;
  }

  private _checkPlane(channels: readonly PixelArray[]): void {
    const { shape } = this.metadata;
    const pixels = shape.y * shape.x;
    if (
      channels.length !== shape.c ||
      channels.some(channel => channel.length !== pixels)
    ) {
      throw new PixelForestError(
        'format',
        `The file promised ${shape.c} channel(s) of ${pixels} pixels, but decoding gave ${channels.length} of ${channels.map(({ length }) => length).join(', ')}. The file may be damaged: save it again from the program that made it.`
      );
    }
  }

  private _keep(key: string, channels: readonly PixelArray[]): void {
    this._planes.set(key, channels);
    this._budget.use(this);
    for (const oldest of this._planes.keys()) {
      if (!this._budget.isExceeded) {
        return;
      }
      if (!this._inUse.has(oldest) && oldest !== key) {
        this._planes.delete(oldest);
      }
    }
    // all others are wanted as much: without this one they stay known
    if (this._budget.isExceeded && this._planes.size > 1) {
      this._planes.delete(key);
    }
  }

  private readonly _planeBytes: number;
  /** By plane; the plane used last is at the end. */
  private readonly _planes = new Map<string, readonly PixelArray[]>();
  private readonly _decoding = new Map<string, Decoding>();
  /** Planes that are wanted together now. */
  private _inUse: ReadonlySet<string> = new Set();
  private _isDisposed = false;
}

function keyOf({ t, z }: PlaneIndex): string {
  return `${t},${z}`;
}

/** A plane being decoded, and how many wait for it. */
type Decoding = {
  readonly abort: AbortController;
  readers: number;
  readonly result: Promise<readonly PixelArray[]>;
};
