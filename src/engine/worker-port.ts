/** What the engine needs of a worker; a browser's `Worker` is one. */
export interface IWorkerPort {
  postMessage(message: unknown, transfer: Transferable[]): void;
  /** `message`: an answer in `data`; `error`, `messageerror`: the worker is of no more use. */
  addEventListener(
    type: 'message' | 'error' | 'messageerror',
    listener: (event: WorkerEvent) => void
  ): void;
  terminate(): void;
}

/** A message from a worker, or the news that it failed. */
export type WorkerEvent = {
  readonly data?: unknown;
  /** What an `error` event says. */
  readonly message?: string;
};

/** Makes one worker. */
export type CreateWorker = () => IWorkerPort;
