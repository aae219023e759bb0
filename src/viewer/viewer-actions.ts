import { IProjectStore, LayerKind } from '../store/contract';
import { Camera } from './camera';
import { activeMetadata, PlaneAxis } from './image-facts';

/** ilastik's brush sizes in pixels. */
export const BRUSH_SIZES = [1, 3, 5, 7, 11, 23, 31, 61] as const;
/** One press of a zoom key. */
const ZOOM_FACTOR = 1.25;

/** Shows only the raw image while it is on. */
export interface IPeek {
  isPeeking: boolean;
}

/** What the keys and menus do in a viewer; each is one verb without arguments to fill in. */
export class ViewerActions {
  constructor(
    private readonly _store: IProjectStore,
    private readonly _camera: Camera,
    private readonly _peek: IPeek
  ) {}

  zoomIn(): void {
    this._camera.zoomBy(ZOOM_FACTOR);
  }

  zoomOut(): void {
    this._camera.zoomBy(1 / ZOOM_FACTOR);
  }

  /** Shows the whole image. */
  fit(): void {
    this._camera.fit();
  }

  /** One image pixel = one CSS pixel. */
  resetZoom(): void {
    this._camera.resetZoom();
  }

  /** Brings the middle of the image to the middle of the screen. */
  centre(): void {
    this._camera.centreImage();
  }

  /**
   * The next larger (1) or smaller (−1) of {@link BRUSH_SIZES}, of the eraser
   * if that is the tool, else of the brush. Stops at the ends.
   */
  stepBrush(step: 1 | -1): void {
    const isEraser = this._store.tool === 'eraser';
    const diameter = isEraser
      ? this._store.eraserDiameter
      : this._store.brushDiameter;
    const next =
      step > 0
        ? BRUSH_SIZES.find(size => size > diameter)
        : [...BRUSH_SIZES].reverse().find(size => size < diameter);
    if (next === undefined) {
      return;
    }
    if (isEraser) {
      this._store.setEraserDiameter(next);
    } else {
      this._store.setBrushDiameter(next);
    }
  }

  /** Goes `step` planes along an axis, or to its end; stops at the ends. */
  stepPlane(axis: PlaneAxis, step: number | 'first' | 'last'): void {
    const last = (activeMetadata(this._store)?.shape[axis] ?? 1) - 1;
    const { plane } = this._store;
    const wanted =
      step === 'first' ? 0 : step === 'last' ? last : plane[axis] + step;
    this._store.setPlane({
      ...plane,
      [axis]: Math.min(last, Math.max(0, wanted))
    });
  }

  /** Shows or hides one layer. */
  toggleLayer(layerId: string): void {
    const layer = this._store.layers.find(({ id }) => id === layerId);
    if (layer) {
      this._store.setLayer(layerId, { isVisible: !layer.isVisible });
    }
  }

  /** Hides all layers of a kind, or shows them if all are hidden. */
  toggleKind(kind: LayerKind): void {
    const layers = this._store.layers.filter(layer => layer.kind === kind);
    const isVisible = !layers.some(layer => layer.isVisible);
    for (const { id } of layers) {
      this._store.setLayer(id, { isVisible });
    }
  }

  /**
   * Shows the raw image alone, or all layers again. Nothing in the project
   * changes.
   *
   * @param isOn default: the other way round
   */
  peekAtRaw(isOn = !this._peek.isPeeking): void {
    this._peek.isPeeking = isOn;
  }

  /** Shows the next (1) or previous (−1) channel alone, from the first one shown. */
  stepChannel(step: 1 | -1): void {
    const { channels } = this._store;
    const shown = channels.findIndex(({ isVisible }) => isVisible);
    const wanted = Math.min(channels.length - 1, Math.max(0, shown + step));
    channels.forEach(({ isVisible }, channel) => {
      if (isVisible !== (channel === wanted)) {
        this._store.setChannelView(channel, { isVisible: channel === wanted });
      }
    });
  }
}
