/** @jest-environment jsdom */
import { LayerContext } from '../layers/layer-view';
import { objectBorders } from '../layers/object-borders';
import {
  createObjectLayer,
  createObjectMaskLayer
} from '../layers/object-layers';
import { TileCache } from '../layers/tile-cache';
import { FakeCompositor } from './fake-compositor';
import { FakeStore } from './fake-store';
import { frameOf } from './layer-frame';

const ALL = { y0: 0, x0: 0, y1: 99, x1: 99 };

function plane(rows: readonly string[]): Parameters<typeof objectBorders>[0] {
  return {
    labels: Uint32Array.from(rows.join(''), Number),
    height: rows.length,
    width: rows[0].length
  };
}

/** Pieces as text, sorted. */
function pieces(numbers: readonly number[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < numbers.length; i += 4) {
    out.push(numbers.slice(i, i + 4).join());
  }
  return out.sort();
}

describe('borders of objects', () => {
  it('run along pixel edges, straight runs as one piece, also at the image’s edge', () => {
    const { plain } = objectBorders(plane(['110', '110']), ALL, 1, new Set());
    expect(pieces(plain)).toEqual(
      ['0,0,0,2', '2,0,2,2', '0,0,2,0', '0,2,2,2'].sort()
    );
  });

  it('separate touching objects, and tell those of selected ones', () => {
    const { plain, selected } = objectBorders(
      plane(['12']),
      ALL,
      1,
      new Set([2])
    );
    expect(pieces(plain)).toEqual(['0,0,0,1', '0,0,1,0', '1,0,1,1']);
    expect(pieces(selected)).toEqual(
      ['0,1,0,2', '0,1,1,1', '0,2,1,2', '1,1,1,2'].sort()
    );
  });

  it('are looked for in the box only, every step-th pixel', () => {
    const rows = ['0000', '0550', '0550', '0000'];
    const half = objectBorders(
      plane(rows),
      { y0: 0, x0: 0, y1: 4, x1: 2 },
      1,
      new Set()
    );
    // the border to the right lies outside the box
    expect(pieces(half.plain)).toEqual(['1,1,1,2', '1,1,3,1', '3,1,3,2']);
    const coarse = objectBorders(plane(rows), ALL, 2, new Set());
    expect(pieces(coarse.plain)).toEqual(
      ['2,2,2,4', '2,2,4,2', '2,4,4,4', '4,2,4,4'].sort()
    );
  });
});

function setUp(): {
  store: FakeStore;
  compositor: FakeCompositor;
  context: LayerContext;
} {
  const store = new FakeStore();
  const compositor = new FakeCompositor(document.createElement('canvas'));
  const context = {
    store: store.asStore,
    layerId: 'objects',
    compositor,
    cache: new TileCache(),
    requestFrame: () => undefined,
    reportError: (error: unknown) => {
      throw error;
    }
  };
  return { store, compositor, context };
}

describe('the layer of outlines', () => {
  it('draws in device pixels, selected objects thicker and above, excluded regions too', () => {
    const { store, compositor, context } = setUp();
    const layer = createObjectLayer(context);
    const frame = frameOf({ zoom: 2, originX: 10, pixelRatio: 2 });
    layer.draw(frame, true);
    const [excluded, plain, halo, selected] = compositor.lines;
    expect(excluded.segments).toEqual([]);
    expect(pieces(plain.segments)).toEqual(
      ['0,12,0,16', '2,12,2,16', '0,12,2,12', '0,16,2,16'].sort()
    );
    expect(selected.segments).toEqual([]);
    expect(selected.lineWidth).toBeGreaterThan(plain.lineWidth);
    expect(halo.lineWidth).toBeGreaterThan(selected.lineWidth);
    store.objects.selected = new Set([7]);
    store.objects.excludedRegions = [
      [
        { y: 0, x: 0 },
        { y: 0, x: 4 },
        { y: 3, x: 4 }
      ]
    ];
    layer.draw(frame, false);
    expect(compositor.lines[0].segments).toHaveLength(12);
    expect(compositor.lines[1].segments).toEqual([]);
    expect(compositor.lines[3].segments).toHaveLength(16);
  });

  it('is empty without objects', () => {
    const { store, compositor, context } = setUp();
    store.objects.result = null;
    createObjectLayer(context).draw(frameOf(), true);
    expect(compositor.lines.flatMap(({ segments }) => segments)).toEqual([]);
  });
});

describe('the mask of objects', () => {
  it('fills each object, and is written anew when objects changed', () => {
    const { store, compositor, context } = setUp();
    const layer = createObjectMaskLayer(context);
    const opaque = (): number =>
      compositor.blanks.reduce(
        (sum, { rgba }) =>
          sum + rgba.filter((value, i) => i % 4 === 3 && value === 255).length,
        0
      );
    const draw = (): void => {
      do {
        layer.draw(frameOf(), false);
      } while (layer.isStale);
    };
    draw();
    expect(opaque()).toBe(2);
    store.objects.result = null;
    layer.storeChanged({ kind: 'objects' });
    draw();
    expect(opaque()).toBe(0);
  });
});
