import { onAbort, PixelForestError } from '../errors';
import { JobQueue, Priority } from './job-queue';
import { AnyResult, ILane, LaneDied, LaneJob, workerError } from './lane';
import { FeatureSetup, ForestSetup, Job, ResultOf } from './protocol';

/** How a job is run. */
export type RunOptions = {
  /** Default `Priority.rest`. */
  readonly priority?: Priority;
  /** A waiting job is dropped, a running one stopped within 20 ms. */
  readonly signal?: AbortSignal;
  /**
   * Buffers of the job that move to the worker instead of being copied. Such
   * a job cannot be repeated if its worker dies.
   */
  readonly transfer?: readonly Transferable[];
  /** The setup the job names by `featuresId`. */
  readonly features?: FeatureSetup;
  /** The setup the job names by `forestId`. */
  readonly forest?: ForestSetup;
};

/** A job on its way. */
type Task = LaneJob & {
  readonly priority: Priority;
  readonly resolve: (result: AnyResult) => void;
  readonly reject: (error: unknown) => void;
  attempts: number;
  isOver: boolean;
};

/** A lane with what it holds. */
type Slot = { lane: ILane; readonly tasks: Set<Task> };

/** Deals jobs to lanes, most urgent first; a job whose worker died gets one more try. */
export class WorkerPool {
  /** @param createLane called once per slot and again when a lane died */
  constructor(
    private readonly _createLane: () => ILane,
    laneCount: number
  ) {
    this._slots = Array.from({ length: laneCount }, () => ({
      lane: _createLane(),
      tasks: new Set<Task>()
    }));
  }

  /** Jobs that can run at the same time. */
  get laneCount(): number {
    return this._slots.length;
  }

  /** Starts what would start with the first jobs. */
  prepare(): void {
    if (!this._isDisposed) {
      this._slots.forEach(({ lane }) => lane.prepare());
    }
  }

  /**
   * @throws PixelForestError `worker` if the job broke two workers, or what the job itself threw;
   * the signal's reason if it was cancelled
   */
  run<J extends Job>(job: J, options: RunOptions = {}): Promise<ResultOf<J>> {
    const { signal, priority = Priority.rest } = options;
    if (this._isDisposed) {
      return Promise.reject(closedError());
    }
    if (signal?.aborted) {
      return Promise.reject(signal.reason);
    }
    return new Promise<AnyResult>((resolve, reject) => {
      const task: Task = {
        job,
        features: options.features,
        forest: options.forest,
        transfer: options.transfer ?? [],
        signal,
        priority,
        attempts: 0,
        isOver: false,
        resolve: result => {
          task.isOver = true;
          stopListening?.();
          resolve(result);
        },
        reject: error => {
          task.isOver = true;
          stopListening?.();
          reject(error);
        }
      };
      const giveUp = (): void => {
        this._queue.remove(priority, task);
        task.reject(signal?.reason);
        // the dropped job may have kept others from a free lane
        this._deal();
      };
      const stopListening = signal && onAbort(signal, giveUp);
      this._queue.push(priority, task);
      this._deal();
    }) as Promise<ResultOf<J>>;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    for (const task of this._queue.clear()) {
      task.reject(closedError());
    }
    for (const { lane } of this._slots) {
      lane.dispose();
    }
  }

  private _deal(): void {
    for (;;) {
      const task = this._queue.peek();
      const slot = task && this._freeSlot(task);
      if (!task || !slot) {
        return;
      }
      this._queue.shift();
      void this._runIn(slot, task);
    }
  }

  /** The emptiest lane that may take the task. */
  private _freeSlot(task: Task): Slot | undefined {
    const free = this._slots.filter(slot => mayTake(slot, task));
    return free.sort((a, b) => a.tasks.size - b.tasks.size)[0];
  }

  private async _runIn(slot: Slot, task: Task): Promise<void> {
    const { lane } = slot;
    slot.tasks.add(task);
    task.attempts += 1;
    try {
      task.resolve(await lane.run(task));
    } catch (error) {
      if (error instanceof LaneDied) {
        this._replace(slot, lane);
        // one that waited behind the job that broke the lane is not to blame
        task.attempts -= error.wasRunning ? 0 : 1;
        this._retry(task, error);
      } else {
        task.reject(error);
      }
    } finally {
      slot.tasks.delete(task);
      this._deal();
    }
  }

  private _retry(task: Task, reason: LaneDied): void {
    if (this._isDisposed) {
      task.reject(closedError());
    } else if (task.attempts < 2 && task.transfer.length === 0) {
      if (!task.isOver) {
        this._queue.unshift(task.priority, task);
      }
    } else {
      task.reject(workerError(reason, task.attempts));
    }
  }

  /** A fresh lane for a dead one; several jobs may report the same death. */
  private _replace(slot: Slot, dead: ILane): void {
    if (slot.lane === dead && !this._isDisposed) {
      dead.dispose();
      slot.lane = this._createLane();
    }
  }

  private readonly _slots: readonly Slot[];
  private readonly _queue = new JobQueue<Task>();
  private _isDisposed = false;
}

/** A stroke's job gets a lane to itself, so that no two of them queue up while a lane is free. */
function mayTake({ lane, tasks }: Slot, task: Task): boolean {
  if (tasks.size === 0) {
    return true;
  }
  const isUrgent = [task, ...tasks].some(
    ({ priority }) => priority === Priority.stroke
  );
  return !isUrgent && tasks.size < lane.capacity;
}

function closedError(): Error {
  return new PixelForestError(
    'worker',
    'Wanted to compute, but the engine was closed with its project. Open the project again.'
  );
}
