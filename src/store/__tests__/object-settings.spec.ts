import { Engine } from '../../engine/engine';
import { IProjectStore } from '../contract';
import { createStore } from '../project-store';
import { createTestEngine } from './lesson';
import { createLoader } from './small-project';
import { found, foundAnew, openSquares } from './square-objects';

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

describe('settings of objects', () => {
  beforeEach(async () => {
    store = await openSquares(engine);
    store.objects.setOn(true);
    await found(store);
  });

  it('are undoable steps, and undo finds the objects of before', async () => {
    store.objects.changeSettings({ minimumSize: 50 });
    await foundAnew(store);
    expect(areas(store)).toEqual([72]);
    store.undo();
    expect(store.objects.settings.minimumSize).toBe(4);
    await foundAnew(store);
    expect(areas(store)).toEqual([72, 36]);
    store.redo();
    expect(store.objects.settings.minimumSize).toBe(50);
  });

  it('that one movement of a slider changes are one step', () => {
    const count = store.history.done.length;
    const [drag, again] = [{}, {}];
    [1, 2, 3].forEach(smoothing =>
      store.objects.changeSettings({ smoothing }, drag)
    );
    store.objects.changeSettings({ smoothing: 4 }, again);
    expect(store.history.done).toHaveLength(count + 2);
    store.undo();
    expect(store.objects.settings.smoothing).toBe(3);
    store.undo();
    expect(store.objects.settings.smoothing).toBe(0);
  });

  it('are no step where a movement ends where it began, or changes nothing', () => {
    const count = store.history.done.length;
    const drag = {};
    [1, 2, 0].forEach(smoothing =>
      store.objects.changeSettings({ smoothing }, drag)
    );
    store.objects.changeSettings({ smoothing: 0 });
    expect(store.history.done).toHaveLength(count);
    store.objects.changeSettings({ smoothing: 5 }, drag);
    expect(store.history.done).toHaveLength(count + 1);
    store.undo();
    expect(store.objects.settings.smoothing).toBe(0);
  });

  it('are taken back among strokes and corrections, in turn', () => {
    const line = [
      { y: 5, x: 19.6 },
      { y: 20, x: 19.6 }
    ];
    const drag = {};
    store.objects.changeSettings({ smoothing: 1 }, drag);
    store.objects.splitAlong(line);
    store.objects.changeSettings({ smoothing: 2 }, drag);
    store.undo();
    expect(store.objects.settings.smoothing).toBe(1);
    expect(store.objects.corrections).toHaveLength(1);
    store.undo();
    expect(store.objects.corrections).toHaveLength(0);
    store.undo();
    expect(store.objects.settings.smoothing).toBe(0);
  });

  it('of parents, too', () => {
    store.objects.parents.changeSettings({ isOn: true });
    expect(store.objects.parents.settings.isOn).toBe(true);
    store.undo();
    expect(store.objects.parents.isKnown).toBe(false);
    store.redo();
    expect(store.objects.parents.settings.isOn).toBe(true);
  });

  it('can be taken back in a later session, corrections after them too', async () => {
    store.objects.changeSettings({ smoothing: 1 });
    store.objects.drawObject([
      { y: 1, x: 1 },
      { y: 1, x: 9 },
      { y: 9, x: 9 }
    ]);
    const steps = structuredClone(store.history);
    const again = createStore({
      engine,
      loader: createLoader(),
      project: store.project
    });
    expect(again.adoptHistory(steps)).toBe(true);
    again.undo();
    again.undo();
    expect(again.objects.settings.smoothing).toBe(0);
    expect(again.objects.corrections).toEqual([]);
    again.dispose();
  });
});

describe('a fit to the size of objects', () => {
  beforeEach(async () => {
    store = await openSquares(engine);
    store.objects.setOn(true);
    await found(store);
  });

  it('sets smoothing and minimum size, as one step', async () => {
    const { split } = store.objects.settings;
    const count = store.history.done.length;
    await store.objects.fitToSize();
    // radius 4.1: 0.15 of it, and a tenth of the pixels
    expect(store.objects.settings).toMatchObject({
      smoothing: 0.62,
      minimumSize: 5,
      split
    });
    expect(store.history.done).toHaveLength(count + 1);
    await foundAnew(store);
    expect(store.objects.result?.table.count).toBe(2);
    store.undo();
    expect(store.objects.settings.smoothing).toBe(0);
  });

  it('gives the same from whatever is set', async () => {
    await store.objects.fitToSize();
    const { settings } = store.objects;
    store.objects.changeSettings({ smoothing: 5, minimumSize: 1000 });
    await store.objects.fitToSize();
    expect(store.objects.settings).toEqual(settings);
  });

  it('leaves the depth of a split in units of a channel', async () => {
    const split = { on: 'probability', channel: 0, depth: 70 } as const;
    store.objects.changeSettings({ split });
    await store.objects.fitToSize();
    expect(store.objects.settings.split).toEqual(split);
  });

  it('says so where there is nothing to fit to', async () => {
    store.objects.changeSettings({
      threshold: { kind: 'single', value: 5000 }
    });
    await expect(store.objects.fitToSize()).rejects.toMatchObject({
      tag: 'input',
      message: expect.stringMatching(/nothing lies above the threshold/)
    });
    store.objects.changeSettings({
      source: { kind: 'classes', classIndexes: [0] }
    });
    await expect(store.objects.fitToSize()).rejects.toMatchObject({
      tag: 'input'
    });
  });
});
