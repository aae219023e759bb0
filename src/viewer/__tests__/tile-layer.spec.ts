/** @jest-environment jsdom */
import { ColourResult } from '../../engine/protocol';
import { createPredictionLayer, createRawLayer } from '../layers/store-layers';
import { TileCache } from '../layers/tile-cache';
import { TileLayer } from '../layers/tile-layer';
import { FakeCompositor } from './fake-compositor';
import { FakeStore } from './fake-store';
import { frameOf, settled } from './layer-frame';

type Pending = {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly resolve: (result: ColourResult | null) => void;
  readonly reject: (error: unknown) => void;
};

function setUp(create = createRawLayer, layerId = 'raw') {
  const store = new FakeStore();
  const pending: Pending[] = [];
  const errors: unknown[] = [];
  let frames = 0;
  store.colour = (id, box, step, signal) =>
    new Promise((resolve, reject) => {
      const name = `${step} ${box.y0},${box.x0}`;
      signal.addEventListener('abort', () => reject(signal.reason));
      pending.push({ name, signal, resolve, reject });
    });
  const compositor = new FakeCompositor(document.createElement('canvas'));
  const cache = new TileCache();
  const layer: TileLayer = create({
    store: store.asStore,
    layerId,
    compositor,
    cache,
    requestFrame: () => frames++,
    reportError: error => errors.push(error)
  });
  return {
    store,
    pending,
    errors,
    compositor,
    cache,
    layer,
    frames: () => frames
  };
}

/** A tile whose first value tells it from others. */
function picture(value: number, side = 256): ColourResult {
  const rgba = new Uint8ClampedArray(4 * side * side);
  rgba[0] = value;
  return { rgba, height: side, width: side };
}

const drawnTargets = (compositor: FakeCompositor) =>
  compositor.drawn.map(({ target }) => [target.y0, target.x0]);

describe('TileLayer', () => {
  it('asks once for each visible tile and draws those that came', async () => {
    const { layer, pending, compositor, frames } = setUp();
    layer.draw(frameOf());
    layer.draw(frameOf());
    expect(pending.map(({ name }) => name).sort()).toEqual([
      '1 0,0',
      '1 0,256',
      '1 0,512',
      '1 256,0',
      '1 256,256',
      '1 256,512'
    ]);
    expect(layer.isStale).toBe(true);
    pending.forEach(({ resolve }) => resolve(picture(1)));
    await settled();
    expect(frames()).toBe(6);
    layer.draw(frameOf());
    expect(compositor.drawn).toHaveLength(6);
    expect(layer.isStale).toBe(false);
    expect(pending).toHaveLength(6);
  });

  it('cancels tiles that left the view', () => {
    const { layer, pending } = setUp();
    layer.draw(frameOf());
    layer.draw(frameOf({ visible: { y0: 0, x0: 0, y1: 10, x1: 10 } }));
    expect(
      pending.filter(({ signal }) => !signal.aborted).map(({ name }) => name)
    ).toEqual(['1 0,0']);
  });

  it('cancels everything when hidden, and asks anew when shown', () => {
    const { layer, pending } = setUp();
    layer.draw(frameOf());
    layer.hide();
    expect(pending.every(({ signal }) => signal.aborted)).toBe(true);
    layer.draw(frameOf());
    expect(pending).toHaveLength(12);
  });

  it('keeps the old tile on screen until the new one has come', async () => {
    const { layer, pending, compositor, store } = setUp();
    const small = frameOf({ visible: { y0: 0, x0: 0, y1: 10, x1: 10 } });
    layer.draw(small);
    pending[0].resolve(picture(1));
    await settled();
    layer.draw(small);
    const [{ bitmap }] = compositor.drawn;
    layer.storeChanged({ kind: 'channels' });
    layer.draw(small);
    expect(compositor.drawn[0].bitmap).toBe(bitmap);
    expect(layer.isStale).toBe(true);
    // a change while waiting does not cancel: the picture would never come
    layer.storeChanged({ kind: 'channels' });
    layer.draw(small);
    expect(pending).toHaveLength(2);
    expect(pending[1].signal.aborted).toBe(false);
    pending[1].resolve(picture(2));
    await settled();
    layer.draw(small);
    expect(compositor.drawn[0].bitmap).not.toBe(bitmap);
    expect(pending).toHaveLength(3);
    expect(store.asked).toHaveLength(3);
  });

  it('asks again only for the predicted region of this image', async () => {
    const { layer, pending } = setUp(createPredictionLayer, 'probability:0');
    layer.draw(frameOf());
    pending.forEach(({ resolve }) => resolve(null));
    await settled();
    layer.draw(frameOf());
    expect(pending).toHaveLength(6);
    const box = { y0: 256, x0: 300, y1: 300, x1: 310 };
    const plane = { t: 0, z: 0 };
    layer.storeChanged({ kind: 'prediction', imageId: 'b', plane, box });
    layer.draw(frameOf());
    expect(pending).toHaveLength(6);
    layer.storeChanged({ kind: 'prediction', imageId: 'a', plane, box });
    layer.draw(frameOf());
    expect(pending.slice(6).map(({ name }) => name)).toEqual(['1 256,256']);
    layer.storeChanged({ kind: 'channels' });
    layer.draw(frameOf());
    expect(pending).toHaveLength(7);
  });

  it('takes a tile away where there is nothing to show any more', async () => {
    const { layer, pending, compositor } = setUp(createPredictionLayer);
    const small = frameOf({ visible: { y0: 0, x0: 0, y1: 10, x1: 10 } });
    layer.draw(small);
    pending[0].resolve(picture(1));
    await settled();
    layer.storeChanged({
      kind: 'prediction',
      imageId: null,
      plane: null,
      box: null
    });
    layer.draw(small);
    pending[1].resolve(null);
    await settled();
    layer.draw(small);
    expect(compositor.drawn).toHaveLength(0);
    expect(pending).toHaveLength(2);
  });

  it('shows a coarser tile, then finer ones, in place of one that is missing', async () => {
    const { layer, pending, compositor } = setUp();
    const afar = frameOf({ zoom: 0.5 });
    layer.draw(afar);
    pending.forEach(({ resolve }) => resolve(picture(1)));
    await settled();
    layer.draw(afar);
    expect(drawnTargets(compositor)).toHaveLength(2);
    layer.draw(frameOf());
    // six fine tiles, each a quarter (or what the image leaves) of a coarse one
    expect(compositor.drawn).toHaveLength(6);
    expect(compositor.drawn[0].source.width).toBeLessThanOrEqual(128);
    expect(compositor.isSmooth).toBe(false);
    pending.slice(2).forEach(({ resolve }) => resolve(picture(2)));
    await settled();
    layer.draw(frameOf());
    expect(compositor.drawn[0].source.width).toBeGreaterThan(128);
    // farther than before: the coarse tile is missing, fine ones are at hand
    const farther = frameOf({ zoom: 0.25 });
    layer.draw(farther);
    expect(drawnTargets(compositor).sort()).toEqual([
      [0, 0],
      [0, 128]
    ]);
  });

  it('shows the plane before until the new plane has come, but never another image', async () => {
    const { layer, pending, compositor } = setUp();
    layer.draw(frameOf());
    pending.forEach(({ resolve }) => resolve(picture(1)));
    await settled();
    layer.draw(frameOf());
    layer.draw(frameOf({ scope: 'a|0,1' }));
    expect(compositor.drawn).toHaveLength(6);
    expect(layer.isStale).toBe(true);
    layer.draw(frameOf({ scope: 'b|0,1' }));
    expect(compositor.drawn).toHaveLength(0);
  });

  it('says what failed and does not ask again until something changes', async () => {
    const { layer, pending, errors } = setUp();
    const small = frameOf({ visible: { y0: 0, x0: 0, y1: 10, x1: 10 } });
    layer.draw(small);
    pending[0].reject(new Error('no'));
    await settled();
    layer.draw(small);
    expect(errors).toEqual([new Error('no')]);
    expect(pending).toHaveLength(1);
    layer.storeChanged({ kind: 'channels' });
    layer.draw(small);
    expect(pending).toHaveLength(2);
  });

  it('asks a few times where the store itself cancels, not for ever', async () => {
    const { layer, pending, errors } = setUp();
    const small = frameOf({ visible: { y0: 0, x0: 0, y1: 10, x1: 10 } });
    for (let i = 0; i < 10; i++) {
      layer.draw(small);
      pending[pending.length - 1].reject(new DOMException('', 'AbortError'));
      await settled();
    }
    expect(pending).toHaveLength(4);
    expect(errors).toEqual([]);
  });

  it('gives its tiles back when disposed, twice without harm', async () => {
    const { layer, pending, cache } = setUp();
    layer.draw(frameOf());
    pending[0].resolve(picture(1));
    await settled();
    expect(cache.size).toBe(1);
    layer.dispose();
    layer.dispose();
    expect(cache.size).toBe(0);
    expect(pending[1].signal.aborted).toBe(true);
  });
});
