import { Worker } from 'node:worker_threads';
import { createWorkerEngine, Engine } from '../engine';
import { StatisticsJob } from '../protocol';
import { IWorkerPort } from '../worker-port';

/** The smallest module: magic number and version. */
const kernels = new WebAssembly.Module(
  Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
);

/** A thread that ends itself, throws or answers, as the first value of a job says. */
const CODE = `
  const { parentPort, threadId } = require('node:worker_threads');
  parentPort.on('message', ({ kind, ticket, job }) => {
    if (kind !== 'run') return;
    const [what] = job.values;
    if (what === 0) process.exit(3);
    if (what === 1) throw new Error('out of ideas');
    const result = { minimum: threadId, maximum: 0, histogram: new Uint32Array(1) };
    parentPort.postMessage({ kind: 'done', ticket, result });
  });
`;

function start(): { engine: Engine; threads: Worker[] } {
  const threads: Worker[] = [];
  const createWorker = (): IWorkerPort => {
    const thread = new Worker(CODE, { eval: true });
    threads.push(thread);
    return {
      postMessage: (message, transfer) =>
        thread.postMessage(message, transfer as ArrayBuffer[]),
      addEventListener: (type, listener) => {
        thread.on(type, data =>
          listener(type === 'message' ? { data } : { message: data.message })
        );
        if (type === 'error') {
          thread.on('exit', code =>
            listener({ message: `the thread ended with status ${code}` })
          );
        }
      },
      terminate: () => void thread.terminate()
    };
  };
  const engine = createWorkerEngine({
    createWorker,
    loadModule: async () => kernels,
    workerCount: 1
  });
  return { engine, threads };
}

const job = (what: number): StatisticsJob => ({
  kind: 'statistics',
  values: Uint8Array.of(what),
  binCount: 1
});

describe('an engine on real threads', () => {
  it.each([
    [0, 'the thread ended with status 3'],
    [1, 'out of ideas']
  ])(
    'replaces a thread that dies (%i), tries the job once more, then says why and serves the next',
    async (what, reason) => {
      const { engine, threads } = start();
      const failing = engine.run(job(what));
      await expect(failing).rejects.toMatchObject({
        tag: 'worker',
        message: expect.stringContaining(
          `2 time(s) on the same step (${reason})`
        )
      });
      expect(threads).toHaveLength(2);
      const { minimum } = await engine.run(job(2));
      expect(threads).toHaveLength(3);
      expect(minimum).toBe(threads[2].threadId);
      engine.dispose();
    }
  );

  it('runs what waited in a dead thread on its successor', async () => {
    const { engine, threads } = start();
    const deadly = engine.run(job(0)).catch(() => undefined);
    const behind = engine.run(job(2));
    await deadly;
    await expect(behind).resolves.toMatchObject({ maximum: 0 });
    expect(threads.length).toBeGreaterThan(1);
    engine.dispose();
  });
});
