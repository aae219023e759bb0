/** @jest-environment jsdom */
import { Signal } from '@lumino/signaling';
import { TileBox } from '../../project/grid';
import { CustomLayer } from '../../store/contract';
import { createCustomLayer } from '../layers/custom-layer';
import { TileCache } from '../layers/tile-cache';
import { Curtain } from '../overlay/curtain';
import { FakeCompositor } from './fake-compositor';
import { FakeStore } from './fake-store';
import { frameOf, settled } from './layer-frame';
import { point } from './pointer-events';

function tiled(
  id: string,
  changed: Signal<object, TileBox | null>,
  side?: 'left' | 'right'
): CustomLayer {
  return {
    id,
    name: `the ${id} state`,
    explanation: '',
    side,
    content: { kind: 'tiles', colour: async () => null, changed }
  };
}

describe('curtain', () => {
  function setUp() {
    const store = new FakeStore();
    const clipped = document.createElement('div');
    const curtain = new Curtain(store.asStore, clipped);
    store.changed.connect(() => curtain.update());
    document.body.append(curtain.element);
    const line = curtain.element.querySelector<HTMLElement>('[role=slider]')!;
    const changed = new Signal<object, TileBox | null>({});
    store.addLayer(tiled('left', changed, 'left'));
    store.addLayer(tiled('right', changed, 'right'));
    store.addLayer(tiled('both', changed));
    const place = () =>
      clipped.style.getPropertyValue('--jp-pixelforest-curtain');
    const press = (key: string, init: KeyboardEventInit = {}) =>
      line.dispatchEvent(
        new KeyboardEvent('keydown', { key, cancelable: true, ...init })
      );
    return { store, curtain, line, place, press };
  }

  it('is there while a layer of one side is visible, with the names of both', () => {
    const { store, curtain } = setUp();
    expect(curtain.element.hidden).toBe(false);
    expect(curtain.element.textContent).toBe('leftright');
    store.setLayer('left', { isVisible: false });
    expect(curtain.element.textContent).toBe('right');
    store.setLayer('right', { isVisible: false });
    expect(curtain.element.hidden).toBe(true);
  });

  it('moves by keys, up to the edges, and leaves other keys alone', () => {
    const { line, place, press } = setUp();
    expect(line.getAttribute('aria-label')).toBe(
      'Curtain between the two states'
    );
    expect(line.tabIndex).toBe(0);
    expect(press('ArrowLeft')).toBe(false);
    expect(line.getAttribute('aria-valuenow')).toBe('49');
    expect(place()).toBe('49%');
    press('ArrowRight', { shiftKey: true });
    expect(place()).toBe('59%');
    press('End');
    press('ArrowRight');
    expect(place()).toBe('100%');
    press('Home');
    expect(line.getAttribute('aria-valuenow')).toBe('0');
    expect(press('b')).toBe(true);
    expect(press('ArrowRight', { ctrlKey: true })).toBe(true);
    expect(place()).toBe('0%');
  });

  it('is dragged, and a double click puts it into the middle', () => {
    const { curtain, line, place } = setUp();
    curtain.element.getBoundingClientRect = () =>
      ({ left: 100, width: 400 }) as DOMRect;
    let isCaptured = false;
    Object.assign(line, {
      setPointerCapture: () => (isCaptured = true),
      hasPointerCapture: () => isCaptured
    });
    point(line, 'pointermove', 200, 10);
    expect(place()).toBe('50%');
    point(line, 'pointerdown', 300, 10);
    point(line, 'pointermove', 200, 10);
    expect(place()).toBe('25%');
    point(line, 'pointermove', 9000, 10);
    expect(place()).toBe('100%');
    line.dispatchEvent(new MouseEvent('dblclick'));
    expect(place()).toBe('50%');
  });
});

describe('a layer of tiles that others colour', () => {
  it('asks anew for the tiles that are said to be old, on the plane shown', async () => {
    const store = new FakeStore();
    const changed = new Signal<object, TileBox | null>({});
    store.addLayer(tiled('compared', changed));
    const compositor = new FakeCompositor(document.createElement('canvas'));
    const layer = createCustomLayer({
      store: store.asStore,
      layerId: 'compared',
      compositor,
      cache: new TileCache(),
      requestFrame: () => undefined,
      reportError: error => {
        throw error;
      }
    })!;
    const frame = frameOf();
    layer.draw(frame, true);
    await settled();
    const all = store.asked.length;
    expect(all).toBeGreaterThan(1);
    changed.emit({ y0: 0, x0: 0, y1: 10, x1: 10 });
    layer.draw(frame, false);
    await settled();
    expect(store.asked).toHaveLength(all + 1);
    changed.emit(null);
    layer.draw(frame, false);
    await settled();
    expect(store.asked).toHaveLength(2 * all + 1);
    layer.dispose();
    changed.emit(null);
    expect(store.asked).toHaveLength(2 * all + 1);
  });
});
