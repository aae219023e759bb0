/** Pixel Forest on threads of Node, as `node scripts/pixelforest.mjs bench` measures it. */
import { prepareCase } from '../../scripts/node/bench-case.mjs';
import {
  endToEnd,
  features,
  leavesPerTree,
  train
} from '../../scripts/node/bench.mjs';
import { loadRooms } from '../../scripts/node/load-rooms.mjs';
import { StageThreads } from '../../scripts/node/stage-threads.mjs';
import { createThreadEngine } from '../../scripts/node/worker-host.mjs';
import { serve } from './measure.mjs';

/** Stages on the engine. */
const ON_ENGINE = {
  train,
  endToEnd: (loaded, engine, given, isKept) =>
    slabBySlab(given, part =>
      isKept ? keepPlanes(loaded, engine, part) : endToEnd(loaded, engine, part)
    ),
  // every column as an array of its own, as an export wants them
  featureArrays: (loaded, engine, given) =>
    slabBySlab(given, part => features(loaded, engine, part)),
  // what follows a stroke: a new forest, and the whole image by it
  live: async (loaded, engine, given) => {
    await train(loaded, engine, given);
    return endToEnd(loaded, engine, given);
  }
};

/** All slices of a volume, as many at once as the kernels take. @returns what each slab gave */
async function slabBySlab(given, work) {
  const made = [];
  for (const slab of given.slabs) {
    made.push(await work({ ...given, slab }));
  }
  return made.flat();
}

/** @returns the probabilities of a slab: per slice one (y, x) array per class */
async function keepPlanes(loaded, engine, given) {
  const { y, x } = given.image.metadata.shape;
  const { z0, z1 } = given.slab.slices;
  const planes = Array.from({ length: z1 - z0 }, () =>
    Array.from(
      { length: given.forest.classCount },
      () => new Float32Array(y * x)
    )
  );
  await endToEnd(loaded, engine, given, ({ y0, y1, slices }) => {
    const area = (y1 - y0) * x;
    slices.forEach((slice, z) =>
      planes[z].forEach((plane, i) =>
        plane.set(slice.subarray(i * area, (i + 1) * area), y0 * x)
      )
    );
  });
  return planes;
}

/** One stage inside the kernels, without the others. */
class KernelStage {
  constructor(loaded, given, workers, stage) {
    this._stage = stage;
    this._threads = given.slabs.map(
      slab => new StageThreads(loaded, { ...given, slab }, workers)
    );
  }

  async run() {
    const sum = { wallS: 0, cpuS: 0 };
    for (const threads of this._threads) {
      const { wallS, cpuS } = await threads.run(this._stage);
      sum.wallS += wallS;
      sum.cpuS += cpuS;
    }
    return sum;
  }

  async close() {
    await Promise.all(this._threads.map(threads => threads.close()));
  }
}

async function prepareSlabs(loaded, files) {
  const given = await prepareCase(loaded, files);
  const { image, needs, forest } = given;
  const { shape } = image.metadata;
  const { slabsOf } = loaded.rooms;
  const slabs = slabsOf(shape, needs.tileDepth, forest.classCount);
  return { ...given, slabs };
}

await serve(async ({ stage, workers, project, image, axes, warmImage }) => {
  const loaded = await loadRooms();
  const given = await prepareSlabs(loaded, { project, image, axes });
  const { trees } = given.forest.forest;
  const facts = {
    version: process.version,
    columns: given.needs.columnCount,
    trees: trees.length,
    leavesPerTree: leavesPerTree(trees)
  };
  const small = warmImage
    ? await prepareSlabs(loaded, { project, image: warmImage, axes })
    : given;
  const work = ON_ENGINE[stage];
  if (work) {
    const engine = createThreadEngine(loaded, workers);
    await work(loaded, engine, small);
    const run = isKept => work(loaded, engine, given, isKept);
    return { run, facts, close: () => engine.dispose() };
  }
  const warm = new KernelStage(loaded, small, workers, stage);
  await warm.run();
  await warm.close();
  const kernels = new KernelStage(loaded, given, workers, stage);
  return { run: () => kernels.run(), facts, close: () => kernels.close() };
});
