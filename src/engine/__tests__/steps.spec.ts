import { compileKernels } from '../../../assembly/__tests__/load-kernels';
import { createInPlaceEngine } from '../in-place';
import { FromWorker, TrainJob } from '../protocol';
import { MessageLoop } from '../worker/message-loop';
import { finish, runInSlices, Steps } from '../worker/steps';
import { settle } from './fake-worker';

/** Steps of so many milliseconds on a clock of the test's own. */
function* stepsOf(
  durations: readonly number[],
  clock: { now: number },
  log: string[]
): Steps<string> {
  try {
    for (const [i, duration] of durations.entries()) {
      clock.now += duration;
      log.push(`step ${i}`);
      yield;
    }
    return 'result';
  } finally {
    log.push('given back');
  }
}

describe('runInSlices', () => {
  const clock = { now: 0 };
  beforeEach(() => {
    clock.now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => clock.now);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('listens each time 4 ms went by, and not more often', async () => {
    const log: string[] = [];
    const result = await runInSlices(
      stepsOf([1, 1, 1, 1, 1, 9, 1], clock, log),
      async () => void log.push('listen'),
      () => false
    );
    expect(result).toBe('result');
    expect(log).toEqual([
      'step 0',
      'step 1',
      'step 2',
      'step 3',
      'listen',
      'step 4',
      'step 5',
      'listen',
      'step 6',
      'given back'
    ]);
  });

  it('stops at the next look after a cancel and lets the job give back what it holds', async () => {
    const log: string[] = [];
    let isCancelled = false;
    const running = runInSlices(
      stepsOf([5, 5, 5, 5], clock, log),
      async () => {
        log.push('listen');
        isCancelled = log.length > 3;
      },
      () => isCancelled
    );
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(log).toEqual(['step 0', 'listen', 'step 1', 'listen', 'given back']);
  });

  it('passes on what a step throws', async () => {
    const steps = function* (): Steps<void> {
      yield;
      throw new Error('σ too large');
    };
    await expect(
      runInSlices(
        steps(),
        async () => undefined,
        () => false
      )
    ).rejects.toThrow('σ too large');
    expect(() => finish(steps())).toThrow('σ too large');
  });
});

/** Training that takes a second or more if nothing stops it. */
function longTraining(): TrainJob {
  const rowCount = 2000;
  const columnCount = 10;
  return {
    kind: 'train',
    rows: Float32Array.from(
      { length: rowCount * columnCount },
      (_, i) => Math.imul(i + 1, 2654435761) >>> 8
    ),
    labels: Uint8Array.from({ length: rowCount }, (_, i) => 1 + (i % 2)),
    columnCount,
    allowedColumns: Int32Array.from({ length: columnCount }, (_, i) => i),
    seed: 1,
    treeStart: 0,
    treeStop: 1000
  };
}

describe('the message loop of a worker', () => {
  const kernels = compileKernels();
  const start = (): { loop: MessageLoop; answers: FromWorker[] } => {
    const answers: FromWorker[] = [];
    const loop = new MessageLoop(message => answers.push(message));
    loop.receive({ kind: 'start', module: kernels });
    return { loop, answers };
  };
  const until = async (isThere: () => boolean): Promise<void> => {
    while (!isThere()) {
      await settle();
    }
  };

  it('hears a cancel while a job runs, and runs the next one', async () => {
    const { loop, answers } = start();
    loop.receive({ kind: 'run', ticket: 4, job: longTraining() });
    loop.receive({
      kind: 'run',
      ticket: 5,
      job: { kind: 'statistics', values: Uint8Array.of(3), binCount: 1 }
    });
    await settle();
    loop.receive({ kind: 'cancel', ticket: 4 });
    await until(() => answers.length === 3);
    expect(answers[1]).toMatchObject({
      kind: 'failed',
      ticket: 4,
      error: { tag: 'abort' }
    });
    expect(answers[2]).toMatchObject({
      kind: 'done',
      ticket: 5,
      result: { minimum: 3 }
    });
  });

  it('never starts a waiting job that is cancelled, and heeds no late cancel', async () => {
    const { loop, answers } = start();
    const statistics = {
      kind: 'statistics',
      values: Uint8Array.of(3),
      binCount: 1
    } as const;
    loop.receive({ kind: 'run', ticket: 1, job: statistics });
    await until(() => answers.length === 2);
    loop.receive({ kind: 'cancel', ticket: 1 });
    loop.receive({ kind: 'run', ticket: 2, job: longTraining() });
    loop.receive({ kind: 'run', ticket: 3, job: longTraining() });
    loop.receive({ kind: 'cancel', ticket: 3 });
    loop.receive({ kind: 'cancel', ticket: 2 });
    await until(() => answers.length === 4);
    loop.receive({ kind: 'run', ticket: 4, job: statistics });
    await until(() => answers.length === 5);
    expect(
      answers.slice(1).map(answer => 'ticket' in answer && answer.ticket)
    ).toEqual([1, 2, 3, 4]);
    expect(answers.map(({ kind }) => kind)).toEqual([
      'ready',
      'done',
      'failed',
      'failed',
      'done'
    ]);
  });
});

describe('an engine in place', () => {
  it('stops a job that is cancelled while it runs, and runs the next one', async () => {
    const engine = createInPlaceEngine(compileKernels());
    const abort = new AbortController();
    const training = engine.run(longTraining(), { signal: abort.signal });
    const next = engine.run({
      kind: 'statistics',
      values: Uint8Array.of(3),
      binCount: 1
    });
    const failed = expect(training).rejects.toMatchObject({
      name: 'AbortError'
    });
    setTimeout(() => abort.abort(), 20);
    await failed;
    await expect(next).resolves.toMatchObject({ minimum: 3 });
    engine.dispose();
  });
});
