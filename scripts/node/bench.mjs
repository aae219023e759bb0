/** Times the stages from an image to probabilities, as the browser's engine runs them. */
import { machine, median } from '../../bench/machine.mjs';
import { prepareCase } from './bench-case.mjs';
import { StageThreads } from './stage-threads.mjs';
import { createThreadEngine } from './worker-host.mjs';

/** Tiles under way at once. */
const TILES_AHEAD = 16;
/** `endToEnd` is always reported for these. */
const USUAL_WORKERS = [1, 2];

/**
 * Measures the first slab of the image: one plane, or the slices that are
 * filtered together.
 *
 * @returns the object of `bench --json`; `peakRssMiB` is of `endToEnd`, which
 * runs first: the other stages hold what a user's run never does
 */
export async function bench(loaded, { project, image, workers, repeat }) {
  const where = machine();
  const given = await prepareCase(loaded, { project, image });
  const { shape, fileShape, dtype } = given.image.metadata;
  const { z0, z1 } = given.slab.slices;
  const { trees } = given.forest.forest;
  const facts = {
    megapixels: ((z1 - z0) * shape.y * shape.x) / 1e6,
    columns: given.needs.columnCount,
    trees: trees.length,
    leavesPerTree: leavesPerTree(trees)
  };
  const runs = [];
  const note = (stage, count, times, more) =>
    runs.push({ stage, workers: count, ...times, ...facts, ...more });
  const all = [...new Set([...USUAL_WORKERS, ...workers])];
  for (const count of all.sort((a, b) => a - b)) {
    const times = await onEngine(loaded, count, engine =>
      time(repeat, () => endToEnd(loaded, engine, given))
    );
    note('endToEnd', count, times);
  }
  const peakRssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  for (const count of workers) {
    const times = await onEngine(loaded, count, engine =>
      time(repeat, () => features(loaded, engine, given))
    );
    note('features', count, times);
  }
  for (const count of given.training ? workers : []) {
    let grown = [];
    const times = await onEngine(loaded, count, engine =>
      time(repeat, async () => {
        grown = await train(loaded, engine, given);
      })
    );
    note('train', count, times, {
      trees: grown.length,
      leavesPerTree: leavesPerTree(grown)
    });
  }
  for (const count of workers) {
    const threads = new StageThreads(loaded, given, count);
    try {
      await threads.run('predict');
      const times = { wallS: [], cpuS: [] };
      for (let run = 0; run < repeat; run++) {
        const { wallS, cpuS } = await threads.run('predict');
        times.wallS.push(wallS);
        times.cpuS.push(cpuS);
      }
      note('predict', count, times);
    } finally {
      await threads.close();
    }
  }
  return {
    machine: where,
    image: { shape: fileShape, dtype },
    runs,
    peakRssMiB
  };
}

/** The result as lines for people. */
export function formatBench({ image, runs, peakRssMiB }) {
  const lines = runs.map(
    ({ stage, workers, wallS, cpuS, megapixels, columns, ...forest }) =>
      `${stage.padEnd(8)} ${workers} worker(s): ${median(wallS).toFixed(3)} s, ` +
      `${median(cpuS).toFixed(3)} s of the processor (${megapixels.toFixed(2)} megapixels, ` +
      `${columns} columns, ${forest.trees} trees of ${forest.leavesPerTree.toFixed(1)} leaves)`
  );
  return [
    `image (${image.shape.join(', ')}) ${image.dtype}; medians`,
    ...lines,
    `peak memory of endToEnd: ${peakRssMiB} MiB`,
    ''
  ].join('\n');
}

async function onEngine(loaded, workers, work) {
  const engine = createThreadEngine(loaded, workers);
  try {
    return await work(engine);
  } finally {
    engine.dispose();
  }
}

/** Seconds of each run after one that warms up; processor time is of all threads. */
async function time(repeat, work) {
  const wallS = [];
  const cpuS = [];
  for (let run = 0; run <= repeat; run++) {
    const begun = performance.now();
    const used = process.cpuUsage();
    await work();
    if (run > 0) {
      const { user, system } = process.cpuUsage(used);
      wallS.push((performance.now() - begun) / 1000);
      cpuS.push((user + system) / 1e6);
    }
  }
  return { wallS, cpuS };
}

/**
 * The decoded image in, probabilities of the whole slab out: band by band, as a
 * file is written.
 *
 * @param onBand takes the bands; if not given each is copied once and let go
 */
export function endToEnd({ rooms }, engine, given, onBand = copyBand()) {
  const { image, slab, features, forest, needs } = given;
  return rooms.predictBands(
    { runJob: (job, options) => engine.run(job, options) },
    { source: image, features, forest },
    slab,
    needs,
    onBand,
    () => undefined,
    new AbortController().signal
  );
}

function copyBand() {
  let written = new Float32Array(0);
  return ({ slices }) =>
    slices.forEach(slice => {
      if (written.length < slice.length) {
        written = new Float32Array(slice.length);
      }
      written.set(slice);
    });
}

/** All columns of the slab, tile by tile; each tile's are let go. */
export async function features({ rooms }, engine, given) {
  const { image, features: setup, needs } = given;
  const { t, slices } = given.slab;
  const bounds = rooms.wholePlane(image.metadata.shape);
  const waiting = rooms.tilesCovering(bounds, rooms.COMPUTE_TILE, bounds);
  const feed = async () => {
    for (let box = waiting.shift(); box; box = waiting.shift()) {
      const patch = await image.readPatch({
        t,
        slices,
        box,
        halo: needs.halo,
        depthHalo: needs.depthHalo,
        channels: setup.trainingChannels
      });
      await engine.run(
        { kind: 'features', featuresId: setup.id, patch, slices, box },
        { features: setup }
      );
    }
  };
  await Promise.all(Array.from({ length: TILES_AHEAD }, feed));
}

/** A forest from rows that are there. @returns its trees */
export async function train({ rooms }, engine, given) {
  const { training, features: setup, seed, treeCount } = given;
  const { trees } = await rooms.trainForest(engine, training, {
    features: setup,
    seed,
    treeCount
  });
  return trees;
}

/** A binary tree of n nodes has (n + 1) / 2 leaves. */
export function leavesPerTree(trees) {
  const nodes = trees.reduce((sum, { column }) => sum + column.length, 0);
  return (nodes / trees.length + 1) / 2;
}
