import { Engine } from '../../engine/engine';
import { IProjectStore } from '../contract';
import { createStore } from '../project-store';
import { createTestEngine } from './lesson';
import {
  createLoader,
  createSource,
  dab,
  listen,
  openSmall,
  PLANE,
  reference,
  ShelfLoader,
  smallProject,
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

function state(store: IProjectStore, imageId: string): string {
  return store.imageStatus(imageId).state;
}

/** A project whose image `a` has labels of two classes, opened anew. */
async function reopenWithLabels(): Promise<IProjectStore> {
  const before = await openSmall(engine, {}, createLoader());
  dab(before, 0, 10, 10);
  dab(before, 1, 10, 140);
  const project = { ...before.project, forest: null };
  before.dispose();
  return createStore({ engine, loader, project });
}

describe('a missing image', () => {
  it('keeps its labels, says so once, and comes back when it is relinked', async () => {
    loader.files.delete('a.tif');
    const store = await reopenWithLabels();
    await until(store, () => state(store, 'a') === 'missing');
    expect(store.imageStatus('a')).toMatchObject({
      message: expect.stringContaining('a.tif')
    });
    expect(store.labelCounts()).toEqual([9, 9]);
    // nobody asks again and again for what is not there
    await new Promise(resolve => setTimeout(resolve, 50));
    const asked = loader.asked.length;
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(loader.asked).toHaveLength(asked);

    const { edits } = listen(store);
    store.relinkImage('a', 'b.tif', '');
    expect(edits()).toBe(1);
    await until(store, () => store.status.state === 'ready');
    expect(state(store, 'a')).toBe('ready');
    expect(store.labelCounts()).toEqual([9, 9]);
    expect(store.activeImage?.path).toBe('b.tif');
    store.dispose();
  });

  it('with labels fails the training with the reason, and panning does not ask again', async () => {
    const store = await openSmall(engine, {}, loader);
    store.addImages([reference('b')]);
    await store.loadImage('b');
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const project = { ...store.project, forest: null };
    store.dispose();
    loader.files.delete('a.tif');
    loader.asked.length = 0;

    const other = createStore({ engine, loader, project });
    other.selectImage('b');
    await until(other, () => other.status.state === 'failed');
    expect(other.status.message).toContain('a.tif');
    await new Promise(resolve => setTimeout(resolve, 20));
    const asked = loader.asked.length;
    for (let y = 0; y < 10; y++) {
      other.setVisibleBox({ y0: y, x0: 0, y1: y + 50, x1: 50 });
    }
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(loader.asked).toHaveLength(asked);
    other.dispose();
  });

  it('that never was opened is not taken for one without channels', async () => {
    const store = await reopenWithLabels();
    const project = {
      ...store.project,
      images: store.project.images.map(image => ({ ...image, metadata: null }))
    };
    const failures: string[] = [];
    store.changed.connect(() => {
      if (store.status.state === 'failed') {
        failures.push(store.status.message);
      }
    });
    store.replaceProject(project);
    await untilPredicted(store);
    expect(failures).toEqual([]);
    store.dispose();
  });
});

describe('an image that does not fit', () => {
  it('with other channels fails with a message and leaves the others as they are', async () => {
    loader.files.set('grey.tif', () => createSource({ channels: 1 }));
    const store = await openSmall(engine, {}, loader);
    store.addImages([reference('grey')]);
    await expect(store.loadImage('grey')).rejects.toMatchObject({
      tag: 'mismatch'
    });
    expect(store.imageStatus('grey')).toEqual({
      state: 'failed',
      message: expect.stringMatching(
        /“grey” has 1 channel\(s\), but “a” .* has 2\./
      )
    });
    expect(state(store, 'a')).toBe('ready');
    expect(store.channelCount).toBe(2);
    store.dispose();
  });

  it('is found also when both images come at the same moment', async () => {
    loader.files.set('grey.tif', () => createSource({ channels: 1 }));
    const store = createStore({ engine, loader, project: smallProject() });
    store.addImages([reference('a'), reference('grey')]);
    await Promise.allSettled([store.loadImage('a'), store.loadImage('grey')]);
    expect(state(store, 'a')).toBe('ready');
    expect(state(store, 'grey')).toBe('failed');
    store.dispose();
  });

  it('labels over an image of another size are refused and kept', async () => {
    loader.files.set('a.tif', () => createSource({ height: 90 }));
    const store = await reopenWithLabels();
    await until(store, () => state(store, 'a') === 'failed');
    expect(store.imageStatus('a')).toMatchObject({
      message: expect.stringMatching(/140 × 150 pixels.*90 × 150 pixels/)
    });
    expect(store.source('a')).toBeNull();
    expect(store.labelCounts()).toEqual([9, 9]);
    expect(store.beginStroke(0, 3)).toBeNull();
    store.dispose();
  });
});

describe('adding, choosing and removing images', () => {
  it('the first image becomes active; steps stop at the ends', async () => {
    const store = await openSmall(engine, {}, loader);
    store.addImages([reference('b'), reference('c', 'a.tif')]);
    expect(store.activeImage?.id).toBe('a');
    store.stepImage(-1);
    expect(store.activeImage?.id).toBe('a');
    store.stepImage(1);
    store.stepImage(1);
    store.stepImage(1);
    expect(store.activeImage?.id).toBe('c');
    store.dispose();
  });

  it('each image keeps its labels while one goes to and fro', async () => {
    const store = await openSmall(engine, { liveUpdate: false }, loader);
    store.addImages([reference('b')]);
    dab(store, 0, 10, 10);
    store.stepImage(1);
    await store.loadImage('b');
    dab(store, 1, 20, 20);
    store.stepImage(-1);
    expect(store.labels('a')?.get(PLANE, 10, 10)).toBe(1);
    expect(store.labels('a')?.get(PLANE, 20, 20)).toBe(0);
    expect(store.labels('b')?.get(PLANE, 20, 20)).toBe(2);
    store.dispose();
  });

  it('a removed image takes its labels along and the forest is grown anew', async () => {
    const store = await openSmall(engine, {}, loader);
    store.addImages([reference('b')]);
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    store.selectImage('b');
    await store.loadImage('b');
    dab(store, 0, 50, 50);
    await untilPredicted(store);
    expect(store.project.forest?.rowCount).toBe(27);

    const { edits } = listen(store);
    store.removeImage('b');
    expect(edits()).toBe(1);
    expect(store.activeImage?.id).toBe('a');
    expect(store.labels('b')).toBeNull();
    expect(store.project.labels.has('b')).toBe(false);
    expect(store.labelCounts()).toEqual([9, 9]);
    await untilPredicted(store);
    expect(store.project.forest?.rowCount).toBe(18);
    store.dispose();
  });

  it('an image without labels goes without touching the forest', async () => {
    const store = await openSmall(engine, {}, loader);
    store.addImages([reference('b')]);
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    await untilPredicted(store);
    const { forest } = store.project;
    store.removeImage('b');
    expect(store.project.forest).toBe(forest);
    store.dispose();
  });

  it('removed while it is opened never turns up', async () => {
    const store = await openSmall(engine, {}, loader);
    store.addImages([reference('b')]);
    const loading = store.loadImage('b');
    store.removeImage('b');
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
    expect(store.source('b')).toBeNull();
    store.dispose();
  });

  it('an opened image with labels that is linked to another file is learnt anew', async () => {
    const store = await openSmall(engine, {}, loader);
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    await untilPredicted(store);
    const { forest } = store.project;
    store.relinkImage('a', 'b.tif', '');
    expect(store.project.forest).toBeNull();
    await untilPredicted(store);
    expect(store.project.forest).not.toEqual(forest);
    store.dispose();
  });

  it('an unknown image cannot be loaded', async () => {
    const store = await openSmall(engine, {}, loader);
    await expect(store.loadImage('nowhere')).rejects.toMatchObject({
      tag: 'input'
    });
    store.dispose();
  });
});

describe('the edited signal', () => {
  it('fires once per change that belongs to the file', async () => {
    const store = await openSmall(engine, { liveUpdate: false }, loader);
    const { edits } = listen(store);
    const verbs: (() => void)[] = [
      () => store.addImages([reference('b'), reference('c')]),
      () => dab(store, 0, 10, 10),
      () => store.undo(),
      () => store.redo(),
      () => store.addClass(),
      () => store.renameClass(2, 'third'),
      () => store.recolorClass(2, [9, 9, 9]),
      () => store.mergeClass(2, 1),
      () => store.clearClass(0),
      () => store.chooseFeatures(store.project.features),
      () => store.setTrainingChannels([1]),
      () => store.setLiveUpdate(true),
      () => store.setChannelView(0, { isVisible: false }),
      () => store.removeImage('b')
    ];
    verbs.forEach((verb, i) => {
      verb();
      expect([verb.toString(), edits()]).toEqual([verb.toString(), i + 1]);
    });
    store.dispose();
  });

  it('is silent for what is only looked at', async () => {
    const store = await openSmall(engine, {}, loader);
    store.addImages([reference('b')]);
    await store.loadImage('b');
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const { edits } = listen(store);
    store.selectImage('b');
    store.selectClass(1);
    store.setTool('eraser');
    store.setBrushDiameter(7);
    store.setPlane({ t: 3, z: 3 });
    store.setLayer('labels', { isVisible: false });
    store.setVisibleBox({ y0: 0, x0: 0, y1: 10, x1: 10 });
    store.clearClass(0);
    store.undo();
    expect(edits()).toBe(2);
    await untilPredicted(store);
    expect(edits()).toBe(2);
    store.replaceProject(smallProject());
    expect(edits()).toBe(2);
    store.dispose();
  });
});
