import { IDisposable } from '@lumino/disposable';
import { ToolId } from '../../store/contract';
import { ScreenPoint } from '../camera';
import { PanTool } from './pan';
import { ITool, ModifierKeys, PointerSample, ToolContext } from './tool';
import { ToolRegistry } from './tool-registry';
import { wheelTurn, WheelTurn } from './wheel';

const MAIN_BUTTON = 0;
const MIDDLE_BUTTON = 1;
const NO_KEYS: ModifierKeys = { alt: false, shift: false, ctrl: false };

/** What the input tells its viewer. */
export type PointerInputOptions = {
  readonly stage: HTMLElement;
  readonly context: ToolContext;
  readonly tools: ToolRegistry;
  /** The pointer is over another point, or gone (null); or the cursor looks different. */
  readonly onHover: (sample: PointerSample | null) => void;
};

/**
 * Turns pointers, wheel and held keys into gestures of the tool. Middle drag,
 * Shift or Space with a drag, and two fingers move the image with any tool.
 */
export class PointerInput implements IDisposable {
  constructor(private readonly _options: PointerInputOptions) {
    this._pan = new PanTool(_options.context);
    const { stage } = _options;
    for (const type of EVENT_TYPES) {
      stage.addEventListener(type, this, { passive: false });
    }
    _options.tools.changed.connect(this._forgetTools, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The tool of now; null if the store's tool is not registered. */
  get tool(): ITool | null {
    const { context, tools } = this._options;
    return this._toolOf(context.store.tool, tools);
  }

  /** Whether a stroke or drag is going on. */
  get isPressed(): boolean {
    return this._gesture !== null;
  }

  /** Keys held at the last event. */
  get keys(): ModifierKeys {
    return this._keys;
  }

  /** The tool that would act, or acts, at the pointer. */
  get actingTool(): ITool | null {
    if (this._gesture) {
      return this._gesture.tool;
    }
    return this._keys.shift || this._isSpaceHeld ? this._pan : this.tool;
  }

  handleEvent(event: Event): void {
    if (event instanceof WheelEvent) {
      this._wheel(event);
    } else if (event instanceof KeyboardEvent) {
      this._key(event);
    } else if (event instanceof MouseEvent) {
      this._pointer(event as PointerEvent);
    } else {
      // the keyboard went elsewhere: nobody tells us when keys are released
      this._isSpaceHeld = false;
      this._keys = NO_KEYS;
    }
  }

  /** Ends what is being drawn, e.g. before another image is shown. */
  finish(): void {
    const gesture = this._gesture;
    this._gesture = null;
    gesture?.tool.pointerUp();
  }

  /** Takes back what is being drawn. */
  cancel(): void {
    const gesture = this._gesture;
    this._gesture = null;
    gesture?.tool.pointerCancel();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.cancel();
    for (const type of EVENT_TYPES) {
      this._options.stage.removeEventListener(type, this);
    }
    this._options.tools.changed.disconnect(this._forgetTools, this);
  }

  private _pointer(event: PointerEvent): void {
    this._keys = keysOf(event);
    switch (event.type) {
      case 'pointerdown':
        this._down(event);
        break;
      case 'pointermove':
        this._move(event);
        break;
      case 'pointerup':
      case 'lostpointercapture':
        this._release(event, false);
        break;
      case 'pointercancel':
        // the system took a finger for a gesture of its own
        this._release(event, event.pointerType === 'touch');
        break;
      case 'pointerleave':
        if (!this._gesture) {
          this._options.onHover(null);
        }
        break;
      case 'contextmenu':
        this._contextMenu(event);
        break;
    }
  }

  private _down(event: PointerEvent): void {
    const { stage } = this._options;
    const sample = this._sample(event);
    stage.focus({ preventScroll: true });
    if (event.pointerType === 'touch') {
      this._fingers.set(event.pointerId, sample.screen);
      if (this._fingers.size === 2) {
        this.cancel();
      }
    }
    if (this._gesture || this._fingers.size > 1) {
      return;
    }
    const isPan =
      event.button === MIDDLE_BUTTON ||
      (event.button === MAIN_BUTTON && (event.shiftKey || this._isSpaceHeld));
    const tool = isPan ? this._pan : this.tool;
    if (!tool || (event.button !== MAIN_BUTTON && !isPan)) {
      return;
    }
    // no text selection, no autoscroll by the middle button
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    this._gesture = { tool, pointerId: event.pointerId };
    tool.pointerDown(sample);
    this._options.onHover(sample);
  }

  private _move(event: PointerEvent): void {
    const sample = this._sample(event);
    if (this._fingers.has(event.pointerId) && this._fingers.size > 1) {
      this._pinch(event.pointerId, sample.screen);
      return;
    }
    if (this._gesture?.pointerId === event.pointerId) {
      const events = event.getCoalescedEvents?.() ?? [];
      this._gesture.tool.pointerMove(
        events.length > 0 ? events.map(each => this._sample(each)) : [sample]
      );
    }
    if (event.pointerType !== 'touch' || this._gesture) {
      this._options.onHover(sample);
    }
  }

  private _release(event: PointerEvent, isCancelled: boolean): void {
    this._fingers.delete(event.pointerId);
    if (this._gesture?.pointerId === event.pointerId) {
      if (isCancelled) {
        this.cancel();
      } else {
        this.finish();
      }
      this._options.onHover(
        event.pointerType === 'touch' ? null : this._sample(event)
      );
    }
  }

  /** Two fingers: their middle moves the image, their distance zooms it. */
  private _pinch(pointerId: number, to: ScreenPoint): void {
    const { camera } = this._options.context;
    // the first two count; a third finger only rests
    const before = spanOf([...this._fingers.values()]);
    this._fingers.set(pointerId, to);
    const after = spanOf([...this._fingers.values()]);
    camera.panBy(
      after.middle.y - before.middle.y,
      after.middle.x - before.middle.x
    );
    if (before.length > 0 && after.length > 0) {
      camera.zoomBy(after.length / before.length, after.middle);
    }
  }

  private _wheel(event: WheelEvent): void {
    const { store, camera } = this._options.context;
    const sample = this._sample(event);
    const turn = wheelTurn(event, store, this._wheelRest);
    this._wheelRest = turn.rest;
    // the page must not scroll or zoom instead
    event.preventDefault();
    if (!this.tool?.wheel?.(sample, event.deltaY)) {
      this._turn(turn, sample);
    }
    // another pixel is under the pointer now
    this._options.onHover({ ...sample, image: camera.toImage(sample.screen) });
  }

  private _turn(turn: WheelTurn, sample: PointerSample): void {
    const { store, camera } = this._options.context;
    if (turn.kind === 'zoom') {
      camera.zoomBy(turn.factor, sample.screen);
    } else if (turn.steps !== 0) {
      const { plane } = store;
      store.setPlane({
        ...plane,
        [turn.axis]: Math.max(0, plane[turn.axis] + turn.steps)
      });
    }
  }

  private _contextMenu(event: MouseEvent): void {
    if (this._gesture || this.tool?.contextClick?.(this._sample(event))) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Keys are only watched: commands elsewhere act on them. */
  private _key(event: KeyboardEvent): void {
    this._keys = keysOf(event);
    if (event.key === ' ') {
      this._isSpaceHeld = event.type === 'keydown';
    } else if (event.key === 'Escape' && event.type === 'keydown') {
      this.cancel();
    }
    if (this._hovered) {
      this._options.onHover({ ...this._hovered, keys: this._keys });
    }
  }

  private _sample(event: MouseEvent): PointerSample {
    const { stage, context } = this._options;
    const edge = stage.getBoundingClientRect();
    const screen = {
      y: event.clientY - edge.top,
      x: event.clientX - edge.left
    };
    this._hovered = {
      image: context.camera.toImage(screen),
      screen,
      keys: keysOf(event)
    };
    return this._hovered;
  }

  private _toolOf(id: ToolId, tools: ToolRegistry): ITool | null {
    let tool = this._tools.get(id) ?? null;
    if (!tool) {
      tool = tools.get(id)?.create(this._options.context) ?? null;
      if (tool) {
        this._tools.set(id, tool);
      }
    }
    return tool;
  }

  private _forgetTools(): void {
    this.cancel();
    this._tools.clear();
  }

  private readonly _pan: PanTool;
  private readonly _tools = new Map<ToolId, ITool>();
  private readonly _fingers = new Map<number, ScreenPoint>();
  private _gesture: {
    readonly tool: ITool;
    readonly pointerId: number;
  } | null = null;
  private _hovered: PointerSample | null = null;
  private _keys = NO_KEYS;
  private _isSpaceHeld = false;
  private _wheelRest = 0;
  private _isDisposed = false;
}

const EVENT_TYPES = [
  'pointerdown',
  'pointermove',
  'pointerup',
  'pointercancel',
  'lostpointercapture',
  'pointerleave',
  'contextmenu',
  'wheel',
  'keydown',
  'keyup',
  'blur'
];

function keysOf(event: MouseEvent | KeyboardEvent): ModifierKeys {
  return {
    alt: event.altKey,
    shift: event.shiftKey,
    ctrl: event.ctrlKey || event.metaKey
  };
}

/** Middle and distance of the first two of at least two fingers. */
function spanOf([a, b]: readonly ScreenPoint[]): {
  readonly middle: ScreenPoint;
  readonly length: number;
} {
  return {
    middle: { y: (a.y + b.y) / 2, x: (a.x + b.x) / 2 },
    length: Math.hypot(a.y - b.y, a.x - b.x)
  };
}
