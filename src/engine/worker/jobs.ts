import { PixelForestError } from '../../errors';
import {
  FeatureSetup,
  ForestSetup,
  Job,
  JobKind,
  JobResults,
  ResultOf
} from '../protocol';
import {
  colourImage,
  colourProbability,
  reduceProbability,
  statistics
} from './display-jobs';
import { featureRows, features } from './feature-jobs';
import { FeaturePlanes } from './feature-planes';
import { PreparedForest, predict } from './forest-jobs';
import { instantiateKernels, Kernels } from './kernels';
import { train } from './train-jobs';

/**
 * Runs jobs on one instance of the kernels: in a worker, or in place where
 * there are none. Jobs run one after the other; nothing is shared.
 */
export class JobRunner {
  constructor(module: WebAssembly.Module) {
    this.kernels = instantiateKernels(module);
  }

  /** Remembers a feature setup under its `id`; made ready when first used. */
  setFeatures(setup: FeatureSetup): void {
    remember(this.featureSetups, setup);
  }

  /** Remembers a forest under its `id`; made ready when first used. */
  setForest(setup: ForestSetup): void {
    remember(this.forestSetups, setup);
  }

  /**
   * Runs one job to its end.
   * @throws PixelForestError `worker` if a setup it names was never sent, and
   *         what the job throws
   */
  run<J extends Job>(job: J): ResultOf<J> {
    return this.answer(job) as ResultOf<J>;
  }

  /** Planes and forest are made ready before the scratch mark, so that they outlive the job. */
  private answer(job: Job): JobResults[JobKind] {
    const { kernels } = this;
    switch (job.kind) {
      case 'describeFeatures':
        return this.planesFor(job.featuresId).description;
      case 'featureRows': {
        const planes = this.planesFor(job.featuresId);
        return kernels.withScratch(() => featureRows(kernels, planes, job));
      }
      case 'features': {
        const planes = this.planesFor(job.featuresId);
        return kernels.withScratch(() => features(kernels, planes, job));
      }
      case 'predict': {
        const planes = this.planesFor(job.featuresId);
        const forest = this.forestFor(job.forestId, planes);
        return kernels.withScratch(() => predict(kernels, planes, forest, job));
      }
      case 'train':
        return kernels.withScratch(() => train(kernels, job));
      case 'colourImage':
        return kernels.withScratch(() => colourImage(kernels, job));
      case 'colourProbability':
        return kernels.withScratch(() => colourProbability(kernels, job));
      case 'reduceProbability':
        return kernels.withScratch(() => reduceProbability(kernels, job));
      case 'statistics':
        return kernels.withScratch(() => statistics(kernels, job));
    }
  }

  /** The planes of a setup: at the bottom of the arena, so another setup clears all of it. */
  private planesFor(id: string): FeaturePlanes {
    if (this.planes?.setup.id !== id) {
      const setup = recall(this.featureSetups, id, 'features');
      this.planes = null;
      this.forest = null;
      this.kernels.exports.reset();
      this.planes = new FeaturePlanes(this.kernels, setup);
      this.topOfPlanes = this.kernels.exports.mark();
    }
    return this.planes;
  }

  /** The forest, in the arena above the planes it is used with. */
  private forestFor(id: string, planes: FeaturePlanes): PreparedForest {
    if (this.forest?.setup.id !== id) {
      const setup = recall(this.forestSetups, id, 'forest');
      this.forest = null;
      this.kernels.exports.release(this.topOfPlanes);
      this.forest = new PreparedForest(this.kernels, planes, setup);
    }
    return this.forest;
  }

  private readonly kernels: Kernels;
  private readonly featureSetups = new Map<string, FeatureSetup>();
  private readonly forestSetups = new Map<string, ForestSetup>();
  private planes: FeaturePlanes | null = null;
  private forest: PreparedForest | null = null;
  private topOfPlanes = 0;
}

/** Jobs already on their way may still name an older setup; more than this are not kept. */
const KEPT_SETUPS = 4;

function remember<S extends { readonly id: string }>(
  setups: Map<string, S>,
  setup: S
): void {
  setups.delete(setup.id);
  setups.set(setup.id, setup);
  if (setups.size > KEPT_SETUPS) {
    const [oldest] = setups.keys();
    setups.delete(oldest);
  }
}

function recall<S>(setups: Map<string, S>, id: string, what: string): S {
  const setup = setups.get(id);
  if (!setup) {
    throw new PixelForestError(
      'worker',
      `The job names the ${what} “${id}”, but this worker knows only ` +
        `${[...setups.keys()].map(key => `“${key}”`).join(', ') || 'none'}. ` +
        `Send the ${what} before the job.`
    );
  }
  return setup;
}
