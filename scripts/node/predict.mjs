/** One image through a project: the results of the command `pixelforest predict`, as one array that is written while it is computed. */
import { forProject } from './errors.mjs';
import { NpyFile } from './npy-file.mjs';
import { Desk } from './project-file.mjs';
import { createThreadEngine } from './worker-host.mjs';

export const SOURCES = [
  'probabilities',
  'segmentation',
  'uncertainty',
  'features',
  'labels'
];
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
    await new Run(loaded, store, reference.id, source).write(out);
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

  /** Writes the result while it is computed. @throws Error if the file cannot be written */
  async write(target) {
    const image = await this._store.loadImage(this._imageId);
    const { shape, fileAxes } = image.metadata;
    const { slabs, channelCount, dtype, compute } = await this._open(image);
    const options = { fileAxes, shape, channelCount, dtype };
    const file = await NpyFile.create(this._rooms, target, options);
    try {
      for (const slab of slabs) {
        await compute(slab, async band => {
          for (const [i, slice] of band.slices.entries()) {
            await file.put({ t: slab.t, z: slab.slices.z0 + i }, band, slice);
          }
        });
      }
      await file.finish();
    } finally {
      await file.dispose();
    }
  }

  /**
   * `slabs`, and `compute`, which gives a slab away in bands of rows;
   * `channelCount` and `dtype` of the result.
   */
  async _open(image) {
    if (this._source === 'labels') {
      return this._openLabels(image);
    }
    if (this._source === 'features') {
      return this._openFeatures(image);
    }
    const { _store: store, _rooms: rooms, _signal: signal } = this;
    const context = await store.predictionContext(this._imageId, signal);
    const needs = await this._describe(context.features);
    const { classCount } = context.forest;
    const isReduced = this._source !== 'probabilities';
    return {
      slabs: rooms.slabsOf(image.metadata.shape, needs.tileDepth, classCount),
      channelCount: isReduced ? 1 : classCount,
      dtype: this._source === 'segmentation' ? 'uint8' : 'float32',
      compute: (slab, onBand) =>
        rooms.predictBands(
          store,
          context,
          slab,
          needs,
          isReduced
            ? async band => onBand(await this._reduce(band, classCount))
            : onBand,
          () => undefined,
          signal
        )
    };
  }

  _describe(features) {
    return this._store.runJob(
      { kind: 'describeFeatures', featuresId: features.id },
      { features }
    );
  }

  async _reduce({ y0, y1, slices }, classCount) {
    const reduced = [];
    for (const probabilities of slices) {
      const pixelCount = probabilities.length / classCount;
      const { values } = await this._store.runJob(
        {
          kind: 'reduceProbability',
          probabilities,
          pixelCount,
          mode: this._source
        },
        {}
      );
      reduced.push(values);
    }
    return { y0, y1, slices: reduced };
  }

  _openLabels({ metadata: { shape } }) {
    const labels = this._store.labels(this._imageId);
    const box = this._rooms.wholePlane(shape);
    const labelsOf = plane =>
      labels?.readBox(plane, box) ?? new Uint8Array(shape.y * shape.x);
    return {
      slabs: this._rooms.slabsOf(shape, 1, 1),
      channelCount: 1,
      dtype: 'uint8',
      compute: ({ t, slices }, onBand) => {
        const plane = labelsOf({ t, z: slices.z0 });
        return onBand({ y0: 0, y1: shape.y, slices: [plane] });
      }
    };
  }

  async _openFeatures(image) {
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
    const { columnCount, halo, depthHalo } = needs;
    const channels = features.trainingChannels;
    return {
      slabs: rooms.slabsOf(shape, needs.tileDepth, columnCount),
      channelCount: columnCount,
      dtype: 'float32',
      compute: ({ t, slices }, onBand) =>
        rooms.computeBands({
          shape,
          sliceCount: slices.z1 - slices.z0,
          channelCount: columnCount,
          onBand,
          onProgress: () => undefined,
          compute: async box => {
            const patch = await image.readPatch({
              t,
              slices,
              box,
              halo,
              depthHalo,
              channels
            });
            const { planes } = await store.runJob(
              { kind: 'features', featuresId: features.id, patch, slices, box },
              { features }
            );
            rooms.freeMemory(patch);
            return planes;
          }
        })
    };
  }
}
