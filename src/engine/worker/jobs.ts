import { PixelForestError } from '../../errors';
import {
  FeatureSetup,
  ForestSetup,
  Job,
  JobKind,
  JobResults,
  ResultOf
} from '../protocol';
import { correctObjects } from './correction-jobs';
import { compareSegmentations } from './compare-job';
import {
  colourImage,
  colourProbability,
  reduceProbability,
  statistics
} from './display-jobs';
import { isTrap, nameRefusal, trapError } from './failures';
import { rescale } from './rescale-job';
import { traceRings } from './ring-job';
import { featureRowsSteps, featuresSteps } from './feature-jobs';
import { FeaturePlanes } from './feature-planes';
import { PreparedForest, predictSteps } from './forest-jobs';
import { instantiateKernels, Kernels } from './kernels';
import { assignParentsSteps } from './assign-parents';
import { measureJobSteps } from './measure-objects';
import { fitSteps, segmentSteps } from './segmentation-jobs';
import { finish, Steps } from './steps';
import { trainSteps } from './train-jobs';

/**
 * Runs jobs on one instance of the kernels: in a worker, or in place where
 * there are none. Jobs run one after the other; nothing is shared.
 */
export class JobRunner {
  /** @param module is instantiated with the first job */
  constructor(private readonly module: WebAssembly.Module) {}

  /** Remembers a feature setup under its `id`; made ready when first used. */
  setFeatures(setup: FeatureSetup): void {
    remember(this.featureSetups, setup);
  }

  /** Remembers a forest under its `id`; made ready when first used. */
  setForest(setup: ForestSetup): void {
    remember(this.forestSetups, setup);
  }

  /** Runs one job to its end at once, as {@link start}. */
  run<J extends Job>(job: J): ResultOf<J> {
    return finish(this.start(job));
  }

  /**
   * One job in steps of a few milliseconds. Steps of two jobs must not be
   * mixed; a job that is not run to its end is ended with `throw`.
   *
   * A job that stops the kernels gets one more try on a fresh instance: an
   * earlier job may have harmed the old one.
   *
   * @throws PixelForestError `worker` if a setup it names was never sent, or it
   *         stopped the kernels twice, `memory`, and what the job throws
   */
  *start<J extends Job>(job: J): Steps<ResultOf<J>> {
    try {
      return yield* this.attempt(job);
    } catch (error) {
      if (!isTrap(error)) {
        throw error;
      }
    }
    try {
      return yield* this.attempt(job);
    } catch (error) {
      throw isTrap(error) ? trapError(job, error) : error;
    }
  }

  /** After a trap the instance is gone. */
  private *attempt<J extends Job>(job: J): Steps<ResultOf<J>> {
    try {
      return (yield* this.answer(job)) as ResultOf<J>;
    } catch (error) {
      if (isTrap(error)) {
        this.planes = null;
        this.forest = null;
        this.instance = null;
      }
      throw nameRefusal(error, job);
    }
  }

  private get kernels(): Kernels {
    this.instance ??= instantiateKernels(this.module);
    return this.instance;
  }

  /** Planes and forest are made ready before the scratch mark, so that they outlive the job. */
  private *answer(job: Job): Steps<JobResults[JobKind]> {
    const { kernels } = this;
    switch (job.kind) {
      case 'describeFeatures':
        return this.planesFor(job.featuresId).description;
      case 'featureRows': {
        const planes = this.planesFor(job.featuresId);
        return yield* kernels.withScratchSteps(() =>
          featureRowsSteps(kernels, planes, job)
        );
      }
      case 'features': {
        const planes = this.planesFor(job.featuresId);
        return yield* kernels.withScratchSteps(() =>
          featuresSteps(kernels, planes, job)
        );
      }
      case 'predict': {
        const planes = this.planesFor(job.featuresId);
        const forest = yield* this.forestFor(job.forestId, planes);
        return yield* kernels.withScratchSteps(() =>
          predictSteps(kernels, planes, forest, job)
        );
      }
      case 'train':
        return yield* kernels.withScratchSteps(() => trainSteps(kernels, job));
      case 'colourImage':
        return kernels.withScratch(() => colourImage(kernels, job));
      case 'colourProbability':
        return kernels.withScratch(() => colourProbability(kernels, job));
      case 'reduceProbability':
        return kernels.withScratch(() => reduceProbability(kernels, job));
      case 'compareSegmentations':
        return kernels.withScratch(() => compareSegmentations(kernels, job));
      case 'statistics':
        return kernels.withScratch(() => statistics(kernels, job));
      case 'correctObjects':
        return kernels.withScratch(() => correctObjects(kernels, job));
      case 'segment':
        return yield* kernels.withScratchSteps(() =>
          segmentSteps(kernels, job)
        );
      case 'fitObjects':
        return yield* kernels.withScratchSteps(() => fitSteps(kernels, job));
      case 'measure':
        return yield* kernels.withScratchSteps(() =>
          measureJobSteps(kernels, job)
        );
      case 'assignParents':
        return yield* kernels.withScratchSteps(() =>
          assignParentsSteps(kernels, job)
        );
      case 'traceRings':
        return kernels.withScratch(() => traceRings(kernels, job));
      case 'rescale':
        return kernels.withScratch(() => rescale(kernels, job));
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
  private *forestFor(id: string, planes: FeaturePlanes): Steps<PreparedForest> {
    if (this.forest?.setup.id !== id) {
      const setup = recall(this.forestSetups, id, 'forest');
      this.forest = null;
      this.kernels.exports.release(this.topOfPlanes);
      this.forest = yield* PreparedForest.prepare(this.kernels, planes, setup);
    }
    return this.forest;
  }

  private instance: Kernels | null = null;
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
