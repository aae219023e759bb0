import { Engine } from '../../engine/engine';
import { fingerprintOf } from '../../image/fingerprint';
import { IProjectStore } from '../contract';
import { createStore } from '../project-store';
import { createTestEngine } from './lesson';
import {
  createLoader,
  createSource,
  dab,
  listen,
  openSmall,
  reference,
  ShelfLoader,
  until,
  untilPredicted
} from './small-project';

let engine: Engine;
let loader: ShelfLoader;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());
beforeEach(() => {
  loader = createLoader();
});

function fingerprint(store: IProjectStore, imageId = 'a'): string | undefined {
  return store.project.images.find(({ id }) => id === imageId)?.metadata
    ?.fingerprint;
}

/** A saved project whose image `a` was seen and labelled. */
async function labelledProject(): Promise<IProjectStore['project']> {
  const store = await openSmall(engine, {}, createLoader());
  dab(store, 0, 10, 10);
  dab(store, 1, 10, 140);
  await until(store, () => fingerprint(store) !== undefined);
  const project = { ...store.project, forest: null };
  store.dispose();
  return project;
}

describe('the fingerprint of an image', () => {
  it('is taken after the image is shown, without marking the project as changed', async () => {
    const store = await openSmall(engine, { liveUpdate: false }, loader);
    const { edits } = listen(store);
    expect(fingerprint(store)).toBeUndefined();
    expect(store.imageStatus('a').state).toBe('ready');
    await until(store, () => fingerprint(store) !== undefined);
    expect(fingerprint(store)).toBe(await fingerprintOf(createSource()));
    expect(edits()).toBe(0);
    store.dispose();
  });

  it('follows the file as long as nothing is labelled', async () => {
    const store = await openSmall(engine, { liveUpdate: false }, loader);
    await until(store, () => fingerprint(store) !== undefined);
    const first = fingerprint(store);
    store.relinkImage('a', 'b.tif', '');
    await until(store, () => fingerprint(store) !== first);
    expect(store.imageStatus('a').state).toBe('ready');
    store.dispose();
  });
});

describe('another image in the place of a labelled one', () => {
  it('is not shown, painted on or learnt from until the user takes it', async () => {
    const project = await labelledProject();
    loader.files.set('a.tif', () => createSource({ seed: 5 }));
    const store = createStore({ engine, loader, project });
    await until(store, () => store.imageStatus('a').state === 'other');
    expect(store.imageStatus('a')).toMatchObject({
      message: expect.stringContaining(
        'another image than the one the labels were drawn on'
      )
    });
    expect(store.source('a')).toBeNull();
    expect(store.beginStroke(0, 3)).toBeNull();
    await expect(store.ensureForest()).rejects.toMatchObject({
      tag: 'mismatch'
    });
    expect(store.labelCounts()).toEqual([9, 9]);

    const asked = loader.asked.length;
    await store.loadImage('a').catch(() => undefined);
    expect(loader.asked).toHaveLength(asked);

    const { edits } = listen(store);
    store.acceptImage('a');
    expect(edits()).toBe(1);
    await untilPredicted(store);
    expect(store.imageStatus('a').state).toBe('ready');
    expect(fingerprint(store)).toBe(
      await fingerprintOf(createSource({ seed: 5 }))
    );
    expect(store.labelCounts()).toEqual([9, 9]);
    store.dispose();
  });

  it('is told from a copy under another name', async () => {
    const project = await labelledProject();
    loader.files.set('copy.tif', () => createSource());
    const store = createStore({ engine, loader, project });
    await untilPredicted(store);
    store.relinkImage('a', 'b.tif', '');
    await until(store, () => store.imageStatus('a').state === 'other');
    store.relinkImage('a', 'copy.tif', '');
    await until(store, () => store.imageStatus('a').state === 'ready');
    expect(store.labelCounts()).toEqual([9, 9]);
    store.dispose();
  });

  it('leaves an image alone that was never in doubt', async () => {
    const project = await labelledProject();
    const store = createStore({ engine, loader, project });
    await untilPredicted(store);
    const { edits } = listen(store);
    store.acceptImage('a');
    store.acceptImage('none');
    expect(edits()).toBe(0);
    expect(store.imageStatus('a').state).toBe('ready');
    store.addImages([reference('b')]);
    store.dispose();
  });
});
