import { Engine } from '../../engine/engine';
import { IProjectStore } from '../contract';
import { createProject, DEFAULT_SETTINGS } from '../../project/project';
import { createStore } from '../project-store';
import {
  countPieces,
  createFixtureLoader,
  createTestEngine,
  HELA,
  lessonStrokes,
  untilReady
} from './lesson';

const PLANE = { t: 0, z: 0 };
const BOX = { y0: 0, x0: 0, y1: 512, x1: 672 };

let engine: Engine;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());

async function openLesson(seed: number): Promise<IProjectStore> {
  const store = createStore({
    engine,
    loader: createFixtureLoader(),
    project: {
      ...createProject(),
      settings: { ...DEFAULT_SETTINGS, seed, liveUpdate: false }
    }
  });
  store.addImages([HELA]);
  await untilReady(store);
  store.setTrainingChannels([0]);
  for (const stroke of lessonStrokes()) {
    store.paint(stroke);
  }
  return store;
}

/** Class 0 above one half. */
async function predictMask(store: IProjectStore): Promise<Uint8Array> {
  await store.updateOnce();
  const width = BOX.x1;
  const mask = new Uint8Array(BOX.y1 * width);
  let worst = 0;
  for (let y = 0; y < BOX.y1; y++) {
    for (let x = 0; x < width; x++) {
      const [lysosome, background] = store.probabilitiesAt(y, x) ?? [];
      worst = Math.max(worst, Math.abs(lysosome + background - 1));
      mask[y * width + x] = lysosome > 0.5 ? 1 : 0;
    }
  }
  expect(worst).toBeLessThan(1e-5);
  return mask;
}

describe('the lesson on the course image', () => {
  it('stores each stroke by the brush rule: 13 dabs of 9 pixels', async () => {
    const store = await openLesson(0);
    expect(store.labelCounts()).toEqual([117, 1002]);
    const labels = store.labels('hela');
    expect(labels?.get(PLANE, 103, 306)).toBe(1);
    expect(labels?.get(PLANE, 104, 307)).toBe(1);
    expect(labels?.get(PLANE, 105, 306)).toBe(0);
    store.dispose();
  });

  it('finds 215 to 285 lysosomes at P > 0.5, mean of three seeds', async () => {
    const counts: number[] = [];
    for (const seed of [0, 1, 2]) {
      const store = await openLesson(seed);
      counts.push(countPieces(await predictMask(store), BOX.x1, 4));
      expect(store.project.forest?.columnCount).toBe(147);
      expect(store.project.forest?.trees).toHaveLength(100);
      store.dispose();
    }
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(mean).toBeGreaterThanOrEqual(215);
    expect(mean).toBeLessThanOrEqual(285);
  }, 60_000);
});
