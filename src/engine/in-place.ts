import { Engine } from './engine';
import { IJobRunner, InPlaceLane } from './lane';
import { JobRunner } from './worker/jobs';
import { MessageBreak, runInSlices } from './worker/steps';

/**
 * An engine without workers: jobs run one after the other on this thread, in
 * slices of a few milliseconds. For Node and tests; a page would stutter.
 *
 * @param module the compiled kernels
 */
export function createInPlaceEngine(module: WebAssembly.Module): Engine {
  return new Engine({
    createLane: () => new InPlaceLane(async () => createRunner(module)),
    workerCount: 1
  });
}

function createRunner(module: WebAssembly.Module): IJobRunner {
  const runner = new JobRunner(module);
  const pause = new MessageBreak();
  return {
    setFeatures: setup => runner.setFeatures(setup),
    setForest: setup => runner.setForest(setup),
    run: (job, signal) =>
      runInSlices(runner.start(job), pause.take, () => signal?.aborted === true)
  };
}
