/** @jest-environment jsdom */
import './browser-parts';
import { Widget } from '@lumino/widgets';
import { ImageViewer } from '../viewer';
import { FakeCompositor } from './fake-compositor';
import { FakeStore, imageReference } from './fake-store';
import { settled } from './layer-frame';
import { point } from './pointer-events';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['performance'] });
});
afterEach(() => {
  jest.useRealTimers();
});

function setUp(store = new FakeStore()) {
  const compositors: FakeCompositor[] = [];
  const viewer = new ImageViewer(store.asStore, {
    createCompositor: () => {
      const canvas = document.createElement('canvas');
      const compositor = new FakeCompositor(canvas);
      compositors.push(compositor);
      return compositor;
    }
  });
  Object.assign(viewer.stage, { setPointerCapture: () => undefined });
  Widget.attach(viewer, document.body);
  viewer.camera.setScreen({ height: 600, width: 800 });
  viewer.camera.fit();
  const frame = async (): Promise<void> => {
    jest.advanceTimersByTime(20);
    await settled();
  };
  const canvases = () => [
    ...viewer.node.querySelectorAll<HTMLCanvasElement>('canvas')
  ];
  const layerOf = (id: string) => {
    const compositor = compositors.find(
      ({ canvas }) => canvas.dataset.layer === id && canvas.parentElement
    );
    if (!compositor) {
      throw new Error(`no layer ${id}`);
    }
    return compositor;
  };
  return { store, viewer, frame, canvases, layerOf };
}

describe('ImageViewer', () => {
  it('is found by role and name, with a short help', () => {
    const { viewer } = setUp();
    const { stage } = viewer;
    expect(stage.getAttribute('role')).toBe('application');
    expect(stage.getAttribute('aria-label')).toBe('Image viewer');
    expect(stage.tabIndex).toBe(0);
    const help = document.getElementById(
      stage.getAttribute('aria-describedby') ?? ''
    );
    expect(help?.textContent).toContain('Hold Alt to erase');
  });

  it('stacks the layers as the store lists them, the topmost last, with their opacity', () => {
    const { store, canvases } = setUp();
    expect(canvases().map(({ dataset }) => dataset.layer)).toEqual([
      'raw',
      'probability:0',
      'labels'
    ]);
    expect(canvases()[1].style.opacity).toBe('0.25');
    store.layers = [...store.layers].reverse();
    store.setLayer('probability:0', { opacity: 0.5, isVisible: false });
    expect(canvases().map(({ dataset }) => dataset.layer)).toEqual([
      'labels',
      'probability:0',
      'raw'
    ]);
    expect(canvases()[1].style.opacity).toBe('0.5');
    expect(canvases()[1].style.display).toBe('none');
  });

  it('draws all layers in the next frame, once', async () => {
    const { store, frame, layerOf } = setUp();
    await frame();
    await frame();
    expect(layerOf('raw').drawn.length).toBe(6);
    const { drawCount } = layerOf('raw');
    store.changed.emit({ kind: 'status' });
    await frame();
    expect(layerOf('raw').drawCount).toBe(drawCount);
  });

  it('has a stroke on the label canvas in the frame after the pointer moved', async () => {
    const { store, viewer, frame, layerOf } = setUp();
    await frame();
    await frame();
    const { drawCount } = layerOf('labels');
    const rawCount = layerOf('raw').drawCount;
    point(viewer.stage, 'pointerdown', 400, 300);
    jest.advanceTimersByTime(17);
    expect(layerOf('labels').drawCount).toBe(drawCount + 1);
    expect(layerOf('labels').region).not.toBeNull();
    expect(layerOf('raw').drawCount).toBe(rawCount);
    expect(store.strokes[0].points).toEqual([{ y: 256, x: 336 }]);
  });

  it('keeps outline and read-out under a pointer that stands still while the image moves', async () => {
    const { viewer, frame } = setUp();
    point(viewer.stage, 'pointermove', 400, 300);
    await frame();
    const position = () =>
      viewer.node.querySelector('.jp-PixelForest-readOut-position')
        ?.textContent;
    expect(position()).toBe('x 336, y 256');
    viewer.camera.zoomTo(10);
    viewer.camera.centreOn({ y: 100, x: 200 });
    await frame();
    expect(position()).toBe('x 200, y 100');
    const outline = viewer.node.querySelector<HTMLElement>(
      '.jp-PixelForest-brushOutline'
    );
    // 3 pixels of 10: its corner is 15 from the pointer
    expect(outline?.style.transform).toBe('translate(385px, 285px)');
  });

  it('tells the store what is visible 30 ms after the camera stood still', async () => {
    const { store, viewer } = setUp();
    viewer.camera.zoomTo(20);
    jest.advanceTimersByTime(20);
    viewer.camera.centreOn({ y: 100, x: 100 });
    jest.advanceTimersByTime(20);
    expect(store.visibleBoxes).toEqual([]);
    jest.advanceTimersByTime(20);
    expect(store.visibleBoxes).toEqual([{ y0: 85, x0: 80, y1: 116, x1: 121 }]);
  });

  it('shows only the raw image while peeking, and changes nothing in the store', () => {
    const { store, viewer, canvases } = setUp();
    const before = store.layers;
    viewer.actions.peekAtRaw();
    expect(canvases().map(({ style }) => style.display)).toEqual([
      '',
      'none',
      'none'
    ]);
    viewer.actions.peekAtRaw(false);
    expect(canvases().map(({ style }) => style.display)).toEqual(['', '', '']);
    expect(store.layers).toBe(before);
  });

  it('comes back to where the camera stood on an image', () => {
    const { store, viewer } = setUp();
    const a = store.activeImage;
    viewer.camera.zoomTo(7, { y: 1, x: 2 });
    const { place } = viewer.camera;
    store.activeImage = imageReference('b', {
      t: 1,
      z: 1,
      y: 100,
      x: 100,
      c: 1
    });
    store.changed.emit({ kind: 'activeImage' });
    expect(viewer.camera.place.isFitted).toBe(true);
    expect(viewer.camera.image).toEqual({ height: 100, width: 100 });
    store.activeImage = a;
    store.changed.emit({ kind: 'activeImage' });
    expect(viewer.camera.place).toEqual(place);
  });

  it('says in place of the image why there is none, and asks for no tiles', async () => {
    const store = new FakeStore();
    store.status = { state: 'missing', message: 'a.tif is not there.' };
    const { viewer, frame } = setUp(store);
    await frame();
    expect(viewer.node.querySelector('[role=status]')?.textContent).toBe(
      'a.tif is not there.'
    );
    expect(store.asked).toEqual([]);
    store.status = { state: 'ready' };
    store.changed.emit({ kind: 'images' });
    await frame();
    expect(store.asked.length).toBeGreaterThan(0);
    expect(
      viewer.node.querySelector<HTMLElement>('[role=status]')?.hidden
    ).toBe(true);
  });

  it('says what could not be drawn', async () => {
    const store = new FakeStore();
    store.colour = async () => {
      throw new Error('The server went away.');
    };
    const { viewer, frame } = setUp(store);
    const failures: unknown[] = [];
    viewer.failed.connect((_, error) => failures.push(error));
    await frame();
    const alert = viewer.node.querySelector<HTMLElement>('[role=alert]');
    expect(alert?.textContent).toContain('The server went away.');
    expect(alert?.hidden).toBe(false);
    expect(failures.length).toBeGreaterThan(0);
  });

  it('draws a layer another extension added, until it takes it away', async () => {
    const { store, frame, layerOf, canvases } = setUp();
    const added = store.addLayer({
      id: 'rois',
      name: 'Regions',
      explanation: '',
      content: {
        kind: 'outlines',
        polygons: [[{ y: 0, x: 0 }]],
        color: [1, 2, 3],
        lineWidth: 1
      }
    });
    await frame();
    expect(layerOf('rois').outlines).toHaveLength(1);
    added.dispose();
    expect(canvases()).toHaveLength(3);
  });

  it('follows nothing after it was disposed, twice without harm', async () => {
    const { store, viewer, frame } = setUp();
    await frame();
    viewer.dispose();
    viewer.dispose();
    const asked = store.asked.length;
    store.changed.emit({ kind: 'channels' });
    await frame();
    expect(store.asked).toHaveLength(asked);
  });
});

describe('ViewerActions', () => {
  it("steps through ilastik's brush sizes and stops at the ends", () => {
    const { store, viewer } = setUp();
    const sizes: number[] = [];
    for (let i = 0; i < 8; i++) {
      viewer.actions.stepBrush(1);
      sizes.push(store.brushDiameter);
    }
    expect(sizes).toEqual([5, 7, 11, 23, 31, 61, 61, 61]);
    store.tool = 'eraser';
    viewer.actions.stepBrush(-1);
    expect(store.eraserDiameter).toBe(7);
    expect(store.brushDiameter).toBe(61);
  });

  it('steps through planes within the image', () => {
    const { store, viewer } = setUp(new FakeStore({ z: 25 }));
    const seen = ([10, 10, 10, -1, 'first', -1, 'last'] as const).map(step => {
      viewer.actions.stepPlane('z', step);
      return store.plane.z;
    });
    expect(seen).toEqual([10, 20, 24, 23, 0, 0, 24]);
  });

  it('toggles a layer, and all layers of a kind together', () => {
    const { store, viewer } = setUp();
    viewer.actions.toggleLayer('labels');
    viewer.actions.toggleKind('probability');
    expect(store.layers.map(({ isVisible }) => isVisible)).toEqual([
      false,
      false,
      true
    ]);
    viewer.actions.toggleKind('probability');
    expect(store.layers[1].isVisible).toBe(true);
  });

  it('zooms, fits, resets and centres', () => {
    const { viewer } = setUp();
    const { actions, camera } = viewer;
    actions.resetZoom();
    actions.zoomIn();
    expect(camera.zoom).toBe(1.25);
    actions.zoomOut();
    expect(camera.zoom).toBe(1);
    camera.panBy(100, 100);
    actions.centre();
    expect(camera.centre).toEqual({ y: 255.5, x: 335.5 });
    expect(camera.zoom).toBe(1);
    actions.fit();
    expect(camera.place.isFitted).toBe(true);
  });

  it('shows the next channel alone', () => {
    const { store, viewer } = setUp();
    viewer.actions.stepChannel(1);
    expect(store.views).toEqual([
      [0, { isVisible: false }],
      [2, { isVisible: false }]
    ]);
  });
});
