import { Engine } from '../../engine/engine';
import { objectColumns } from '../../pipeline/segmentation/object-table';
import { IProjectStore } from '../contract';
import { createStore } from '../project-store';
import { createTestEngine } from './lesson';
import { found, foundAnew, HEIGHT, openSquares, WIDTH } from './square-objects';
import {
  createLoader,
  dab,
  listen,
  openSmall,
  PLANE,
  until,
  untilPredicted
} from './small-project';

let engine: Engine;
let store: IProjectStore;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());
afterEach(() => store.dispose());

const areas = (opened: IProjectStore): number[] => [
  ...(opened.objects.result?.table.area ?? [])
];

describe('objects of a raw channel', () => {
  beforeEach(async () => {
    store = await openSquares(engine);
  });

  it('are off until they are wanted, and need no training then', async () => {
    expect(store.objects.status.state).toBe('off');
    expect(store.layers.map(({ id }) => id)).not.toContain('objects');
    store.objects.setOn(true);
    await found(store);
    expect(areas(store)).toEqual([72, 36]);
    expect(store.objects.objectAt(41, 51)).toBe(2);
    expect(store.objects.objectAt(-1, 0)).toBe(0);
    store.objects.setOn(false);
    expect(store.objects.result).toBeNull();
  });

  it('follow the settings, the newest only, and belong to the file', async () => {
    const { edits } = listen(store);
    store.objects.setOn(true);
    await found(store);
    const before = edits();
    for (const minimumSize of [10, 40, 60]) {
      store.objects.changeSettings({ minimumSize });
    }
    await foundAnew(store);
    expect(areas(store)).toEqual([72]);
    expect(edits()).toBe(before + 3);
    const again = createStore({
      engine,
      loader: createLoader(),
      project: store.project
    });
    expect(again.objects.settings.minimumSize).toBe(60);
    expect(again.objects.isOn).toBe(true);
    again.dispose();
  });

  it('are of the image shown', async () => {
    store.objects.setOn(true);
    await found(store);
    store.selectImage('b');
    expect(store.objects.result).toBeNull();
    await foundAnew(store);
    expect(store.objects.result?.imageId).toBe('b');
  });

  it('leave out excluded regions of their image until these are taken out', async () => {
    store.objects.setOn(true);
    await found(store);
    store.objects.excludeRegion([
      { y: 35, x: 45 },
      { y: 35, x: 60 },
      { y: 50, x: 60 },
      { y: 50, x: 45 }
    ]);
    await foundAnew(store);
    expect(areas(store)).toEqual([72]);
    store.objects.includeRegion(0);
    await foundAnew(store);
    expect(areas(store)).toEqual([72, 36]);
  });

  it('keep their selection when they are found anew, by place', async () => {
    store.objects.setOn(true);
    await found(store);
    store.objects.select([2, 77]);
    expect([...store.objects.selected]).toEqual([2]);
    store.objects.changeSettings({ maximumSize: 50 });
    await foundAnew(store);
    expect([...store.objects.selected]).toEqual([1]);
    expect(areas(store)).toEqual([36]);
  });

  it('say which channel or class is missing', async () => {
    store.objects.changeSettings({ source: { kind: 'channel', channel: 4 } });
    store.objects.setOn(true);
    await until(store, () => store.objects.status.state === 'failed');
    expect(store.objects.status.message).toMatch(
      /channel 5, but the image has 1/
    );
  });
});

describe('corrections', () => {
  beforeEach(async () => {
    store = await openSquares(engine);
    store.objects.setOn(true);
    await found(store);
  });

  it('split an object, measured anew, as one step that undo takes back', async () => {
    store.objects.splitObject([
      { y: 5, x: 19.6 },
      { y: 20, x: 19.6 }
    ]);
    await foundAnew(store);
    // the pixels below the line went to one of the two
    expect(areas(store).sort()).toEqual([30, 36, 42]);
    expect(store.canUndo).toBe(true);
    store.undo();
    await foundAnew(store);
    expect(areas(store)).toEqual([72, 36]);
    store.redo();
    await foundAnew(store);
    expect(areas(store)).toHaveLength(3);
  });

  it('delete, merge and draw', async () => {
    store.objects.select([1]);
    store.objects.deleteSelected();
    await foundAnew(store);
    expect(areas(store)).toEqual([36]);
    store.objects.drawObject([
      { y: 29.5, x: 9.5 },
      { y: 29.5, x: 13.5 },
      { y: 33.5, x: 13.5 },
      { y: 33.5, x: 9.5 }
    ]);
    await foundAnew(store);
    expect(areas(store)).toEqual([16, 36]);
    store.objects.select([1, 2]);
    store.objects.mergeSelected();
    await foundAnew(store);
    expect(areas(store)).toEqual([52]);
    expect(store.objects.corrections.map(({ kind }) => kind)).toEqual([
      'delete',
      'draw',
      'merge'
    ]);
    expect([...store.objects.selected]).toEqual([1]);
  });

  it('hold for other settings where the object is, and change nothing where it is not', async () => {
    store.objects.select([2]);
    store.objects.deleteSelected();
    await foundAnew(store);
    store.objects.changeSettings({ smoothing: 1 });
    await foundAnew(store);
    expect(store.objects.result?.table.count).toBe(1);
    store.objects.changeSettings({ maximumSize: 50, smoothing: 0 });
    await foundAnew(store);
    expect(areas(store)).toEqual([]);
  });

  it('are kept in the project, each image with its own', async () => {
    store.objects.select([2]);
    store.objects.deleteSelected();
    await foundAnew(store);
    const again = createStore({
      engine,
      loader: createLoader(),
      project: store.project
    });
    expect(again.objects.corrections).toEqual([
      { plane: PLANE, kind: 'delete', at: { y: 43, x: 53 } }
    ]);
    again.dispose();
    store.selectImage('b');
    await foundAnew(store);
    expect(areas(store)).toEqual([72, 36]);
    expect(store.objects.corrections).toEqual([]);
  });

  it('ask for a selection, and for a line over an object', () => {
    expect(() => store.objects.deleteSelected()).toThrow(/At least 1 selected/);
    store.objects.select([1]);
    expect(() => store.objects.mergeSelected()).toThrow(/At least 2 selected/);
    expect(() =>
      store.objects.splitObject([
        { y: 0, x: 0 },
        { y: 3, x: 3 }
      ])
    ).toThrow(/crosses no object/);
  });
});

describe('objects of classes', () => {
  it('wait for labels, then for the maps of the whole plane', async () => {
    store = await openSmall(engine);
    store.objects.changeSettings({ split: null, minimumSize: 100 });
    store.objects.setOn(true);
    await until(store, () => store.objects.status.state === 'waiting');
    expect(store.objects.status.message).toMatch(/labels of at least two/);
    dab(store, 0, 20, 20);
    dab(store, 1, 20, 130);
    await untilPredicted(store);
    await found(store);
    // bright at the left: one large object of the first class
    const { result } = store.objects;
    expect(result?.table.count).toBe(1);
    expect(result?.table.meanProbability?.[0]).toBeGreaterThan(0.5);
    expect(store.objects.columns.map(({ id }) => id)).toContain(
      'meanProbability'
    );
  });

  it('of a whole image are those of the plane shown', async () => {
    store = await openSmall(engine);
    store.objects.setOn(true);
    dab(store, 0, 20, 20);
    dab(store, 1, 20, 130);
    await untilPredicted(store);
    await found(store);
    const shares: number[] = [];
    const whole = await store.segmentImage(
      'a',
      new AbortController().signal,
      share => shares.push(share)
    );
    expect(whole.frames).toHaveLength(1);
    expect(whole.frames[0].labels).toEqual(store.objects.result?.labels);
    expect(whole.frames[0].table).toEqual(store.objects.result?.table);
    expect(whole.columns.map(({ id }) => id)).toEqual(
      store.objects.columns.map(({ id }) => id)
    );
    expect(shares[shares.length - 1]).toBe(1);
  });
});

describe('objects of a whole image', () => {
  it('are cut in three dimensions, and corrected', async () => {
    store = await openSquares(engine, 3);
    const run = (): ReturnType<IProjectStore['segmentImage']> =>
      store.segmentImage('a', new AbortController().signal);
    const { frames, grid, columns } = await run();
    expect(grid).toEqual({ depth: 3, height: HEIGHT, width: WIDTH });
    expect([...frames[0].table.area]).toEqual([216, 108]);
    expect(columns.map(({ id }) => id)).toEqual(
      objectColumns({
        depth: 3,
        hasProbability: false,
        channelNames: [''],
        pixelSizeUm: null
      }).map(({ id }) => id)
    );
    store.objects.setOn(true);
    await found(store);
    store.objects.select([2]);
    store.objects.deleteSelected();
    expect([...(await run()).frames[0].table.area]).toEqual([216]);
  });

  it('stop when they are cancelled', async () => {
    store = await openSquares(engine);
    const abort = new AbortController();
    const running = store.segmentImage('a', abort.signal);
    abort.abort();
    await expect(running).rejects.toThrow(/abort/i);
  });
});
