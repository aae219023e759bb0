/**
 * Features alone, or prediction alone: then columns are computed and held
 * first, so that the forest's time can be told apart. Bundled by load-rooms.mjs.
 */
import { parentPort, workerData } from 'node:worker_threads';
import {
  FeaturePlanes,
  splitBox
} from '../../lib/engine/worker/feature-planes.js';
import {
  predict,
  PreparedForest
} from '../../lib/engine/worker/forest-jobs.js';
import { instantiateKernels } from '../../lib/engine/worker/kernels.js';

const { module, features, forest: forestSetup } = workerData;
const kernels = instantiateKernels(module);
const planes = new FeaturePlanes(kernels, features);
const forest = new PreparedForest(kernels, planes, forestSetup);
const floor = kernels.exports.mark();

/** Columns of tiles in the arena, given out as `FeaturePlanes` gives its own. */
class HeldPlanes {
  constructor() {
    this.columnCount = planes.columnCount;
    this.tileSide = planes.tileSide;
    this._groups = new Map();
  }

  hold(patch, tile) {
    const groups = [];
    planes.forEachGroup(
      patch,
      tile,
      ({ planePointers, columns, rowStride }) => {
        const byteCount = (tile.y1 - tile.y0) * rowStride;
        const held = planePointers.map(pointer => {
          const copy = kernels.allocate(byteCount);
          kernels.bytes.copyWithin(copy, pointer, pointer + byteCount);
          return copy;
        });
        groups.push({ planePointers: held, columns: [...columns], rowStride });
      },
      forest.neededColumns
    );
    this._groups.set(keyOf(tile), groups);
  }

  forEachGroup(_, tile, visit) {
    this._groups.get(keyOf(tile)).forEach(visit);
  }
}

const keyOf = ({ y0, x0 }) => `${y0},${x0}`;

let held = new HeldPlanes();
let taken = [];

/** Lets go of the tiles before and takes new ones; for `predict` their columns too. */
function take(stage, jobs) {
  kernels.exports.release(floor);
  held = new HeldPlanes();
  taken = jobs;
  for (const { patch, box } of stage === 'predict' ? jobs : []) {
    for (const tile of splitBox(box, planes.tileSide)) {
      held.hold(patch, tile);
    }
  }
}

const STAGES = {
  predict: ({ box }) => predict(kernels, held, forest, { box }),
  features: ({ patch, box }) => {
    for (const tile of splitBox(box, planes.tileSide)) {
      planes.forEachGroup(patch, tile, () => undefined);
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
