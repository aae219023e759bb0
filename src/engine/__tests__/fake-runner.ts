import { Forest } from '../../project/forest';
import { AnyResult, IJobRunner } from '../lane';
import { FeatureRowsJob, Job, PredictJob, TrainJob } from '../protocol';

/** Halo the fake asks for. */
export const FAKE_HALO = 3;

/** Rows are (y, x, value of the first channel); predictions are the pixel's value. */
export class FakeRunner implements IJobRunner {
  readonly jobs: Job[] = [];

  setFeatures(): void {
    // the fake computes the same whatever is chosen
  }

  setForest(): void {
    // see above
  }

  run(job: Job): AnyResult {
    this.jobs.push(job);
    switch (job.kind) {
      case 'describeFeatures':
        return {
          halo: FAKE_HALO,
          depthHalo: 0,
          columnCount: 3,
          tileSide: 128,
          tileDepth: 1
        };
      case 'featureRows':
        return { rows: featureRows(job) };
      case 'train':
        return { forest: train(job) };
      case 'predict':
        return { probabilities: predict(job) };
      default:
        throw new Error(`the fake does not know ${job.kind}`);
    }
  }

  /** The jobs of one kind, in the order they ran. */
  ran<K extends Job['kind']>(kind: K): Extract<Job, { kind: K }>[] {
    return this.jobs.filter(
      (job): job is Extract<Job, { kind: K }> => job.kind === kind
    );
  }
}

function featureRows({ patch, y, x }: FeatureRowsJob): Float32Array {
  const { box, channels } = patch;
  const width = box.x1 - box.x0;
  return Float32Array.from(
    [...y].flatMap((row, i) => {
      const at = (row - box.y0) * width + (x[i] - box.x0);
      return [row, x[i], channels[0][at]];
    })
  );
}

/** Trees that tell their number and seed. */
function train(job: TrainJob): Forest {
  const count = job.treeStop - job.treeStart;
  return {
    columnCount: job.columnCount,
    knownLabels: [1, 2],
    rowCount: job.labels.length,
    trees: Array.from({ length: count }, (_, i) => ({
      column: Int32Array.of(-1),
      threshold: Float64Array.of(0),
      left: Int32Array.of(0),
      right: Int32Array.of(0),
      samples: Float64Array.of(job.treeStart + i),
      fractions: Float64Array.of(job.seed, 0)
    }))
  };
}

/** Class 0: the pixel's value of the first channel; class 1: one minus it. */
function predict({ patch, box }: PredictJob): Float32Array {
  const width = box.x1 - box.x0;
  const area = width * (box.y1 - box.y0);
  const out = new Float32Array(2 * area);
  const patchWidth = patch.box.x1 - patch.box.x0;
  for (let i = 0; i < area; i++) {
    const y = box.y0 + Math.floor(i / width) - patch.box.y0;
    const x = box.x0 + (i % width) - patch.box.x0;
    out[i] = patch.channels[0][y * patchWidth + x];
    out[area + i] = 1 - out[i];
  }
  return out;
}
