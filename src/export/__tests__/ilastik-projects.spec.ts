/** Projects made by ilastik predict here what ilastik itself predicted. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { Engine } from '../../engine/engine';
import { createInPlaceIo } from '../../engine/io-worker/in-place';
import { PlaneImageSource } from '../../image/plane-image-source';
import { IImageLoader, IProjectStore } from '../../store/contract';
import { createStore } from '../../store/project-store';
import { createTestEngine } from '../../store/__tests__/lesson';
import { slabsOf } from '../predict-image';
import { predictSlab } from './predict-slab';

const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures', 'ilastik');
const io = createInPlaceIo();
let engine: Engine;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());

const bytesOf = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(path));

/** Opens a project of ilastik's with its images. */
async function openProject(folder: string, file: string) {
  const bytes = bytesOf(join(FIXTURES, folder, file));
  const read = await io.openProject({
    name: file,
    file: { kind: 'bytes', bytes }
  });
  const loader: IImageLoader = {
    load: async ({ path, innerPath, metadata }) => {
      const inside = path === '';
      return new PlaneImageSource(
        await io.openImage({
          name: inside ? file : path,
          file: {
            kind: 'bytes',
            bytes: inside
              ? bytes.slice()
              : bytesOf(join(FIXTURES, folder, path))
          },
          innerPath,
          axes: metadata?.fileAxes
        })
      );
    }
  };
  const store = createStore({ engine, loader, project: read.project });
  return { store, read };
}

/** Per plane of the n-th image, in the order t, then z, one map per class. */
async function predict(
  store: IProjectStore,
  lane: number
): Promise<Float32Array[][]> {
  const { id } = store.project.images[lane];
  const signal = new AbortController().signal;
  const context = await store.predictionContext(id, signal);
  const needs = await store.runJob(
    { kind: 'describeFeatures', featuresId: context.features.id },
    { features: context.features }
  );
  const planes: Float32Array[][] = [];
  const { shape } = context.source.metadata;
  const { classCount } = context.forest;
  for (const slab of slabsOf(shape, needs.tileDepth, classCount)) {
    planes.push(...(await predictSlab(store, context, slab, needs, signal)));
  }
  return planes;
}

/**
 * ilastik's own tolerance between machines: at most 0.1 % of the pixels off by
 * 0.015 or more, none by 0.15.
 */
function expectAgreement(
  found: readonly Float32Array[],
  wanted: (classIndex: number, pixel: number) => number
): void {
  const pixelCount = found[0].length;
  let off = 0;
  let worst = 0;
  for (let i = 0; i < pixelCount; i++) {
    const gaps = found.map((map, c) => Math.abs(map[i] - wanted(c, i)));
    const gap = Math.max(...gaps);
    worst = Math.max(worst, gap);
    off += gap >= 0.015 ? 1 : 0;
  }
  expect(off / pixelCount).toBeLessThanOrEqual(0.001);
  expect(worst).toBeLessThan(0.15);
}

describe.each([
  ['f01_rgb_uint8_tif', 'yxc', 100],
  ['f03_gray_unused_class_internal', 'yxc', 100],
  ['f04_time_tyx', 'tyxc', 100],
  ['f08_txyzc_singletons', 'tyxc', 100],
  ['f11_volume_zyx', 'zyxc', 40],
  ['f12_time_volumes', 'tzyxc', 40]
])('the ilastik project %s', (folder, axes, treeCount) => {
  it('predicts what ilastik predicted', async () => {
    const { store, read } = await openProject(folder, `${folder}.ilp`);
    expect(read.origin).toBe('ilastik');
    expect(store.project.forest?.trees).toHaveLength(treeCount);
    const name = 'expected.h5';
    const expected = await io.openImage({
      name,
      file: { kind: 'bytes', bytes: bytesOf(join(FIXTURES, folder, name)) },
      innerPath: 'probabilities',
      axes
    });
    expect(expected.metadata.shape.c).toBe(store.classes.length);
    const { shape } = expected.metadata;
    const planes = await predict(store, 0);
    expect(planes).toHaveLength(shape.t * shape.z);
    for (const [i, found] of planes.entries()) {
      const plane = { t: Math.floor(i / shape.z), z: i % shape.z };
      const wanted = await expected.readPlane(plane);
      expect(found).toHaveLength(wanted.length);
      expectAgreement(found, (c, pixel) => wanted[c][pixel]);
    }
    store.dispose();
  }, 60_000);
});
