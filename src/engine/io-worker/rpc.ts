/**
 * Calls across a thread: one message per call, one answer, and a message that
 * cancels. Both sides share the types of the calls.
 */
import {
  PixelForestError,
  postError,
  PostedError,
  reviveError
} from '../../errors';
import { CreateWorker, IWorkerPort } from '../worker-port';

/** What each call takes and gives. */
export type CallTypes = Record<string, { argument: unknown; result: unknown }>;

/** Caller → worker. */
export type CallMessage =
  | {
      readonly kind: 'call';
      readonly ticket: number;
      readonly name: string;
      readonly argument: unknown;
    }
  | { readonly kind: 'cancel'; readonly ticket: number };

/** Worker → caller. */
export type AnswerMessage =
  | {
      readonly kind: 'done';
      readonly ticket: number;
      readonly result: unknown;
    }
  | {
      readonly kind: 'failed';
      readonly ticket: number;
      readonly error: PostedError;
    };

/** A result and the buffers in it that may move to the caller. */
export type Answer<R> = {
  readonly result: R;
  readonly transfer?: readonly Transferable[];
};

/** How the worker answers each call. */
export type CallHandlers<C extends CallTypes> = {
  readonly [K in keyof C]: (
    argument: C[K]['argument'],
    signal: AbortSignal
  ) => Promise<Answer<C[K]['result']>>;
};

/**
 * The worker's side: gives the function that takes each message.
 *
 * @param post sends an answer back
 */
export function answerCalls<C extends CallTypes>(
  handlers: CallHandlers<C>,
  post: (message: AnswerMessage, transfer: Transferable[]) => void
): (message: CallMessage) => void {
  const running = new Map<number, AbortController>();
  return message => {
    const { ticket } = message;
    if (message.kind === 'cancel') {
      running.get(ticket)?.abort();
      return;
    }
    const abort = new AbortController();
    running.set(ticket, abort);
    const handler = handlers[message.name as keyof C];
    handler(message.argument, abort.signal)
      .then(({ result, transfer }) =>
        post({ kind: 'done', ticket, result }, [...(transfer ?? [])])
      )
      .catch((error: unknown) =>
        post({ kind: 'failed', ticket, error: postError(error) }, [])
      )
      .finally(() => running.delete(ticket));
  };
}

/** The caller's side: starts the worker with the first call, and anew if it died. */
export class Caller<C extends CallTypes> {
  constructor(private readonly _createWorker: CreateWorker) {}

  /** Counts the workers: what one remembered, the next does not know. */
  get generation(): number {
    return this._generation;
  }

  /**
   * @throws what the call threw; PixelForestError `worker` if the worker died; the signal's reason
   */
  call<K extends keyof C & string>(
    name: K,
    argument: C[K]['argument'],
    options: {
      readonly signal?: AbortSignal;
      readonly transfer?: readonly Transferable[];
      /** Gets a result that came although the call was cancelled. */
      readonly onLate?: (result: C[K]['result']) => void;
      /**
       * A worker that has not answered by then is ended: a damaged file can
       * make a library go round for ever, and others wait behind it.
       */
      readonly patienceMs?: number;
    } = {}
  ): Promise<C[K]['result']> {
    const { signal, transfer = [] } = options;
    if (this._isDisposed || signal?.aborted) {
      return Promise.reject(
        this._isDisposed
          ? stopped('it was closed with the project')
          : signal?.reason
      );
    }
    const port = this._start();
    const ticket = this._nextTicket++;
    return new Promise<C[K]['result']>((resolve, reject) => {
      const giveUp = (): void => {
        // the alarm stays set: the worker may hang all the same
        this._waiting.set(ticket, {
          resolve: result => {
            clearTimeout(alarm);
            options.onLate?.(result);
          },
          reject: () => clearTimeout(alarm)
        });
        this._post(port, { kind: 'cancel', ticket });
        reject(signal?.reason);
      };
      const { patienceMs } = options;
      const alarm =
        patienceMs === undefined
          ? undefined
          : setTimeout(
              () =>
                this._end(
                  `it did not answer within ${Math.round(patienceMs / 1000)} seconds, so the file is probably damaged`
                ),
              patienceMs
            );
      const done = (): void => {
        clearTimeout(alarm);
        signal?.removeEventListener('abort', giveUp);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this._waiting.set(ticket, {
        resolve: result => {
          done();
          resolve(result);
        },
        reject: error => {
          done();
          reject(error);
        }
      });
      this._post(port, { kind: 'call', ticket, name, argument }, transfer);
    });
  }

  /**
   * Ends the worker once it has answered what was asked of it; the next call
   * starts a new one.
   */
  retire(): void {
    this._isRetiring = this._port !== null;
    this._endIfRetired();
  }

  /** Ends the worker; open calls are rejected. Twice is harmless. */
  dispose(): void {
    this._isDisposed = true;
    this._end('it was closed with the project');
  }

  private _start(): IWorkerPort {
    if (this._port) {
      return this._port;
    }
    const port = this._createWorker();
    this._port = port;
    this._generation += 1;
    port.addEventListener('message', event =>
      this._receive(event.data as AnswerMessage)
    );
    port.addEventListener('error', event =>
      this._end(event.message || 'no reason given')
    );
    port.addEventListener('messageerror', () =>
      this._end('a message could not be read')
    );
    return port;
  }

  private _post(
    port: IWorkerPort,
    message: CallMessage,
    transfer: readonly Transferable[] = []
  ): void {
    port.postMessage(message, [...transfer]);
  }

  private _receive(message: AnswerMessage): void {
    const waiting = this._waiting.get(message.ticket);
    this._waiting.delete(message.ticket);
    if (message.kind === 'done') {
      waiting?.resolve(message.result);
    } else {
      waiting?.reject(reviveError(message.error));
    }
    this._endIfRetired();
  }

  private _endIfRetired(): void {
    if (this._isRetiring && this._waiting.size === 0) {
      this._end('it was replaced');
    }
  }

  private _end(reason: string): void {
    this._port?.terminate();
    this._port = null;
    this._isRetiring = false;
    const waiting = [...this._waiting.values()];
    this._waiting.clear();
    for (const { reject } of waiting) {
      reject(stopped(reason));
    }
  }

  private _port: IWorkerPort | null = null;
  private _generation = 0;
  private _nextTicket = 0;
  private _isDisposed = false;
  private _isRetiring = false;
  private readonly _waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (error: Error) => void }
  >();
}

function stopped(reason: string): PixelForestError {
  return new PixelForestError(
    'worker',
    `The worker that reads and writes files stopped (${reason}). Close other tabs to free memory, then open the file again.`
  );
}
