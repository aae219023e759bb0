/**
 * A job in steps of a few milliseconds: a worker hears a message only between
 * two of its tasks, so whoever runs a job leaves off between steps to listen.
 * What `finally` clauses of the job give back, they give back also when the
 * job is dropped half-way.
 */
export type Steps<T> = Generator<void, T, void>;

/** How long a job runs before the next message is looked for; to look costs about 4 µs. */
const SLICE_MS = 4;

/** Runs all steps at once, for whoever has nothing to listen to. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
  }
}

/**
 * Runs the steps with looks at the messages in between.
 *
 * @param listen      resolves when messages that came were heard
 * @param isCancelled asked after each look
 * @throws DOMException `AbortError` when cancelled, and what the job throws
 */
export async function runInSlices<T>(
  steps: Steps<T>,
  listen: () => Promise<void>,
  isCancelled: () => boolean
): Promise<T> {
  let sliceEnd = performance.now() + SLICE_MS;
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
    if (performance.now() >= sliceEnd) {
      await listen();
      if (isCancelled()) {
        steps.throw(new DOMException('The job was cancelled.', 'AbortError'));
      }
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
}

/** Node's own; kept before a test replaces it by a clock of its own. */
const { setImmediate } = globalThis as {
  setImmediate?: (callback: () => void) => void;
};

/** Lets other tasks of this thread have their turn: those that waited are done when it resolves. */
export class MessageBreak {
  readonly take = (): Promise<void> =>
    new Promise(resolve => {
      if (setImmediate) {
        // a port of Node's takes 1,000 messages before it lets others have theirs
        setImmediate(resolve);
        return;
      }
      // a timer would wait for 4 ms
      this._channel ??= new MessageChannel();
      const { port1, port2 } = this._channel;
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });

  private _channel: MessageChannel | null = null;
}
