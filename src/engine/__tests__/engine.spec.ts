import { defaultFeatures } from '../../project/features';
import { createFeatureSetup } from '../../pipeline/features/feature-setup';
import { createWorkerEngine, Engine, workerCountFor } from '../engine';
import { Priority } from '../job-queue';
import { IJobRunner, InPlaceLane } from '../lane';
import { Job, StatisticsJob, StatisticsResult } from '../protocol';
import { FakeWorker, settle } from './fake-worker';

/** The smallest module: magic number and version. */
const kernels = new WebAssembly.Module(
  Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
);

/** A job that carries its name as a number. */
function job(name: number): StatisticsJob {
  return { kind: 'statistics', values: Uint8Array.of(name), binCount: 1 };
}

const result = (minimum: number): StatisticsResult => ({
  minimum,
  maximum: 0,
  histogram: new Uint32Array(1)
});

function start(workerCount: number): {
  engine: Engine;
  workers: FakeWorker[];
  loadModule: jest.Mock;
} {
  const workers: FakeWorker[] = [];
  const loadModule = jest.fn(async () => kernels);
  const engine = createWorkerEngine({
    createWorker: () => {
      workers.push(new FakeWorker());
      return workers[workers.length - 1];
    },
    loadModule,
    workerCount
  });
  return { engine, workers, loadModule };
}

/** Names of the jobs a worker holds. */
function names(worker: FakeWorker): number[] {
  return worker.open.map(open => (open.job as StatisticsJob).values[0]);
}

describe('workerCountFor', () => {
  it('leaves a core to the page where there are more than two, and takes between one and eight', () => {
    expect([1, 2, 3, 4, 9, 64, NaN].map(workerCountFor)).toEqual([
      1, 2, 2, 3, 8, 8, 2
    ]);
  });
});

describe('an engine on workers', () => {
  it('starts a worker with its first job and compiles the kernels once', async () => {
    const { engine, workers, loadModule } = start(2);
    expect(workers).toHaveLength(0);
    const both = Promise.all([engine.run(job(1)), engine.run(job(2))]);
    await settle();
    expect(workers).toHaveLength(2);
    expect(workers.map(({ received }) => received[0])).toEqual([
      { kind: 'start', module: kernels },
      { kind: 'start', module: kernels }
    ]);
    expect(loadModule).toHaveBeenCalledTimes(1);
    workers[0].answer(result(10));
    workers[1].answer(result(20));
    expect((await both).map(({ minimum }) => minimum)).toEqual([10, 20]);
  });

  it('has its workers ready before the first job when asked to prepare, also after a failed download', async () => {
    const { engine, workers, loadModule } = start(2);
    loadModule.mockRejectedValueOnce(new Error('offline'));
    engine.prepare();
    await settle();
    engine.prepare();
    await settle();
    expect(workers.map(({ received }) => received)).toEqual([
      [{ kind: 'start', module: kernels }],
      [{ kind: 'start', module: kernels }]
    ]);
    const first = engine.run(job(1));
    await settle();
    expect(workers).toHaveLength(2);
    workers[0].answer(result(10));
    expect((await first).minimum).toBe(10);
  });

  it('tries to load the kernels again after a failure', async () => {
    const { engine, workers, loadModule } = start(1);
    loadModule.mockRejectedValueOnce(new Error('offline'));
    await expect(engine.run(job(1))).rejects.toThrow('offline');
    const second = engine.run(job(2));
    await settle();
    workers[0].answer(result(2));
    await expect(second).resolves.toMatchObject({ minimum: 2 });
  });

  it('runs the most urgent first and equals in the order they came', async () => {
    const { engine, workers } = start(1);
    const order: number[] = [];
    const run = (name: number, priority: Priority): void => {
      void engine.run(job(name), { priority }).then(() => order.push(name));
    };
    run(0, Priority.stroke);
    run(1, Priority.rest);
    run(2, Priority.visible);
    run(3, Priority.rest);
    run(4, Priority.neighbourhood);
    run(5, Priority.visible);
    run(6, Priority.stroke);
    await settle();
    for (let i = 0; i < 7; i++) {
      workers[0].answer(result(0));
      await settle();
    }
    expect(order).toEqual([0, 6, 2, 5, 4, 1, 3]);
  });

  it('gives a worker a second tile ahead, but a stroke job a worker of its own', async () => {
    const { engine, workers } = start(2);
    for (const name of [1, 2, 3, 4, 5]) {
      void engine.run(job(name), { priority: Priority.visible });
    }
    await settle();
    expect(workers.map(names)).toEqual([
      [1, 3],
      [2, 4]
    ]);
    for (const name of [10, 11]) {
      void engine.run(job(name), { priority: Priority.stroke });
    }
    workers[0].answer(result(0));
    await settle();
    // the waiting tile does not slip in before the stroke
    expect(workers.map(names)).toEqual([[3], [2, 4]]);
    workers[0].answer(result(0));
    await settle();
    expect(workers.map(names)).toEqual([[10], [2, 4]]);
    workers[1].answer(result(0));
    workers[1].answer(result(0));
    await settle();
    expect(workers.map(names)).toEqual([[10], [11]]);
  });

  it('sends a setup once, and again when newer ones pushed it out', async () => {
    const { engine, workers } = start(1);
    const setups = [0.7, 1, 1.6].map(scale =>
      createFeatureSetup({ ...defaultFeatures(), scales: [scale] }, 1, null, 1)
    );
    for (const i of [0, 0, 1, 0, 2, 1, 0]) {
      const done = engine.run(job(1), { features: setups[i] });
      await settle();
      workers[0].answer(result(0));
      await done;
    }
    const sent = workers[0].received.flatMap(message =>
      message.kind === 'setFeatures' ? [setups.indexOf(message.setup)] : []
    );
    expect(sent).toEqual([0, 1, 2, 0]);
  });

  it('drops a waiting job that is cancelled and never sends it', async () => {
    const { engine, workers } = start(1);
    const abort = new AbortController();
    const first = engine.run(job(1), { priority: Priority.stroke });
    const second = engine.run(job(2), { signal: abort.signal });
    const third = engine.run(job(3));
    abort.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    await settle();
    workers[0].answer(result(0));
    await first;
    await settle();
    expect(names(workers[0])).toEqual([3]);
    workers[0].answer(result(3));
    await expect(third).resolves.toMatchObject({ minimum: 3 });
  });

  it('tells the worker of a running job that is cancelled, and takes what is finished anyway for nothing', async () => {
    const { engine, workers } = start(1);
    const abort = new AbortController();
    const first = engine.run(job(1), { signal: abort.signal });
    await settle();
    const { ticket } = workers[0].open[0];
    abort.abort();
    expect(workers[0].received.pop()).toEqual({ kind: 'cancel', ticket });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    const second = engine.run(job(2));
    await settle();
    workers[0].answer(result(1));
    workers[0].answer(result(2));
    await expect(second).resolves.toMatchObject({ minimum: 2 });
  });

  it('gives a stroke the worker as soon as that says it dropped the cancelled job', async () => {
    const { engine, workers } = start(1);
    const abort = new AbortController();
    const first = engine.run(job(1), { signal: abort.signal });
    const second = engine.run(job(2), { priority: Priority.stroke });
    await settle();
    expect(names(workers[0])).toEqual([1]);
    abort.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    await settle();
    expect(names(workers[0])).toEqual([1]);
    workers[0].fail({ tag: 'abort', message: 'cancelled' });
    await settle();
    expect(names(workers[0])).toEqual([2]);
    workers[0].answer(result(2));
    await expect(second).resolves.toMatchObject({ minimum: 2 });
  });

  it('sends no cancel for a job that is answered', async () => {
    const { engine, workers } = start(1);
    const abort = new AbortController();
    const first = engine.run(job(1), { signal: abort.signal });
    await settle();
    workers[0].answer(result(1));
    await first;
    await settle();
    abort.abort();
    expect(workers[0].received.map(({ kind }) => kind)).toEqual([
      'start',
      'run'
    ]);
  });

  it('does not start a job whose signal is aborted already', async () => {
    const { engine, workers } = start(1);
    await expect(
      engine.run(job(1), { signal: AbortSignal.abort() })
    ).rejects.toMatchObject({ name: 'AbortError' });
    await settle();
    expect(workers).toHaveLength(0);
  });

  it('passes on what the job failed with, and goes on', async () => {
    const { engine, workers } = start(1);
    const first = engine.run(job(1));
    await settle();
    workers[0].fail({ tag: 'input', message: 'σ too large' });
    await expect(first).rejects.toMatchObject({
      tag: 'input',
      message: 'σ too large'
    });
    const second = engine.run(job(2));
    await settle();
    workers[0].answer(result(2));
    await expect(second).resolves.toMatchObject({ minimum: 2 });
  });

  it('repeats the jobs of a worker that died on a fresh one, setups included', async () => {
    const { engine, workers } = start(1);
    const features = createFeatureSetup(defaultFeatures(), 1, null, 1);
    const both = Promise.all([
      engine.run(job(1), { features }),
      engine.run(job(2), { features })
    ]);
    await settle();
    workers[0].die('out of memory');
    await settle();
    expect(workers[0].isTerminated).toBe(true);
    expect(workers).toHaveLength(2);
    expect(workers[1].received.map(({ kind }) => kind)).toEqual([
      'start',
      'setFeatures',
      'run',
      'run'
    ]);
    for (const name of names(workers[1])) {
      workers[1].answer(result(name));
    }
    expect((await both).map(({ minimum }) => minimum)).toEqual([1, 2]);
  });

  it('gives up on a job that broke two workers, and serves the next', async () => {
    const { engine, workers } = start(1);
    const first = engine.run(job(1));
    await settle();
    workers[0].die('out of memory');
    await settle();
    workers[1].die('out of memory');
    await expect(first).rejects.toMatchObject({
      tag: 'worker',
      message: expect.stringContaining(
        '2 time(s) on the same step (out of memory)'
      )
    });
    const second = engine.run(job(2));
    await settle();
    workers[2].answer(result(2));
    await expect(second).resolves.toMatchObject({ minimum: 2 });
  });

  it('does not repeat a job whose buffers were moved away', async () => {
    const { engine, workers } = start(1);
    const moved = job(1);
    const first = engine.run(moved, {
      transfer: [moved.values.buffer]
    });
    await settle();
    workers[0].die('crash');
    await expect(first).rejects.toMatchObject({ tag: 'worker' });
  });

  it('asks for the halo and columns of a setup once', async () => {
    const described = {
      halo: 38,
      depthHalo: 0,
      columnCount: 49,
      tileSide: 128,
      tileDepth: 1
    };
    const { engine, workers } = start(1);
    const features = createFeatureSetup(defaultFeatures(), 1, null, 1);
    const first = engine.describe(features);
    await settle();
    workers[0].answer(described);
    expect(await first).toBe(described);
    expect(await engine.describe(features)).toBe(described);
    expect(
      workers[0].received.filter(({ kind }) => kind === 'run')
    ).toHaveLength(1);
  });

  it('ends workers and open jobs when disposed, twice without harm', async () => {
    const { engine, workers } = start(1);
    const running = engine.run(job(1), { priority: Priority.stroke });
    const waiting = engine.run(job(2));
    await settle();
    engine.dispose();
    engine.dispose();
    await expect(running).rejects.toMatchObject({ tag: 'worker' });
    await expect(waiting).rejects.toMatchObject({ tag: 'worker' });
    await expect(engine.run(job(3))).rejects.toMatchObject({ tag: 'worker' });
    expect(workers[0].isTerminated).toBe(true);
    expect(workers).toHaveLength(1);
  });
});

describe('an engine in place', () => {
  it('runs jobs one after the other and sets setups before they are named', async () => {
    const calls: string[] = [];
    const runner: IJobRunner = {
      setFeatures: setup => calls.push(`features ${setup.trainingChannels}`),
      setForest: setup => calls.push(`forest ${setup.id}`),
      run: (run: Job) => {
        calls.push(run.kind);
        return result(7);
      }
    };
    const engine = new Engine({
      createLane: () => new InPlaceLane(async () => runner),
      workerCount: 1
    });
    const features = createFeatureSetup(defaultFeatures(), 1, null, 1);
    const forest = {
      id: 'f',
      classCount: 2,
      forest: { columnCount: 49, knownLabels: [1], trees: [], rowCount: 1 }
    };
    const results = await Promise.all([
      engine.run(job(1), { features }),
      engine.run(job(2), { features, forest })
    ]);
    expect(results.map(({ minimum }) => minimum)).toEqual([7, 7]);
    expect(calls).toEqual([
      'features 0',
      'statistics',
      'forest f',
      'statistics'
    ]);
  });
});
