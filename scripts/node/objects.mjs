/** The objects of one image with the settings and corrections of a project: the label image, and the table as the browser exports it. */
import { forProject } from './errors.mjs';
import { NpyFile } from './npy-file.mjs';
import { createQuietStore } from './predict.mjs';
import { Desk, writeWhole } from './project-file.mjs';
import { createThreadEngine } from './worker-host.mjs';

/** Highest number 16 bits hold. */
const MAX_SHORT_ID = 2 ** 16 - 1;

/**
 * Writes object numbers as an `.npy` file, axes as of a segmentation, and the
 * table beside it as `.csv`.
 */
export async function findObjects(
  loaded,
  { project: path, image, out, workers }
) {
  const desk = new Desk(loaded);
  const opened = await desk.openProject(path);
  const { reference, isNew } = desk.findImage(opened, image);
  const engine = createThreadEngine(loaded, workers);
  const store = createQuietStore(loaded, engine, opened);
  try {
    if (store.objects.settings.source.kind === 'classes') {
      await forProject(path, () => store.ensureForest());
    }
    if (isNew) {
      store.addImages([reference]);
    }
    const objects = await store.segmentImage(
      reference.id,
      new AbortController().signal
    );
    const { metadata } = await store.loadImage(reference.id);
    const rows = loaded.rooms.objectRows({ image: reference, objects });
    await writeLabels(loaded, out, metadata, objects);
    const text = loaded.rooms.csvLines(rows);
    await writeWhole(
      out.replace(/\.npy$/, '.csv'),
      new TextEncoder().encode(text)
    );
    const count = objects.frames.reduce(
      (sum, { table }) => sum + table.count,
      0
    );
    process.stdout.write(`${out}: ${count} objects\n`);
  } finally {
    store.dispose();
    engine.dispose();
  }
}

async function writeLabels(
  { rooms },
  target,
  { shape, fileAxes },
  { frames, grid }
) {
  const area = grid.height * grid.width;
  const highest = Math.max(...frames.map(({ table }) => table.count));
  const dtype = highest > MAX_SHORT_ID ? 'uint32' : 'uint16';
  const options = { fileAxes, shape, channelCount: 1, dtype };
  const file = await NpyFile.create(rooms, target, options);
  try {
    for (const { t, labels } of frames) {
      for (let z = 0; z < grid.depth; z++) {
        const plane = rooms.createPixels(dtype, area);
        plane.set(labels.subarray(z * area, (z + 1) * area));
        await file.put({ t, z }, { y0: 0, y1: grid.height }, plane);
      }
    }
    await file.finish();
  } finally {
    await file.dispose();
  }
}
