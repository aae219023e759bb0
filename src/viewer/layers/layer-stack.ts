import { IDisposable } from '@lumino/disposable';
import {
  CustomLayer,
  IProjectStore,
  Layer,
  StoreChange
} from '../../store/contract';
import { ITileCompositor } from './compositor';
import { LayerRegistry } from './layer-registry';
import { ILayerView, ViewFrame } from './layer-view';
import { TileCache } from './tile-cache';

type StackedLayer = {
  readonly view: ILayerView;
  readonly compositor: ITileCompositor;
  /** Content the view was made for; another one needs another view. */
  readonly content: CustomLayer | null;
  isShown: boolean;
  needsDraw: boolean;
  /** The camera moved since the layer was last drawn. */
  isMoved: boolean;
};

/** What the stack needs from its viewer. */
export type LayerStackOptions = {
  readonly store: IProjectStore;
  readonly registry: LayerRegistry;
  readonly cache: TileCache;
  readonly createCompositor: () => ITileCompositor;
  readonly requestFrame: () => void;
  readonly reportError: (error: unknown) => void;
};

/** The canvases of all layers, one above the other as the store lists them. */
export class LayerStack implements IDisposable {
  constructor(private readonly _options: LayerStackOptions) {
    this.element = document.createElement('div');
    this.element.className = 'jp-PixelForest-viewerLayers';
    this._arrange();
  }

  /** Holds the canvases; the topmost layer is the last. */
  readonly element: HTMLDivElement;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Whether a shown layer waits for newer tiles. */
  get isStale(): boolean {
    return [...this._layers.values()].some(
      ({ isShown, view }) => isShown && view.isStale
    );
  }

  /** Whether only the raw image is shown, whatever the store says. */
  get isPeeking(): boolean {
    return this._isPeeking;
  }

  set isPeeking(isPeeking: boolean) {
    if (isPeeking !== this._isPeeking) {
      this._isPeeking = isPeeking;
      this._arrange();
    }
  }

  /** Every shown layer is drawn in the next frame. */
  moved(): void {
    for (const layer of this._layers.values()) {
      layer.isMoved = true;
      layer.needsDraw = true;
    }
  }

  /** Draws the layers that need it. */
  draw(frame: ViewFrame): void {
    for (const layer of this._layers.values()) {
      if (!layer.isShown || !layer.needsDraw) {
        continue;
      }
      const { compositor, view, isMoved } = layer;
      layer.needsDraw = false;
      layer.isMoved = false;
      compositor.resize(frame.height, frame.width);
      view.draw(frame, isMoved);
      compositor.canvas.dataset.stale = String(view.isStale);
    }
  }

  /** Nothing is on screen: no canvas, no request. */
  clear(): void {
    for (const layer of this._layers.values()) {
      layer.view.hide();
      layer.compositor.draw([], { isSmooth: false, region: null });
      layer.isMoved = true;
      layer.needsDraw = true;
    }
  }

  storeChanged(change: StoreChange): void {
    if (change.kind === 'project') {
      this._removeAll();
      this._options.cache.deleteAll();
    }
    if (
      change.kind === 'project' ||
      change.kind === 'layers' ||
      change.kind === 'classes'
    ) {
      this._arrange();
    }
    for (const { view } of this._layers.values()) {
      view.storeChanged(change);
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._removeAll();
      this.element.remove();
    }
  }

  /** Makes the canvases agree with the store's list. */
  private _arrange(): void {
    const { store } = this._options;
    // the list begins with the topmost, the element with the lowest
    const list = [...store.layers].reverse();
    const names = new Set(list.map(({ id }) => id));
    for (const id of [...this._layers.keys()]) {
      if (
        !names.has(id) ||
        this._layers.get(id)?.content !== store.customLayer(id)
      ) {
        this._remove(id);
      }
    }
    let position = 0;
    for (const layer of list) {
      const stacked = this._layers.get(layer.id) ?? this._create(layer);
      if (!stacked) {
        continue;
      }
      const { canvas } = stacked.compositor;
      if (this.element.children[position] !== canvas) {
        this.element.insertBefore(
          canvas,
          this.element.children[position] ?? null
        );
      }
      position++;
      this._show(stacked, layer);
    }
    this._options.requestFrame();
  }

  private _show(stacked: StackedLayer, layer: Layer): void {
    const { style } = stacked.compositor.canvas;
    const isShown = this._isPeeking ? layer.kind === 'raw' : layer.isVisible;
    style.opacity = this._isPeeking ? '1' : String(layer.opacity);
    style.display = isShown ? '' : 'none';
    if (isShown && !stacked.isShown) {
      stacked.isMoved = true;
      stacked.needsDraw = true;
    } else if (!isShown && stacked.isShown) {
      stacked.view.hide();
    }
    stacked.isShown = isShown;
  }

  private _create(layer: Layer): StackedLayer | null {
    const { store, registry, cache, reportError } = this._options;
    const compositor = this._options.createCompositor();
    const requestFrame = (): void => {
      const stacked = this._layers.get(layer.id);
      if (stacked) {
        stacked.needsDraw = true;
        this._options.requestFrame();
      }
    };
    const view = registry.create(layer.kind, {
      store,
      layerId: layer.id,
      compositor,
      cache,
      requestFrame,
      reportError
    });
    if (!view) {
      return null;
    }
    const { dataset } = compositor.canvas;
    dataset.layer = layer.id;
    const side = store.customLayer(layer.id)?.side;
    if (side) {
      // the curtain clips it
      dataset.side = side;
    }
    const stacked = {
      view,
      compositor,
      content: store.customLayer(layer.id),
      isShown: false,
      needsDraw: true,
      isMoved: true
    };
    this._layers.set(layer.id, stacked);
    return stacked;
  }

  private _remove(id: string): void {
    const layer = this._layers.get(id);
    this._layers.delete(id);
    layer?.view.dispose();
    layer?.compositor.canvas.remove();
  }

  private _removeAll(): void {
    [...this._layers.keys()].forEach(id => this._remove(id));
  }

  private readonly _layers = new Map<string, StackedLayer>();
  private _isPeeking = false;
  private _isDisposed = false;
}
