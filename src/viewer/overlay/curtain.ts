import { IProjectStore } from '../../store/contract';
import { ITranslation, untranslated } from '../translation';

/** How far arrow keys move it, in hundredths of the view; with Shift. */
const STEP = 1;
const LARGE_STEP = 10;

/** What a key does to the position, in hundredths. */
const KEYS: Readonly<
  Record<string, (position: number, step: number) => number>
> = {
  ArrowLeft: (position, step) => position - step,
  ArrowRight: (position, step) => position + step,
  Home: () => 0,
  End: () => 100
};

/**
 * The line between layers that are shown at the left and at the right of it.
 * It is there while such a layer is visible, and moves by pointer and keys.
 */
export class Curtain {
  /** @param _clipped holds the canvases: a style tells them where the line is */
  constructor(
    private readonly _store: IProjectStore,
    private readonly _clipped: HTMLElement,
    trans: ITranslation = untranslated
  ) {
    this.element = document.createElement('div');
    this.element.className = 'jp-PixelForest-curtain';
    this._line = this._createLine(trans);
    this._names = { left: nameTag('left'), right: nameTag('right') };
    this.element.append(this._names.left, this._line, this._names.right);
    this._place(50);
    this.update();
  }

  readonly element: HTMLDivElement;

  /** Shows or hides it, as the store's layers want it. */
  update(): void {
    const names = { left: '', right: '' };
    let isWanted = false;
    for (const { id, name, isVisible } of this._store.layers) {
      const side = this._store.customLayer(id)?.side;
      if (side && isVisible) {
        names[side] = name;
        isWanted = true;
      }
    }
    this._names.left.textContent = names.left;
    this._names.right.textContent = names.right;
    this.element.hidden = !isWanted;
  }

  private _createLine(trans: ITranslation): HTMLElement {
    const line = document.createElement('div');
    line.className = 'jp-PixelForest-curtainLine';
    line.tabIndex = 0;
    line.title = trans.__(
      'Drag, or use the arrow keys: what is left of the line shows the one state, what is right of it the other. Double-click puts it into the middle.'
    );
    const attributes = {
      role: 'slider',
      'aria-label': trans.__('Curtain between the two states'),
      'aria-orientation': 'horizontal',
      'aria-valuemin': '0',
      'aria-valuemax': '100'
    };
    for (const [name, value] of Object.entries(attributes)) {
      line.setAttribute(name, value);
    }
    line.addEventListener('pointerdown', event => {
      line.setPointerCapture(event.pointerId);
      event.preventDefault();
      line.focus();
    });
    line.addEventListener('pointermove', event => {
      if (line.hasPointerCapture(event.pointerId)) {
        const { left, width } = this.element.getBoundingClientRect();
        this._place((100 * (event.clientX - left)) / width);
      }
    });
    line.addEventListener('dblclick', () => this._place(50));
    line.addEventListener('keydown', event => {
      const move = KEYS[event.key];
      if (move && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        event.stopPropagation();
        this._place(move(this._position, event.shiftKey ? LARGE_STEP : STEP));
      }
    });
    return line;
  }

  /** @param position hundredths from the left edge of the view */
  private _place(position: number): void {
    this._position = Math.min(100, Math.max(0, position));
    const place = `${this._position}%`;
    this.element.style.setProperty('--jp-pixelforest-curtain', place);
    this._clipped.style.setProperty('--jp-pixelforest-curtain', place);
    this._line.setAttribute(
      'aria-valuenow',
      String(Math.round(this._position))
    );
  }

  private readonly _line: HTMLElement;
  private readonly _names: Readonly<Record<'left' | 'right', HTMLElement>>;
  private _position = 50;
}

function nameTag(side: 'left' | 'right'): HTMLElement {
  const tag = document.createElement('span');
  tag.className = 'jp-PixelForest-curtainName';
  tag.dataset.side = side;
  return tag;
}
