/**
 * Times opening and saving of projects in a real JupyterLab in headless
 * Chromium: `bash bench/run.sh project-file`. RUNS says how often (default 3),
 * SIZES how many MB the large projects have (default 50,400), REST how many
 * milliseconds a user looks at JupyterLab before the double click (default 0),
 * PATIENCE how many seconds to wait for a quiet machine.
 */
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRooms } from '../scripts/node/load-rooms.mjs';
import { startLab } from './lab-session.mjs';
import { machine, quiet, ROOT, summary, writeResults } from './machine.mjs';

const RUNS = Number(process.env.RUNS ?? 3);
const SIZES = (process.env.SIZES ?? '50,400').split(',').map(Number);
const REST = Number(process.env.REST ?? 0);
const IMAGE_COUNT = 20;
const LABELS_PER_IMAGE = 5000;
const EMBEDDED_SIDE = 1000;
const MEGABYTE = 1e6;

const tell = line => process.stdout.write(`${line}\n`);

/** A project with 20 images beside it and 100,000 labelled pixels. */
async function makeProject({ rooms }, folder, name) {
  const io = rooms.createInPlaceIo();
  const file = join(ROOT, 'fixtures/hela/hela-cells.tif');
  const bytes = new Uint8Array(readFileSync(file));
  const opened = await io.openImage({
    name: 'hela-cells.tif',
    file: { kind: 'bytes', bytes }
  });
  const { metadata } = opened;
  const labels = new Map();
  const images = [];
  for (let i = 0; i < IMAGE_COUNT; i++) {
    const path = `cells-${i}.tif`;
    copyFileSync(file, join(folder, path));
    const id = `image-${i}`;
    images.push({ id, path, innerPath: '', nickname: path, metadata });
    const painted = new rooms.LabelImage(metadata.shape);
    for (const label of [1, 2]) {
      const box = { y0: 100 * label, x0: 60, y1: 100 * label + 50, x1: 110 };
      const plane = { t: 0, z: 0 };
      painted.writeBox(
        plane,
        box,
        new Uint8Array(LABELS_PER_IMAGE / 2).fill(label)
      );
    }
    labels.set(id, painted);
  }
  const project = { ...rooms.createProject(), images, labels };
  const written = await io.writeProject(project);
  writeFileSync(join(folder, name), written);
  opened.close();
  return { io, project, metadata, written };
}

/** The same with a stack of noise inside, shown first. */
async function makeLarge({ io, project, metadata, written }, file, megabytes) {
  // all images of a project have the same channels
  const { c } = metadata.shape;
  const depth = Math.round((megabytes * MEGABYTE) / EMBEDDED_SIDE ** 2 / c);
  const fileShape = [depth, EMBEDDED_SIDE, EMBEDDED_SIDE, c];
  const shape = { t: 1, z: depth, y: EMBEDDED_SIDE, x: EMBEDDED_SIDE, c };
  const stack = {
    ...metadata,
    shape,
    dtype: 'uint8',
    fileAxes: 'zyxc',
    fileShape
  };
  let state = 1;
  const noise = () =>
    Uint8Array.from({ length: EMBEDDED_SIDE ** 2 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return state >>> 24;
    });
  const channels = Array.from({ length: c }, noise);
  const planes = Array.from({ length: depth }, (_, z) => ({
    plane: { t: 0, z },
    channels
  }));
  const bytes = await io.embedImage(written, {
    datasetId: 'stack',
    metadata: stack,
    planes
  });
  const image = {
    id: 'stack',
    path: '',
    innerPath: '/Input Data/local_data/stack',
    nickname: 'stack',
    metadata: stack
  };
  const images = [image, ...project.images];
  const saved = await io.writeProject(
    { ...project, images },
    { previous: { name: 'p.ilp', file: { kind: 'bytes', bytes } } }
  );
  writeFileSync(file, saved);
}

/** Opens a project from the file browser. @returns ms until its first image is shown */
async function openInPage(page, path) {
  const begun = Date.now();
  await page
    .locator('.jp-DirListing-item', {
      has: page.getByText(path, { exact: true })
    })
    .dblclick();
  const tab = page.locator('.jp-PixelForest-document:not(.lm-mod-hidden)');
  await tab.getByRole('application', { name: 'Image viewer' }).waitFor();
  const message = tab.locator('.jp-PixelForest-viewerMessage');
  await message.waitFor({ state: 'hidden' }).catch(async error => {
    throw new Error(
      `${path} shows no image but: ${await message.textContent()}`,
      { cause: error }
    );
  });
  return Date.now() - begun;
}

/** Paints one more stroke. */
function paintInPage(page, y) {
  return page.evaluate(
    json =>
      globalThis.jupyterapp.commands.execute('pixelforest:paint-stroke', json),
    {
      points: [
        [20, y],
        [40, y]
      ]
    }
  );
}

/** Saves the project in front. @returns ms */
function saveInPage(page) {
  return page.evaluate(async () => {
    const begun = performance.now();
    await globalThis.jupyterapp.commands.execute('docmanager:save');
    return performance.now() - begun;
  });
}

/** Seconds that all threads of a process have computed, by what Linux says. */
function processorSeconds(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1];
  const fields = text.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Waits until the page computes nothing any more, at most a minute and a half. */
async function settled(page, pid) {
  for (let i = 0; i < 60; i++) {
    const before = processorSeconds(pid);
    await page.waitForTimeout(1500);
    if (processorSeconds(pid) - before < 0.1) {
      return;
    }
  }
}

/** Resident memory of the page's process in MB, by what Linux says. */
const residentMB = pid =>
  (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) /
  MEGABYTE;

/** @returns what it gave, and the most memory the page took meanwhile beyond what it had */
async function withMemory(pid, run) {
  const before = residentMB(pid);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, residentMB(pid));
  }, 20);
  try {
    const value = await run();
    return { value, grownMB: Math.max(most, residentMB(pid)) - before };
  } finally {
    clearInterval(timer);
  }
}

/** Bytes of answers from now on. */
function countBytes(page, name) {
  const count = { bytes: 0, requests: 0 };
  page.context().on('response', response => {
    const url = response.url();
    const isFile = url.includes('/files/') || url.includes('content=1');
    if (url.includes(name) && isFile) {
      count.bytes += Number(response.headers()['content-length'] ?? 0);
      count.requests += 1;
    }
  });
  return count;
}

async function measure(lab, name) {
  const size = statSync(join(lab.folder, name)).size;
  const found = {
    first: [],
    again: [],
    save: [],
    saveProcessor: [],
    saveAlone: [],
    saveAloneProcessor: [],
    openMB: [],
    saveMB: [],
    saveAloneMB: []
  };
  let fetched = null;
  const busyBefore = [];
  for (let run = 0; run < RUNS; run++) {
    busyBefore.push(await quiet());
    const project = await lab.openEmpty();
    const { page } = project;
    const pid = await project.rendererPid();
    await page.waitForTimeout(REST);
    const count = countBytes(page, name);
    const first = await withMemory(pid, () => openInPage(page, name));
    fetched = { ...count };
    found.first.push(first.value);
    found.openMB.push(first.grownMB);
    await page
      .locator('.lm-TabBar-tab.lm-mod-current .lm-TabBar-tabCloseIcon')
      .last()
      .click();
    await page
      .locator('.jp-PixelForest-document')
      .waitFor({ state: 'detached' });
    found.again.push(await openInPage(page, name));
    await page.waitForTimeout(1000);
    // at once: the forest grows anew meanwhile; then once more when that is over
    for (const [kind, wait] of [
      ['save', () => undefined],
      ['saveAlone', () => settled(page, pid)]
    ]) {
      await paintInPage(page, (kind === 'save' ? 20 : 22) + 5 * run);
      await wait();
      const before = processorSeconds(pid);
      const saved = await withMemory(pid, () => saveInPage(page));
      found[kind].push(saved.value);
      found[`${kind}MB`].push(saved.grownMB);
      found[`${kind}Processor`].push(1000 * (processorSeconds(pid) - before));
    }
    await project.close();
  }
  const result = {
    name,
    bytes: size,
    images: IMAGE_COUNT,
    labels: IMAGE_COUNT * LABELS_PER_IMAGE,
    fetched,
    busyBefore,
    ...Object.fromEntries(
      Object.entries(found).map(([key, values]) => [key, summary(values, 0)])
    )
  };
  tell(
    `${name} (${(size / MEGABYTE).toFixed(1)} MB): first image after ${result.first.median} ms, ` +
      `again ${result.again.median} ms (${(fetched.bytes / MEGABYTE).toFixed(1)} MB in ${fetched.requests} answers, page +${result.openMB.most} MB); ` +
      `save ${result.save.median} ms (processor of the page ${result.saveProcessor.median}), page +${result.saveMB.most} MB; ` +
      `save alone ${result.saveAlone.median} ms (${result.saveAloneProcessor.median}), +${result.saveAloneMB.most} MB`
  );
  return result;
}

const where = machine();
const loaded = await loadRooms();
const lab = await startLab();
try {
  const made = await makeProject(loaded, lab.folder, 'twenty.ilp');
  const names = ['twenty.ilp'];
  for (const megabytes of SIZES) {
    const name = `large-${megabytes}.ilp`;
    await makeLarge(
      { ...made, written: made.written.slice() },
      join(lab.folder, name),
      megabytes
    );
    names.push(name);
  }
  const series = [];
  for (const name of names) {
    series.push(await measure(lab, name));
  }
  const path = writeResults(REST ? 'project-file-rested' : 'project-file', {
    machine: where,
    restMs: REST,
    browser: `Chromium ${lab.version}, headless`,
    series
  });
  tell(`written to ${path}`);
} finally {
  await lab.close();
}
