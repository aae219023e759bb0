/** The programs compared, each in a process of its own that is asked by lines (rivals/measure.mjs). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './machine.mjs';

const FOLDER = join(ROOT, 'bench/rivals');
const node = file => ({ command: process.execPath, file });
const python = (variable, file) => ({
  command: process.env[variable],
  variable,
  file
});

/** By name: the interpreter, where the environment names it, and the file. */
const RIVALS = {
  'Pixel Forest': node('pixelforest.mjs'),
  'Pixel Forest in Python': python('BENCH_PYTHON', 'wasmtime_host.py'),
  ilastik: python('BENCH_ILASTIK', 'ilastik_engine.py'),
  vigra: python('BENCH_VIGRA', 'vigra_filters.py'),
  scikit: python('BENCH_SCIKIT', 'scikit.py'),
  'ml-random-forest': node('ml-random-forest.mjs')
};

/** Why a rival cannot take part, or null. */
export function whyMissing(name) {
  const { command, variable } = RIVALS[name];
  return command ? null : `${variable} is not set`;
}

/** One program that runs one stage of one configuration. */
export class Rival {
  /**
   * Starts it; it gets ready by itself.
   *
   * @param name of the program
   * @param config what it is told, see bench/README.md
   * @throws Error if the environment does not say where it is
   */
  constructor(name, config) {
    const missing = whyMissing(name);
    if (missing) {
      throw new Error(missing);
    }
    const { command, file } = RIVALS[name];
    this.name = name;
    this._child = spawn(command, [join(FOLDER, file), JSON.stringify(config)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONPATH: ROOT, PYTHONDONTWRITEBYTECODE: '1' }
    });
    this._complaints = '';
    this._child.stderr.on('data', text => {
      this._complaints = `${this._complaints}${text}`.slice(-4000);
    });
    // a program that ended is told by its answer that is missing
    this._child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: this._child.stdout });
    this._lines = lines[Symbol.asyncIterator]();
    this._ended = once(this._child, 'close').catch(() => undefined);
  }

  /**
   * @returns facts about it, once it is ready
   * @throws Error with its own complaint if it ends before
   */
  async ready() {
    this.facts ??= await this._answer();
    return this.facts;
  }

  /** Runs the stage once. @returns `{ wallS, cpuS, peakRssMiB, digest }` */
  run(wantsDigest = false) {
    this._child.stdin.write(wantsDigest ? 'digest\n' : '\n');
    return this._answer();
  }

  /** Lets it end; one that does not is stopped. */
  async close() {
    this._child.stdin.end();
    const patience = setTimeout(() => this._child.kill('SIGKILL'), 5000);
    await this._ended;
    clearTimeout(patience);
  }

  /** Stops it at once; what it was doing fails with the reason. */
  stop(reason) {
    this._complaints = reason;
    this._child.kill('SIGKILL');
  }

  /** The next line of JSON; what else it prints is passed over. */
  async _answer() {
    for (;;) {
      const { value, done } = await this._lines.next();
      if (done) {
        await this._ended;
        const complaints = this._complaints.trim().split('\n').reverse();
        const reason = complaints.find(line => /^\S*Error\b/.test(line));
        throw new Error(`${this.name} ended: ${reason ?? complaints[0]}`);
      }
      if (value.startsWith('{')) {
        return JSON.parse(value);
      }
    }
  }
}
