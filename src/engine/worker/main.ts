/** The worker's entry: receives setups and jobs, answers each job with its ticket. */
import { ToWorker } from '../protocol';
import { MessageLoop } from './message-loop';

declare const self: DedicatedWorkerGlobalScope;

const loop = new MessageLoop((message, transfer) =>
  self.postMessage(message, transfer)
);
self.onmessage = ({ data }: MessageEvent<ToWorker>) => loop.receive(data);
