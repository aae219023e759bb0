/** The bits of whole results: the Python package is held to the same digests. */
import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import { Engine } from '../../engine/engine';
import { createInPlaceIo } from '../../engine/io-worker/in-place';
import { MeasuredForest, trainMeasuredForest } from '../../engine/train-forest';
import { TrainingRows } from '../../engine/training-rows';
import { PlaneImageSource } from '../../image/plane-image-source';
import { trainingPixels } from '../../pipeline/forest/training-pixels';
import { Forest } from '../../project/forest';
import { IImageLoader, IProjectStore } from '../../store/contract';
import { createStore } from '../../store/project-store';
import { createTestEngine } from '../../store/__tests__/lesson';
import { slabsOf } from '../predict-image';
import { predictSlab } from './predict-slab';

const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures');

type Digests = Readonly<Record<string, string>>;
const HASHES = JSON.parse(
  readFileSync(join(FIXTURES, 'hashes.json'), 'utf8')
) as {
  /** Of the probabilities of a project's first image by the forest in it. */
  readonly stored: Digests;
  /** Of the forest trained on a project's labels with seed 0, and of its probabilities. */
  readonly trainedForest: Digests;
  readonly trained: Digests;
  /** Of such a forest with class weights, its out-of-bag votes and importance. */
  readonly measured: Digests;
};

const io = createInPlaceIo();
let engine: Engine;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());

const bytesOf = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(path));

/** Opens `fixtures/<folder>/<name>.ilp` with its images, with or without its forest. */
async function openProject(
  path: string,
  keepsForest: boolean
): Promise<IProjectStore> {
  const folder = join(FIXTURES, path, '..');
  const bytes = bytesOf(join(FIXTURES, `${path}.ilp`));
  const { project } = await io.openProject({
    name: path,
    file: { kind: 'bytes', bytes }
  });
  const loader: IImageLoader = {
    load: async ({ path: file, innerPath, metadata }) =>
      new PlaneImageSource(
        await io.openImage({
          name: file || path,
          file: {
            kind: 'bytes',
            bytes: file ? bytesOf(join(folder, file)) : bytes.slice()
          },
          innerPath,
          axes: metadata?.fileAxes
        })
      )
  };
  const { forest, settings } = project;
  return createStore({
    engine,
    loader,
    // some of these projects ask ilastik for fewer trees
    project: {
      ...project,
      forest: keepsForest ? forest : null,
      settings: { ...settings, treeCount: 100 }
    }
  });
}

/** sha256 of (t, z, y, x, class) float32, little-endian. */
async function hashProbabilities(store: IProjectStore): Promise<string> {
  const [{ id }] = store.project.images;
  const signal = new AbortController().signal;
  const context = await store.predictionContext(id, signal);
  const { shape } = context.source.metadata;
  const needs = await store.runJob(
    { kind: 'describeFeatures', featuresId: context.features.id },
    { features: context.features }
  );
  const hash = createHash('sha256');
  const { classCount } = context.forest;
  for (const slab of slabsOf(shape, needs.tileDepth, classCount)) {
    const slices = await predictSlab(store, context, slab, needs, signal);
    for (const maps of slices) {
      const values = new DataView(new ArrayBuffer(maps.length * 4));
      for (let pixel = 0; pixel < maps[0].length; pixel++) {
        maps.forEach((map, c) => values.setFloat32(c * 4, map[pixel], true));
        hash.update(new Uint8Array(values.buffer));
      }
    }
  }
  return hash.digest('hex');
}

/** sha256 of each tree's arrays, one after the other, as they lie in memory. */
function hashForest(forest: Forest): string {
  const hash = createHash('sha256');
  for (const tree of forest.trees) {
    const { column, threshold, left, right, samples, fractions } = tree;
    [column, threshold, left, right, samples, fractions].forEach(values =>
      hash.update(values)
    );
  }
  return hash.digest('hex');
}

/** What training on the project of a store gives with unequal weights, measured. */
async function trainMeasured(store: IProjectStore): Promise<MeasuredForest> {
  const { images, labels, settings } = store.project;
  const { features } = await store.predictionContext(images[0].id);
  const set = await new TrainingRows(engine).collect(
    trainingPixels(images, labels),
    id => store.loadImage(id),
    features
  );
  return trainMeasuredForest(engine, set, {
    features,
    seed: settings.seed,
    treeCount: 30,
    classWeights: [1, 2.5],
    permutations: 2
  });
}

/** sha256 of the forest's digest and each array of what was measured, as they lie in memory. */
function hashMeasured(measured: MeasuredForest): string {
  const { voters, votes, confusion } = measured.outOfBag;
  const { gini, permutation } = measured.importance;
  const hash = createHash('sha256').update(hashForest(measured.forest));
  for (const values of [voters, votes, confusion, gini]) {
    hash.update(values);
  }
  if (permutation) {
    hash.update(permutation.byClass).update(permutation.overall);
  }
  return hash.digest('hex');
}

describe('digests of whole results, as fixtures/hashes.json has them', () => {
  it.each(Object.entries(HASHES.stored))(
    'the forest in %s predicts the same bits',
    async (path, digest) => {
      const store = await openProject(path, true);
      expect(store.project.forest).not.toBeNull();
      expect(await hashProbabilities(store)).toBe(digest);
      store.dispose();
    },
    60_000
  );

  it.each(Object.entries(HASHES.trainedForest))(
    'training on %s with seed 0 gives the same bits',
    async (path, digest) => {
      const store = await openProject(path, false);
      expect(store.project.settings.seed).toBe(0);
      expect(hashForest(await store.ensureForest())).toBe(digest);
      expect(await hashProbabilities(store)).toBe(HASHES.trained[path]);
      store.dispose();
    },
    60_000
  );

  it.each(Object.entries(HASHES.measured))(
    'class weights, out-of-bag votes and importance of %s give the same bits',
    async (path, digest) => {
      const store = await openProject(path, false);
      expect(hashMeasured(await trainMeasured(store))).toBe(digest);
      store.dispose();
    },
    60_000
  );
});
