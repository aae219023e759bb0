import {
  allCells,
  draw,
  oneFamily,
  wholePatch
} from '../../../assembly/__tests__/feature-host';
import { compileKernels } from '../../../assembly/__tests__/load-kernels';
import { FeatureSetup, FromWorker, ToWorker } from '../protocol';
import { JobRunner } from '../worker/jobs';
import { settle } from './fake-worker';

const compiled = compileKernels();

function setupOf(id: string, scales: number[]): FeatureSetup {
  return {
    id,
    choice: oneFamily('GaussianSmoothing', scales),
    channelCount: 1,
    trainingChannels: [0],
    depth: 1
  };
}

/** Dark on the left, bright on the right. */
const picture = draw(40, 48, (y, x) => (x < 24 ? 10 : 200) + ((x * 7 + y) % 5));
const patch = wholePatch(picture);
const slices = { z0: 0, z1: 1 };
const box = { y0: 0, x0: 0, y1: 40, x1: 48 };

describe('JobRunner', () => {
  it('runs features, training and prediction on one after the other', () => {
    const runner = new JobRunner(compiled);
    const choice = allCells([0.7, 1.6]);
    runner.setFeatures({
      id: 'f',
      choice,
      channelCount: 1,
      trainingChannels: [0],
      depth: 1
    });
    const { halo, columnCount } = runner.run({
      kind: 'describeFeatures',
      featuresId: 'f'
    });
    expect([halo, columnCount]).toEqual([7, 16]);

    const y = Int32Array.of(5, 20, 35, 5, 20, 35);
    const x = Int32Array.of(4, 10, 15, 30, 36, 44);
    const { rows } = runner.run({
      kind: 'featureRows',
      featuresId: 'f',
      patch,
      z: new Int32Array(6),
      y,
      x
    });
    const { forest } = runner.run({
      kind: 'train',
      rows,
      labels: Uint8Array.of(1, 1, 1, 2, 2, 2),
      columnCount,
      allowedColumns: Int32Array.from({ length: columnCount }, (_, i) => i),
      seed: 1,
      treeStart: 0,
      treeStop: 20
    });
    runner.setForest({ id: 'r', forest, classCount: 2 });
    const { probabilities } = runner.run({
      kind: 'predict',
      featuresId: 'f',
      forestId: 'r',
      patch,
      slices,
      box
    });
    const { values } = runner.run({
      kind: 'reduceProbability',
      probabilities,
      pixelCount: 40 * 48,
      mode: 'segmentation'
    });
    expect(values[20 * 48 + 5]).toBe(1);
    expect(values[20 * 48 + 40]).toBe(2);
    for (let i = 0; i < 40 * 48; i++) {
      expect(probabilities[i] + probabilities[40 * 48 + i]).toBeCloseTo(1, 5);
    }
  });

  it('gives the same after another setup was used in between', () => {
    const runner = new JobRunner(compiled);
    runner.setFeatures(setupOf('a', [1.6]));
    runner.setFeatures(setupOf('b', [0.7, 10.0]));
    const filter = (featuresId: string): Float32Array =>
      runner.run({ kind: 'features', featuresId, patch, slices, box }).planes;
    const first = filter('a');
    expect(filter('b').length).toBe(2 * first.length);
    expect(filter('a')).toEqual(first);
  });

  it('keeps a failed job from harming the next', () => {
    const runner = new JobRunner(compiled);
    runner.setFeatures(setupOf('large', [30]));
    runner.setFeatures(setupOf('small', [1.0]));
    const wanted = runner.run({
      kind: 'features',
      featuresId: 'small',
      patch,
      slices,
      box
    });
    expect(() =>
      runner.run({ kind: 'features', featuresId: 'large', patch, slices, box })
    ).toThrow('σ = 30');
    expect(
      runner.run({ kind: 'features', featuresId: 'small', patch, slices, box })
    ).toEqual(wanted);
  });

  it('names what it knows when a job names a setup it was never sent', () => {
    const runner = new JobRunner(compiled);
    runner.setFeatures(setupOf('known', [1.0]));
    expect(() =>
      runner.run({ kind: 'describeFeatures', featuresId: 'lost' })
    ).toThrow('“lost”, but this worker knows only “known”');
  });
});

describe('the worker', () => {
  const answers: { message: FromWorker; transfer: ArrayBuffer[] }[] = [];
  const scope = {
    postMessage: (message: FromWorker, transfer: ArrayBuffer[]) =>
      answers.push({ message, transfer }),
    onmessage: (event: { data: ToWorker }) => {
      throw new Error(`nobody listens to ${event.data.kind}`);
    }
  };
  // as postMessage copies it
  const send = (data: ToWorker): void =>
    scope.onmessage({ data: structuredClone(data) });

  beforeAll(() => {
    Object.assign(globalThis, { self: scope });
    jest.requireActual('../worker/main');
  });
  afterAll(() => {
    Reflect.deleteProperty(globalThis, 'self');
  });

  /** Jobs run in steps, with turns between them. */
  const answered = async (count: number): Promise<void> => {
    while (answers.length < count) {
      await settle();
    }
  };

  it('answers each job with its ticket and moves the result’s buffers', async () => {
    send({ kind: 'start', module: compiled });
    send({ kind: 'setFeatures', setup: setupOf('f', [1.0]) });
    send({
      kind: 'run',
      ticket: 7,
      job: { kind: 'features', featuresId: 'f', patch, slices, box }
    });
    await answered(2);
    expect(answers.map(({ message }) => message.kind)).toEqual([
      'ready',
      'done'
    ]);
    const { message, transfer } = answers[1];
    expect(message).toMatchObject({ ticket: 7 });
    expect(transfer.map(buffer => buffer.byteLength)).toEqual([40 * 48 * 4]);
  });

  it('posts errors with their tag', async () => {
    send({
      kind: 'run',
      ticket: 8,
      job: { kind: 'describeFeatures', featuresId: 'none' }
    });
    await answered(3);
    expect(answers[2].message).toMatchObject({
      kind: 'failed',
      ticket: 8,
      error: { tag: 'worker' }
    });
  });
});
