/**
 * Times the kernels in Node through the jobs a worker runs, on this one thread:
 * `node bench/core.mjs`. Images and labels are made from a seed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../scripts/bundle.mjs';
import { machine, quiet, ROOT, summary, writeResults } from './machine.mjs';

const SIDES = [512, 1024, 2048];
const TRAININGS = [500, 2000, 5000].flatMap(labels =>
  [2, 4].map(classes => ({ labels, classes }))
);
const TREES = 100;
const RUNS = 5;
const TILE = 128;
const IDS = [
  'GaussianSmoothing',
  'LaplacianOfGaussian',
  'GaussianGradientMagnitude',
  'DifferenceOfGaussians',
  'StructureTensorEigenvalues',
  'HessianOfGaussianEigenvalues'
];
const SCALES = [0.3, 0.7, 1, 1.6, 3.5, 5, 10];

/** 0 ≤ value < 1, the same in every run. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Discs of four brightnesses on an uneven background with noise. */
function makeImage(side) {
  const random = randomNumbers(side);
  const image = new Float32Array(side * side);
  const truth = new Uint8Array(side * side);
  for (let i = 0; i < image.length; i++) {
    const noise = random() + random() + random() - 1.5;
    image[i] = 60 + 20 * Math.sin(i / side / 40) + 12 * noise;
  }
  for (let disc = 0; disc < (side * side) / 800; disc++) {
    const centre = [random() * side, random() * side];
    const radius = 3 + 8 * random();
    const kind = 1 + Math.floor(3 * random());
    const y1 = Math.min(side - 1, centre[0] + radius);
    const x1 = Math.min(side - 1, centre[1] + radius);
    for (let y = Math.max(0, Math.ceil(centre[0] - radius)); y <= y1; y++) {
      for (let x = Math.max(0, Math.ceil(centre[1] - radius)); x <= x1; x++) {
        if (Math.hypot(y - centre[0], x - centre[1]) <= radius) {
          image[y * side + x] += 25 * kind;
          truth[y * side + x] = kind;
        }
      }
    }
  }
  return { side, image, truth };
}

/** Short horizontal strokes, as many of each class. @returns pixels with class numbers from 1 */
function makeLabels({ side, truth }, labels, classes) {
  const random = randomNumbers(labels * classes);
  const y = new Int32Array(labels);
  const x = new Int32Array(labels);
  const numbers = new Uint8Array(labels);
  const classOf = kind => (classes === 2 ? Math.min(kind, 1) : kind) + 1;
  for (let i = 0; i < labels;) {
    const wanted = 1 + (Math.floor((i * classes) / labels) % classes);
    const row = Math.floor(random() * side);
    const start = Math.floor(random() * (side - 8));
    for (let at = start; at < start + 8 && i < labels; at++) {
      if (classOf(truth[row * side + at]) === wanted) {
        y[i] = row;
        x[i] = at;
        numbers[i++] = wanted;
      }
    }
  }
  return { y, x, labels: numbers };
}

const choice = {
  ids: IDS,
  scales: SCALES,
  selected: IDS.map((_, row) => SCALES.map((_, i) => row === 0 || i > 0)),
  computeIn2d: SCALES.map(() => true)
};
const features = {
  id: 'bench',
  choice,
  channelCount: 1,
  trainingChannels: [0],
  depth: 1
};
const ONE_SLICE = { z0: 0, z1: 1 };
const allOf = side => ({ y0: 0, x0: 0, y1: side, x1: side });

/**
 * Milliseconds of each run, after one that warms up: on the clock, and of the
 * processor, which other programs on the machine change less.
 */
function time(work, runs = RUNS) {
  const clock = [];
  const processor = [];
  for (let run = -1; run < runs; run++) {
    const begun = performance.now();
    const used = process.cpuUsage();
    work();
    if (run >= 0) {
      const { user, system } = process.cpuUsage(used);
      clock.push(performance.now() - begun);
      processor.push((user + system) / 1000);
    }
  }
  return { clock: summary(clock), processor: summary(processor) };
}

/** The boxes the page would ask for, with the patch around each. */
function tilesOf({ side, image }, halo) {
  const tiles = [];
  for (let y = 0; y < side; y += TILE) {
    for (let x = 0; x < side; x += TILE) {
      const box = { y0: y, x0: x, y1: y + TILE, x1: x + TILE };
      const around = {
        y0: Math.max(0, y - halo),
        x0: Math.max(0, x - halo),
        y1: Math.min(side, y + TILE + halo),
        x1: Math.min(side, x + TILE + halo)
      };
      const width = around.x1 - around.x0;
      const values = new Float32Array(width * (around.y1 - around.y0));
      for (let row = around.y0; row < around.y1; row++) {
        values.set(
          image.subarray(row * side + around.x0, row * side + around.x1),
          (row - around.y0) * width
        );
      }
      const patch = {
        channels: [values],
        slices: ONE_SLICE,
        box: around,
        depth: 1,
        height: side,
        width: side
      };
      tiles.push({ box, patch });
    }
  }
  return tiles;
}

const path = join(ROOT, 'build/bench');
await bundle(
  'src/engine/worker/jobs.ts',
  { path, filename: 'jobs.mjs', library: { type: 'module' } },
  { target: 'node', experiments: { outputModule: true } }
);
const { JobRunner } = await import(join(path, 'jobs.mjs'));
const module = new WebAssembly.Module(
  readFileSync(join(ROOT, 'wasm/kernels.wasm'))
);
const runner = new JobRunner(module);
runner.setFeatures(features);
const { halo, columnCount } = runner.run({
  kind: 'describeFeatures',
  featuresId: features.id
});
const where = { ...machine(), busyBefore: await quiet() };
const results = { features: [], training: [], prediction: [] };
const told = ({ clock, processor }) =>
  `${clock.median} ms (${processor.median} ms of the processor)`;
const tell = line => process.stdout.write(`${line}\n`);

/** Rows at labelled pixels, and the forest grown from them. */
function train(picture, labels, classes) {
  const { y, x, labels: numbers } = makeLabels(picture, labels, classes);
  const { rows } = runner.run({
    kind: 'featureRows',
    featuresId: features.id,
    patch: {
      channels: [picture.image],
      slices: ONE_SLICE,
      box: allOf(picture.side),
      depth: 1,
      height: picture.side,
      width: picture.side
    },
    z: new Int32Array(y.length),
    y,
    x
  });
  const job = {
    kind: 'train',
    rows,
    labels: numbers,
    columnCount,
    allowedColumns: Int32Array.from({ length: columnCount }, (_, i) => i),
    seed: 1,
    treeStart: 0,
    treeStop: TREES
  };
  return { job, forest: runner.run(job).forest };
}

const small = makeImage(SIDES[0]);
for (const { labels, classes } of TRAININGS) {
  const { job, forest } = train(small, labels, classes);
  const nodes = forest.trees.reduce((sum, tree) => sum + tree.column.length, 0);
  const milliseconds = time(() => runner.run(job));
  results.training.push({
    labels,
    classes,
    trees: TREES,
    leavesPerTree: (nodes / TREES + 1) / 2,
    milliseconds
  });
  tell(`train ${labels} labels, ${classes} classes: ${told(milliseconds)}`);
}

for (const side of SIDES) {
  const picture = makeImage(side);
  const tiles = tilesOf(picture, halo);
  const pixels = side * side;
  // the features job also copies its planes out, which prediction never does
  const milliseconds = time(() =>
    tiles.forEach(({ patch, box }) =>
      runner.run({
        kind: 'features',
        featuresId: features.id,
        patch,
        slices: ONE_SLICE,
        box
      })
    )
  );
  const perPixel = (milliseconds.processor.median * 1e6) / pixels;
  results.features.push({
    side,
    columnCount,
    milliseconds,
    nanosecondsPerPixel: perPixel
  });
  tell(
    `features ${side}²: ${told(milliseconds)}, ${perPixel.toFixed(0)} ns a pixel`
  );
  for (const classes of [2, 4]) {
    const { forest } = train(small, 2000, classes);
    const id = `${classes} classes`;
    runner.setForest({ id, forest, classCount: classes });
    const whole = time(
      () =>
        tiles.forEach(({ patch, box }) =>
          runner.run({
            kind: 'predict',
            featuresId: features.id,
            forestId: id,
            patch,
            slices: ONE_SLICE,
            box
          })
        ),
      side > 1024 ? 3 : RUNS
    );
    const walk = Math.max(
      0,
      whole.processor.median - milliseconds.processor.median
    );
    results.prediction.push({
      side,
      classes,
      labels: 2000,
      trees: TREES,
      withFeaturesMilliseconds: whole,
      nanosecondsPerPixelAndTree: (walk * 1e6) / pixels / TREES
    });
    tell(
      `features + predict ${side}², ${classes} classes: ${told(whole)}, ` +
        `${((walk * 1e6) / pixels / TREES).toFixed(2)} ns a pixel and tree`
    );
  }
}
tell(`written to ${writeResults('core', { machine: where, ...results })}`);
