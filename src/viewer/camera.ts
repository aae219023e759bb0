import { ISignal, Signal } from '@lumino/signaling';
import { StrokePoint } from '../project/brush';
import { TileBox } from '../project/grid';

/** A point of the viewer in CSS pixels from its top left corner. */
export type ScreenPoint = { readonly y: number; readonly x: number };

/** Height and width; of the screen in CSS pixels, of the image in its own. */
export type Extent = { readonly height: number; readonly width: number };

/** Where the camera looks, to come back to later. */
export type CameraPlace = {
  /** CSS pixels per image pixel. */
  readonly zoom: number;
  /** Image point in the middle of the screen. */
  readonly centre: StrokePoint;
  /** Whether the image is kept fitted when the screen changes its size. */
  readonly isFitted: boolean;
};

/** CSS pixels per image pixel: beyond this one pixel fills the view. */
export const MAX_ZOOM = 64;
/** Even an image of 100,000 pixels fits into 400 CSS pixels. */
const SMALLEST_ZOOM = 1 / 256;
/** Share of the screen that a fitted image fills, so that its edges are seen. */
const FIT_SHARE = 0.98;

/**
 * Which part of the image is on screen. The centre of an image pixel has
 * whole-number coordinates: pixel (y, x) covers y − 0.5 … y + 0.5. The centre of
 * the screen always lies on the image, so that the image is never lost.
 */
export class Camera {
  /** Emitted after zoom, centre, screen or image size changed. */
  get changed(): ISignal<Camera, void> {
    return this._changed;
  }

  /** CSS pixels per image pixel. */
  get zoom(): number {
    return this._zoom;
  }

  /** Image point in the middle of the screen. */
  get centre(): StrokePoint {
    return this._centre;
  }

  /** Size of the screen in CSS pixels; 0 while it is hidden. */
  get screen(): Extent {
    return this._screen;
  }

  /** Size of the image in pixels, or null without one. */
  get image(): Extent | null {
    return this._image;
  }

  /** The place of now, for {@link restore}. */
  get place(): CameraPlace {
    return {
      zoom: this._zoom,
      centre: this._centre,
      isFitted: this._isFitted
    };
  }

  /** The smallest zoom allowed for this image and screen. */
  get minZoom(): number {
    return Math.max(SMALLEST_ZOOM, Math.min(1, this._fitZoom() / 2));
  }

  /** From image coordinates to CSS pixels. */
  toScreen(point: StrokePoint): ScreenPoint {
    return {
      y: (point.y - this._centre.y) * this._zoom + this._screen.height / 2,
      x: (point.x - this._centre.x) * this._zoom + this._screen.width / 2
    };
  }

  /** From CSS pixels to image coordinates, not rounded. */
  toImage(point: ScreenPoint): StrokePoint {
    return {
      y: (point.y - this._screen.height / 2) / this._zoom + this._centre.y,
      x: (point.x - this._screen.width / 2) / this._zoom + this._centre.x
    };
  }

  /** Pixels of the image that are on screen, also those only partly; may be empty. */
  visibleBox(): TileBox {
    if (!this._image || this._screen.height === 0 || this._screen.width === 0) {
      return { y0: 0, x0: 0, y1: 0, x1: 0 };
    }
    const { height, width } = this._image;
    const first = this.toImage({ y: 0, x: 0 });
    const last = this.toImage({
      y: this._screen.height,
      x: this._screen.width
    });
    const clip = (value: number, size: number): number =>
      Math.min(size, Math.max(0, value));
    return {
      y0: clip(Math.floor(first.y + 0.5), height),
      x0: clip(Math.floor(first.x + 0.5), width),
      y1: clip(Math.ceil(last.y + 0.5), height),
      x1: clip(Math.ceil(last.x + 0.5), width)
    };
  }

  /**
   * Multiplies the zoom; the image point under `at` stays where it is, unless
   * the centre would leave the image.
   *
   * @param at default: the middle of the screen
   */
  zoomBy(factor: number, at?: ScreenPoint): void {
    this.zoomTo(this._zoom * factor, at);
  }

  /** Like {@link zoomBy} with the zoom itself. */
  zoomTo(zoom: number, at: ScreenPoint = this._middle()): void {
    const fixed = this.toImage(at);
    const next = Math.min(MAX_ZOOM, Math.max(this.minZoom, zoom));
    this._isFitted = false;
    this._move(next, {
      y: fixed.y - (at.y - this._screen.height / 2) / next,
      x: fixed.x - (at.x - this._screen.width / 2) / next
    });
  }

  /** Moves the image by CSS pixels: positive = down and right. */
  panBy(dy: number, dx: number): void {
    this._isFitted = false;
    this._move(this._zoom, {
      y: this._centre.y - dy / this._zoom,
      x: this._centre.x - dx / this._zoom
    });
  }

  /** Brings an image point to the middle of the screen. */
  centreOn(point: StrokePoint): void {
    this._isFitted = false;
    this._move(this._zoom, point);
  }

  /** Brings the middle of the image to the middle of the screen. */
  centreImage(): void {
    this._move(this._zoom, this._imageMiddle());
  }

  /** Shows the whole image, and keeps it whole when the screen changes. */
  fit(): void {
    this._isFitted = true;
    this._move(Math.min(MAX_ZOOM, this._fitZoom()), this._imageMiddle());
  }

  /** One image pixel = one CSS pixel. */
  resetZoom(): void {
    this.zoomTo(1);
  }

  /** The screen has another size. */
  setScreen(screen: Extent): void {
    if (
      screen.height === this._screen.height &&
      screen.width === this._screen.width
    ) {
      return;
    }
    this._screen = screen;
    this._settle();
  }

  /** Another image, or none. The place stays unless the camera is fitted. */
  setImage(image: Extent | null): void {
    if (
      image?.height === this._image?.height &&
      image?.width === this._image?.width
    ) {
      return;
    }
    this._image = image;
    this._settle();
  }

  /** Goes back to a place; what does not fit the image is clipped. */
  restore(place: CameraPlace): void {
    if (place.isFitted) {
      this.fit();
      return;
    }
    this._isFitted = false;
    const zoom = Math.min(MAX_ZOOM, Math.max(this.minZoom, place.zoom));
    this._move(zoom, place.centre);
  }

  private _settle(): void {
    if (this._isFitted) {
      this.fit();
    } else {
      this._move(this._zoom, this._centre);
    }
    // sizes may have changed where the place did not
    this._changed.emit();
  }

  private _move(zoom: number, centre: StrokePoint): void {
    const clipped = this._clip(centre);
    if (
      zoom === this._zoom &&
      clipped.y === this._centre.y &&
      clipped.x === this._centre.x
    ) {
      return;
    }
    this._zoom = zoom;
    this._centre = clipped;
    this._changed.emit();
  }

  private _clip(point: StrokePoint): StrokePoint {
    const clip = (value: number, size: number): number =>
      Math.min(size - 0.5, Math.max(-0.5, value));
    return this._image
      ? {
          y: clip(point.y, this._image.height),
          x: clip(point.x, this._image.width)
        }
      : point;
  }

  private _fitZoom(): number {
    const { height, width } = this._screen;
    if (!this._image || height === 0 || width === 0) {
      return 1;
    }
    const zoom = Math.min(
      height / this._image.height,
      width / this._image.width
    );
    return Math.max(SMALLEST_ZOOM, zoom * FIT_SHARE);
  }

  private _middle(): ScreenPoint {
    return { y: this._screen.height / 2, x: this._screen.width / 2 };
  }

  private _imageMiddle(): StrokePoint {
    return this._image
      ? { y: (this._image.height - 1) / 2, x: (this._image.width - 1) / 2 }
      : { y: 0, x: 0 };
  }

  private readonly _changed = new Signal<Camera, void>(this);
  private _zoom = 1;
  private _centre: StrokePoint = { y: 0, x: 0 };
  private _screen: Extent = { height: 0, width: 0 };
  private _image: Extent | null = null;
  private _isFitted = true;
}
