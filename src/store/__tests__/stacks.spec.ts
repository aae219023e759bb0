import { Engine } from '../../engine/engine';
import { ArrayImageSource } from '../../image/array-image-source';
import { IImageSource } from '../../image/image-source';
import { defaultFeatures, FeatureChoice } from '../../project/features';
import { createProject, DEFAULT_SETTINGS } from '../../project/project';
import { IProjectStore } from '../contract';
import { createStore } from '../project-store';
import { createTestEngine } from './lesson';
import {
  dab,
  FEW_FEATURES,
  listen,
  reference,
  ShelfLoader,
  until,
  untilPredicted
} from './small-project';

let engine: Engine;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());

/** Bright at the left, with noise that differs from slice to slice. */
function stack(depth: number, frames = 1): IImageSource {
  const shape = { t: frames, z: depth, y: 60, x: 70, c: 1 };
  const data = Uint16Array.from(
    { length: frames * depth * 60 * 70 },
    (_, i) => (i % 70 < 35 ? 900 : 300) + ((i * 7919) % 101)
  );
  return new ArrayImageSource({ shape, data });
}

/** A store on images of so many slices, named by them: `20` has 20. */
function openStacks(features?: FeatureChoice): {
  store: IProjectStore;
  add: (depth: number, frames?: number) => Promise<void>;
} {
  const loader = new ShelfLoader();
  const store = createStore({
    engine,
    loader,
    project: {
      ...createProject(),
      ...(features && { features }),
      settings: { ...DEFAULT_SETTINGS, treeCount: 10 }
    }
  });
  const add = async (depth: number, frames = 1): Promise<void> => {
    const id = `${depth}`;
    loader.files.set(`${id}.tif`, () => stack(depth, frames));
    store.addImages([reference(id)]);
    await store.loadImage(id);
  };
  return { store, add };
}

const SOLID: FeatureChoice = { ...FEW_FEATURES, computeIn2d: [false, true] };

describe('the features a new project begins with', () => {
  it('are in 3-D for a stack, but for σ it is not deep enough for', async () => {
    const { store, add } = openStacks();
    const { changes } = listen(store);
    await add(20);
    expect(store.project.features).toEqual(defaultFeatures(20));
    expect(store.project.features.computeIn2d).toEqual([
      ...new Array<boolean>(6).fill(false),
      true
    ]);
    expect(changes.map(({ kind }) => kind)).toContain('features');
    store.dispose();
  });

  it('stay in 2-D for a plane, and for stacks that come after it', async () => {
    const { store, add } = openStacks();
    await add(1);
    await add(20);
    expect(store.project.features).toEqual(defaultFeatures());
    store.dispose();
  });

  it('are what was chosen before there was an image', async () => {
    const { store, add } = openStacks(FEW_FEATURES);
    await add(20);
    expect(store.project.features).toBe(FEW_FEATURES);
    store.dispose();
  });

  it('stay as they are in a project whose images are known', async () => {
    const { store, add } = openStacks();
    await add(20);
    store.chooseFeatures(defaultFeatures());
    const { project } = store;
    store.dispose();
    const loader = new ShelfLoader();
    loader.files.set('20.tif', () => stack(20));
    const again = createStore({ engine, loader, project });
    await again.loadImage('20');
    expect(again.project.features).toEqual(defaultFeatures());
    again.dispose();
  });
});

describe('live update on a stack', () => {
  it('learns from labels on several slices and frames and predicts the slice shown', async () => {
    const { store, add } = openStacks(SOLID);
    await add(7, 2);
    dab(store, 0, 20, 10);
    store.setPlane({ t: 1, z: 5 });
    dab(store, 1, 40, 60);
    store.setPlane({ t: 0, z: 3 });
    await untilPredicted(store);
    expect(store.labelCounts()).toEqual([9, 9]);
    expect(store.probabilitiesAt(30, 10)![0]).toBeGreaterThan(0.8);
    expect(store.probabilitiesAt(30, 60)![1]).toBeGreaterThan(0.8);
    store.setPlane({ t: 1, z: 6 });
    expect(store.probabilitiesAt(30, 10)).toBeNull();
    await untilPredicted(store);
    expect(store.probabilitiesAt(30, 10)![0]).toBeGreaterThan(0.8);
    store.dispose();
  });

  it('says what to do about a stack that is too thin', async () => {
    const { store, add } = openStacks(SOLID);
    await add(3);
    dab(store, 0, 20, 10);
    dab(store, 1, 40, 60);
    await until(store, () => store.status.state === 'failed');
    expect(store.status.message).toMatch(/σ = 0.7 in 3-D .* 4 slices.*2-D/);
    store.chooseFeatures(FEW_FEATURES);
    await untilPredicted(store);
    store.dispose();
  });

  it('does not predict a plane with features of stacks', async () => {
    const { store, add } = openStacks(SOLID);
    await add(7);
    await add(1);
    dab(store, 0, 20, 10);
    dab(store, 1, 40, 60);
    await untilPredicted(store);
    store.selectImage('1');
    await until(store, () => store.status.state === 'failed');
    expect(store.status.message).toMatch(/stacks .* "1" has 1 slice/);
    await expect(store.predictionContext('1')).rejects.toMatchObject({
      tag: 'mismatch'
    });
    store.dispose();
  });
});
