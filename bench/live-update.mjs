/**
 * Times the lesson in a real JupyterLab in headless Chromium:
 * `bash bench/run.sh live-update`. RUNS says how often (default 5), SLOWER which
 * of the ways below, PATIENCE how many seconds to wait for a quiet machine.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { residentMiB, startLab, STROKES } from './lab-session.mjs';
import { machine, quiet, ROOT, summary, writeResults } from './machine.mjs';
import { afterStroke, strokeLatencies } from './probe.mjs';
import { slowDown } from './slow-down.mjs';

const RUNS = Number(process.env.RUNS ?? 5);
const WANTED_LABELS = 2000;
const FACTOR = 4;
const first = STROKES.filter(stroke => stroke.class === 1);
const second = STROKES.filter(stroke => stroke.class === 2);

const tell = line => process.stdout.write(`${line}\n`);

/** Ways to make the machine slower; each returns how to end it. */
const SLOWER = {
  none: async () => async () => undefined,
  mainThread: async ({ page }) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: FACTOR });
    return async () => {
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      await session.detach();
    };
  },
  renderer: async project => slowDown(await project.rendererPid(), FACTOR)
};

/** Paints the first class, then one stroke of the second. @returns the times after it */
async function firstMap(project) {
  for (const { points } of first) {
    await project.stroke(points);
  }
  await project.run('pixelforest:select-class', { classIndex: 1 });
  await project.page.waitForTimeout(300);
  await project.stroke(second[0].points);
  await project.settled();
  return afterStroke(await project.events());
}

/** The rest of the lesson's strokes, then copies beside them until there are enough labels. */
async function paintOn(project) {
  for (const { points } of second.slice(1)) {
    await project.stroke(points);
  }
  await project.settled();
  for (let shift = 5; ; shift += 5) {
    for (const { points } of second) {
      if ((await project.labelCount()) >= WANTED_LABELS) {
        await project.settled();
        return;
      }
      await project.stroke(points.map(([x, y]) => [x + shift, y - shift]));
      await project.settled();
    }
  }
}

/** Times short strokes that add to about 2,000 labels. */
async function repaints(project, count) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const [x, y] = [300 + 9 * i, 180 + 4 * i];
    await project.stroke([
      [x, y],
      [x + 6, y]
    ]);
    await project.settled();
    times.push(afterStroke(await project.events()));
  }
  return times;
}

/** Long tasks while painting, those of a frame with what ran in it. */
const longTasks = tasks =>
  tasks
    .filter(({ kind }) => kind === 'longtask')
    .map(task => ({
      at: Math.round(task.at),
      duration: Math.round(task.duration),
      scripts: tasks.find(
        ({ kind, at, duration }) =>
          kind === 'long-animation-frame' &&
          at <= task.at + 1 &&
          at + duration >= task.at
      )?.scripts
    }));

async function memory(project) {
  const session = await project.page.context().newCDPSession(project.page);
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session
    .send('Performance.getMetrics')
    .catch(() => ({
      metrics: []
    }));
  const { usedSize, backingStorageSize } = await session.send(
    'Runtime.getHeapUsage'
  );
  await session.detach();
  const mib = bytes => Math.round(bytes / 2 ** 20);
  return {
    pageHeapMiB: mib(usedSize),
    pageBuffersMiB: mib(backingStorageSize ?? 0),
    nodes: metrics.find(({ name }) => name === 'Nodes')?.value,
    workers: project.page.workers().length,
    rendererResidentMiB: residentMiB(await project.rendererPid())
  };
}

/** One way to train, one way to slow: several fresh pages. */
async function measure(lab, { isRedOnly, slower, runs, deep }) {
  const found = {
    firstTile: [],
    firstMap: [],
    repaint: [],
    trained: [],
    latency: [],
    longTasks: [],
    speed: [],
    busyBefore: []
  };
  for (let run = 0; run < runs; run++) {
    const project = await lab.openProject({ isRedOnly });
    found.busyBefore.push(await quiet());
    const fast = await project.speed();
    const before = deep ? await memory(project) : null;
    const end = await SLOWER[slower](project);
    found.speed.push(fast / (await project.speed()));
    const begun = await project.now();
    const map = await firstMap(project);
    found.firstTile.push(map.firstTile);
    found.firstMap.push(map.complete);
    tell(`  run ${run + 1}: first map ${map.complete.toFixed(0)} ms`);
    if (deep) {
      await paintOn(project);
      found.labels = await project.labelCount();
      for (const { complete, trainedSeen } of await repaints(project, 5)) {
        found.repaint.push(complete);
        found.trained.push(trainedSeen ?? 0);
      }
      found.latency.push(...strokeLatencies(await project.events(begun)));
      tell(`  repaint ${found.repaint.slice(-5).map(Math.round).join(' ')} ms`);
    }
    found.longTasks.push(...longTasks(await project.tasks(begun)));
    await end();
    if (deep) {
      found.memory = { before, after: await memory(project) };
    }
    await project.close();
  }
  const figures = ['firstTile', 'firstMap', 'repaint', 'trained', 'latency'];
  const summaries = figures.map(name => [
    name,
    found[name].length > 0 ? summary(found[name]) : undefined
  ]);
  return {
    isRedOnly,
    slower,
    runs,
    ...found,
    speed: summary(found.speed),
    ...Object.fromEntries(summaries)
  };
}

const where = machine();
const idle = spawnSync('node', [join(ROOT, 'scripts/check-bundle-size.mjs')], {
  encoding: 'utf8'
}).stdout.match(/^(\d+) bytes/m)[1];
const lab = await startLab();
try {
  const series = [];
  for (const slower of (process.env.SLOWER ?? Object.keys(SLOWER).join()).split(
    ','
  )) {
    for (const isRedOnly of [true, false]) {
      tell(`slower: ${slower}, ${isRedOnly ? 'red only' : 'all channels'}`);
      const result = await measure(lab, {
        isRedOnly,
        slower,
        runs: RUNS,
        deep: slower === 'none'
      });
      series.push(result);
      tell(
        `  first map ${result.firstMap.median} ms, repaint ${result.repaint?.median} ms, ` +
          `latency ${result.latency?.median} ms, ${result.longTasks.length} long tasks, ` +
          `really ${result.speed.median} times slower, ` +
          `before the runs ${Math.max(...result.busyBefore)} of the cores were busy`
      );
    }
  }
  const path = writeResults('live-update', {
    machine: where,
    browser: `Chromium ${lab.version}, headless`,
    idleBytes: Number(idle),
    series
  });
  tell(`written to ${path}`);
} finally {
  await lab.close();
}
