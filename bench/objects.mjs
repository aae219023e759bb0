/**
 * Objects: `node bench/objects.mjs`. A map of many round, partly touching
 * objects is split by watershed and measured, here and by scikit-image, which
 * is given our seeds' places and measures less (no hull): processor time, in
 * turns. `BENCH_SCIKIT` names a Python with scikit-image; without it only ours.
 * `MAP=FILE.npy` takes the first class of a predicted map, (y, x, class), instead.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadRooms } from '../scripts/node/load-rooms.mjs';
import { createThreadEngine } from '../scripts/node/worker-host.mjs';
import {
  machine,
  median,
  quiet,
  ROOT,
  summary,
  writeResults
} from './machine.mjs';

const SIDE = Number(process.env.SIDE ?? 4096);
const OBJECTS = Number(process.env.OBJECTS ?? 50000);
const TURNS = Number(process.env.TURNS ?? 5);
const MAP = process.env.MAP;
const STEPS = {
  smoothing: 0.5,
  threshold: { kind: 'single', value: 0.5 },
  fillHoles: true,
  split: { on: 'probability', channel: 0, depth: 0.02 },
  minimumSize: 4,
  maximumSize: null,
  dropBorder: false
};

/** Cones with a little noise; each pixel has the highest. */
function makeMap() {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const map = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < OBJECTS; i++) {
    const [y, x, radius] = [random() * SIDE, random() * SIDE, 5 + 5 * random()];
    for (let row = Math.ceil(y - radius); row < y + radius; row++) {
      for (let column = Math.ceil(x - radius); column < x + radius; column++) {
        const height = 1 - Math.hypot(row - y, column - x) / radius;
        if (
          row >= 0 &&
          row < SIDE &&
          column >= 0 &&
          column < SIDE &&
          height > 0
        ) {
          const pixel = row * SIDE + column;
          const value = Math.min(1, 0.3 + height);
          map[pixel] = Math.max(map[pixel], value);
        }
      }
    }
  }
  return map.map(value => value && Math.min(1, value + 0.01 * random()));
}

/** The first class of a map as `scripts/pixelforest.mjs predict` writes it. */
function readMap(path) {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const shape = /'shape': \((\d+), (\d+), (\d+)/.exec(
    bytes.toString('latin1', 10, start)
  );
  const [height, width, classes] = shape.slice(1).map(Number);
  const map = Float32Array.from({ length: height * width }, (_, i) =>
    bytes.readFloatLE(start + 4 * classes * i)
  );
  return { map, height, width };
}

/** scikit-image in a process of its own; answers a line for a line. */
function startRival(python, folder) {
  const child = spawn(
    python,
    [join(ROOT, 'bench/rivals/objects.py'), folder, `${height}`, `${width}`],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, OMP_NUM_THREADS: '1' }
    }
  );
  const lines = createInterface({ input: child.stdout })[
    Symbol.asyncIterator
  ]();
  return {
    run: async () => {
      child.stdin.write('run\n');
      const { value, done } = await lines.next();
      if (done) {
        throw new Error('scikit-image stopped; its message is above');
      }
      return JSON.parse(value);
    },
    stop: () => child.stdin.end()
  };
}

const engine = createThreadEngine(await loadRooms(), 1);
const { map, height, width } = MAP
  ? readMap(MAP)
  : { map: makeMap(), height: SIDE, width: SIDE };
const channel = Uint16Array.from(map, value => value * 4000);
const grid = { depth: 1, height, width };

async function runOurs() {
  const job = {
    kind: 'segment',
    grid,
    sources: [map.slice()],
    steps: STEPS,
    intensity: null,
    excluded: [],
    measure: { channels: [channel.slice()], probabilities: [map.slice()] }
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await engine.run(job);
  const { user, system } = process.cpuUsage(cpu);
  const wallS = (performance.now() - start) / 1000;
  return { wallS, cpuS: (user + system) / 1e6, result };
}

const busy = await quiet();
const { result } = await runOurs();
const folder = join(ROOT, 'build/bench/objects');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'map.f32'), map);
writeFileSync(join(folder, 'channel.u16'), channel);
writeFileSync(join(folder, 'labels.u32'), result.labels);
const rival =
  process.env.BENCH_SCIKIT && startRival(process.env.BENCH_SCIKIT, folder);
await rival?.run();
const turns = [];
for (let turn = 0; turn < TURNS; turn++) {
  const { wallS, cpuS } = await runOurs();
  turns.push({
    ours: { wallS, cpuS },
    scikit: rival ? await rival.run() : null
  });
}
rival?.stop();
engine.dispose();
const results = {
  machine: machine(),
  busy,
  image: [height, width],
  objects: result.count,
  pieces: result.pieceCount,
  ours: {
    cpuS: summary(
      turns.map(({ ours }) => ours.cpuS),
      3
    ),
    wallS: summary(
      turns.map(({ ours }) => ours.wallS),
      3
    )
  },
  scikit: rival && {
    cpuS: summary(
      turns.map(({ scikit }) => scikit.cpuS),
      3
    ),
    watershedS: summary(
      turns.map(({ scikit }) => scikit.watershedS),
      3
    ),
    agreeing: turns[0].scikit.agreeing
  },
  timesAsFast:
    rival && median(turns.map(({ ours, scikit }) => scikit.cpuS / ours.cpuS))
};
console.log(JSON.stringify(results, null, 2));
console.log(writeResults(`objects-${MAP ? 'course' : SIDE}`, results));
