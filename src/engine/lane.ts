import { onAbort, PixelForestError, reviveError } from '../errors';
import {
  FeatureSetup,
  ForestSetup,
  FromWorker,
  Job,
  JobKind,
  JobResults,
  ToWorker
} from './protocol';
import { CreateWorker, IWorkerPort } from './worker-port';

/** Setups a worker keeps, see `ToWorker`. */
const KEPT_SETUPS = 2;

/** The result of some job. */
export type AnyResult = JobResults[JobKind];

/** A job with the setups it names. */
export type LaneJob = {
  readonly job: Job;
  readonly features?: FeatureSetup;
  readonly forest?: ForestSetup;
  readonly transfer: readonly Transferable[];
  /** Stops the job also while it runs. */
  readonly signal?: AbortSignal;
};

/** A place where jobs run one after the other. */
export interface ILane {
  /** Jobs it may hold at once; more than one hides the way to a worker and back. */
  readonly capacity: number;
  /** Gets ready for the first job; what fails is said when that job is run. */
  prepare(): void;
  /**
   * @throws LaneDied (rejects) if the place broke down, an `AbortError` when
   * the place is free of a cancelled job; other errors are the job's own
   */
  run(job: LaneJob): Promise<AnyResult>;
  dispose(): void;
}

/** The place a job ran in broke down: the job may be run elsewhere. */
export class LaneDied extends Error {
  /** @param wasRunning whether the job ran, or waited behind the one that did */
  constructor(
    reason: string,
    readonly wasRunning = true
  ) {
    super(reason);
    this.name = 'LaneDied';
  }
}

/** What runs jobs without messages: the same in a worker and in place. */
export interface IJobRunner {
  setFeatures(setup: FeatureSetup): void;
  setForest(setup: ForestSetup): void;
  /** @throws an `AbortError` soon after the signal aborts */
  run(job: Job, signal?: AbortSignal): AnyResult | Promise<AnyResult>;
}

/** Remembers which setups the other side still has. */
class SetupsSent {
  /** Whether it must be sent now; notes it as sent. */
  isNew(id: string): boolean {
    if (this._ids.includes(id)) {
      return false;
    }
    this._ids = [...this._ids, id].slice(-KEPT_SETUPS);
    return true;
  }

  private _ids: readonly string[] = [];
}

/** Runs jobs on this thread, for Node and tests. */
export class InPlaceLane implements ILane {
  constructor(private readonly _createRunner: () => Promise<IJobRunner>) {}

  readonly capacity = 1;

  prepare(): void {
    // nothing is won on the thread that would wait
  }

  async run({ job, features, forest, signal }: LaneJob): Promise<AnyResult> {
    this._runner ??= this._createRunner();
    const runner = await this._runner;
    signal?.throwIfAborted();
    if (features && this._features.isNew(features.id)) {
      runner.setFeatures(features);
    }
    if (forest && this._forests.isNew(forest.id)) {
      runner.setForest(forest);
    }
    return runner.run(job, signal);
  }

  dispose(): void {
    this._runner = null;
  }

  private _runner: Promise<IJobRunner> | null = null;
  private readonly _features = new SetupsSent();
  private readonly _forests = new SetupsSent();
}

/** Runs jobs in one worker, which is started with the first job. */
export class WorkerLane implements ILane {
  constructor(
    private readonly _createWorker: CreateWorker,
    private readonly _loadModule: () => Promise<WebAssembly.Module>
  ) {}

  readonly capacity = 2;

  prepare(): void {
    this._port().catch(() => undefined);
  }

  async run(laneJob: LaneJob): Promise<AnyResult> {
    const port = await this._port();
    const { job, features, forest, signal } = laneJob;
    signal?.throwIfAborted();
    if (features && this._features.isNew(features.id)) {
      this._post(port, { kind: 'setFeatures', setup: features });
    }
    if (forest && this._forests.isNew(forest.id)) {
      this._post(port, { kind: 'setForest', setup: forest });
    }
    const ticket = this._nextTicket++;
    const answer = new Promise<AnyResult>((resolve, reject) => {
      this._waiting.set(ticket, { resolve, reject });
      this._post(port, { kind: 'run', ticket, job }, laneJob.transfer);
    });
    const stopListening =
      signal &&
      onAbort(signal, () => this._post(port, { kind: 'cancel', ticket }));
    return answer.finally(stopListening);
  }

  dispose(): void {
    this._die(new LaneDied('The engine was closed.'));
  }

  /** The started worker; a start that failed is tried again with the next job. */
  private async _port(): Promise<IWorkerPort> {
    this._starting ??= this._start();
    try {
      await this._starting;
    } catch (error) {
      this._starting = null;
      throw error;
    }
    if (this._end || !this._worker) {
      throw this._end ?? new LaneDied('it did not start');
    }
    return this._worker;
  }

  private async _start(): Promise<void> {
    const module = await this._loadModule();
    if (this._end) {
      return;
    }
    const port = this._createWorker();
    this._worker = port;
    port.addEventListener('message', event =>
      this._receive(event.data as FromWorker)
    );
    port.addEventListener('error', event =>
      this._die(new LaneDied(event.message || 'no reason given'))
    );
    port.addEventListener('messageerror', () =>
      this._die(new LaneDied('a message could not be read'))
    );
    this._post(port, { kind: 'start', module });
  }

  private _post(
    port: IWorkerPort,
    message: ToWorker,
    transfer: readonly Transferable[] = []
  ): void {
    port.postMessage(message, [...transfer]);
  }

  private _receive(message: FromWorker): void {
    if (message.kind === 'ready') {
      return;
    }
    const waiting = this._waiting.get(message.ticket);
    this._waiting.delete(message.ticket);
    if (message.kind === 'done') {
      waiting?.resolve(message.result);
    } else {
      waiting?.reject(reviveError(message.error));
    }
  }

  private _die(reason: LaneDied): void {
    if (this._end) {
      return;
    }
    this._end = reason;
    this._worker?.terminate();
    // jobs are run in the order they were sent
    [...this._waiting.values()].forEach(({ reject }, i) =>
      reject(new LaneDied(reason.message, i === 0))
    );
    this._waiting.clear();
  }

  private _starting: Promise<void> | null = null;
  private _worker: IWorkerPort | null = null;
  private _end: LaneDied | null = null;
  private _nextTicket = 0;
  private readonly _waiting = new Map<
    number,
    {
      resolve: (result: AnyResult) => void;
      reject: (error: Error) => void;
    }
  >();
  private readonly _features = new SetupsSent();
  private readonly _forests = new SetupsSent();
}

/** The error a caller sees when a job broke two workers, or the engine was closed. */
export function workerError(reason: LaneDied, attempts: number): Error {
  return new PixelForestError(
    'worker',
    `A computing worker stopped ${attempts} time(s) on the same step (${reason.message}). Close other tabs to free memory, then try again; if it persists, reload the page.`,
    { cause: reason }
  );
}
