import { IWorkerPort, WorkerEvent } from '../worker-port';
import { IoClient } from './io-client';
import { createIoService } from './io-service';
import { answerCalls, CallMessage } from './rpc';

/** Reads and writes files on this thread, for Node and tests. */
export function createInPlaceIo(): IoClient {
  return new IoClient(createInPlacePort);
}

/** A worker that is none: messages are copied as a worker's would be. */
function createInPlacePort(): IWorkerPort {
  const listeners: ((event: WorkerEvent) => void)[] = [];
  const receive = answerCalls(createIoService(), (message, transfer) => {
    const data = structuredClone(message, { transfer });
    listeners.forEach(listener => listener({ data }));
  });
  return {
    postMessage: (message, transfer) => {
      const copy = structuredClone(message as CallMessage, { transfer });
      void Promise.resolve().then(() => receive(copy));
    },
    addEventListener: (type, listener) => {
      if (type === 'message') {
        listeners.push(listener);
      }
    },
    terminate: () => {
      listeners.length = 0;
    }
  };
}
