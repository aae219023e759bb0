import { IDisposable } from '@lumino/disposable';
import { Priority } from './job-queue';
import { ILane, WorkerLane } from './lane';
import { RunOptions, WorkerPool } from './pool';
import {
  DescribeFeaturesResult,
  FeatureSetup,
  Job,
  ResultOf
} from './protocol';
import { CreateWorker } from './worker-port';

/** More workers than this cost more memory than they save time on tiles of one view. */
const MAX_WORKERS = 8;

/** Whatever runs jobs. */
export interface IEngine {
  /** Jobs that can run at the same time. */
  readonly workerCount: number;
  /**
   * @throws PixelForestError `worker` if the job broke two workers, or what the job itself threw;
   * the signal's reason if it was cancelled
   */
  run<J extends Job>(job: J, options?: RunOptions): Promise<ResultOf<J>>;
  /** What patches and rows of these features must be like; asked once of the kernels. */
  describe(
    features: FeatureSetup,
    signal?: AbortSignal
  ): Promise<DescribeFeaturesResult>;
}

/** Where computing happens: workers, or lanes of another kind. */
export type EngineOptions = {
  readonly createLane: () => ILane;
  readonly workerCount: number;
};

/** Workers for a machine: one core is left to the page where there are more than two. */
export function workerCountFor(hardwareConcurrency: number): number {
  const cores = Number.isFinite(hardwareConcurrency) ? hardwareConcurrency : 2;
  const used = cores > 2 ? cores - 1 : cores;
  return Math.max(1, Math.min(MAX_WORKERS, Math.floor(used)));
}

/** An engine on browser workers; the kernels are compiled once and posted to each. */
export function createWorkerEngine(options: {
  readonly createWorker: CreateWorker;
  readonly loadModule: () => Promise<WebAssembly.Module>;
  readonly workerCount: number;
}): Engine {
  let module: Promise<WebAssembly.Module> | null = null;
  const loadOnce = (): Promise<WebAssembly.Module> => {
    module ??= options.loadModule().catch((error: unknown) => {
      // a dropped connection must not spoil the next try
      module = null;
      throw error;
    });
    return module;
  };
  return new Engine({
    createLane: () => new WorkerLane(options.createWorker, loadOnce),
    workerCount: options.workerCount
  });
}

/** Runs jobs for everybody in the page: queue, priorities, cancelling, retries. */
export class Engine implements IEngine, IDisposable {
  constructor(options: EngineOptions) {
    this._pool = new WorkerPool(options.createLane, options.workerCount);
  }

  get workerCount(): number {
    return this._pool.laneCount;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Starts the workers, which start with the first jobs otherwise. */
  prepare(): void {
    this._pool.prepare();
  }

  run<J extends Job>(job: J, options: RunOptions = {}): Promise<ResultOf<J>> {
    return this._pool.run(job, options);
  }

  async describe(
    features: FeatureSetup,
    signal?: AbortSignal
  ): Promise<DescribeFeaturesResult> {
    const known = this._described.get(features.id);
    if (known) {
      return known;
    }
    const described = await this._pool.run(
      { kind: 'describeFeatures', featuresId: features.id },
      { priority: Priority.stroke, features, signal }
    );
    this._described.set(features.id, described);
    return described;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._pool.dispose();
    }
  }

  private readonly _pool: WorkerPool;
  private readonly _described = new Map<string, DescribeFeaturesResult>();
  private _isDisposed = false;
}
