import { Engine } from '../../engine/engine';
import { CustomLayer, IProjectStore } from '../contract';
import { createStore } from '../project-store';
import {
  createFixtureLoader,
  createTestEngine,
  HELA,
  untilReady
} from './lesson';
import {
  createLoader,
  createSource,
  dab,
  describedAs,
  HEIGHT,
  listen,
  openSmall,
  reference,
  smallProject,
  until,
  untilPredicted,
  WIDTH
} from './small-project';

const { signal } = new AbortController();

let engine: Engine;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());

describe('channels', () => {
  let store: IProjectStore;
  beforeEach(async () => {
    store = createStore({ engine, loader: createFixtureLoader() });
    store.addImages([HELA]);
    await untilReady(store);
  });
  afterEach(() => store.dispose());

  it('take their window from the display range of the file', () => {
    expect(store.channels[0]).toEqual({
      name: 'Red',
      color: [255, 0, 0],
      window: [165, 2832],
      isVisible: true,
      isTrained: true
    });
    expect(store.channels.map(({ color }) => color)).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255]
    ]);
  });

  it('keep what the user chose until it is taken back', () => {
    store.setChannelView(0, { window: [10, 20] });
    store.setChannelView(0, { color: [1, 2, 3] });
    store.setChannelView(2, { isVisible: false });
    expect(store.channels[0]).toMatchObject({
      window: [10, 20],
      color: [1, 2, 3],
      isVisible: true
    });
    expect(store.channels[2].isVisible).toBe(false);
    store.setChannelView(0, { window: null });
    expect(store.channels[0].window).toEqual([165, 2832]);
  });

  it('are all trained on until the user chooses', () => {
    expect(store.trainingChannels).toEqual([0, 1, 2]);
    store.setTrainingChannels([0]);
    expect(store.channels.map(({ isTrained }) => isTrained)).toEqual([
      true,
      false,
      false
    ]);
    store.setTrainingChannels(null);
    expect(store.trainingChannels).toEqual([0, 1, 2]);
  });

  it('to train on must exist, and be at least one', () => {
    expect(() => store.setTrainingChannels([])).toThrow(/at least one/i);
    expect(() => store.setTrainingChannels([3])).toThrow(
      'There is no channel 3: the images have 3, counted from 0.'
    );
    expect(store.trainingChannels).toEqual([0, 1, 2]);
  });

  it('have a histogram of all pixels', async () => {
    const { histogram, minimum, maximum } = await store.channelStatistics(0);
    expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(512 * 672);
    expect(minimum).toBeLessThan(maximum);
  });

  it('give the values of the file under the cursor, and none outside', async () => {
    const values = await store.valuesAt(103, 306);
    expect(values).toHaveLength(3);
    expect(values?.every(Number.isInteger)).toBe(true);
    expect(await store.valuesAt(-1, 0)).toBeNull();
    expect(await store.valuesAt(512, 0)).toBeNull();
  });

  it('make a thumbnail of at least the side asked for', async () => {
    const { rgba, height, width } = await store.thumbnail('hela', 72, signal);
    expect([height, width]).toEqual([64, 84]);
    expect(rgba).toHaveLength(64 * 84 * 4);
    expect(new Set(rgba).size).toBeGreaterThan(10);
  });
});

describe('channels without a display range', () => {
  it('are shown over the values that occur, thumbnails included', async () => {
    const store = createStore({
      engine,
      loader: createLoader(),
      project: smallProject()
    });
    store.addImages([reference('a')]);
    const { rgba } = await store.thumbnail('a', 72, signal);
    // values of 1000 to 3255 over a window of 0 to 1 would all be 255
    const reds = rgba.filter((_, i) => i % 4 === 0);
    expect(Math.min(...reds)).toBeLessThan(60);
    const [low, high] = store.channels[0].window;
    expect(low).toBeGreaterThanOrEqual(1000);
    expect(low).toBeLessThan(1100);
    expect(high).toBeGreaterThan(3100);
    expect(high).toBeLessThan(3300);
    store.dispose();
  });

  it('of 8 bits are shown over 0 to 255, one channel is white', async () => {
    const loader = createLoader();
    loader.files.set('a.tif', () =>
      describedAs(createSource({ channels: 1 }), { dtype: 'uint8' })
    );
    const store = await openSmall(engine, {}, loader);
    expect(store.channels).toEqual([
      {
        name: 'Grey',
        color: [255, 255, 255],
        window: [0, 255],
        isVisible: true,
        isTrained: true
      }
    ]);
    store.dispose();
  });
});

describe('a small image', () => {
  it('is its own thumbnail', async () => {
    const store = await openSmall(engine);
    const { height, width } = await store.thumbnail('a', 400, signal);
    expect([height, width]).toEqual([HEIGHT, WIDTH]);
    store.dispose();
  });
});

describe('layers', () => {
  let store: IProjectStore;
  beforeEach(async () => {
    store = await openSmall(engine);
  });
  afterEach(() => store.dispose());

  const dots: CustomLayer = {
    id: 'dots',
    name: 'Dots',
    explanation: 'Dots of another extension.',
    content: { kind: 'outlines', polygons: [], color: [1, 1, 1], lineWidth: 1 }
  };

  function ids(): string[] {
    return store.layers.map(({ id }) => id);
  }

  it('are listed topmost first, one probability a class', () => {
    expect(store.layers.map(({ name }) => name)).toEqual([
      'Labels',
      'Uncertainty',
      'Segmentation',
      'Probability: Label 1',
      'Probability: Label 2',
      'Raw'
    ]);
    expect(
      store.layers.filter(({ isVisible }) => isVisible).map(({ id }) => id)
    ).toEqual(['labels', 'probability:0', 'probability:1', 'raw']);
    for (const { explanation } of store.layers) {
      expect(explanation).toMatch(/^[A-Z].+\.$/);
    }
  });

  it('follow the classes and their names', () => {
    store.renameClass(0, 'nucleus');
    store.addClass();
    expect(ids()).toContain('probability:2');
    expect(store.layers[3].name).toBe('Probability: nucleus');
  });

  it('keep visibility and opacity, which stays between 0 and 1', () => {
    store.setLayer('uncertainty', { isVisible: true });
    store.setLayer('uncertainty', { opacity: 7 });
    expect(store.layers[1]).toMatchObject({ isVisible: true, opacity: 1 });
    store.setLayer('uncertainty', { opacity: -1 });
    expect(store.layers[1]).toMatchObject({ isVisible: true, opacity: 0 });
  });

  it('say only what changed', () => {
    const { changes } = listen(store);
    store.setLayer('raw', { isVisible: true });
    store.setLayer('no such layer', { isVisible: true });
    expect(changes).toEqual([]);
    store.setLayer('raw', { isVisible: false });
    expect(changes).toEqual([{ kind: 'layers' }]);
  });

  it('of other extensions come and go', () => {
    const { changes } = listen(store);
    const added = store.addLayer(dots);
    expect(ids()[1]).toBe('dots');
    expect(store.customLayer('dots')).toBe(dots);
    store.setLayer('dots', { opacity: 0.5 });
    expect(store.layers[1].opacity).toBe(0.5);
    added.dispose();
    added.dispose();
    expect(ids()).not.toContain('dots');
    expect(store.customLayer('dots')).toBeNull();
    expect(changes).toHaveLength(3);
  });

  it('of the same id take the place of the old one, which then cannot remove them', () => {
    const old = store.addLayer(dots);
    store.addLayer({ ...dots, name: 'New dots' });
    old.dispose();
    expect(store.layers[1].name).toBe('New dots');
  });

  it('are coloured: the image at once, results when they are predicted', async () => {
    const box = { y0: 0, x0: 0, y1: 100, x1: 120 };
    const raw = await store.colourTile('raw', box, 2, signal);
    expect(raw).toMatchObject({ height: 50, width: 60 });
    expect(await store.colourTile('segmentation', box, 1, signal)).toBeNull();
    expect(await store.colourTile('no such', box, 1, signal)).toBeNull();
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    await untilPredicted(store);
    const tile = await store.colourTile('segmentation', box, 1, signal);
    const at = (10 * 120 + 10) * 4;
    expect([...(tile?.rgba.slice(at, at + 4) ?? [])]).toEqual([
      ...store.classes[0].color,
      255
    ]);
    // maps of two classes say nothing about three
    store.setLiveUpdate(false);
    store.addClass();
    expect(await store.colourTile('segmentation', box, 1, signal)).toBeNull();
  });
});

describe('tools', () => {
  it('say when they change, and brushes stay between 1 and 500 pixels', async () => {
    const store = await openSmall(engine);
    const { changes } = listen(store);
    store.setTool('eraser');
    store.setTool('eraser');
    store.setBrushDiameter(500);
    store.setEraserDiameter(1);
    expect(changes).toEqual([
      { kind: 'tool' },
      { kind: 'tool' },
      { kind: 'tool' }
    ]);
    expect(() => store.setBrushDiameter(0)).toThrow(/1 to 500 pixels/);
    expect(() => store.setEraserDiameter(NaN)).toThrow(/1 to 500 pixels/);
    expect(store.brushDiameter).toBe(500);
    store.dispose();
  });
});

it('planes are clipped to the image', async () => {
  const loader = createLoader();
  loader.files.set('a.tif', () => {
    const source = createSource();
    return describedAs(source, {
      shape: { ...source.metadata.shape, t: 4, z: 3 }
    });
  });
  const store = await openSmall(engine, {}, loader);
  const { changes } = listen(store);
  store.setPlane({ t: 9, z: -2 });
  expect(store.plane).toEqual({ t: 3, z: 0 });
  store.setPlane({ t: 8, z: 0 });
  expect(changes.filter(({ kind }) => kind === 'plane')).toHaveLength(1);
  store.dispose();
});

it('a disposed store says nothing any more', async () => {
  const store = await openSmall(engine);
  dab(store, 0, 10, 10);
  dab(store, 1, 10, 140);
  await until(store, () => store.status.state === 'training');
  const { changes } = listen(store);
  store.dispose();
  store.dispose();
  expect(store.isDisposed).toBe(true);
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(changes).toEqual([]);
});
