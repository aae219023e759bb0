/** A JupyterLab with the built extension and the course image, and a browser in which it is used. */
import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium } from 'playwright-core';
import { ROOT } from './machine.mjs';
import { installProbe } from './probe.mjs';

const { browserOptions, freePort } = createRequire(import.meta.url)(
  '../ui-tests/browser.js'
);
const HELA = { width: 672, height: 512 };
const FIT_SHARE = 0.98;

/** The strokes of the lesson: `class` from 1, points (x, y). */
export const STROKES = JSON.parse(
  readFileSync(join(ROOT, 'fixtures/hela/demo_scribbles.json'), 'utf8')
).strokes;

/** Starts server and browser. @returns ways to open pages, facts, and `close` */
export async function startLab() {
  const folder = mkdtempSync(join(tmpdir(), 'pixelforest-bench-'));
  copyFileSync(
    join(ROOT, 'fixtures/hela/hela-cells.tif'),
    join(folder, 'hela-cells.tif')
  );
  const share = join(ROOT, 'build/share/jupyter');
  const port = freePort();
  const server = spawn(
    'jupyter',
    [
      'lab',
      '--config',
      'jupyter_server_test_config.py',
      `--ServerApp.port=${port}`
    ],
    {
      cwd: join(ROOT, 'ui-tests'),
      stdio: 'ignore',
      env: {
        ...process.env,
        JUPYTERLAB_GALATA_ROOT_DIR: folder,
        ...(existsSync(share) ? { JUPYTER_PATH: share } : {})
      }
    }
  );
  // also when the measurement is broken off
  process.once('exit', () => server.kill());
  process.once('SIGINT', () => process.exit(130));
  const url = `http://localhost:${port}/lab`;
  await answered(url);
  const browser = await chromium.launch(browserOptions().launchOptions);
  let count = 0;
  return {
    version: browser.version(),
    /** Absolute, of the server's files. */
    folder,
    /** A new page in which nothing is open. */
    openEmpty: () => openEmpty(browser, `${url}/workspaces/bench-${++count}`),
    /** Opens the image in a new project and a new page. */
    openProject: async options =>
      openProject(
        browser,
        `${url}/workspaces/bench-${++count}`,
        count,
        options
      ),
    /**
     * Opens a project that is there already in a new page.
     *
     * @param options `files`: the project first, then its image; `size` of the
     * image; `workers`: as many cores as the page is told of
     */
    openStored: async options =>
      openStored(
        browser,
        `${url}/workspaces/bench-${++count}`,
        folder,
        options
      ),
    close: async () => {
      await browser.close();
      server.kill();
      await new Promise(resolve => server.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

async function answered(url) {
  for (let attempt = 0; attempt < 240; attempt++) {
    const isThere = await fetch(url).then(
      response => response.ok,
      () => false
    );
    if (isThere) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 500));
  }
  throw new Error(`JupyterLab does not answer at ${url} after two minutes.`);
}

async function openProject(browser, url, number, { isRedOnly, viewport }) {
  const context = await browser.newContext({
    viewport: viewport ?? { width: 1400, height: 900 }
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await page
    .locator('.jp-DirListing-item', { hasText: 'hela-cells.tif' })
    .click({ button: 'right' });
  await page
    .getByRole('menuitem', { name: 'Open in Pixel Classification' })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(`bench-${number}`);
  await dialog.getByRole('button', { name: 'Create' }).click();
  const project = new OpenProject(browser, page);
  await project.stage.waitFor();
  await project.tab
    .locator('.jp-PixelForest-viewerMessage')
    .waitFor({ state: 'hidden' });
  for (const channel of isRedOnly ? ['Green', 'Blue'] : []) {
    await project.tab
      .getByRole('checkbox', { name: `Train on channel ${channel}` })
      .uncheck();
  }
  await page.evaluate(installProbe);
  // thumbnails, histogram and the first picture are not part of what is timed
  await page.waitForTimeout(1500);
  return project;
}

async function openEmpty(browser, url) {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 }
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  return new OpenProject(browser, page);
}

async function openStored(browser, url, folder, { files, size, workers }) {
  for (const file of files) {
    copyFileSync(file, join(folder, basename(file)));
  }
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 }
  });
  await context.addInitScript(count => {
    Object.defineProperty(globalThis.navigator, 'hardwareConcurrency', {
      get: () => count
    });
  }, workers);
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await page
    .locator('.jp-DirListing-item', { hasText: basename(files[0]) })
    .dblclick();
  const project = new OpenProject(browser, page, size);
  await project.stage.waitFor();
  await project.tab
    .locator('.jp-PixelForest-viewerMessage')
    .waitFor({ state: 'hidden' });
  await page.evaluate(installProbe);
  await page.waitForTimeout(1500);
  return project;
}

/** The project in front, painted on with the mouse. */
class OpenProject {
  constructor(browser, page, size = HELA) {
    this.browser = browser;
    this.page = page;
    this.size = size;
    this.tab = page.locator('.jp-PixelForest-document:not(.lm-mod-hidden)');
    this.stage = this.tab.getByRole('application', { name: 'Image viewer' });
  }

  /** Runs a command of JupyterLab. */
  run(command, args = {}) {
    return this.page.evaluate(
      ([id, json]) => globalThis.jupyterapp.commands.execute(id, json),
      [command, args]
    );
  }

  /** Where points of the fitted image are on the page. */
  async places(points) {
    const view = await this.stage.evaluate(element => {
      const { left, top } = element.getBoundingClientRect();
      const { clientWidth, clientHeight } = element;
      return { left, top, width: clientWidth, height: clientHeight };
    });
    const { width, height } = this.size;
    const zoom =
      this.zoom ??
      FIT_SHARE * Math.min(view.width / width, view.height / height);
    return points.map(([x, y]) => [
      view.left + view.width / 2 + (x - (width - 1) / 2) * zoom,
      view.top + view.height / 2 + (y - (height - 1) / 2) * zoom
    ]);
  }

  /** One stroke; `steps` pointer events between two points. */
  async stroke(points, steps = 6) {
    const { mouse } = this.page;
    const [first, ...rest] = await this.places(points);
    await mouse.move(...first);
    await mouse.down();
    for (const place of rest) {
      await mouse.move(...place, { steps });
    }
    await mouse.up();
  }

  /** What the probe saw since `from`. */
  events(from = 0) {
    return this.page.evaluate(
      since => globalThis.probe.events.filter(({ at }) => at >= since),
      from
    );
  }

  tasks(from = 0) {
    return this.page.evaluate(
      since => globalThis.probe.tasks.filter(({ at }) => at >= since),
      from
    );
  }

  now() {
    return this.page.evaluate(() => performance.now());
  }

  settled() {
    return this.page.evaluate(() => globalThis.probe.settled());
  }

  /** Labelled pixels of all classes. */
  async labelCount() {
    const texts = await this.tab
      .getByRole('listbox', { name: 'Classes' })
      .locator('.jp-PixelForest-count')
      .allTextContents();
    return texts.reduce(
      (sum, text) => sum + Number(text.replace(/\D/g, '')),
      0
    );
  }

  /** Process number of the page's renderer: the one that the page keeps busiest. */
  async rendererPid() {
    const session = await this.browser.newBrowserCDPSession();
    const times = async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      return new Map(
        processInfo
          .filter(({ type }) => type === 'renderer')
          .map(({ id, cpuTime }) => [id, cpuTime])
      );
    };
    const before = await times();
    await this.page.evaluate(busyFor, 400);
    const after = await times();
    await session.detach();
    const used = [...after].map(([id, time]) => [
      time - (before.get(id) ?? 0),
      id
    ]);
    return used.sort((a, b) => b[0] - a[0])[0][1];
  }

  /** Loops per millisecond of the page's main thread: tells how much slower it is made. */
  speed() {
    return this.page.evaluate(busyFor, 1000);
  }

  close() {
    return this.page.context().close();
  }
}

/** Runs in the page. @returns loops per millisecond */
function busyFor(milliseconds) {
  const begun = performance.now();
  let loops = 0;
  let value = 1;
  while (performance.now() - begun < milliseconds) {
    for (let i = 0; i < 10_000; i++) {
      value = Math.imul(value, 31) + i;
    }
    loops++;
  }
  return (loops + (value & 0)) / (performance.now() - begun);
}

/** Resident memory of a process in MiB, where the system says (Linux). */
export function residentMiB(pid) {
  const text = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Math.round(Number(text.toString()) / 1024);
}
