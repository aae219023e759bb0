import { Engine } from './engine';
import { InPlaceLane } from './lane';
import { JobRunner } from './worker/jobs';

/**
 * An engine without workers: jobs run one after the other on this thread. For
 * Node and tests; a page would freeze.
 *
 * @param module the compiled kernels
 */
export function createInPlaceEngine(module: WebAssembly.Module): Engine {
  return new Engine({
    createLane: () => new InPlaceLane(async () => new JobRunner(module)),
    workerCount: 1
  });
}
