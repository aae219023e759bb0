import { createFeatureSetup } from '../../pipeline/features/feature-setup';
import { createForestSetup } from '../../pipeline/forest/forest-setup';
import { ArrayImageSource } from '../../image/array-image-source';
import { defaultFeatures } from '../../project/features';
import { TileBox } from '../../project/grid';
import { Engine } from '../engine';
import { Priority } from '../job-queue';
import { InPlaceLane } from '../lane';
import { PredictionTarget, ProbabilityMap } from '../probability-map';
import { Job } from '../protocol';
import { FakeRunner } from './fake-runner';

const height = 300;
const width = 400;
const value = (y: number, x: number): number => y / 512 + x / 1024;
const source = new ArrayImageSource({
  shape: { t: 1, z: 1, y: height, x: width, c: 1 },
  data: Float32Array.from({ length: height * width }, (_, i) =>
    value(Math.floor(i / width), i % width)
  )
});
const plane = { t: 0, z: 0 };

function target(forestId: string, imageId = 'a'): PredictionTarget {
  return {
    imageId,
    source,
    plane,
    features: createFeatureSetup(defaultFeatures(), 1, null, 1),
    forest: createForestSetup(
      forestId,
      { columnCount: 49, knownLabels: [1, 2], trees: [], rowCount: 1 },
      2
    )
  };
}

const box = (y0: number, x0: number, y1: number, x1: number): TileBox => ({
  y0,
  x0,
  y1,
  x1
});
const whole = box(0, 0, height, width);
const all = [{ box: whole, priority: Priority.visible }];

/** A runner that stops at each prediction until it is let go. */
class GatedRunner extends FakeRunner {
  gate: Promise<void> = Promise.resolve();

  override run(job: Job): ReturnType<FakeRunner['run']> {
    const result = super.run(job);
    return job.kind === 'predict'
      ? (this.gate.then(() => result) as never)
      : result;
  }
}

function start(budgetBytes?: number): {
  map: ProbabilityMap;
  runner: GatedRunner;
  ready: TileBox[];
} {
  const runner = new GatedRunner();
  const engine = new Engine({
    createLane: () => new InPlaceLane(async () => runner),
    workerCount: 1
  });
  const map = new ProbabilityMap(engine, { budgetBytes });
  const ready: TileBox[] = [];
  map.tileReady.connect((_, tile) => ready.push(tile.box));
  return { map, runner, ready };
}

describe('ProbabilityMap', () => {
  it('computes visible tiles first, then the neighbourhood, each once', async () => {
    const { map, ready } = start();
    const done = await map.request(target('f'), [
      { box: box(130, 130, 140, 140), priority: Priority.visible },
      { box: box(0, 130, 300, 140), priority: Priority.neighbourhood },
      { box: whole, priority: Priority.rest }
    ]);
    expect(done).toBe(true);
    expect(ready).toHaveLength(12);
    expect(ready.slice(0, 3)).toEqual([
      box(128, 128, 256, 256),
      box(0, 128, 128, 256),
      box(256, 128, 300, 256)
    ]);
    expect(map.progress).toEqual({ done: 12, total: 12 });
  });

  it('reads boxes across tiles exactly as the whole', async () => {
    const { map } = start();
    await map.request(target('f'), all);
    const wanted = box(100, 120, 270, 390);
    const read = map.read('a', plane, wanted)!;
    expect(read.missing).toEqual([]);
    const area = 170 * 270;
    expect(read.probabilities).toHaveLength(2 * area);
    for (let i = 0; i < area; i += 97) {
      const p = value(100 + Math.floor(i / 270), 120 + (i % 270));
      expect(read.probabilities[i]).toBeCloseTo(p, 6);
      expect(read.probabilities[area + i]).toBeCloseTo(1 - p, 6);
    }
    expect(map.valuesAt('a', plane, 299, 399)![0]).toBeCloseTo(
      value(299, 399),
      6
    );
    expect(map.valuesAt('a', plane, 300, 5)).toBeNull();
    expect(map.valuesAt('b', plane, 5, 5)).toBeNull();
  });

  it('says which parts are missing and leaves them zero', async () => {
    const { map } = start();
    await map.request(target('f'), [
      { box: box(0, 0, 10, 10), priority: Priority.visible }
    ]);
    const read = map.read('a', plane, box(100, 100, 140, 120))!;
    expect(read.missing).toEqual([box(128, 100, 140, 120)]);
    expect(read.probabilities[0]).toBeCloseTo(value(100, 100), 6);
    expect(read.probabilities[28 * 20]).toBe(0);
    expect(map.read('a', plane, box(200, 200, 210, 210))).toBeNull();
  });

  it('computes nothing twice for one forest and all anew for another', async () => {
    const { map, runner } = start();
    await map.request(target('f'), all);
    await map.request(target('f'), all);
    expect(runner.ran('predict')).toHaveLength(12);
    expect(map.progress).toEqual({ done: 12, total: 12 });
    await map.request(target('g'), all);
    expect(runner.ran('predict')).toHaveLength(24);
  });

  it('shows old tiles until new ones come', async () => {
    const { map } = start();
    await map.request(target('f'), all);
    await map.request(target('g'), [
      { box: box(0, 0, 1, 1), priority: Priority.visible }
    ]);
    const isOld = (y: number): boolean =>
      map.tileAt('a', plane, y, 0)!.forestId === target('f').forest.id;
    expect([isOld(0), isOld(200)]).toEqual([false, true]);
    expect(map.read('a', plane, whole)!.missing).toEqual([]);
    const old = map.read('a', plane, whole, target('f').forest.id)!;
    expect(old.missing).toEqual([box(0, 0, 128, 128)]);
    const fresh = map.read('a', plane, whole, target('g').forest.id)!;
    expect(fresh.missing).toHaveLength(11);
  });

  it('drops all waiting tiles when a newer forest comes', async () => {
    const { map, runner } = start();
    let open = (): void => undefined;
    runner.gate = new Promise(resolve => (open = resolve));
    const old = map.request(target('f'), all);
    await new Promise(resolve => setImmediate(resolve));
    const now = map.request(target('g'), all);
    open();
    expect(await old).toBe(false);
    expect(await now).toBe(true);
    const ids = runner.ran('predict').map(({ forestId }) => forestId);
    expect(ids.filter(id => id === target('f').forest.id)).toHaveLength(1);
    expect(
      map.tilesIn('a', plane, whole).map(({ forestId }) => forestId)
    ).toEqual(new Array(12).fill(target('g').forest.id));
  });

  describe('under a budget of three tiles', () => {
    const tileBytes = 128 * 128 * 2 * 4;
    const look = (
      map: ProbabilityMap,
      y: number,
      x: number,
      imageId = 'a'
    ): Promise<boolean> =>
      map.request(target('f', imageId), [
        { box: box(y, x, y + 1, x + 1), priority: Priority.visible }
      ]);

    it('drops first what is farthest from what is looked at', async () => {
      const { map } = start(3 * tileBytes);
      await look(map, 0, 130);
      await look(map, 0, 0);
      await look(map, 0, 260);
      map.tileAt('a', plane, 0, 0);
      await look(map, 130, 260);
      expect(map.heldBytes).toBe(3 * tileBytes);
      expect(map.tileAt('a', plane, 0, 0)).toBeNull();
      expect(map.tileAt('a', plane, 0, 130)).not.toBeNull();
    });

    it('drops tiles of other images before, those not used for longest first', async () => {
      const { map } = start(3 * tileBytes);
      await look(map, 0, 0, 'b');
      await look(map, 0, 130, 'b');
      await look(map, 0, 0, 'a');
      map.tileAt('b', plane, 0, 0);
      await look(map, 0, 260, 'a');
      expect(map.tileAt('b', plane, 0, 130)).toBeNull();
      expect(map.tileAt('b', plane, 0, 0)).not.toBeNull();
      await look(map, 130, 260, 'a');
      expect(map.tileAt('b', plane, 0, 0)).toBeNull();
      expect(map.tileAt('a', plane, 0, 0)).not.toBeNull();
    });

    it('computes of the rest only what fits, the nearest first, and then nothing twice', async () => {
      const { map, ready, runner } = start(3 * tileBytes);
      const regions = [
        { box: box(0, 260, 10, 270), priority: Priority.visible },
        { box: whole, priority: Priority.rest }
      ];
      expect(await map.request(target('f'), regions)).toBe(true);
      expect(ready.map(({ y0, x0 }) => [y0, x0])).toEqual([
        [0, 256],
        [0, 128],
        [0, 384]
      ]);
      expect(map.progress).toEqual({ done: 3, total: 3 });
      expect(await map.request(target('f'), regions)).toBe(true);
      expect(runner.ran('predict')).toHaveLength(3);
    });

    it('computes all that is looked at, even if it does not fit', async () => {
      const { map, ready } = start(3 * tileBytes);
      await map.request(target('f'), all);
      expect(ready).toHaveLength(12);
      expect(map.heldBytes).toBeLessThanOrEqual(3 * tileBytes);
    });
  });

  it('passes on why a tile failed, and works again after', async () => {
    const { map, runner } = start();
    runner.gate = Promise.reject(new Error('no memory'));
    await expect(map.request(target('f'), all)).rejects.toThrow('no memory');
    runner.gate = Promise.resolve();
    expect(await map.request(target('f'), all)).toBe(true);
  });

  it('forgets one image and stops predicting it', async () => {
    const { map } = start();
    await map.request(target('f', 'b'), all);
    const held = map.heldBytes;
    const pending = map.request(target('f', 'a'), all);
    map.forget('a');
    expect(await pending).toBe(false);
    expect(map.heldBytes).toBe(held);
    map.dispose();
    map.dispose();
    expect(map.heldBytes).toBe(0);
  });
});
