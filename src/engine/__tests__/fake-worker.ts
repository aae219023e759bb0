import { PostedError } from '../../errors';
import { AnyResult } from '../lane';
import { FromWorker, Job, ToWorker } from '../protocol';
import { IWorkerPort, WorkerEvent } from '../worker-port';

/** A worker whose answers the test gives by hand. */
export class FakeWorker implements IWorkerPort {
  readonly received: ToWorker[] = [];
  isTerminated = false;

  /** Jobs received and not answered, oldest first. */
  get open(): { ticket: number; job: Job }[] {
    return this._open;
  }

  postMessage(message: unknown): void {
    const posted = message as ToWorker;
    this.received.push(posted);
    if (posted.kind === 'run') {
      this._open.push(posted);
    }
  }

  addEventListener(
    type: 'message' | 'error' | 'messageerror',
    listener: (event: WorkerEvent) => void
  ): void {
    this._listeners.push([type, listener]);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  /** Answers the oldest open job. */
  answer(result: AnyResult): void {
    const { ticket } = this._open.shift()!;
    this._send({ kind: 'done', ticket, result });
  }

  fail(error: PostedError): void {
    const { ticket } = this._open.shift()!;
    this._send({ kind: 'failed', ticket, error });
  }

  die(message: string): void {
    this._open = [];
    this._tell('error', { message });
  }

  private _send(data: FromWorker): void {
    this._tell('message', { data });
  }

  private _tell(type: string, event: WorkerEvent): void {
    for (const [wanted, listener] of this._listeners) {
      if (wanted === type) {
        listener(event);
      }
    }
  }

  private _open: { ticket: number; job: Job }[] = [];
  private readonly _listeners: [string, (event: WorkerEvent) => void][] = [];
}

/** Lets everything run that waits for nothing but promises. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
