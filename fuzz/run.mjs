/**
 * Opens and saves spoilt project files, as the browser's I/O worker does, and
 * looks for crashes, for hangs and for hunger.
 *
 *   node fuzz/run.mjs [--count 300] [--seed 1] [--from 0] [--keep FOLDER]
 *
 * Needs what `jlpm build:wasm` and `jlpm build:lib` make. Exit status: 0 all
 * files were opened or refused in words; 1 some were not, and are kept.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { loadRooms, ROOT } from '../scripts/node/load-rooms.mjs';
import { createRandom, mutate } from './mutations.mjs';

/** No file may keep the worker longer. */
const PATIENCE_MS = 20_000;
/** Of the whole process. */
const MAX_BYTES = 2 ** 30;
/** The library's memory never shrinks: above this the next file gets a fresh worker. */
const FRESH_ABOVE_BYTES = 2 ** 29;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    keep: { type: 'string', default: join(ROOT, 'build/fuzz') }
  }
});
const [count, seed, from] = [values.count, values.seed, values.from].map(
  Number
);

const { rooms, urlOf } = await loadRooms();
const samples = readdirSync(join(ROOT, 'fixtures'), { recursive: true })
  .filter(path => path.endsWith('.ilp'))
  .sort()
  .map(path => new Uint8Array(readFileSync(join(ROOT, 'fixtures', path))));

/** Opens one file after the other on a thread that can be ended. */
class Opener {
  /** @returns what came of it, and how long it took */
  async open(bytes, number) {
    this._worker ??= new Worker(urlOf('fuzzWorker'));
    const worker = this._worker;
    const started = performance.now();
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    let finish;
    const answered = new Promise(resolve => (finish = resolve));
    const fail = ({ message }) => finish({ outcome: `crash: ${message}` });
    const alarm = setTimeout(
      () => finish({ outcome: `crash: no answer in ${PATIENCE_MS} ms` }),
      PATIENCE_MS
    );
    worker.on('message', finish);
    worker.on('error', fail);
    worker.postMessage({ bytes, number });
    const answer = await answered;
    clearTimeout(alarm);
    worker.off('message', finish);
    worker.off('error', fail);
    clearInterval(watch);
    peak = Math.max(peak, process.memoryUsage().rss);
    const isUsedUp = answer.number !== number || answer.isBroken;
    if (isUsedUp || peak > FRESH_ABOVE_BYTES) {
      await this.end();
    }
    const outcome =
      peak > MAX_BYTES ? `crash: ${peak} bytes of memory` : answer.outcome;
    return {
      outcome,
      peak,
      ms: performance.now() - started,
      ...(answer.isBroken && { isBroken: true })
    };
  }

  async end() {
    await this._worker?.terminate();
    this._worker = null;
  }
}

const opener = new Opener();
const outcomes = new Map();
let slowest = { ms: 0 };
let hungriest = { peak: 0 };
let broken = 0;
const failures = [];
for (let number = from; number < from + count; number++) {
  const random = createRandom(seed * 1_000_003 + number * 7919);
  for (let i = 0; i < 8; i++) {
    random(2); // the first draws of near seeds are alike
  }
  const sample = samples[random(samples.length)];
  const { how, bytes } = await mutate(rooms, sample, random);
  const result = await opener.open(bytes, number);
  const word = result.outcome.split(':')[0];
  outcomes.set(word, (outcomes.get(word) ?? 0) + 1);
  broken += result.isBroken ? 1 : 0;
  slowest = result.ms > slowest.ms ? { number, how, ...result } : slowest;
  hungriest =
    result.peak > hungriest.peak ? { number, how, ...result } : hungriest;
  if (word === 'crash') {
    mkdirSync(values.keep, { recursive: true });
    const path = join(values.keep, `${seed}-${number}.ilp`);
    writeFileSync(path, bytes);
    failures.push(path);
    process.stdout.write(`${path} (${how}): ${result.outcome}\n`);
  }
}
await opener.end();
const list = [...outcomes].sort().map(([word, times]) => `${word} ${times}`);
process.stdout.write(
  `${count} files: ${list.join(', ')}; slowest ${Math.round(slowest.ms)} ms (${slowest.number}: ${slowest.how}), ` +
    `most memory ${Math.round(hungriest.peak / 2 ** 20)} MiB (${hungriest.number}), ${broken} broke the HDF5 library\n`
);
process.exitCode = failures.length > 0 ? 1 : 0;
