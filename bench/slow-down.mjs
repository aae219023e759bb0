/** Stops a process most of the time, so that all its threads have a fraction of the processor. */
import {
  isMainThread,
  parentPort,
  Worker,
  workerData
} from 'node:worker_threads';

const PERIOD_MS = 20;

/**
 * Chromium's own throttling slows the main thread of a page only; this slows
 * its workers too.
 *
 * @returns ends the slow-down
 */
export async function slowDown(pid, factor) {
  const end = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { pid, factor, end }
  });
  await new Promise(resolve => worker.once('message', resolve));
  return async () => {
    Atomics.store(end, 0, 1);
    await new Promise(resolve => worker.once('exit', resolve));
  };
}

if (!isMainThread && workerData?.pid) {
  const { pid, factor, end } = workerData;
  const sleep = new Int32Array(new SharedArrayBuffer(4));
  parentPort.postMessage('begun');
  while (Atomics.load(end, 0) === 0) {
    process.kill(pid, 'SIGSTOP');
    Atomics.wait(sleep, 0, 0, PERIOD_MS * (1 - 1 / factor));
    process.kill(pid, 'SIGCONT');
    Atomics.wait(sleep, 0, 0, PERIOD_MS / factor);
  }
}
