/** What is measured: an image, features, a forest and rows to train on. */
import { makeImage, makeLabels } from './bench-image.mjs';
import { forProject, WrongUseError } from './errors.mjs';
import { openNpyImage } from './npy-image.mjs';
import { Desk } from './project-file.mjs';
import { createThreadEngine } from './worker-host.mjs';

/**
 * @returns `image` (a source), `slab` (its first slices, as many as the kernels
 * take at once), `features`, `needs` (what the kernels say of them), `forest` (a setup), `training` (rows
 * or null), `seed`, `treeCount`
 * @throws WrongUseError if project and image give no forest
 */
export async function prepareCase(
  loaded,
  { project: path, image: file, axes }
) {
  const desk = new Desk(loaded);
  const opened = path
    ? await desk.openProject(path)
    : await makeProject(loaded, desk, file);
  // without a project the file is open already
  const image =
    path && file
      ? await openOwnImage(desk, opened, file, axes)
      : await openFirstImage(opened);
  const engine = createThreadEngine(loaded, 1);
  try {
    return await describeCase(loaded, engine, opened, image);
  } finally {
    engine.dispose();
  }
}

async function describeCase({ rooms }, engine, opened, image) {
  const { project } = opened;
  const { metadata } = image;
  const { trainingChannels, seed, treeCount } = project.settings;
  const features = rooms.createFeatureSetup(
    project.features,
    metadata.shape.c,
    trainingChannels,
    metadata.shape.z
  );
  rooms.checkImageFits(features, metadata, 'the image');
  const training = await collectRows(rooms, engine, opened, features);
  const needs = await engine.run(
    { kind: 'describeFeatures', featuresId: features.id },
    { features }
  );
  const forest =
    project.forest ??
    (training &&
      (await rooms.trainForest(engine, training, {
        features,
        seed,
        treeCount
      })));
  if (!forest) {
    throw new WrongUseError(
      `${opened.path}: it has neither a classifier nor labels of two classes`
    );
  }
  return {
    image,
    features,
    needs,
    slab: rooms.slabsOf(
      metadata.shape,
      needs.tileDepth,
      project.classes.length
    )[0],
    forest: rooms.createForestSetup('bench', forest, project.classes.length),
    training,
    seed,
    treeCount
  };
}

/** Null if the project has nothing to train on, or its images are not at hand but a forest is. */
async function collectRows(rooms, engine, { path, project, loader }, features) {
  const pixels = rooms.trainingPixels(project.images, project.labels);
  const classes = new Set(pixels.flatMap(({ labels }) => [...labels]));
  if (classes.size < 2) {
    return null;
  }
  const load = id => loader.load(project.images.find(own => own.id === id));
  const collected = new rooms.TrainingRows(engine).collect(
    pixels,
    load,
    features
  );
  if (!project.forest) {
    return forProject(path, () => collected);
  }
  return collected.catch(error => {
    process.stderr.write(
      `${path}: training is not measured: ${error.message}\n`
    );
    return null;
  });
}

async function openFirstImage({ path, project, loader }) {
  const [first] = project.images;
  if (!first) {
    throw new WrongUseError(`${path}: it has no image; give one with --image`);
  }
  return loader.load(first);
}

/** @param axes in the file's order; those of the project's first image if not given */
function openOwnImage(desk, { project }, file, axes) {
  const [first] = project.images;
  const usual = first?.metadata?.fileAxes ?? first?.grid?.fileAxes;
  return desk.openImage({ path: file, axes: axes ?? usual });
}

/** A new project with labels on the given image, or on one made from a seed. */
async function makeProject({ rooms }, desk, file) {
  const made = file ? null : makeImage();
  const load = async () => {
    if (!made) {
      return desk.openImage({ path: file });
    }
    const { data, side } = made;
    const bytes = rooms.writeNpy(data, [side, side]);
    return new rooms.PlaneImageSource(
      openNpyImage(rooms, { name: 'made.npy', bytes })
    );
  };
  const source = await load();
  const { metadata } = source;
  const id = 'bench';
  const labels = made
    ? makeLabels(rooms, metadata.shape, i => made.isDisc[i] === 1)
    : await labelBrightPixels(rooms, source);
  const nickname = file ?? 'made from a seed';
  const project = {
    ...rooms.createProject(),
    images: [{ id, path: nickname, innerPath: '', nickname, metadata }],
    labels: new Map([[id, labels]])
  };
  return { path: nickname, project, loader: { load: async () => source } };
}

/** Class 2 where a pixel of the first plane and channel is above the median. */
async function labelBrightPixels(rooms, source) {
  const { shape } = source.metadata;
  const box = rooms.wholePlane(shape);
  const plane = { t: 0, z: 0 };
  const [values] = await source.readBox({ plane, box, channels: [0] });
  const sorted = values.slice().sort();
  const median = sorted[sorted.length >> 1];
  const labels = makeLabels(rooms, shape, i => values[i] > median);
  // none of the measured run's memory
  rooms.freeMemory([values, sorted]);
  return labels;
}
