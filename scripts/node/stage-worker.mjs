/**
 * Features alone, or prediction alone: then the codes of columns are computed and
 * held first, so that the forest's time can be told apart. Bundled by load-rooms.mjs.
 */
import { parentPort, workerData } from 'node:worker_threads';
import {
  FeaturePlanes,
  splitTile
} from '../../lib/engine/worker/feature-planes.js';
import {
  codeTile,
  predictCodes,
  PreparedForest
} from '../../lib/engine/worker/forest-jobs.js';
import { instantiateKernels } from '../../lib/engine/worker/kernels.js';
import { finish } from '../../lib/engine/worker/steps.js';

const { module, features, forest: forestSetup } = workerData;
const kernels = instantiateKernels(module);
const planes = new FeaturePlanes(kernels, features);
const forest = new PreparedForest(kernels, planes, forestSetup);
const floor = kernels.exports.mark();

const keyOf = ({ slices, box }) => `${slices.z0},${box.y0},${box.x0}`;

/** By tile, the codes of its slices, in the arena. */
let codes = new Map();
let taken = [];

/** Lets go of the tiles before and takes new ones; for `predict` their codes too. */
function take(stage, jobs) {
  kernels.exports.release(floor);
  codes = new Map();
  taken = jobs;
  for (const job of stage === 'predict' ? jobs : []) {
    for (const tile of splitTile(job, planes)) {
      const coded = codeTile(kernels, planes, forest, job, tile);
      codes.set(keyOf(tile), finish(coded));
    }
  }
}

/** The codes that were taken, in one step. */
function* codesOf(tile) {
  yield;
  return codes.get(keyOf(tile));
}

const STAGES = {
  predict: job => finish(predictCodes(kernels, planes, forest, job, codesOf)),
  features: job => {
    for (const tile of splitTile(job, planes)) {
      planes.forEachGroup(job.patch, tile, () => undefined);
    }
  }
};

parentPort.on('message', ({ kind, stage, jobs }) => {
  if (kind === 'take') {
    take(stage, jobs);
  } else {
    taken.forEach(STAGES[stage]);
  }
  parentPort.postMessage(kind);
});
