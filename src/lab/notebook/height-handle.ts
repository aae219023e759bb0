import { TranslationBundle } from '@jupyterlab/translation';
import { HIGHEST, LOWEST } from './notebook-topic';

/** What an arrow key changes, in CSS pixels. */
const KEY_STEP = 24;

/** Where heights are kept. */
export interface IHeightPlace {
  /** In CSS pixels. */
  height: number;
  /** The user let go. */
  remember(): void;
}

/** The bar below a project in a cell: dragged, or moved by the arrow keys, it changes the height. */
export function createHeightHandle(
  place: IHeightPlace,
  trans: TranslationBundle
): HTMLElement {
  const handle = document.createElement('div');
  handle.className = 'jp-PixelForest-cellHandle';
  handle.tabIndex = 0;
  handle.setAttribute('role', 'separator');
  handle.setAttribute('aria-orientation', 'horizontal');
  handle.setAttribute('aria-label', trans.__('Height of the project'));
  handle.setAttribute('aria-valuemin', String(LOWEST));
  handle.setAttribute('aria-valuemax', String(HIGHEST));
  handle.title = trans.__(
    'Drag, or press ↑ and ↓, to change the height; the notebook remembers it'
  );
  const set = (height: number): void => {
    place.height = Math.min(HIGHEST, Math.max(LOWEST, height));
    handle.setAttribute('aria-valuenow', String(Math.round(place.height)));
  };
  set(place.height);
  let drag: { readonly y: number; readonly height: number } | null = null;
  handle.addEventListener('pointerdown', event => {
    if (event.button === 0) {
      handle.setPointerCapture(event.pointerId);
      drag = { y: event.clientY, height: place.height };
    }
  });
  handle.addEventListener('pointermove', event => {
    if (drag) {
      set(drag.height + event.clientY - drag.y);
    }
  });
  handle.addEventListener('lostpointercapture', () => {
    if (drag) {
      drag = null;
      place.remember();
    }
  });
  handle.addEventListener('keydown', event => {
    const sign = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (sign !== undefined) {
      event.preventDefault();
      set(place.height + sign * KEY_STEP);
      place.remember();
    }
  });
  return handle;
}
