/** On what a measurement ran, and where its results go. */
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join, resolve } from 'node:path';

/** The repository. */
export const ROOT = resolve(import.meta.dirname, '..');

/** Cores, memory and what else was running: the load includes the measurement itself once it began. */
export function machine() {
  const cpus = os.cpus();
  return {
    cpu: cpus[0].model.trim(),
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    // what else one must know, e.g. that these processes had priority
    note: process.env.NOTE,
    loadAtStart: os.loadavg()[0]
  };
}

/** Share of all cores that was busy for a while, 0…1. */
async function busyShare(milliseconds) {
  const read = () =>
    os
      .cpus()
      .reduce(
        ([idle, all], { times }) => [
          idle + times.idle,
          all + Object.values(times).reduce((sum, time) => sum + time, 0)
        ],
        [0, 0]
      );
  const [idle, all] = read();
  await new Promise(resolve => setTimeout(resolve, milliseconds));
  const [idleAfter, allAfter] = read();
  return 1 - (idleAfter - idle) / (allAfter - all);
}

/**
 * Waits until the machine has little else to do, at most PATIENCE seconds
 * (default 0: what others do is measured and not waited for).
 *
 * @returns share of all cores that was busy at last, 0…1
 */
export async function quiet() {
  const end = Date.now() + 1000 * Number(process.env.PATIENCE ?? 0);
  for (;;) {
    const busy = await busyShare(1500);
    if (busy < 0.15 || Date.now() > end) {
      return Math.round(busy * 100) / 100;
    }
  }
}

/** The middle value; the mean of the two middle ones of an even count. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2
    ? sorted[half]
    : (sorted[half - 1] + sorted[half]) / 2;
}

/** Median, extremes and all values, rounded to so many digits after the point. */
export function summary(values, digits = 1) {
  const round = value => Number(value.toFixed(digits));
  return {
    median: round(median(values)),
    least: round(Math.min(...values)),
    most: round(Math.max(...values)),
    values: values.map(round)
  };
}

/** Writes `bench/results/<day>-<name>.json`. @returns its path */
export function writeResults(name, results) {
  const now = new Date();
  const day = now.toISOString().slice(0, 10);
  const folder = join(ROOT, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${day}-${name}.json`);
  const whole = {
    measured: now.toISOString(),
    ...results,
    loadAtEnd: os.loadavg()[0]
  };
  writeFileSync(path, `${JSON.stringify(whole, null, 2)}\n`);
  return path;
}
