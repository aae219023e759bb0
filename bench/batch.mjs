/**
 * Time per image of a run on a folder, in a real JupyterLab in headless Chromium, against
 * features and prediction of the same pixels alone on as many threads:
 * `bash bench/run.sh batch`. IMAGES says how many (default 8), SIDE how large (default 2048).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRooms } from '../scripts/node/load-rooms.mjs';
import { Desk } from '../scripts/node/project-file.mjs';
import { Inputs } from './inputs.mjs';
import { startLab } from './lab-session.mjs';
import { machine, quiet, summary, writeResults } from './machine.mjs';
import { SIDE as COURSE_SIDE } from './pictures.mjs';
import { Rival } from './rivals.mjs';

const IMAGES = Number(process.env.IMAGES ?? 8);
const SIDE = Number(process.env.SIDE ?? 2048);
const WORKERS = 2;
const TREES = 100;
const FOLDER = 'images';
const PATIENCE = 600_000;

const loaded = await loadRooms();
const inputs = new Inputs(loaded);
const training = await inputs.training({ labels: 2000, classes: 2 });
const made = await inputs.image({ y: SIDE, x: SIDE });

const alone = await timeAlone();
const lab = await startLab();
try {
  await addImages();
  const project = await lab.openStored({
    files: [training.project, training.picture],
    size: { width: COURSE_SIDE, height: COURSE_SIDE },
    workers: WORKERS
  });
  const busyBefore = await quiet();
  const runs = {
    segmentation: await timeRun(project, 'masks', ['segmentation-tiff']),
    probabilities: await timeRun(project, 'maps', ['probabilities-tiff']),
    objects: await timeRun(project, 'objects', ['objects-tiff', 'objects-csv'])
  };
  const path = writeResults('batch', {
    measured: new Date().toISOString(),
    machine: machine(),
    browser: `Chromium ${lab.version}, headless`,
    busyBefore,
    images: IMAGES,
    side: SIDE,
    featuresAndPredictionS: alone,
    runs: Object.fromEntries(
      Object.entries(runs).map(([name, run]) => [
        name,
        { ...run, times: run.perImageS / alone.median }
      ])
    )
  });
  console.log(path);
} finally {
  await lab.close();
}

/** Features and prediction, image in memory, in Node. @returns seconds of the clock */
async function timeAlone() {
  const program = new Rival('Pixel Forest', {
    stage: 'endToEnd',
    workers: WORKERS,
    trees: TREES,
    block: 0,
    ...made,
    ...training
  });
  try {
    await program.ready();
    const times = [];
    for (let turn = 0; turn < 5; turn++) {
      times.push((await program.run()).wallS);
    }
    return summary(times, 3);
  } finally {
    await program.close();
  }
}

/** The same pixels in so many files of the server. */
async function addImages() {
  const desk = new Desk(loaded);
  const source = await desk.openImage({ path: made.image, axes: made.axes });
  const pages = await source.readBox({
    plane: { t: 0, z: 0 },
    box: { y0: 0, x0: 0, y1: SIDE, x1: SIDE },
    channels: [0]
  });
  const options = { width: SIDE, height: SIDE, dtype: 'uint16', channels: 1 };
  const bytes = await desk.io.encode({ kind: 'tiff', pages, options });
  mkdirSync(join(lab.folder, FOLDER));
  for (let i = 0; i < IMAGES; i++) {
    writeFileSync(join(lab.folder, FOLDER, `image-${i + 1}.tif`), bytes);
  }
}

/**
 * One run on the folder.
 *
 * @param outputs names of the exporters
 */
async function timeRun({ page, tab }, results, outputs) {
  const panel = page.locator('.jp-PixelForest-batch');
  if (!(await panel.isVisible())) {
    await tab.getByRole('button', { name: 'Batch', exact: true }).click();
  }
  await panel.getByRole('textbox', { name: 'Image folder' }).fill(FOLDER);
  await panel.getByRole('textbox', { name: 'Result folder' }).fill(results);
  const boxes = panel.locator('.jp-PixelForest-batch-exporters input');
  for (const box of await boxes.all()) {
    await box.setChecked(outputs.includes(await box.getAttribute('value')));
  }
  await panel.getByRole('rowheader', { name: `image-${IMAGES}.tif` }).waitFor();
  const begin = panel.getByRole('button', { name: 'Start', exact: true });
  await begin.click();
  const from = Date.now();
  await panel
    .getByText(`${IMAGES} of ${IMAGES} done, 0 failed`)
    .first()
    .waitFor({ timeout: PATIENCE });
  const wallS = (Date.now() - from) / 1000;
  const [, ...rows] = readFileSync(
    join(lab.folder, results, 'summary.csv'),
    'utf8'
  )
    .trim()
    .split('\n');
  return { wallS, perImageS: wallS / IMAGES, rows };
}
