/**
 * The few errors this project throws on purpose. Every message says what was
 * wanted, what was found (with values) and what to do. Cancelling is not an
 * error of ours: functions take an `AbortSignal` and throw its `reason`.
 */

/** The words by which a caller tells our errors apart, also across threads. */
export type ErrorTag =
  | 'format' // the file is not what its name says, is damaged, or uses a variant we do not read
  | 'project' // the project file is of another workflow or version, or contradicts itself
  | 'access' // the server or the disk refused: missing, forbidden, read-only, full, dropped connection
  | 'memory' // larger than what this tab may hold
  | 'mismatch' // image, labels, features or forest do not fit one another
  | 'input' // the user or a macro asked for something impossible
  | 'worker'; // a worker died or answered nonsense

/** An error with a tag and, where there is one, its cause. */
export class PixelForestError extends Error {
  constructor(
    readonly tag: ErrorTag,
    message: string,
    options: { cause?: unknown; status?: number } = {}
  ) {
    super(message);
    this.name = 'PixelForestError';
    this.cause = options.cause;
    this.status = options.status;
  }

  readonly cause: unknown;
  /** HTTP status, where a server answered. */
  readonly status: number | undefined;
}

/** What crosses a thread: errors lose their class when they are posted. */
export type PostedError = {
  tag: ErrorTag | 'abort' | 'unknown';
  message: string;
  status?: number;
};

/** Turns any thrown value into what `postMessage` can carry. */
export function postError(error: unknown): PostedError {
  if (error instanceof PixelForestError) {
    return { tag: error.tag, message: error.message, status: error.status };
  }
  if (isAbort(error)) {
    return { tag: 'abort', message: 'cancelled' };
  }
  return {
    tag: 'unknown',
    message: messageOf(error)
  };
}

/** What any thrown value says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The reverse of {@link postError}. */
export function reviveError(posted: PostedError): Error {
  if (posted.tag === 'abort') {
    return new DOMException(posted.message, 'AbortError');
  }
  return new PixelForestError(
    posted.tag === 'unknown' ? 'worker' : posted.tag,
    posted.message,
    { status: posted.status }
  );
}

/** Whether a caught value says "cancelled" rather than "failed". */
export function isAbort(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    (error as { name?: unknown }).name === 'AbortError'
  );
}

/** What is to be called per signal. */
const onAborts = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the signal aborts. However many jobs wait on one signal, it
 * gets one listener.
 *
 * @returns takes the callback back
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const known = onAborts.get(signal);
  const callbacks = known ?? new Set<() => void>();
  if (!known) {
    onAborts.set(signal, callbacks);
    const callAll = (): void => callbacks.forEach(each => each());
    signal.addEventListener('abort', callAll, { once: true });
  }
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}
