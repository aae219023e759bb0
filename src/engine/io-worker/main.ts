/** The I/O worker's entry: answers the page's calls. */
import { onBrokenLibrary } from '../../formats/hdf5/broken-library';
import { createIoService } from './io-service';
import { answerCalls, CallMessage } from './rpc';

declare const self: DedicatedWorkerGlobalScope;

const receive = answerCalls(createIoService(), (message, transfer) =>
  self.postMessage(message, transfer)
);

self.onmessage = ({ data }: MessageEvent<CallMessage>) => receive(data);

// an error that nobody catches tells the page to start another worker
onBrokenLibrary(() =>
  setTimeout(() => {
    throw new Error('a damaged file broke the HDF5 library');
  })
);
