import { IDisposable } from '@lumino/disposable';
import { IProjectStore } from '../store/contract';
import { Camera } from './camera';
import { ViewFrame } from './layers/layer-view';
import { LayerStack } from './layers/layer-stack';
import { TileCache } from './layers/tile-cache';

/** Predicting what is only passed by would be wasted. */
const VISIBLE_BOX_DELAY_MS = 30;

/** What the loop draws and tells. */
export type RenderLoopOptions = {
  readonly store: IProjectStore;
  readonly camera: Camera;
  readonly cache: TileCache;
  /** Made later than the loop: it asks the loop for frames. */
  readonly stack: () => LayerStack;
  /** Whether there is an image to draw. */
  readonly isReady: () => boolean;
  /** After every frame; whether older tiles are on screen. */
  readonly onDrawn: (isStale: boolean) => void;
};

/** Draws at most once per frame of the screen, and says what is visible. */
export class RenderLoop implements IDisposable {
  constructor(private readonly _options: RenderLoopOptions) {
    _options.camera.changed.connect(this._moved, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Draws in the next frame; asking twice is one frame. */
  requestFrame(): void {
    if (this._frameRequest === null && !this._isDisposed) {
      this._frameRequest = requestAnimationFrame(() => {
        this._frameRequest = null;
        this._draw();
      });
    }
  }

  /** Tells the store soon what is on screen. */
  announceVisible(): void {
    clearTimeout(this._announceTimer);
    this._announceTimer = window.setTimeout(() => {
      const box = this._options.camera.visibleBox();
      if (box.y1 > box.y0 && box.x1 > box.x0 && this._options.isReady()) {
        this._options.store.setVisibleBox(box);
      }
    }, VISIBLE_BOX_DELAY_MS);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._announceTimer);
    if (this._frameRequest !== null) {
      cancelAnimationFrame(this._frameRequest);
    }
    this._options.camera.changed.disconnect(this._moved, this);
  }

  private _moved(): void {
    this._options.stack().moved();
    this.requestFrame();
    this.announceVisible();
  }

  private _draw(): void {
    const stack = this._options.stack();
    // moving the window to another screen changes the ratio without an event
    if (window.devicePixelRatio !== this._pixelRatio) {
      this._pixelRatio = window.devicePixelRatio;
      stack.moved();
    }
    const frame = this._frame();
    if (!frame) {
      stack.clear();
      this._options.onDrawn(false);
      return;
    }
    if (frame.scope !== this._scope) {
      this._scope = frame.scope;
      stack.moved();
    }
    this._options.cache.startFrame();
    stack.draw(frame);
    this._options.onDrawn(stack.isStale);
  }

  private _frame(): ViewFrame | null {
    const { store, camera } = this._options;
    const { image, screen, zoom } = camera;
    const { activeImage, plane } = store;
    if (
      !image ||
      !activeImage ||
      screen.height === 0 ||
      screen.width === 0 ||
      !this._options.isReady()
    ) {
      return null;
    }
    const ratio = this._pixelRatio;
    const corner = camera.toScreen({ y: -0.5, x: -0.5 });
    return {
      height: Math.round(screen.height * ratio),
      width: Math.round(screen.width * ratio),
      zoom: zoom * ratio,
      pixelRatio: ratio,
      originY: corner.y * ratio,
      originX: corner.x * ratio,
      visible: camera.visibleBox(),
      image,
      scope: `${activeImage.id}|${plane.t},${plane.z}`
    };
  }

  private _frameRequest: number | null = null;
  private _announceTimer: number | undefined;
  private _pixelRatio = window.devicePixelRatio;
  private _scope = '';
  private _isDisposed = false;
}
