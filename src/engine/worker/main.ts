/** The worker's entry: receives setups and jobs, answers each job with its ticket. */
import { postError } from '../../errors';
import { FromWorker, ToWorker } from '../protocol';
import { JobRunner } from './jobs';
import { buffersOf } from './transfer';

declare const self: DedicatedWorkerGlobalScope;

let runner: JobRunner | null = null;

function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, transfer);
}

/** The page sends `start` first; without it nothing can run. */
function started(): JobRunner {
  if (!runner) {
    throw new Error('The worker was given work before its kernels.');
  }
  return runner;
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case 'start':
      runner = new JobRunner(data.module);
      post({ kind: 'ready' });
      break;
    case 'setFeatures':
      started().setFeatures(data.setup);
      break;
    case 'setForest':
      started().setForest(data.setup);
      break;
    case 'run':
      try {
        const result = started().run(data.job);
        post({ kind: 'done', ticket: data.ticket, result }, buffersOf(result));
      } catch (error) {
        post({
          kind: 'failed',
          ticket: data.ticket,
          error: postError(error)
        });
      }
  }
};
