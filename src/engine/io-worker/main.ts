/** The I/O worker's entry: answers the page's calls. */
import { createIoService } from './io-service';
import { answerCalls, CallMessage } from './rpc';

declare const self: DedicatedWorkerGlobalScope;

const receive = answerCalls(createIoService(), (message, transfer) =>
  self.postMessage(message, transfer)
);

self.onmessage = ({ data }: MessageEvent<CallMessage>) => receive(data);
