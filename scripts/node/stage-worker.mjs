/**
 * Features alone, or prediction alone: then columns are computed and held
 * first, so that the forest's time can be told apart. Bundled by load-rooms.mjs.
 */
import { parentPort, workerData } from 'node:worker_threads';
import {
  FeaturePlanes,
  splitTile
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
    this.tileDepth = planes.tileDepth;
    this._groups = new Map();
  }

  hold(patch, tile) {
    const groups = [];
    const { slices, box } = tile;
    const sliceCount = slices.z1 - slices.z0;
    planes.forEachGroup(
      patch,
      tile,
      ({ planePointers, columns, rowStride, sliceStride }) => {
        const sliceBytes = (box.y1 - box.y0) * rowStride;
        const held = planePointers.map(pointer => {
          const copy = kernels.allocate(sliceCount * sliceBytes);
          for (let slice = 0; slice < sliceCount; slice++) {
            const from = pointer + slice * sliceStride;
            const to = copy + slice * sliceBytes;
            kernels.bytes.copyWithin(to, from, from + sliceBytes);
          }
          return copy;
        });
        groups.push({
          planePointers: held,
          columns: [...columns],
          rowStride,
          sliceStride: sliceBytes
        });
      },
      forest.neededColumns
    );
    this._groups.set(keyOf(tile), groups);
  }

  *visitGroups(_, tile, visit) {
    for (const group of this._groups.get(keyOf(tile))) {
      visit(group);
      yield;
    }
  }
}

const keyOf = ({ slices, box }) => `${slices.z0},${box.y0},${box.x0}`;

let held = new HeldPlanes();
let taken = [];

/** Lets go of the tiles before and takes new ones; for `predict` their columns too. */
function take(stage, jobs) {
  kernels.exports.release(floor);
  held = new HeldPlanes();
  taken = jobs;
  for (const { patch, slices, box } of stage === 'predict' ? jobs : []) {
    for (const tile of splitTile({ slices, box }, planes)) {
      held.hold(patch, tile);
    }
  }
}

const STAGES = {
  predict: job => predict(kernels, held, forest, job),
  features: ({ patch, slices, box }) => {
    for (const tile of splitTile({ slices, box }, planes)) {
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
