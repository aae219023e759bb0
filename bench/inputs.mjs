/**
 * What all rivals get, in `build/bench/inputs`: images as `.npy`, projects with
 * labels and a forest, and the rows it was grown from. The same in every run.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { prepareCase } from '../scripts/node/bench-case.mjs';
import { leavesPerTree } from '../scripts/node/bench.mjs';
import { predict } from '../scripts/node/predict.mjs';
import { Desk } from '../scripts/node/project-file.mjs';
import { ROOT } from './machine.mjs';
import { paint, repeat, SIDE } from './pictures.mjs';

const FOLDER = join(ROOT, 'build/bench/inputs');
const COURSE_IMAGE = join(ROOT, 'fixtures/hela/hela-cells.tif');
const IMAGE_ID = 'bench';
const PLANE = { t: 0, z: 0 };
/** Slices and rows of the volume that is trained on. */
const SOLID = { z: 48, y: 128, x: 128 };

/** Makes inputs; what was made is found again by its name. */
export class Inputs {
  /** @param loaded of `loadRooms` */
  constructor(loaded) {
    this._loaded = loaded;
    this._desk = new Desk(loaded);
    mkdirSync(FOLDER, { recursive: true });
  }

  /**
   * An image of a size.
   *
   * @param size `{ z, y, x, channels }`
   * @returns `{ image, axes, warmImage }`: files, the latter of at most a megapixel
   */
  async image({ z = 1, y, x, channels = 1 }) {
    const factor = Math.sqrt(Math.max(1, (z * y * x) / 2 ** 20));
    const smaller = value => Math.ceil(value / factor);
    const whole = await this._array({ z, y, x, channels });
    const small = { z, y: smaller(y), x: smaller(x), channels };
    const { path: warmImage } = await this._array(small);
    return { image: whole.path, axes: whole.axes, warmImage };
  }

  /**
   * A project with labels, with the forest grown from them, and the rows it was
   * grown from.
   *
   * @param wanted `{ labels, classes, channels, isSolid, families }`; of the
   * filter families only the first so many
   * @returns paths `untrained`, `project`, `rows`, `rowLabels`, `labelMap` (the
   * labels of the first slice), `courseImage` (its pixels) and `picture` (a TIFF
   * of them); `columnCount`, `leavesPerTree`
   */
  async training(wanted) {
    const all = { channels: 1, isSolid: false, families: 6, ...wanted };
    const { labels, classes, channels, isSolid, families } = all;
    const name = `${labels}-${classes}-${channels}${isSolid ? '-solid' : ''}-${families}`;
    const made = {
      untrained: join(FOLDER, `${name}.ilp`),
      project: join(FOLDER, `${name}-trained.ilp`),
      rows: join(FOLDER, `${name}-rows.npy`),
      rowLabels: join(FOLDER, `${name}-labels.npy`),
      labelMap: join(FOLDER, `${name}-map.npy`)
    };
    const facts = join(FOLDER, `${name}.json`);
    if (!existsSync(facts)) {
      await this._saveUntrained(made, all);
      const found = await this._train(made);
      await writeFile(facts, JSON.stringify(found));
    }
    const course = isSolid ? SOLID : { z: 1, y: SIDE, x: SIDE };
    const { path: courseImage } = await this._array({ ...course, channels });
    const picture = join(FOLDER, `hela-${channels}.tif`);
    const found = JSON.parse(readFileSync(facts, 'utf8'));
    return { ...made, courseImage, picture, ...found };
  }

  async _saveUntrained({ untrained, labelMap }, wanted) {
    const { rooms } = this._loaded;
    const { classes, isSolid, families, channels } = wanted;
    const image = isSolid
      ? await this._array({ ...SOLID, channels })
      : await this._courseTiff(channels);
    const source = await this._desk.openImage(image);
    const { metadata } = source;
    const planes = await readPlanes(rooms, source);
    const labels = paint(rooms, planes, metadata.shape, wanted);
    const empty = rooms.createProject();
    const reference = {
      id: IMAGE_ID,
      path: basename(image.path),
      innerPath: '',
      nickname: 'HeLa cells',
      metadata
    };
    const project = {
      ...empty,
      settings: { ...empty.settings, liveUpdate: true },
      classes: Array.from({ length: classes }).reduce(
        made => [...made, rooms.createClass(made)],
        []
      ),
      features: {
        ...empty.features,
        selected: empty.features.selected.map((row, i) =>
          row.map(isOn => isOn && i < families)
        ),
        computeIn2d: empty.features.scales.map(() => !isSolid)
      },
      images: [reference],
      labels: new Map([[IMAGE_ID, labels]])
    };
    await this._desk.saveProject({ folder: FOLDER }, project, untrained);
    const { y, x } = metadata.shape;
    const map = labels.readBox(PLANE, rooms.wholePlane(metadata.shape));
    await writeFile(labelMap, rooms.writeNpy(map, [y, x]));
  }

  async _train({ untrained, project, rows, rowLabels }) {
    const { rooms } = this._loaded;
    const given = await prepareCase(this._loaded, { project: untrained });
    const { training, needs } = given;
    const count = training.labels.length;
    await writeFile(
      rows,
      rooms.writeNpy(training.rows, [count, needs.columnCount])
    );
    await writeFile(rowLabels, rooms.writeNpy(training.labels, [count]));
    const opened = await this._desk.openProject(untrained);
    const { forest } = given.forest;
    const trained = { ...opened.project, forest };
    await this._desk.saveProject(opened, trained, project);
    return {
      columnCount: needs.columnCount,
      leavesPerTree: leavesPerTree(forest.trees)
    };
  }

  /**
   * The columns of an image of a megapixel, for rivals that cannot compute them.
   *
   * @returns the path of an (y, x, column) `.npy` file
   */
  async columns(project) {
    const path = join(FOLDER, 'columns.npy');
    if (!existsSync(path)) {
      const shape = { z: 1, y: 1024, x: 1024, channels: 1 };
      const { path: image } = await this._array(shape);
      const source = 'features';
      await predict(this._loaded, {
        project,
        image,
        out: path,
        source,
        workers: 2
      });
    }
    return path;
  }

  /** @returns `{ path, axes }` of an `.npy` file */
  async _array({ z, y, x, channels }) {
    const named = [
      ['z', z],
      ['y', y],
      ['x', x],
      ['c', channels]
    ].filter(([axis, size]) => size > 1 || axis === 'y' || axis === 'x');
    const axes = named.map(([axis]) => axis).join('');
    const sizes = named.map(([, size]) => size);
    const path = join(FOLDER, `${sizes.join('x')}-${axes}.npy`);
    if (!existsSync(path)) {
      const values = repeat(await this._course(channels), { z, y, x });
      await writeFile(path, this._loaded.rooms.writeNpy(values, sizes));
    }
    return { path, axes };
  }

  /** The repeated part itself, as a browser can open it. */
  async _courseTiff(channels) {
    const path = join(FOLDER, `hela-${channels}.tif`);
    if (!existsSync(path)) {
      const pages = await this._course(channels);
      const options = { width: SIDE, height: SIDE, dtype: 'uint16', channels };
      const request = { kind: 'tiff', pages, options };
      await writeFile(path, await this._desk.io.encode(request));
    }
    return { path };
  }

  async _course(channels) {
    const source = await this._desk.openImage({ path: COURSE_IMAGE });
    const box = { y0: 0, x0: 0, y1: SIDE, x1: SIDE };
    const all = await source.readBox({
      plane: PLANE,
      box,
      channels: [0, 1, 2]
    });
    return all.slice(0, channels);
  }
}

/** Inputs of an older build are not found again. */
export function forgetInputs() {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** The first channel of each slice. */
async function readPlanes(rooms, source) {
  const { shape } = source.metadata;
  const box = rooms.wholePlane(shape);
  const planes = [];
  for (let z = 0; z < shape.z; z++) {
    const plane = { t: 0, z };
    const [values] = await source.readBox({ plane, box, channels: [0] });
    planes.push(values);
  }
  return planes;
}
