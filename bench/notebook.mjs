/**
 * Times projects inside notebooks in a real JupyterLab in headless Chromium:
 * `bash bench/run.sh notebook`. RUNS says how often (default 5), PATIENCE how
 * many seconds to wait for a quiet machine.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from './lab-session.mjs';
import { machine, quiet, ROOT, summary, writeResults } from './machine.mjs';
import { installNotebookProbe } from './notebook-probe.mjs';

const RUNS = Number(process.env.RUNS ?? 5);
const PROJECT_MIME = 'application/vnd.pixelforest.project+json';
const CELLS = 10;
const NAMES = Array.from({ length: CELLS }, (_, i) => `project-${i}.ilp`);
const WHEEL_STEP = 120;
const WHEEL_EVERY_MS = 40;
const LONGEST_FRAME_MS = 50;

const tell = line => process.stdout.write(`${line}\n`);
const ms = value => Math.round(value);

/** A notebook with one project output per bundle. */
function writeNotebook(path, bundles) {
  const cells = bundles.map((data, i) => ({
    id: `cell-${i}`,
    cell_type: 'code',
    source: `# ${data[PROJECT_MIME].path}`,
    metadata: {},
    execution_count: null,
    outputs: [{ output_type: 'display_data', data, metadata: {} }]
  }));
  // as JupyterLab saves it without a kernel: it has nothing to save again
  const metadata = {
    kernelspec: { display_name: '', name: '' },
    language_info: { name: '' }
  };
  const notebook = { cells, metadata, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(path, JSON.stringify(notebook));
}

/** What a saved notebook shows of a project to those without Pixel Forest. */
async function makePicture(lab) {
  const file = join(lab.folder, 'first.ipynb');
  writeNotebook(file, [{ [PROJECT_MIME]: { path: NAMES[0] } }]);
  const { page, close } = await openPage(lab);
  await openNotebook(page, 'first.ipynb');
  const read = () => JSON.parse(readFileSync(file, 'utf8')).cells[0].outputs[0];
  for (let attempt = 0; !('image/png' in read().data); attempt++) {
    if (attempt > 100) {
      throw new Error('The notebook got no picture.');
    }
    await page.waitForTimeout(300);
    await page.evaluate(() =>
      globalThis.jupyterapp.commands.execute('docmanager:save')
    );
  }
  await close();
  return read().data;
}

/** A new page with the probe, and what it asks the server for. */
async function openPage(lab) {
  const project = await lab.openEmpty();
  const { page } = project;
  const requests = [];
  page.on('request', request => requests.push(request.url()));
  await ready(page);
  return { page, requests, close: () => project.close() };
}

/** Waits until JupyterLab has nothing more to start, then puts the probe in. */
async function ready(page) {
  await page.waitForFunction(() => globalThis.jupyterapp !== undefined);
  await page.evaluate(() => globalThis.jupyterapp.restored);
  await page.waitForTimeout(3000);
  await page.evaluate(installNotebookProbe);
}

/** Opens a notebook without a kernel. @returns ms from then to what was seen */
async function openNotebook(page, path) {
  await page.evaluate(notebook => {
    globalThis.probe.begin();
    void globalThis.jupyterapp.commands.execute('docmanager:open', {
      path: notebook,
      factory: 'Notebook',
      kernelPreference: { shouldStart: false, autoStartDefault: false }
    });
  }, path);
  await page.waitForFunction(() => globalThis.probe.seen.image !== undefined);
  return page.evaluate(() => globalThis.probe.seen);
}

async function closeNotebook(page) {
  await page.evaluate(() => globalThis.jupyterapp.shell.currentWidget.close());
  await page.locator('.jp-Notebook').waitFor({ state: 'detached' });
  // the layout is kept a second later
  await page.waitForTimeout(2000);
}

/** The three ways in which a notebook is met. */
async function openings(lab) {
  const { page, close } = await openPage(lab);
  const found = { fresh: await openNotebook(page, 'one.ipynb') };
  await closeNotebook(page);
  found.again = await openNotebook(page, 'one.ipynb');
  await closeNotebook(page);
  // the code comes from the browser's cache now
  await page.reload();
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await ready(page);
  found.reloaded = await openNotebook(page, 'one.ipynb');
  await close();
  return found;
}

/** Turns the wheel over the margin of the notebook, from its top to its end or back. */
async function scroll(page, sign) {
  const box = await page.locator('.jp-WindowedPanel-outer').boundingBox();
  await page.mouse.move(box.x + 12, box.y + box.height / 2);
  await page.evaluate(() => globalThis.probe.watchFrames());
  const ended = () =>
    page.evaluate(direction => {
      const at = globalThis.document.querySelector('.jp-WindowedPanel-outer');
      return direction > 0
        ? at.scrollTop + at.clientHeight >= at.scrollHeight - 2
        : at.scrollTop <= 0;
    }, sign);
  while (!(await ended())) {
    await page.mouse.wheel(0, sign * WHEEL_STEP);
    await page.waitForTimeout(WHEEL_EVERY_MS);
  }
  const { frames, tasks } = await page.evaluate(() =>
    globalThis.probe.framesSince()
  );
  const late = frames.filter(duration => duration > LONGEST_FRAME_MS);
  return {
    frames: frames.length,
    medianFrame: summary(frames).median,
    longestFrame: ms(Math.max(...frames)),
    lateShare: Number((late.length / frames.length).toFixed(3)),
    longTasks: tasks
  };
}

const projectsOf = requests =>
  new Set(requests.flatMap(url => /\/(project-\d+\.ilp)/.exec(url)?.[1] ?? []));

/** Ten projects in one notebook. */
async function manyCells(lab) {
  const { page, requests, close } = await openPage(lab);
  const seen = await openNotebook(page, 'many.ipynb');
  await page.waitForTimeout(2000);
  const readBefore = [...projectsOf(requests)].sort();
  const workersBefore = page.workers().length;
  const down = await scroll(page, 1);
  await page.waitForTimeout(1500);
  const readOnTheWay = projectsOf(requests).size;
  // what only flew past is not there yet
  for (let i = 0; i < CELLS; i++) {
    const cell = page.locator('.jp-Notebook .jp-Cell').nth(i);
    await cell.scrollIntoViewIfNeeded();
    await cell
      .locator('canvas[data-layer=raw][data-stale=false]')
      .waitFor({ timeout: 60_000 });
  }
  await page.waitForTimeout(1500);
  await scroll(page, 1);
  const up = await scroll(page, -1);
  const downAgain = await scroll(page, 1);
  const found = {
    image: ms(seen.image),
    readBefore,
    readOnTheWay,
    readAfter: projectsOf(requests).size,
    workersBefore,
    workers: page.workers().length,
    cores: await page.evaluate(() => navigator.hardwareConcurrency),
    down,
    up,
    downAgain
  };
  await close();
  return found;
}

const where = machine();
const lab = await startLab();
try {
  for (const name of NAMES) {
    copyFileSync(join(ROOT, 'examples/hela-cells.ilp'), join(lab.folder, name));
  }
  const picture = await makePicture(lab);
  const bundle = path => ({ ...picture, [PROJECT_MIME]: { path } });
  writeNotebook(join(lab.folder, 'one.ipynb'), [bundle(NAMES[0])]);
  writeNotebook(join(lab.folder, 'many.ipynb'), NAMES.map(bundle));
  const busyBefore = [];
  const ways = { fresh: [], reloaded: [], again: [] };
  const many = [];
  for (let run = 0; run < RUNS; run++) {
    busyBefore.push(await quiet());
    const found = await openings(lab);
    for (const [way, seen] of Object.entries(found)) {
      ways[way].push(seen);
      const { notebook, picture: shown, image } = seen;
      tell(
        `  run ${run + 1}, ${way}: notebook ${ms(notebook)}, picture ${ms(shown)}, image ${ms(image)} ms`
      );
    }
    many.push(await manyCells(lab));
    const { down, up, downAgain } = many[run];
    tell(
      `  ten: ${many[run].readBefore.length} read before scrolling, ${many[run].workers} workers, late frames ` +
        [down, up, downAgain]
          .map(
            ({ lateShare, longestFrame, longTasks }) =>
              `${(100 * lateShare).toFixed(1)} % (longest ${longestFrame}, ${longTasks.length} tasks)`
          )
          .join(', ')
    );
  }
  const opening = Object.fromEntries(
    Object.entries(ways).map(([way, list]) => [
      way,
      Object.fromEntries(
        ['notebook', 'picture', 'image'].map(what => [
          what,
          summary(list.map(seen => seen[what]))
        ])
      )
    ])
  );
  const path = writeResults('notebook', {
    machine: where,
    browser: `Chromium ${lab.version}, headless`,
    busyBefore,
    opening,
    many
  });
  tell(`written to ${path}`);
} finally {
  await lab.close();
}
