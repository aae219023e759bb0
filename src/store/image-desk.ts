import { PixelForestError } from '../errors';
import { IImageSource } from '../image/image-source';
import { PlaneIndex, Shape } from '../project/grid';
import { ImageMetadata, ImageReference } from '../project/images';
import { LabelImage } from '../project/labels';
import { Project } from '../project/project';
import { IImageLoader, ImageStatus, StoreChange } from './contract';
import { FingerprintQueue, verifyFingerprint } from './image-fingerprints';
import { ImageShelf } from './image-shelf';
import { OpeningGate } from './opening-gate';

/** What the images of a project tell and ask of the store. */
export interface IImageDeskHost {
  project(): Project;
  labels(imageId: string): LabelImage | null;
  /** Puts a new list into the project; `isEdit` if it belongs to the file. */
  setImages(images: readonly ImageReference[], isEdit: boolean): void;
  emit(change: StoreChange): void;
  /** An image's pixels are at hand. */
  onReady(imageId: string, source: IImageSource): void;
  /** What was computed from an image no longer holds. */
  onForgotten(imageId: string): void;
  /** Another image or plane is looked at. */
  onMoved(): void;
}

/** The images of a project, which of them is looked at, and where. */
export class ImageDesk {
  constructor(
    private readonly _host: IImageDeskHost,
    loader: IImageLoader
  ) {
    this._shelf = new ImageShelf(
      loader,
      {
        verify: (reference, source, signal) =>
          this._verify(reference, source, signal),
        check: (reference, source) => this._check(reference, source.metadata)
      },
      imageId => this._onStatus(imageId)
    );
  }

  get active(): ImageReference | null {
    return this.find(this._activeId) ?? null;
  }

  get plane(): PlaneIndex {
    return this._plane;
  }

  find(imageId: string | null): ImageReference | undefined {
    return this._host.project().images.find(({ id }) => id === imageId);
  }

  source(imageId: string): IImageSource | null {
    return this._shelf.source(imageId);
  }

  status(imageId: string): ImageStatus {
    return this._shelf.status(imageId);
  }

  /** Size of an image, from its pixels or from the project; null if unknown. */
  shapeOf(imageId: string): Shape | null {
    return this.metadataOf(imageId)?.shape ?? null;
  }

  /** What is known of an image, from its pixels or from the project; null if nothing. */
  metadataOf(imageId: string): ImageMetadata | null {
    const { metadata } = this.source(imageId) ?? this.find(imageId) ?? {};
    return metadata ?? null;
  }

  /**
   * The image that is looked at is opened at once, others when the first one is shown.
   *
   * @throws PixelForestError `access`, `format`, `memory` or `mismatch`
   */
  load(imageId: string): Promise<IImageSource> {
    const reference = this.find(imageId);
    const turn = imageId === this._activeId ? null : this._gate.opened;
    return reference
      ? this._shelf.load(reference, turn)
      : Promise.reject(
          new PixelForestError(
            'input',
            `The project has no image “${imageId}”. Choose one of its ${this._host.project().images.length} images.`
          )
        );
  }

  /** The same for what keeps the workers busy: it begins when the first image is shown. */
  async loadToCompute(imageId: string): Promise<IImageSource> {
    const source = await this.load(imageId);
    await this._gate.opened;
    return source;
  }

  /** Another project: opens its first image. */
  reset(): void {
    this._fingerprints.dispose();
    this._shelf.dispose();
    this._gate.open();
    this._activeId = null;
    this._plane = { t: 0, z: 0 };
    const [first] = this._host.project().images;
    if (first) {
      this._open(first.id);
    }
  }

  add(references: readonly ImageReference[]): void {
    if (references.length > 0) {
      this._host.setImages(
        [...this._host.project().images, ...references],
        true
      );
      if (!this.active) {
        this.select(references[0].id);
      }
    }
  }

  remove(imageId: string): void {
    const { images } = this._host.project();
    const at = images.findIndex(({ id }) => id === imageId);
    if (at < 0) {
      return;
    }
    this._drop(imageId);
    const rest = images.filter(({ id }) => id !== imageId);
    this._host.setImages(rest, true);
    this._host.onForgotten(imageId);
    if (imageId === this._activeId) {
      this._activeId = null;
      const next = rest[Math.min(at, rest.length - 1)];
      if (next) {
        this.select(next.id);
      } else {
        this._host.emit({ kind: 'activeImage' });
      }
    }
  }

  relink(imageId: string, path: string, innerPath: string): void {
    this._reopen(imageId, { path, innerPath });
  }

  /** The file that is there is the one the labels belong to. @returns whether that was in doubt */
  accept(imageId: string): boolean {
    const status = this.status(imageId);
    const metadata = this.find(imageId)?.metadata;
    if (status.state !== 'other' || !metadata) {
      return false;
    }
    const { fingerprint } = status;
    this._reopen(imageId, { metadata: { ...metadata, fingerprint } });
    return true;
  }

  select(imageId: string): void {
    if (imageId === this._activeId || !this.find(imageId)) {
      return;
    }
    this._activeId = imageId;
    this._plane = this._clip(this._plane);
    this._gate.open();
    this._loadQuietly(imageId);
    this._tellOfActive();
  }

  /** 1 = next, −1 = previous; stops at the ends. */
  step(step: number): void {
    const { images } = this._host.project();
    const at = images.findIndex(({ id }) => id === this._activeId);
    const next = images[Math.min(images.length - 1, Math.max(0, at + step))];
    if (next) {
      this.select(next.id);
    }
  }

  setPlane(plane: PlaneIndex): void {
    const next = this._clip(plane);
    if (next.t !== this._plane.t || next.z !== this._plane.z) {
      this._plane = next;
      this._host.emit({ kind: 'plane' });
      this._host.onMoved();
    }
  }

  dispose(): void {
    this._fingerprints.dispose();
    this._shelf.dispose();
    this._gate.open();
  }

  /** The first image of a project; what else begins with it waits for its pixels. */
  private _open(imageId: string): void {
    this._activeId = imageId;
    this._plane = this._clip(this._plane);
    this._gate.closeUntil(
      this.load(imageId).then(source =>
        // read by the viewer at the same time, and only once
        source.readBox({
          plane: this._plane,
          box: { y0: 0, x0: 0, y1: 1, x1: 1 },
          channels: [0]
        })
      )
    );
    this._tellOfActive();
  }

  private _tellOfActive(): void {
    this._host.emit({ kind: 'activeImage' });
    this._host.onMoved();
  }

  private _drop(imageId: string): void {
    this._fingerprints.drop(imageId);
    this._shelf.drop(imageId);
  }

  /** Changes what the project says of an image, and opens it anew. */
  private _reopen(imageId: string, part: Partial<ImageReference>): void {
    this._drop(imageId);
    this._host.setImages(this._with(imageId, part), true);
    this._host.onForgotten(imageId);
    this._loadQuietly(imageId);
  }

  private _with(
    imageId: string,
    part: Partial<ImageReference>
  ): ImageReference[] {
    return this._host
      .project()
      .images.map(image =>
        image.id === imageId ? { ...image, ...part } : image
      );
  }

  private _clip(plane: PlaneIndex): PlaneIndex {
    const shape = this._activeId ? this.shapeOf(this._activeId) : null;
    const clip = (index: number, size: number): number =>
      Math.min(size - 1, Math.max(0, Math.round(index)));
    return shape
      ? { t: clip(plane.t, shape.t), z: clip(plane.z, shape.z) }
      : { t: 0, z: 0 };
  }

  /** Loads; a failure is shown by the image's status. */
  private _loadQuietly(imageId: string): void {
    this.load(imageId).catch(() => undefined);
  }

  private _onStatus(imageId: string): void {
    const source = this.source(imageId);
    const reference = this.find(imageId);
    if (source && reference) {
      this._noteMetadata(reference, source);
      this._host.onReady(imageId, source);
    }
    this._host.emit({ kind: 'images' });
    if (imageId === this._activeId) {
      this._plane = this._clip(this._plane);
      this._host.emit({ kind: 'channels' });
      if (source) {
        this._host.onMoved();
      }
    }
  }

  private _noteMetadata(reference: ImageReference, source: IImageSource): void {
    const { id } = reference;
    const fingerprint = reference.metadata?.fingerprint;
    const metadata =
      fingerprint === undefined
        ? source.metadata
        : { ...source.metadata, fingerprint };
    this._host.setImages(this._with(id, { metadata }), false);
    // with labels it was compared already; without, the file may be a new one
    if (fingerprint === undefined || this._host.labels(id)?.isEmpty !== false) {
      this._fingerprints.add(id, source);
    }
  }

  private _noteFingerprint(imageId: string, fingerprint: string): void {
    const metadata = this.find(imageId)?.metadata;
    if (metadata) {
      const part = { metadata: { ...metadata, fingerprint } };
      this._host.setImages(this._with(imageId, part), false);
    }
  }

  private async _verify(
    reference: ImageReference,
    source: IImageSource,
    signal: AbortSignal
  ): Promise<void> {
    const labels = this._host.labels(reference.id);
    if (labels && sameShape(labels.shape, source.metadata.shape)) {
      await verifyFingerprint(reference, labels, source, signal);
    }
  }

  /** Labels must lie on the image they were drawn on; all images have the same channels. */
  private _check(reference: ImageReference, found: ImageMetadata): void {
    const labels = this._host.labels(reference.id);
    const { shape } = found;
    if (labels && !labels.isEmpty && !sameShape(labels.shape, shape)) {
      throw new PixelForestError(
        'mismatch',
        `The labels of “${reference.nickname}” were drawn on an image of ${describe(labels.shape)}, but this file is ${describe(shape)}. Choose the image the labels were drawn on; the labels are kept.`
      );
    }
    const other = this._host
      .project()
      .images.find(
        ({ id, metadata }) =>
          id !== reference.id &&
          metadata !== null &&
          metadata.shape.c !== shape.c &&
          this.status(id).state === 'ready'
      );
    if (other) {
      throw new PixelForestError(
        'mismatch',
        `“${reference.nickname}” has ${shape.c} channel(s), but “${other.nickname}” of the same project has ${other.metadata?.shape.c}. One classifier needs the same channels in every image: put this image into a project of its own.`
      );
    }
  }

  private readonly _shelf: ImageShelf;
  private readonly _gate = new OpeningGate();
  private readonly _fingerprints = new FingerprintQueue(
    (imageId, fingerprint) => this._noteFingerprint(imageId, fingerprint)
  );
  private _activeId: string | null = null;
  private _plane: PlaneIndex = { t: 0, z: 0 };
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.t === b.t && a.z === b.z && a.y === b.y && a.x === b.x;
}

function describe({ t, z, y, x }: Shape): string {
  const depth = (t > 1 ? `${t} frames of ` : '') + (z > 1 ? `${z} × ` : '');
  return `${depth}${y} × ${x} pixels`;
}
