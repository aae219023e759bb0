import { oneFamily } from '../../../assembly/__tests__/feature-host';
import { compileKernels } from '../../../assembly/__tests__/load-kernels';
import { PixelForestError } from '../../errors';
import { Job } from '../protocol';
import { JobRunner } from '../worker/jobs';
import { instantiateKernels } from '../worker/kernels';

/**
 * A module with the arena's exports whose `allocate` is `unreachable` once
 * `mark` was called more than `calls` times: (global $marks) counts,
 * (if (i32.gt_u (global.get $marks) (i32.const calls)) (then (unreachable))).
 */
function trapAfter(calls: number): WebAssembly.Module {
  const bytes = Buffer.from(
    'AGFzbQEAAAABGAVgAAF/YAF/AGAAAGABfwF/YAR/f39/AAMHBgABAgMEBAUDAQABBgYBfwFBAAsH' +
      'RQcGbWVtb3J5AgAEbWFyawAAB3JlbGVhc2UAAQVyZXNldAACCGFsbG9jYXRlAAMKd2lkZW5SYW5n' +
      'ZQAEB3NlZ21lbnQABQooBgsAIwBBAWokAEEACwIACwIACw4AIwBBAEsEQAALQcAACwIACwIACwAP' +
      'BG5hbWUHCAEABW1hcmtz',
    'base64'
  );
  const at = bytes.indexOf(Buffer.of(0x23, 0, 0x41, 0, 0x4b)) + 3;
  bytes[at] = calls;
  return new WebAssembly.Module(bytes);
}

const job: Job = {
  kind: 'reduceProbability',
  probabilities: Float32Array.of(1, 0),
  pixelCount: 1,
  mode: 'segmentation'
};

function errorOf(work: () => unknown): PixelForestError {
  try {
    work();
  } catch (error) {
    return error as PixelForestError;
  }
  throw new Error('nothing was thrown');
}

describe('a job that stops the kernels', () => {
  it('is an error with a tag and the job’s size, and never says “unreachable”', () => {
    const error = errorOf(() => new JobRunner(trapAfter(0)).run(job));
    expect(error).toBeInstanceOf(PixelForestError);
    expect(error.tag).toBe('worker');
    expect(error.message).toContain('stopped twice');
    expect(error.message).toContain('the segmentation of 1 pixels');
    expect(error.message).not.toContain('unreachable');
    expect(error.cause).toBeInstanceOf(WebAssembly.RuntimeError);
  });

  it('gets one more try on a fresh instance, which later jobs use', () => {
    // a job marks twice: the third one finds the instance worn out
    const runner = new JobRunner(trapAfter(5));
    for (let run = 0; run < 7; run++) {
      expect(runner.run(job).values).toHaveLength(1);
    }
  });
});

describe('memory that is refused', () => {
  it('by the kernels is an error with the bytes wanted and held', () => {
    const kernels = instantiateKernels(compileKernels());
    const grow = jest.spyOn(kernels.exports.memory, 'grow');
    const error = errorOf(() => kernels.allocate(2 ** 32 - 1));
    expect(grow).not.toHaveBeenCalled();
    expect(error.tag).toBe('memory');
    expect(error.message).toMatch(/needs 4096 MiB more .* holds \d+ MiB/);
  });

  it('by the kernels leaves the runner able to work', () => {
    const runner = new JobRunner(compileKernels());
    const side = 2 ** 15;
    runner.setFeatures({
      id: 'f',
      choice: oneFamily('GaussianSmoothing', [1]),
      channelCount: 1,
      trainingChannels: [0],
      depth: 1
    });
    runner.setForest({
      id: 'r',
      classCount: 2,
      forest: {
        columnCount: 1,
        knownLabels: [1, 2],
        rowCount: 1,
        trees: [
          {
            column: Int32Array.of(-1),
            threshold: Float64Array.of(0),
            left: Int32Array.of(0),
            right: Int32Array.of(0),
            samples: Float64Array.of(1),
            fractions: Float64Array.of(1, 0)
          }
        ]
      }
    });
    const box = { y0: 0, x0: 0, y1: side, x1: side };
    const slices = { z0: 0, z1: 1 };
    const patch = {
      channels: [],
      slices,
      box,
      depth: 1,
      height: side,
      width: side
    };
    const error = errorOf(() =>
      runner.run({
        kind: 'predict',
        featuresId: 'f',
        forestId: 'r',
        patch,
        slices,
        box
      })
    );
    expect(error.tag).toBe('memory');
    expect(error.message).toContain('8192 MiB');
    expect(runner.run(job).values[0]).toBe(1);
  });

  it('by JavaScript is an error with the job’s size', () => {
    const error = errorOf(() =>
      new JobRunner(compileKernels()).run({
        kind: 'statistics',
        values: Uint8Array.of(1),
        binCount: 2 ** 40
      })
    );
    expect(error.tag).toBe('memory');
    expect(error.message).toContain('the histogram of 1 values');
  });
});
