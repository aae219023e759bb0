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

/** One program that is ready to run one stage of one configuration. */
export class Rival {
  /**
   * @param name of the program
   * @param config what it is told, see bench/README.md
   * @throws Error with the last line it wrote if it ends before it is ready
   */
  static async start(name, config) {
    const missing = whyMissing(name);
    if (missing) {
      throw new Error(missing);
    }
    const { command, file } = RIVALS[name];
    const child = spawn(command, [join(FOLDER, file), JSON.stringify(config)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONPATH: ROOT, PYTHONDONTWRITEBYTECODE: '1' }
    });
    const rival = new Rival(name, child);
    rival.facts = await rival._answer();
    return rival;
  }

  constructor(name, child) {
    this.name = name;
    this._child = child;
    this._complaints = '';
    child.stderr.on('data', text => {
      this._complaints = `${this._complaints}${text}`.slice(-2000);
    });
    // a program that ended is told apart by its answer that is missing
    child.stdin.on('error', () => undefined);
    this._lines = createInterface({ input: child.stdout })[
      Symbol.asyncIterator
    ]();
    this._ended = once(child, 'close').catch(() => undefined);
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

  /** Stops it at once. */
  kill() {
    this._child.kill('SIGKILL');
  }

  /** The next line of JSON; what else it prints is passed over. */
  async _answer() {
    for (;;) {
      const { value, done } = await this._lines.next();
      if (done) {
        await this._ended;
        const lines = this._complaints.trim().split('\n').reverse();
        const reason = lines.find(line => /^\S*Error\b/.test(line));
        throw new Error(`${this.name} ended: ${reason ?? lines[0]}`);
      }
      if (value.startsWith('{')) {
        return JSON.parse(value);
      }
    }
  }
}
