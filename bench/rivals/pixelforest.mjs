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
  endToEnd,
  train,
  // every column as an array of its own, as an export wants them
  featureArrays: features,
  // what follows a stroke: a new forest, and the whole image by it
  live: async (loaded, engine, given) => {
    await train(loaded, engine, given);
    return endToEnd(loaded, engine, given);
  }
};

await serve(async ({ stage, workers, project, image, warmImage }) => {
  const loaded = await loadRooms();
  const given = await prepareCase(loaded, { project, image });
  const { trees } = given.forest.forest;
  const facts = {
    version: process.version,
    columns: given.columnCount,
    trees: trees.length,
    leavesPerTree: leavesPerTree(trees)
  };
  const small = warmImage
    ? await prepareCase(loaded, { project, image: warmImage })
    : given;
  const work = ON_ENGINE[stage];
  if (work) {
    const engine = createThreadEngine(loaded, workers);
    await work(loaded, engine, small);
    const run = () => work(loaded, engine, given);
    return { run, facts, close: () => engine.dispose() };
  }
  // features or predict, each without the other
  const warm = new StageThreads(loaded, small, workers);
  await warm.run(stage);
  await warm.close();
  const threads = new StageThreads(loaded, given, workers);
  return {
    run: () => threads.run(stage),
    facts,
    close: () => threads.close()
  };
});
