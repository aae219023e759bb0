import { Engine } from '../../engine/engine';
import { IImageSource } from '../../image/image-source';
import { ImageReference } from '../../project/images';
import { createProject } from '../../project/project';
import { IImageLoader, IProjectStore } from '../contract';
import { createStore } from '../project-store';
import { createTestEngine } from './lesson';
import {
  createSource,
  dab,
  openSmall,
  reference,
  until,
  untilPredicted
} from './small-project';

let engine: Engine;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());

/** Opens images when it is told to, and reads their pixels when it is told to. */
class SlowLoader implements IImageLoader {
  readonly asked: string[] = [];

  async load({ id }: ImageReference): Promise<IImageSource> {
    this.asked.push(id);
    await this._when(`open ${id}`);
    const source = createSource();
    return {
      metadata: source.metadata,
      readBox: async (request, signal) => {
        await this._when(`read ${id}`);
        return source.readBox(request, signal);
      },
      readPatch: (request, signal) => source.readPatch(request, signal),
      dispose: () => source.dispose()
    };
  }

  /** @param step e.g. `open a` or `read a` */
  allow(step: string): void {
    this._step(step).go();
  }

  fail(step: string): void {
    this._step(step).fail(new Error(`${step} failed`));
  }

  cancel(step: string): void {
    this._step(step).fail(new DOMException('not wanted', 'AbortError'));
  }

  private _when(step: string): Promise<void> {
    return this._step(step).promise;
  }

  private _step(step: string): Step {
    const known = this._steps.get(step) ?? createStep();
    this._steps.set(step, known);
    return known;
  }

  private readonly _steps = new Map<string, Step>();
}

type Step = {
  readonly promise: Promise<void>;
  readonly go: () => void;
  readonly fail: (error: Error) => void;
};

function createStep(): Step {
  let go = (): void => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    go = resolve;
    fail = reject;
  });
  promise.catch(() => undefined);
  return { promise, go, fail };
}

/** Everything that goes on without news from outside. */
const settled = (): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, 20));

let loader: SlowLoader;
let store: IProjectStore;
beforeEach(async () => {
  const before = await openSmall(engine, { liveUpdate: true });
  before.addImages([reference('b'), reference('c')]);
  await before.loadImage('b');
  dab(before, 0, 10, 10);
  dab(before, 1, 10, 140);
  before.selectImage('b');
  dab(before, 0, 20, 10);
  const { project } = before;
  before.dispose();
  loader = new SlowLoader();
  store = createStore({
    engine,
    loader,
    project: { ...project, forest: null }
  });
  // thumbnails ask for all
  for (const { id } of project.images) {
    store.loadImage(id).catch(() => undefined);
  }
});
afterEach(() => store.dispose());

describe('a project that is opened', () => {
  it('opens no other image before the pixels of the first are there', async () => {
    await settled();
    expect(loader.asked).toEqual(['a']);
    loader.allow('open a');
    await until(store, () => store.imageStatus('a').state === 'ready');
    await settled();
    expect(loader.asked).toEqual(['a']);
    loader.allow('read a');
    await settled();
    expect(loader.asked.sort()).toEqual(['a', 'b', 'c']);
  });

  it('learns from all labelled images once the first is shown', async () => {
    loader.allow('open a');
    await until(store, () => store.imageStatus('a').state === 'ready');
    for (const step of ['read a', 'open b', 'read b']) {
      loader.allow(step);
    }
    await untilPredicted(store);
    expect(store.imageStatus('b').state).toBe('ready');
  });

  it('opens another image at once when it is chosen', async () => {
    store.selectImage('c');
    await settled();
    expect(loader.asked).toContain('c');
    loader.allow('open c');
    await until(store, () => store.imageStatus('c').state === 'ready');
  });

  it.each(['open a', 'read a'])(
    'opens the others if the first image fails to %s',
    async step => {
      if (step === 'read a') {
        loader.allow('open a');
      }
      loader.fail(step);
      await settled();
      expect(loader.asked.sort()).toEqual(['a', 'b', 'c']);
    }
  );

  it('opens the others if opening the first is cancelled', async () => {
    loader.cancel('open a');
    await settled();
    expect(loader.asked.sort()).toEqual(['a', 'b', 'c']);
    expect(store.imageStatus('a').state).toBe('loading');
  });

  it('opens the next at once if the first is removed meanwhile', async () => {
    store.removeImage('a');
    await settled();
    expect(store.activeImage?.id).toBe('b');
    expect(loader.asked).toContain('b');
    loader.allow('open b');
    await until(store, () => store.imageStatus('b').state === 'ready');
  });

  it('opens the others if the first is looked for elsewhere', async () => {
    store.relinkImage('a', 'elsewhere.tif', '');
    loader.fail('open a');
    await settled();
    expect(loader.asked.slice().sort()).toEqual(['a', 'a', 'b', 'c']);
  });

  it('lets nobody wait for images of a project that was closed', async () => {
    const waiting = store.loadImage('c');
    store.dispose();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(loader.asked).toEqual(['a']);
  });

  it('opens nothing more if it is closed while the first is read', async () => {
    loader.allow('open a');
    await until(store, () => store.imageStatus('a').state === 'ready');
    const waiting = store.loadImage('b');
    store.dispose();
    loader.allow('read a');
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await settled();
    expect(loader.asked).toEqual(['a']);
  });
});

describe('a project that takes the place of one that is being opened', () => {
  it('begins with its own first image, and nobody waits for the other', async () => {
    const waiting = store.loadImage('c');
    store.replaceProject({
      ...createProject(),
      images: [reference('d'), reference('e')]
    });
    const later = store.loadImage('e');
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    // the first project's image comes too late to open the second's
    loader.allow('open a');
    loader.allow('read a');
    await settled();
    expect(loader.asked).toEqual(['a', 'd']);
    for (const step of ['open d', 'read d', 'open e']) {
      loader.allow(step);
    }
    expect((await later).metadata.shape.c).toBe(2);
  });

  it('opens what is added to it at once if it has no image', async () => {
    store.replaceProject(createProject());
    expect(store.activeImage).toBeNull();
    store.addImages([reference('d'), reference('e')]);
    store.loadImage('e').catch(() => undefined);
    await settled();
    expect(loader.asked).toEqual(['a', 'd', 'e']);
  });
});
