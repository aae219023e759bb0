import { Engine } from '../../engine/engine';
import { ArrayImageSource } from '../../image/array-image-source';
import { objectColumns } from '../../pipeline/segmentation/object-table';
import { defaultFeatures } from '../../project/features';
import { createProject, DEFAULT_SETTINGS } from '../../project/project';
import { IProjectStore } from '../contract';
import { createStore } from '../project-store';
import { createTestEngine } from './lesson';
import {
  dab,
  reference,
  ShelfLoader,
  smallProject,
  until
} from './small-project';
import { found } from './square-objects';

let engine: Engine;
let store: IProjectStore;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());
afterEach(() => store.dispose());

const SHAPE = { t: 2, z: 5, y: 40, x: 60, c: 1 };

/**
 * Columns of 6 × 6 pixels: one through slices 0–2, one through 2–4, and one that
 * is two squares in slice 1 and one piece with slice 2; a second frame is dark.
 */
function columns(): ArrayImageSource {
  const { t, z, y, x } = SHAPE;
  const data = new Uint16Array(t * z * y * x).fill(100);
  const box = (z0: number, z1: number, y0: number, x0: number, side = 6) => {
    for (let slice = z0; slice < z1; slice++) {
      for (let row = y0; row < y0 + side; row++) {
        const from = (slice * y + row) * x + x0;
        data.fill(1000, from, from + side);
      }
    }
  };
  box(0, 3, 2, 2);
  box(2, 5, 2, 20);
  box(1, 3, 20, 2);
  box(1, 3, 20, 14);
  box(2, 3, 20, 2, 18);
  return new ArrayImageSource({ shape: SHAPE, data });
}

async function openColumns(): Promise<void> {
  const loader = new ShelfLoader();
  loader.files.set('a.tif', columns);
  store = createStore({
    engine,
    loader,
    project: smallProject({ liveUpdate: false })
  });
  store.addImages([reference('a')]);
  store.objects.changeSettings({
    source: { kind: 'channel', channel: 0 },
    threshold: { kind: 'single', value: 500 },
    smoothing: 0,
    split: null
  });
  await until(store, () => store.imageStatus('a').state === 'ready');
  store.objects.setOn(true);
  await found(store);
}

const count = (): number | undefined => store.objects.result?.table.count;
const scope = (): string | undefined => store.objects.result?.scope;

/** Waits for the objects of now. */
async function whole(of: IProjectStore = store): Promise<void> {
  await until(of, () => of.objects.status.state !== 'ready');
  await found(of);
}

describe('objects of a stack', () => {
  beforeEach(openColumns);

  it('are those that are exported, and each slice shows its part', async () => {
    const { frames, columns: exported } = await store.segmentImage(
      'a',
      new AbortController().signal
    );
    const area = SHAPE.y * SHAPE.x;
    for (let z = 0; z < SHAPE.z; z++) {
      store.setPlane({ t: 0, z });
      await found(store);
      const { result } = store.objects;
      expect(result?.scope).toBe('stack');
      expect(result?.table).toEqual(frames[0].table);
      expect(result?.pieceCount).toBe(frames[0].pieceCount);
      expect(result?.labels).toEqual(
        frames[0].labels.slice(z * area, (z + 1) * area)
      );
    }
    expect(count()).toBe(3);
    expect(store.objects.columns.map(({ id }) => id)).toEqual(
      exported.map(({ id }) => id)
    );
  });

  it('are there at once on another slice, and stay selected', () => {
    store.objects.select([1, 3]);
    const { table } = store.objects.result ?? {};
    store.setPlane({ t: 0, z: 3 });
    expect(store.objects.result?.table).toBe(table);
    expect(store.objects.status.state).toBe('ready');
    expect([...store.objects.selected]).toEqual([1, 3]);
    expect(store.objects.objectAt(3, 21)).toBe(3);
    expect(store.objects.objectAt(3, 3)).toBe(0);
  });

  it('are of the frame shown', async () => {
    store.setPlane({ t: 1, z: 0 });
    expect(store.objects.result).toBeNull();
    await until(store, () => scope() === 'stack');
    expect(count()).toBe(0);
  });

  it('are of one slice while the stack is not cut, and that is said', async () => {
    const seen: (readonly [string, number, string])[] = [];
    store.changed.connect((_, { kind }) => {
      const { result, status } = store.objects;
      if (kind === 'objects' && result && status.state === 'waiting') {
        seen.push([result.scope, result.table.count, status.message]);
      }
    });
    store.setPlane({ t: 0, z: 1 });
    store.objects.changeSettings({ minimumSize: 5 });
    await whole();
    expect(seen.length).toBeGreaterThan(0);
    seen.forEach(([where, number, message]) => {
      expect([where, number]).toEqual(
        where === 'stack' ? ['stack', 3] : ['slice', 3]
      );
      expect(message).toMatch(/^This slice only/);
    });
    expect([scope(), count()]).toEqual(['stack', 3]);
  });

  it('are of one slice where that is wanted, and of the stack again', async () => {
    store.objects.setWholeStack(false);
    await until(store, () => scope() === 'slice');
    await found(store);
    expect(count()).toBe(1);
    expect(store.objects.columns.map(({ id }) => id)).toEqual(
      objectColumns({
        depth: 1,
        hasProbability: false,
        channelNames: ['channel 1'],
        pixelSizeUm: null
      }).map(({ id }) => id)
    );
    const again = createStore({
      engine,
      loader: new ShelfLoader(),
      project: store.project
    });
    expect(again.objects.isWholeStack).toBe(false);
    again.dispose();
    store.objects.setWholeStack(true);
    await until(store, () => scope() === 'stack');
    expect(count()).toBe(3);
  });

  it('come back without being cut again when a setting is taken back', async () => {
    const { table } = store.objects.result ?? {};
    store.objects.changeSettings({ minimumSize: 200 });
    await until(store, () => scope() === 'stack' && count() === 1);
    store.undo();
    await until(store, () => count() === 3 && scope() === 'stack');
    expect(store.objects.result?.table).toBe(table);
  });

  it('are corrected as they will be exported, on other slices too', async () => {
    store.objects.select([2, 3]);
    store.objects.deleteSelected();
    // on the slice in their middle, as neither reaches the one shown
    expect(store.objects.corrections.map(({ plane }) => plane.z)).toEqual([
      2, 3
    ]);
    await until(store, () => scope() === 'stack' && count() === 1);
    const { frames } = await store.segmentImage(
      'a',
      new AbortController().signal
    );
    expect(store.objects.result?.table).toEqual(frames[0].table);
  });

  it('are merged on a slice that shows them', async () => {
    store.objects.select([1, 2]);
    expect(() => store.objects.mergeSelected()).toThrow(
      /not all selected ones reach the slice/
    );
    store.setPlane({ t: 0, z: 2 });
    store.objects.mergeSelected();
    await until(store, () => scope() === 'stack' && count() === 2);
    expect([...store.objects.selected]).toEqual([1]);
  });

  it('are what settings are fitted to', async () => {
    await store.objects.fitToSize();
    // balls of 108 … 396 voxels: 0.2 of their radius is less than the least σ
    expect(store.objects.settings.smoothing).toBe(0.59);
    store.objects.setWholeStack(false);
    await store.objects.fitToSize();
    expect(store.objects.settings.smoothing).toBe(0.51);
  });
});

describe('objects of classes in a stack', () => {
  it('are cut from the maps of all slices, predicted once while settings change', async () => {
    const loader = new ShelfLoader();
    loader.files.set('a.tif', columns);
    const jobs: string[] = [];
    const noted: Engine = Object.create(engine, {
      run: {
        value: (...args: Parameters<Engine['run']>) => {
          jobs.push(args[0].kind);
          return engine.run(...args);
        }
      }
    }) as Engine;
    store = createStore({
      engine: noted,
      loader,
      project: {
        ...createProject(),
        features: defaultFeatures(5),
        settings: { ...DEFAULT_SETTINGS, treeCount: 10 }
      }
    });
    store.addImages([reference('a')]);
    await until(store, () => store.imageStatus('a').state === 'ready');
    store.objects.setOn(true);
    dab(store, 0, 5, 5);
    dab(store, 1, 35, 50);
    await until(store, () => scope() === 'stack');
    await found(store);
    const { frames } = await store.segmentImage(
      'a',
      new AbortController().signal
    );
    expect(store.objects.result?.table).toEqual(frames[0].table);
    jobs.length = 0;
    store.objects.changeSettings({ smoothing: 1 });
    await until(store, () => store.objects.status.state !== 'ready');
    await until(store, () => scope() === 'stack');
    await found(store);
    expect(jobs).not.toContain('predict');
    expect(jobs.filter(kind => kind === 'segment')).toHaveLength(2);
  });
});
