/** The engine on threads of Node. */
import { Worker } from 'node:worker_threads';

/** A thread with the events and methods of a browser's worker that the engine uses (`IWorkerPort`). */
export function createThreadPort(url) {
  const worker = new Worker(url);
  const listen = {
    message: listener => worker.on('message', data => listener({ data })),
    messageerror: listener => worker.on('messageerror', () => listener({})),
    error: listener => {
      worker.on('error', ({ message }) => listener({ message }));
      // a thread can also end without a word
      worker.on('exit', code =>
        listener({ message: `the thread ended with status ${code}` })
      );
    }
  };
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    addEventListener: (type, listener) => listen[type](listener),
    terminate: () => void worker.terminate()
  };
}

/** An engine with so many threads; all share one compiled module. */
export function createThreadEngine({ rooms, kernels, urlOf }, workerCount) {
  return rooms.createWorkerEngine({
    createWorker: () => createThreadPort(urlOf('computeWorker')),
    loadModule: async () => kernels,
    workerCount
  });
}
