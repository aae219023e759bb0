import { Message } from '@lumino/messaging';
import { ISignal, Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { IProjectStore, StoreChange } from '../store/contract';
import { BrushOutline } from './overlay/brush-outline';
import { Camera, CameraPlace } from './camera';
import { Curtain } from './overlay/curtain';
import { ErrorStrip } from './overlay/error-strip';
import { activeMetadata } from './image-facts';
import { Canvas2dCompositor } from './layers/canvas2d-compositor';
import { ITileCompositor } from './layers/compositor';
import { createLayerRegistry, LayerRegistry } from './layers/layer-registry';
import { LayerStack } from './layers/layer-stack';
import { TileCache } from './layers/tile-cache';
import {
  MessageActions,
  MessageArea,
  viewerMessage
} from './overlay/message-area';
import { PlaneSliders } from './overlay/plane-sliders';
import { PointerInput } from './tools/pointer-input';
import { ReadOut } from './overlay/read-out';
import { RenderLoop } from './render-loop';
import { ScaleBar } from './overlay/scale-bar';
import { Sketch } from './overlay/sketch';
import { PointerSample } from './tools/tool';
import { createToolRegistry, ToolRegistry } from './tools/tool-registry';
import { ViewerActions } from './viewer-actions';
import { ITranslation, untranslated } from './translation';

/** What a viewer may share with others or be given. All have defaults. */
export type ImageViewerOptions = {
  readonly tools?: ToolRegistry;
  readonly layerViews?: LayerRegistry;
  /** What the user can do where there is no picture. */
  readonly messageActions?: MessageActions;
  /** Default: English as written. */
  readonly trans?: ITranslation;
  /** Default: Canvas2D. */
  readonly createCompositor?: () => ITileCompositor;
};

/**
 * The image of a store with all its layers, and the tools that work on it. It
 * connects the parts; keys are left to the commands.
 */
export class ImageViewer extends Widget {
  constructor(
    readonly store: IProjectStore,
    options: ImageViewerOptions = {}
  ) {
    super();
    this.addClass('jp-PixelForest-viewer');
    this.tools = options.tools ?? createToolRegistry();
    this._messageActions = options.messageActions ?? {};
    this._trans = options.trans ?? untranslated;
    this._scaleBar = new ScaleBar(this._trans);
    this._errors = new ErrorStrip(this._trans);
    const reportError = (error: unknown): void => this._fail(error);
    this._loop = new RenderLoop({
      store,
      camera: this.camera,
      cache: this._cache,
      stack: () => this._stack,
      isReady: () => this._isReady(),
      onDrawn: isStale => this._drawn(isStale)
    });
    this._stack = new LayerStack({
      store,
      registry: options.layerViews ?? createLayerRegistry(),
      cache: this._cache,
      createCompositor:
        options.createCompositor ?? (() => new Canvas2dCompositor()),
      requestFrame: () => this._loop.requestFrame(),
      reportError
    });
    this.actions = new ViewerActions(store, this.camera, this._stack);
    this._readOut = new ReadOut(store, reportError, this._trans);
    this._sliders = new PlaneSliders(store, this._trans);
    this._curtain = new Curtain(store, this._stack.element, this._trans);
    this._stage = this._build();
    this._input = new PointerInput({
      stage: this._stage,
      context: {
        store,
        camera: this.camera,
        sketch: this._sketch,
        reportError
      },
      tools: this.tools,
      onHover: sample => this._hover(sample)
    });
    this._observer = new ResizeObserver(() => this._measure());
    this._observer.observe(this._stage);
    store.changed.connect(this._storeChanged, this);
    this.camera.changed.connect(this._cameraMoved, this);
    this._syncImage();
  }

  /** Which part of the image is on screen. */
  readonly camera = new Camera();
  /** The tools by id; shared with other viewers if it was given. */
  readonly tools: ToolRegistry;
  /** What commands call. */
  readonly actions: ViewerActions;

  /** Emitted when something could not be drawn; the viewer shows it too. */
  get failed(): ISignal<ImageViewer, unknown> {
    return this._failed;
  }

  /** The element with the role `application`: it takes pointer and keyboard. */
  get stage(): HTMLElement {
    return this._stage;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.store.changed.disconnect(this._storeChanged, this);
    this.camera.changed.disconnect(this._cameraMoved, this);
    this._observer.disconnect();
    this._input.dispose();
    this._loop.dispose();
    this._stack.dispose();
    this._readOut.dispose();
    this._cache.deleteAll();
    super.dispose();
  }

  protected override onActivateRequest(_message: Message): void {
    this._stage.focus({ preventScroll: true });
  }

  protected override onAfterShow(_message: Message): void {
    this._measure();
  }

  /** What can be done about a missing picture changed. */
  updateMessage(): void {
    this._message.update(
      viewerMessage(this.store, this._messageActions, this._trans)
    );
  }

  private _build(): HTMLElement {
    const stage = document.createElement('div');
    stage.className = 'jp-PixelForest-viewerStage';
    stage.tabIndex = 0;
    stage.setAttribute('role', 'application');
    stage.setAttribute('aria-label', this._trans.__('Image viewer'));
    stage.append(
      this._stack.element,
      this._sketch.element,
      this._outline.element,
      this._scaleBar.element
    );
    const help = document.createElement('p');
    help.className = 'jp-PixelForest-viewerHelp';
    help.id = `jp-PixelForest-viewerHelp-${++viewerCount}`;
    help.textContent = this._trans.__(
      'Image with labels and predictions. Drag to use the selected tool; hold Shift or Space, or use the middle button, to move the image. Turn the wheel to zoom, or to change the slice of a stack; with Ctrl it always zooms. Hold Alt to erase. Esc takes an unfinished stroke back.'
    );
    stage.setAttribute('aria-describedby', help.id);
    const field = document.createElement('div');
    field.className = 'jp-PixelForest-viewerField';
    field.append(
      stage,
      this._curtain.element,
      this._message.element,
      this._errors.element
    );
    this.node.append(field, this._sliders.element, this._readOut.element, help);
    return stage;
  }

  private _storeChanged(_store: IProjectStore, change: StoreChange): void {
    if (
      change.kind === 'project' ||
      change.kind === 'activeImage' ||
      change.kind === 'plane'
    ) {
      // a stroke belongs to the plane it was begun on
      this._input.finish();
    }
    if (change.kind === 'project') {
      this._places.clear();
      this._shownImageId = null;
    }
    this._stack.storeChanged(change);
    switch (change.kind) {
      case 'project':
      case 'activeImage':
      case 'images':
      case 'plane':
        this._syncImage();
        break;
      case 'layers':
        this._curtain.update();
        break;
      case 'tool':
      case 'classes':
        this._updateCursor();
        break;
      default:
        // the layers drew what changed
        break;
    }
    this._isReadOutOld = true;
    this._loop.requestFrame();
  }

  /** Message, sliders and camera follow the active image. */
  private _syncImage(): void {
    const { store, camera } = this;
    const id = store.activeImage?.id ?? null;
    const metadata = activeMetadata(store);
    this.updateMessage();
    this._sliders.update();
    if (this._shownImageId !== null && this._shownImageId !== id) {
      this._places.set(this._shownImageId, camera.place);
      this._shownImageId = null;
    }
    if (!metadata) {
      camera.setImage(null);
    } else {
      const { y, x } = metadata.shape;
      camera.setImage({ height: y, width: x });
      if (this._shownImageId !== id) {
        this._shownImageId = id;
        const place = id === null ? undefined : this._places.get(id);
        if (place) {
          camera.restore(place);
        } else {
          camera.fit();
        }
      }
    }
    this._errors.clear();
    this._stack.moved();
    this._loop.requestFrame();
    this._loop.announceVisible();
    this._cameraMoved();
  }

  private _isReady(): boolean {
    const image = this.store.activeImage;
    return image !== null && this.store.imageStatus(image.id).state === 'ready';
  }

  private _measure(): void {
    const { clientHeight, clientWidth } = this._stage;
    this.camera.setScreen({ height: clientHeight, width: clientWidth });
  }

  private _cameraMoved(): void {
    const { zoom } = this.camera;
    this._readOut.showZoom(zoom);
    this._sketch.update();
    this._scaleBar.element.hidden = !this._isReady();
    this._scaleBar.update(
      activeMetadata(this.store)?.pixelSizeUm?.x ?? null,
      zoom
    );
    if (this._sample) {
      // the pointer stands still, the pixel under it is another
      const { screen } = this._sample;
      this._sample = { ...this._sample, image: this.camera.toImage(screen) };
      this._isHoverOld = true;
    }
    this._updateCursor();
  }

  private _hover(sample: PointerSample | null): void {
    this._sample = sample;
    this._isHoverOld = true;
    this._updateCursor();
    // read and written once a frame, however many points the pointer sends
    this._loop.requestFrame();
  }

  private _updateCursor(): void {
    const tool = this._input.actingTool;
    const cursor = tool
      ? tool.cursor(this._input.keys, this._input.isPressed)
      : null;
    this._stage.style.cursor = cursor?.css ?? '';
    this._outline.update(
      this.camera,
      this._isReady() ? this._sample : null,
      cursor
    );
  }

  private _drawn(isStale: boolean): void {
    this._readOut.showBusy(isStale);
    if (this._isHoverOld) {
      this._readOut.show(this._sample?.image ?? null);
    } else if (this._isReadOutOld) {
      this._readOut.refresh();
    }
    this._isHoverOld = false;
    this._isReadOutOld = false;
  }

  private _fail(error: unknown): void {
    this._errors.show(error);
    this._failed.emit(error);
  }

  private readonly _failed = new Signal<ImageViewer, unknown>(this);
  private readonly _cache = new TileCache();
  private readonly _loop: RenderLoop;
  private readonly _stack: LayerStack;
  private readonly _input: PointerInput;
  private readonly _stage: HTMLElement;
  private readonly _outline = new BrushOutline();
  private readonly _sketch = new Sketch(this.camera);
  private readonly _scaleBar: ScaleBar;
  private readonly _message = new MessageArea();
  private readonly _errors: ErrorStrip;
  private readonly _trans: ITranslation;
  private readonly _sliders: PlaneSliders;
  private readonly _curtain: Curtain;
  private readonly _readOut: ReadOut;
  private readonly _messageActions: MessageActions;
  private readonly _observer: ResizeObserver;
  /** Where the camera stood on the images seen before. */
  private readonly _places = new Map<string, CameraPlace>();
  private _shownImageId: string | null = null;
  private _sample: PointerSample | null = null;
  private _isHoverOld = false;
  private _isReadOutOld = false;
}

/** Makes the ids of help texts differ. */
let viewerCount = 0;
