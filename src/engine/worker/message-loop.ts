import { postError } from '../../errors';
import { buffersOf, freeMemory } from '../free-memory';
import { FromWorker, ToWorker } from '../protocol';
import { JobRunner } from './jobs';
import { MessageBreak, runInSlices } from './steps';

/** A message that waits for its turn. */
type Waiting = Exclude<ToWorker, { readonly kind: 'cancel' }>;
type RunMessage = Extract<ToWorker, { readonly kind: 'run' }>;

/**
 * What a compute worker does with its messages: answers them in the order they
 * came, but hears a `cancel` while a job runs, within the time of a step.
 */
export class MessageLoop {
  /** @param _post sends an answer and moves its buffers */
  constructor(
    private readonly _post: (
      message: FromWorker,
      transfer: Transferable[]
    ) => void
  ) {}

  /** Takes a message; its answer comes later. Arrays of a job are empty then. */
  receive(message: ToWorker): void {
    if (message.kind !== 'cancel') {
      this._waiting.push(message);
      void this._work();
      return;
    }
    // a waiting job is answered when its turn comes, which is at once
    this._cancelled.add(message.ticket);
  }

  /** Works off what waits; does nothing if that is under way. */
  private async _work(): Promise<void> {
    if (this._isBusy) {
      return;
    }
    this._isBusy = true;
    for (let next = this._waiting.shift(); next; next = this._waiting.shift()) {
      await this._answer(next);
    }
    this._isBusy = false;
  }

  private async _answer(message: Waiting): Promise<void> {
    switch (message.kind) {
      case 'start':
        this._runner = new JobRunner(message.module);
        this._post({ kind: 'ready' }, []);
        break;
      case 'setFeatures':
        this._runner?.setFeatures(message.setup);
        break;
      case 'setForest':
        this._runner?.setForest(message.setup);
        break;
      case 'run':
        await this._run(message);
    }
  }

  private async _run({ ticket, job }: RunMessage): Promise<void> {
    try {
      if (!this._runner) {
        throw new Error('The worker was given work before its kernels.');
      }
      if (this._cancelled.has(ticket)) {
        throw new DOMException('The job was cancelled.', 'AbortError');
      }
      const result = await runInSlices(
        this._runner.start(job),
        this._break.take,
        () => this._cancelled.has(ticket)
      );
      this._post({ kind: 'done', ticket, result }, buffersOf(result));
    } catch (error) {
      this._post({ kind: 'failed', ticket, error: postError(error) }, []);
    } finally {
      // the job came as a copy; a result holds none of its arrays
      freeMemory(job);
      this._forget(ticket);
    }
  }

  /** A cancel that crossed the answer on its way is for an older ticket: nothing waits for it. */
  private _forget(ticket: number): void {
    for (const old of this._cancelled) {
      if (old <= ticket) {
        this._cancelled.delete(old);
      }
    }
  }

  private _runner: JobRunner | null = null;
  private readonly _waiting: Waiting[] = [];
  private readonly _cancelled = new Set<number>();
  private _isBusy = false;
  private readonly _break = new MessageBreak();
}
