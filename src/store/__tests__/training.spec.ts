import { Engine } from '../../engine/engine';
import { featureColumns } from '../../project/feature-columns';
import { neededColumns } from '../../project/forest';
import { TileBox } from '../../project/grid';
import { createStore } from '../project-store';
import { TileNews } from '../tile-news';
import { createTestEngine } from './lesson';
import {
  createLoader,
  dab,
  FEW_FEATURES,
  HEIGHT,
  listen,
  openSmall,
  probabilityPlane,
  reference,
  smallProject,
  until,
  untilPredicted,
  WIDTH
} from './small-project';

let engine: Engine;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());

/** Boxes of the tiles predicted from now on, as they come. */
function listenTiles(): TileBox[] {
  const boxes: TileBox[] = [];
  const add = Object.getOwnPropertyDescriptor(TileNews.prototype, 'add');
  jest.spyOn(TileNews.prototype, 'add').mockImplementation(function (
    this: TileNews,
    tile
  ) {
    boxes.push(tile.box);
    (add?.value as TileNews['add']).call(this, tile);
  });
  return boxes;
}
afterEach(() => jest.restoreAllMocks());

describe('live update', () => {
  it('switches itself on when two classes have labels', async () => {
    const store = await openSmall(engine);
    dab(store, 0, 10, 10);
    expect(store.isLive).toBe(false);
    expect(store.status).toEqual({
      state: 'idle',
      message: '',
      progress: null
    });
    dab(store, 1, 10, 140);
    expect(store.isLive).toBe(true);
    await untilPredicted(store);
    expect(store.probabilitiesAt(10, 10)?.[0]).toBeGreaterThan(0.9);
    expect(store.probabilitiesAt(10, 140)?.[1]).toBeGreaterThan(0.9);
    store.undo();
    expect(store.isLive).toBe(false);
    store.dispose();
  });

  it('stays off when it was switched off by hand', async () => {
    const store = await openSmall(engine);
    store.setLiveUpdate(false);
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    expect(store.isLive).toBe(false);
    expect(store.status.state).toBe('idle');
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(store.probabilitiesAt(10, 10)).toBeNull();
    store.dispose();
  });

  it('switched on by hand waits for labels without calling that a failure', async () => {
    const store = await openSmall(engine);
    dab(store, 0, 10, 10);
    store.setLiveUpdate(true);
    expect(store.isLive).toBe(true);
    expect(store.status.state).toBe('idle');
    expect(store.status.message).toContain('only one class has any');
    dab(store, 1, 10, 140);
    await untilPredicted(store);
    store.dispose();
  });

  it('retrains after each stroke', async () => {
    const store = await openSmall(engine);
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    await untilPredicted(store);
    const first = store.project.forest;
    expect(first?.rowCount).toBe(18);
    dab(store, 1, 90, 10);
    expect(store.project.forest).toBeNull();
    await untilPredicted(store);
    expect(store.project.forest?.rowCount).toBe(27);
    store.dispose();
  });

  it('a newer stroke cancels older work', async () => {
    const store = await openSmall(engine);
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const boxes = listenTiles();
    await until(store, () => boxes.length === 1);
    dab(store, 1, 90, 10);
    boxes.length = 0;
    await untilPredicted(store);
    // the four tiles of the newer forest, and none of the older
    expect(boxes).toHaveLength(4);
    expect(store.project.forest?.rowCount).toBe(27);
    store.dispose();
  });

  it('a stroke begun stops the work, and one that changed nothing lets it go on', async () => {
    const store = await openSmall(engine);
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const stroke = store.beginStroke(0, 3);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(store.status.state).toBe('idle');
    stroke?.cancel();
    await untilPredicted(store);
    store.dispose();
  });

  it('switched off while it learns does not go on saying so', async () => {
    const store = await openSmall(engine);
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    expect(store.status.state).toBe('training');
    store.setLiveUpdate(false);
    expect(store.status.state).toBe('idle');
    store.dispose();
  });
});

describe('update once', () => {
  it('makes the maps once, and says when they are old', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    await store.updateOnce();
    expect(store.status.state).toBe('ready');
    dab(store, 1, 90, 10);
    expect(store.status.message).toBe(
      'The maps show an older state. Update to refresh.'
    );
    expect(store.probabilitiesAt(70, 20)).not.toBeNull();
    store.dispose();
  });

  it('is refused with one class, and nothing else happens', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    dab(store, 1, 10, 10);
    await expect(store.updateOnce()).rejects.toMatchObject({
      tag: 'mismatch',
      message: expect.stringContaining('only one class has any')
    });
    expect(store.project.forest).toBeNull();
    store.dispose();
  });

  it('predicts the image that was chosen while it learnt', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    store.addImages([reference('b')]);
    await store.loadImage('b');
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const done = store.updateOnce();
    store.selectImage('b');
    await done;
    await untilPredicted(store);
    const onB = probabilityPlane(store);
    store.selectImage('a');
    await untilPredicted(store);
    const onA = probabilityPlane(store);
    expect(onA.some(Number.isNaN)).toBe(false);
    expect(onB.some(Number.isNaN)).toBe(false);
    expect(onA).not.toEqual(onB);
    store.dispose();
  });

  it('is given up when the features change under it', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const done = store.updateOnce();
    store.chooseFeatures({
      ...FEW_FEATURES,
      selected: [
        [true, false],
        [false, false]
      ]
    });
    await done;
    expect(store.project.forest).toBeNull();
    expect(store.status.state).toBe('idle');
    await store.updateOnce();
    expect(store.project.forest?.columnCount).toBe(2);
    store.dispose();
  });
});

describe('the forest', () => {
  const strokes: [number, number, number][] = [
    [0, 10, 10],
    [1, 10, 140],
    [0, 100, 30],
    [1, 66, 100],
    [1, 10, 12]
  ];
  // overlapping dabs would depend on their order
  const reversed = [...strokes].reverse();

  it('is the same for the same seed bit for bit, whatever the order of strokes', async () => {
    const planes: Float32Array[] = [];
    for (const [seed, order] of [
      [5, strokes.slice(0, 4)],
      [5, reversed.slice(1)],
      [6, strokes.slice(0, 4)]
    ] as const) {
      const store = await openSmall(engine, { seed, liveUpdate: false });
      for (const [classIndex, y, x] of order) {
        dab(store, classIndex, y, x);
      }
      await store.updateOnce();
      planes.push(probabilityPlane(store));
      store.dispose();
    }
    expect(planes[0].some(Number.isNaN)).toBe(false);
    expect(planes[1]).toEqual(planes[0]);
    expect(planes[2]).not.toEqual(planes[0]);
  });

  it('is one for two images: labels of both are learnt', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    store.addImages([reference('twin', 'a.tif')]);
    dab(store, 0, 10, 10);
    store.selectImage('twin');
    await store.loadImage('twin');
    dab(store, 1, 10, 140);
    dab(store, 1, 100, 140);
    expect(store.labelCounts('a')).toEqual([9, 0]);
    expect(store.labelCounts('twin')).toEqual([0, 18]);
    await store.updateOnce();
    expect(store.project.forest?.rowCount).toBe(27);
    const onTwin = probabilityPlane(store);
    store.selectImage('a');
    await untilPredicted(store);
    expect(probabilityPlane(store)).toEqual(onTwin);
    store.dispose();
  });

  it('never splits on columns of unticked channels', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    // only channel 1 tells these apart, but it is unticked
    dab(store, 0, 10, 20);
    dab(store, 1, 130, 20);
    dab(store, 1, 10, 130);
    store.setTrainingChannels([0]);
    await store.updateOnce();
    const { forest } = store.project;
    const columns = featureColumns(FEW_FEATURES, 2);
    expect(forest?.columnCount).toBe(columns.length);
    const used = [...neededColumns(forest!)];
    expect(used.length).toBeGreaterThan(0);
    expect(used.map(i => columns[i].channel)).toEqual(used.map(() => 0));

    store.setTrainingChannels(null);
    await store.updateOnce();
    const all = [...neededColumns(store.project.forest!)];
    expect(all.some(i => columns[i].channel === 1)).toBe(true);
    store.dispose();
  });

  it('needs labels of two classes', async () => {
    const store = await openSmall(engine);
    await expect(store.ensureForest()).rejects.toMatchObject({
      tag: 'mismatch',
      message: expect.stringContaining('no class has any')
    });
    dab(store, 0, 10, 10);
    await expect(store.ensureForest()).rejects.toMatchObject({
      tag: 'mismatch',
      message: expect.stringContaining('only one class has any')
    });
    store.dispose();
  });

  it('needs a feature', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    store.chooseFeatures({
      ...FEW_FEATURES,
      selected: FEW_FEATURES.selected.map(row => row.map(() => false))
    });
    await expect(store.ensureForest()).rejects.toMatchObject({ tag: 'input' });
    store.dispose();
  });

  it('grown for an export leaves no “Learning…” behind', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const growing = store.ensureForest();
    expect(store.status.state).toBe('training');
    const forest = await growing;
    expect(store.project.forest).toBe(forest);
    expect(store.status.state).toBe('idle');
    store.dispose();
  });

  it('stops growing when the caller gives up', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const abort = new AbortController();
    const growing = store.ensureForest(abort.signal);
    abort.abort();
    await expect(growing).rejects.toMatchObject({ name: 'AbortError' });
    expect(store.status.state).toBe('idle');
    store.dispose();
  });

  it('from elsewhere predicts until the labels change', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const forest = await store.ensureForest();
    const other = createStore({
      engine,
      loader: createLoader(),
      project: smallProject({ liveUpdate: false })
    });
    other.addImages([reference('b')]);
    await other.loadImage('b');
    const { edits } = listen(other);
    other.importForest(forest);
    expect(edits()).toBe(1);
    await untilPredicted(other);
    expect(other.probabilitiesAt(10, 10)?.[0]).toBeGreaterThan(0.9);
    dab(other, 0, 10, 140);
    expect(other.project.forest).toBeNull();
    store.dispose();
    other.dispose();
  });
});

describe('the order of tiles', () => {
  it('is the visible ones first, then their neighbours, then the rest', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const boxes = listenTiles();
    store.setVisibleBox({ y0: 130, x0: 130, y1: HEIGHT, x1: WIDTH });
    await store.updateOnce();
    expect(boxes[0]).toEqual({ y0: 128, x0: 128, y1: HEIGHT, x1: WIDTH });
    expect(boxes).toHaveLength(4);
    store.dispose();
  });

  it('follows the view without predicting a tile twice', async () => {
    const store = await openSmall(engine);
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    await untilPredicted(store);
    const boxes = listenTiles();
    store.setVisibleBox({ y0: 0, x0: 130, y1: 10, x1: WIDTH });
    await untilPredicted(store);
    expect(boxes).toEqual([]);
    store.dispose();
  });
});
