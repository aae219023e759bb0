/** One image through a project: the results of the command `pixelforest predict`, as one array. */
import { forProject } from './errors.mjs';
import { Desk, writeWhole } from './project-file.mjs';
import { createThreadEngine } from './worker-host.mjs';

export const SOURCES = [
  'probabilities',
  'segmentation',
  'uncertainty',
  'features',
  'labels'
];
/** Tiles under way at once. */
const TILES_AHEAD = 16;

/** Writes an `.npy` file: axes as in the image's file, `c` appended where it has none. */
export async function predict(
  loaded,
  { project: path, image, out, source, workers }
) {
  const desk = new Desk(loaded);
  const opened = await desk.openProject(path);
  const { reference, isNew } = desk.findImage(opened, image);
  const engine = createThreadEngine(loaded, workers);
  const store = createQuietStore(loaded, engine, opened);
  try {
    if (!opened.project.forest && !['features', 'labels'].includes(source)) {
      await forProject(path, () => store.ensureForest());
      process.stderr.write(
        `${path}: it has no classifier, so one was trained from its labels (seed ${opened.project.settings.seed}).\n`
      );
    }
    if (isNew) {
      store.addImages([reference]);
    }
    const run = new Run(loaded, store, reference.id, source);
    const { values, shape } = await run.compute();
    const content = { kind: 'npy', data: values, shape };
    await writeWhole(out, await desk.io.encode(content));
  } finally {
    store.dispose();
    engine.dispose();
  }
}

/** A store that starts nothing by itself, whatever the project says about live update. */
export function createQuietStore({ rooms }, engine, { project, loader }, more) {
  const settings = {
    ...project.settings,
    ...more?.settings,
    liveUpdate: false
  };
  return rooms.createStore({
    engine,
    loader,
    project: { ...project, ...more, settings }
  });
}

/** The computation of one source for one image. */
class Run {
  constructor({ rooms }, store, imageId, source) {
    this._rooms = rooms;
    this._store = store;
    this._imageId = imageId;
    this._source = source;
    this._signal = new AbortController().signal;
  }

  /** @returns the whole array and its shape */
  async compute() {
    const image = await this._store.loadImage(this._imageId);
    const { shape, fileAxes } = image.metadata;
    const { slabs, slicesOf } = await this._slabSource(image);
    let result = null;
    for (const slab of slabs) {
      const slices = await slicesOf(slab);
      result ??= new ResultArray(fileAxes, shape, slices[0]);
      slices.forEach((channels, i) =>
        result.put({ t: slab.t, z: slab.slices.z0 + i }, channels)
      );
    }
    return result;
  }

  /**
   * `slicesOf` gives the (y, x) arrays of each slice of one of the `slabs`, one
   * per channel of the result.
   */
  async _slabSource(image) {
    const { _store: store, _rooms: rooms, _signal: signal } = this;
    const { shape } = image.metadata;
    if (this._source === 'labels') {
      const labels = store.labels(this._imageId);
      const box = rooms.wholePlane(shape);
      const labelsOf = plane =>
        labels?.readBox(plane, box) ?? new Uint8Array(shape.y * shape.x);
      return {
        slabs: rooms.slabsOf(shape, 1, 1),
        slicesOf: ({ t, slices }) => [[labelsOf({ t, z: slices.z0 })]]
      };
    }
    if (this._source === 'features') {
      return this._featureSource(image);
    }
    const context = await store.predictionContext(this._imageId, signal);
    const needs = await this._describe(context.features);
    const predictSlab = slab =>
      rooms.predictSlab(store, context, slab, needs, () => undefined, signal);
    const reduceSlab = async slab => {
      const slices = [];
      for (const maps of await predictSlab(slab)) {
        slices.push([await this._reduce(maps)]);
      }
      return slices;
    };
    const { classCount } = context.forest;
    return {
      slabs: rooms.slabsOf(shape, needs.tileDepth, classCount),
      slicesOf: this._source === 'probabilities' ? predictSlab : reduceSlab
    };
  }

  _describe(features) {
    return this._store.runJob(
      { kind: 'describeFeatures', featuresId: features.id },
      { features }
    );
  }

  async _reduce(maps) {
    const pixelCount = maps[0].length;
    const probabilities = new Float32Array(maps.length * pixelCount);
    maps.forEach((map, c) => probabilities.set(map, c * pixelCount));
    const { values } = await this._store.runJob(
      {
        kind: 'reduceProbability',
        probabilities,
        pixelCount,
        mode: this._source
      },
      {}
    );
    return values;
  }

  async _featureSource(image) {
    const { _rooms: rooms, _store: store } = this;
    const { shape } = image.metadata;
    const features = rooms.createFeatureSetup(
      store.project.features,
      shape.c,
      store.trainingChannels,
      shape.z
    );
    rooms.checkImageFits(features, image.metadata, this._imageId);
    const needs = await this._describe(features);
    const run = job => store.runJob(job, { features });
    return {
      slabs: rooms.slabsOf(shape, needs.tileDepth, needs.columnCount),
      slicesOf: slab =>
        computeFeatures(rooms, { image, features, needs, run }, slab)
    };
  }
}

/** Per slice of a slab one (y, x) float32 array per column. */
async function computeFeatures(
  rooms,
  { image, features, needs, run },
  { t, slices }
) {
  const { shape } = image.metadata;
  const bounds = rooms.wholePlane(shape);
  const result = Array.from({ length: slices.z1 - slices.z0 }, () =>
    Array.from(
      { length: needs.columnCount },
      () => new Float32Array(shape.y * shape.x)
    )
  );
  const waiting = rooms.tilesCovering(bounds, rooms.COMPUTE_TILE, bounds);
  const feed = async () => {
    for (let box = waiting.shift(); box; box = waiting.shift()) {
      const patch = await image.readPatch({
        t,
        slices,
        box,
        halo: needs.halo,
        depthHalo: needs.depthHalo,
        channels: features.trainingChannels
      });
      const { planes } = await run({
        kind: 'features',
        featuresId: features.id,
        patch,
        slices,
        box
      });
      const width = box.x1 - box.x0;
      let at = 0;
      for (let column = 0; column < needs.columnCount; column++) {
        for (const slice of result) {
          for (let y = box.y0; y < box.y1; y++) {
            const row = planes.subarray(at, at + width);
            slice[column].set(row, y * shape.x + box.x0);
            at += width;
          }
        }
      }
    }
  };
  await Promise.all(Array.from({ length: TILES_AHEAD }, feed));
  return result;
}

/** The array of a result, filled plane by plane. */
class ResultArray {
  /** @param channels of a plane: their number and type */
  constructor(fileAxes, shape, channels) {
    const axes = fileAxes.includes('c') ? fileAxes : `${fileAxes}c`;
    const sizes = { ...shape, c: channels.length };
    this.shape = [...axes].map(axis => sizes[axis]);
    this._size = shape;
    this._strides = { t: 0, z: 0, y: 0, x: 0, c: 0 };
    let stride = 1;
    for (const axis of [...axes].reverse()) {
      this._strides[axis] = stride;
      stride *= sizes[axis];
    }
    this.values = new channels[0].constructor(stride);
  }

  put(plane, channels) {
    const { t, z, y, x, c } = this._strides;
    const first = plane.t * t + plane.z * z;
    channels.forEach((values, channel) => {
      let from = 0;
      for (let row = 0; row < this._size.y; row++) {
        let to = first + channel * c + row * y;
        for (let i = 0; i < this._size.x; i++) {
          this.values[to] = values[from++];
          to += x;
        }
      }
    });
  }
}
