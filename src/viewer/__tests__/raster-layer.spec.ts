/** @jest-environment jsdom */
import { createCustomLayer } from '../layers/custom-layer';
import { createLabelLayer } from '../layers/label-layer';
import { RasterLayer } from '../layers/raster-layer';
import { TileCache } from '../layers/tile-cache';
import { FakeCompositor } from './fake-compositor';
import { FakeStore } from './fake-store';
import { frameOf } from './layer-frame';

const YELLOW = [255, 225, 25, 255];
const BLUE = [0, 130, 200, 255];
const NOTHING = [0, 0, 0, 0];

// the time of a frame never runs out but where a test says so
beforeEach(() => {
  jest.spyOn(performance, 'now').mockReturnValue(0);
});
afterEach(() => {
  jest.restoreAllMocks();
});

function setUp(layerId = 'labels') {
  const store = new FakeStore();
  const compositor = new FakeCompositor(document.createElement('canvas'));
  let frames = 0;
  const context = {
    store: store.asStore,
    layerId,
    compositor,
    cache: new TileCache(),
    requestFrame: () => {
      frames++;
    },
    reportError: (error: unknown) => {
      throw error;
    }
  };
  return { store, compositor, context, frames: () => frames };
}

function withLabels() {
  const parts = setUp();
  const layer = createLabelLayer(parts.context);
  parts.store.changed.connect((_, change) => layer.storeChanged(change));
  /** The pixel drawn for an image pixel, at step 1. */
  const pixel = (y: number, x: number): number[] => {
    const drawn = parts.compositor.drawn.find(
      ({ target: t }) => y >= t.y0 && y < t.y1 && x >= t.x0 && x < t.x1
    );
    const bitmap = parts.compositor.blanks.find(each => each === drawn?.bitmap);
    const at = 4 * ((y % 256) * (bitmap?.width ?? 0) + (x % 256));
    return [...(bitmap?.rgba.slice(at, at + 4) ?? [])];
  };
  return { ...parts, layer, pixel };
}

describe('label layer', () => {
  it('has a stroke on screen in the next frame, and writes only its box', () => {
    const { layer, store, compositor, frames, pixel } = withLabels();
    layer.draw(frameOf(), true);
    expect(layer.isStale).toBe(false);
    const writesBefore = compositor.blanks.map(({ writes }) => writes.length);
    store.beginStroke(1, 3).extend([{ y: 255, x: 100 }]);
    expect(frames()).toBe(1);
    layer.draw(frameOf(), false);
    expect(pixel(255, 100)).toEqual(BLUE);
    expect(pixel(254, 99)).toEqual(BLUE);
    expect(pixel(256, 101)).toEqual(BLUE);
    expect(pixel(255, 102)).toEqual(NOTHING);
    const written = compositor.blanks.filter(
      ({ writes }, i) => writes.length > writesBefore[i]
    );
    // the stroke crosses the edge of two tiles
    expect(written).toHaveLength(2);
    const box = written[0].writes[written[0].writes.length - 1];
    expect((box.y1 - box.y0) * (box.x1 - box.x0)).toBeLessThan(64);
    expect(compositor.region).not.toBeNull();
  });

  it('draws nothing anew where neither camera nor labels changed', () => {
    const { layer, compositor } = withLabels();
    layer.draw(frameOf(), true);
    layer.draw(frameOf(), false);
    expect(compositor.drawCount).toBe(1);
  });

  it('ignores labels of another image or plane', () => {
    const { layer, store, frames } = withLabels();
    layer.draw(frameOf(), true);
    const box = { y0: 0, x0: 0, y1: 9, x1: 9 };
    const plane = { t: 0, z: 0 };
    store.changed.emit({ kind: 'labels', imageId: 'b', plane, box });
    store.changed.emit({
      kind: 'labels',
      imageId: 'a',
      plane: { t: 0, z: 1 },
      box
    });
    expect(frames()).toBe(0);
  });

  it('shows a new class colour, and does nothing when a class is only selected', () => {
    const { layer, store, frames, pixel } = withLabels();
    store.beginStroke(0, 1).extend([{ y: 5, x: 5 }]);
    layer.draw(frameOf(), true);
    expect(pixel(5, 5)).toEqual(YELLOW);
    const before = frames();
    store.changed.emit({ kind: 'classes' });
    expect(frames()).toBe(before);
    store.classes = store.classes.map(each => ({
      ...each,
      color: [1, 2, 3] as const
    }));
    store.changed.emit({ kind: 'classes' });
    layer.draw(frameOf(), false);
    expect(pixel(5, 5)).toEqual([1, 2, 3, 255]);
  });

  it('closes the tiles that left the view and writes them anew on return', () => {
    const { layer, store, compositor, pixel } = withLabels();
    layer.draw(frameOf(), true);
    const away = { y0: 300, x0: 300, y1: 310, x1: 310 };
    layer.draw(frameOf({ visible: away }), true);
    expect(compositor.blanks.filter(({ isClosed }) => !isClosed)).toHaveLength(
      1
    );
    store.beginStroke(1, 1).extend([{ y: 5, x: 5 }]);
    layer.draw(frameOf(), true);
    expect(pixel(5, 5)).toEqual(BLUE);
  });

  it('stops writing when the time of a frame is up, and goes on in the next', () => {
    const { context, compositor, frames } = setUp();
    let now = 0;
    const layer = new RasterLayer(
      context,
      {
        read: box => {
          now += 5;
          return new Uint8ClampedArray(
            4 * (box.y1 - box.y0) * (box.x1 - box.x0)
          );
        },
        changedBy: () => null
      },
      () => now
    );
    layer.draw(frameOf(), true);
    const count = (): number =>
      compositor.blanks.reduce((sum, { writes }) => sum + writes.length, 0);
    // 5 + 5 ms is beyond 8 ms
    expect(count()).toBe(2);
    expect(layer.isStale).toBe(true);
    expect(frames()).toBe(1);
    layer.draw(frameOf(), false);
    layer.draw(frameOf(), false);
    expect(count()).toBe(6);
    expect(layer.isStale).toBe(false);
  });
});

describe('custom layer', () => {
  it('shows a picture from the top left corner, transparent beyond it', () => {
    const { store, context, compositor } = setUp('overlay');
    const rgba = Uint8ClampedArray.of(1, 2, 3, 4, 5, 6, 7, 8);
    store.custom.set('overlay', {
      id: 'overlay',
      name: 'Overlay',
      explanation: '',
      content: { kind: 'image', rgba, height: 1, width: 2 }
    });
    const layer = createCustomLayer(context);
    layer?.draw(frameOf(), true);
    const first = compositor.drawn.find(
      ({ target }) => target.y0 === 0 && target.x0 === 0
    )?.bitmap;
    const bitmap = compositor.blanks.find(each => each === first);
    expect([...(bitmap?.rgba.slice(0, 12) ?? [])]).toEqual([
      ...rgba,
      ...NOTHING
    ]);
  });

  it('colours numbered regions', () => {
    const { store, context, compositor } = setUp('cells');
    store.custom.set('cells', {
      id: 'cells',
      name: 'Cells',
      explanation: '',
      content: {
        kind: 'labels',
        labels: Uint16Array.of(0, 300),
        height: 1,
        width: 2,
        colors: [[9, 8, 7]]
      }
    });
    createCustomLayer(context)?.draw(frameOf(), true);
    const bitmap = compositor.blanks.find(({ rgba }) => rgba[7] === 255);
    expect([...(bitmap?.rgba.slice(0, 8) ?? [])]).toEqual([
      ...NOTHING,
      9,
      8,
      7,
      255
    ]);
  });

  it('draws outlines through pixel centres, as wide on any screen', () => {
    const { store, context, compositor } = setUp('rois');
    store.custom.set('rois', {
      id: 'rois',
      name: 'Regions',
      explanation: '',
      content: {
        kind: 'outlines',
        polygons: [
          [
            { y: 0, x: 0 },
            { y: 10, x: 2 }
          ]
        ],
        color: [1, 2, 3],
        lineWidth: 1.5
      }
    });
    const frame = frameOf({
      zoom: 4,
      originY: 100,
      originX: 50,
      pixelRatio: 2
    });
    createCustomLayer(context)?.draw(frame, true);
    expect(compositor.outlines).toEqual([{ points: [102, 52, 142, 60] }]);
    expect(compositor.lineWidth).toBe(3);
  });

  it('is not made where its content has gone', () => {
    expect(createCustomLayer(setUp('gone').context)).toBeNull();
  });
});
