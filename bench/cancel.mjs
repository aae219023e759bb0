/**
 * How soon a worker is free after a cancel: `node bench/cancel.mjs`. Jobs run
 * in one real thread of Node; each is cancelled at a random moment, and the
 * clock runs until a tiny job behind it is done.
 */
import { loadRooms } from '../scripts/node/load-rooms.mjs';
import { createThreadEngine } from '../scripts/node/worker-host.mjs';
import { machine, median, writeResults } from './machine.mjs';

const CANCELS = Number(process.env.CANCELS ?? 40);
const CHANNELS = [0, 1, 2];

/** 0 ≤ value < 1, the same in every run. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Rows of two classes that overlap, so that trees have to grow deep. */
function makeTraining(labelCount, columnCount) {
  const random = randomNumbers(labelCount);
  const labels = Uint8Array.from({ length: labelCount }, (_, i) => 1 + (i % 2));
  const rows = new Float32Array(labelCount * columnCount);
  for (let i = 0; i < rows.length; i++) {
    const label = labels[Math.floor(i / columnCount)];
    rows[i] = random() + random() + random() + 0.3 * label;
  }
  return {
    kind: 'train',
    rows,
    labels,
    columnCount,
    allowedColumns: Int32Array.from({ length: columnCount }, (_, i) => i),
    seed: 1,
    treeStart: 0,
    treeStop: 100
  };
}

function makePatch(depth, side) {
  const random = randomNumbers(side);
  return {
    channels: CHANNELS.map(() =>
      Float32Array.from({ length: depth * side * side }, () => 200 * random())
    ),
    slices: { z0: 0, z1: depth },
    box: { y0: 0, x0: 0, y1: side, x1: side },
    depth,
    height: side,
    width: side
  };
}

const percentile = (values, share) =>
  [...values].sort((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ];

const loaded = await loadRooms();
const { rooms } = loaded;
const engine = createThreadEngine(loaded, 1);
const probe = { kind: 'statistics', values: Uint8Array.of(1), binCount: 1 };

/** Milliseconds from a cancel to the end of the probe. */
async function timeCancels(name, job, options = {}) {
  const random = randomNumbers(7);
  const begun = performance.now();
  await engine.run(job, options);
  const whole = performance.now() - begun;
  const times = [];
  for (let i = 0; i < CANCELS; i++) {
    const abort = new AbortController();
    const running = engine
      .run(job, { ...options, signal: abort.signal })
      .catch(() => undefined);
    const wait = Math.min(whole * 0.9, 2000) * random();
    await new Promise(resolve => setTimeout(resolve, wait));
    const cancelled = performance.now();
    abort.abort();
    await engine.run(probe, { priority: 0 });
    times.push(performance.now() - cancelled);
    await running;
  }
  const round = value => Math.round(value * 10) / 10;
  const result = {
    name,
    wholeMs: round(whole),
    cancels: CANCELS,
    medianMs: round(median(times)),
    p95Ms: round(percentile(times, 0.95)),
    mostMs: round(Math.max(...times))
  };
  process.stdout.write(
    `${name}: whole ${result.wholeMs} ms; free after ${result.medianMs} ms, ` +
      `95 % within ${result.p95Ms}, most ${result.mostMs}\n`
  );
  return result;
}

const results = [];
try {
  const choice = rooms.defaultFeatures();
  const flat = rooms.createFeatureSetup(choice, CHANNELS.length, null, 1);
  const columns = rooms.allowedColumns(flat).length;
  for (const labels of [2000, 20_000, 100_000]) {
    const job = makeTraining(labels, columns);
    const name = `train on ${labels} labels`;
    results.push(await timeCancels(name, { ...job, treeStop: 20 }));
  }
  results.push(
    await timeCancels('importance on 5000 labels', {
      ...makeTraining(5000, columns),
      treeStop: 20,
      measure: { permutations: 5 }
    })
  );
  const training = makeTraining(5000, columns);
  const { forest } = await engine.run({ ...training, treeStop: 500 });
  const setup = rooms.createForestSetup('bench', forest, 2);
  for (const side of [128, 1024]) {
    const patch = makePatch(1, side);
    const { box, slices } = patch;
    results.push(
      await timeCancels(
        `predict ${side}², ${columns} columns, 500 trees`,
        {
          kind: 'predict',
          featuresId: flat.id,
          forestId: setup.id,
          patch,
          box,
          slices
        },
        { features: flat, forest: setup }
      )
    );
    results.push(
      await timeCancels(
        `features ${side}², ${columns} columns`,
        {
          kind: 'features',
          featuresId: flat.id,
          patch,
          box: { ...box, y1: Math.min(box.y1, 256) },
          slices
        },
        { features: flat }
      )
    );
  }
  const solid = rooms.createFeatureSetup(
    { ...choice, computeIn2d: choice.scales.map(() => false) },
    CHANNELS.length,
    null,
    64
  );
  const patch = makePatch(64, 128);
  results.push(
    await timeCancels(
      'features 64 × 128² in 3-D',
      {
        kind: 'features',
        featuresId: solid.id,
        patch,
        slices: { z0: 20, z1: 36 },
        box: patch.box
      },
      { features: solid }
    )
  );
} finally {
  engine.dispose();
}
process.stdout.write(
  `written to ${writeResults('cancel', { machine: machine(), results })}\n`
);
