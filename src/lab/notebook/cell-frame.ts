import { IDisposable } from '@lumino/disposable';
import { Widget } from '@lumino/widgets';
import { LabParts } from '../lab-parts';
import { containKeys } from './cell-keys';

/**
 * Keeps pointer, wheel, keys and focus of a project apart from those of the
 * notebook around it. The wheel scrolls the notebook until the user clicks into
 * the project, so that nobody is caught on the way down.
 */
export class CellFrame implements IDisposable {
  /**
   * @param _node    what the project is in
   * @param _project the project's widget, as commands know it; null while there is none
   */
  constructor(
    private readonly _node: HTMLElement,
    private readonly _project: () => Widget | null,
    private readonly _parts: Pick<LabParts, 'app' | 'projects'>
  ) {
    _node.tabIndex = -1;
    this._stopKeys = containKeys(_node, _parts.app.commands);
    _node.addEventListener('wheel', this, { capture: true, passive: false });
    EVENTS.forEach(type => _node.addEventListener(type, this));
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._stopKeys();
    this._node.removeEventListener('wheel', this, true);
    EVENTS.forEach(type => this._node.removeEventListener(type, this));
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case 'wheel':
        this._wheel(event as WheelEvent);
        break;
      case 'mousedown':
        // the notebook would take the focus; focusin tells it which cell is active
        event.stopPropagation();
        break;
      case 'pointerenter':
      case 'focusin':
        // buttons are enabled before they are pressed
        this._parts.projects.enter(this._project());
        break;
      case 'pointerleave':
        if (!this._hasFocus) {
          this._parts.projects.enter(null);
        }
        break;
      default:
        this._focusOut(event as FocusEvent);
        break;
    }
  }

  private get _hasFocus(): boolean {
    return this._node.contains(document.activeElement);
  }

  private _wheel(event: WheelEvent): void {
    const isZoom = event.ctrlKey || event.metaKey;
    if (!this._hasFocus && !isZoom) {
      // the viewer must not see it: the notebook scrolls
      event.stopPropagation();
    } else if (this._hasFocus && !canScroll(event, this._node)) {
      // what the project does not use moves nothing behind it
      event.preventDefault();
    }
  }

  /** A menu takes the focus without leaving the project; another part of the notebook leaves it. */
  private _focusOut({ relatedTarget }: FocusEvent): void {
    if (
      relatedTarget instanceof Element &&
      !this._node.contains(relatedTarget) &&
      relatedTarget.closest('.jp-NotebookPanel')?.contains(this._node)
    ) {
      this._parts.projects.enter(null);
    }
  }

  private readonly _stopKeys: () => void;
  private _isDisposed = false;
}

const EVENTS = [
  'mousedown',
  'pointerenter',
  'pointerleave',
  'focusin',
  'focusout'
];

/** Whether something between target and root scrolls in this direction. */
function canScroll({ target, deltaY }: WheelEvent, root: Element): boolean {
  for (
    let at = target instanceof Element ? target : null;
    at && at !== root;
    at = at.parentElement
  ) {
    const room = at.scrollHeight - at.clientHeight;
    const isAtEnd = deltaY < 0 ? at.scrollTop <= 0 : at.scrollTop >= room - 1;
    const { overflowY } = getComputedStyle(at);
    if (room > 1 && !isAtEnd && /auto|scroll/.test(overflowY)) {
      return true;
    }
  }
  return false;
}
