import { Engine } from '../../engine/engine';
import { createInPlaceIo } from '../../engine/io-worker/in-place';
import { PixelForestError } from '../../errors';
import { ArrayImageSource } from '../../image/array-image-source';
import { IImageSource } from '../../image/image-source';
import { ImageReference } from '../../project/images';
import { createProject, DEFAULT_SETTINGS } from '../../project/project';
import { untilReady } from '../../store/__tests__/lesson';
import { IImageLoader, IProjectStore } from '../../store/contract';
import { createStore } from '../../store/project-store';
import { BatchRun } from '../batch';
import { BatchRequest } from '../batch-plan';
import { BatchImage, IBatchSink } from '../batch-contract';
import { DEFAULT_EXPORT_SETTINGS } from '../export-settings';
import { createExporterRegistry } from '../exporters';
import { stemOf } from '../file-names';

/** Of the pictures, in pixels. */
export const SIDE = 48;
const io = createInPlaceIo();
const registry = createExporterRegistry();

/** Bright squares on a dark ground with a little noise; what the name says decides which. */
export function picture(path: string): IImageSource {
  const [, kind, number] = /([a-z]+)-?(\d*)\.\w+$/.exec(path) ?? [];
  if (kind === 'corrupt') {
    throw new PixelForestError('format', `${path} is damaged. Save it anew.`);
  }
  const channels = kind === 'colour' ? 3 : 1;
  const data = new Uint16Array(SIDE * SIDE * channels);
  const seed = Number(number || 0);
  const squares = kind === 'empty' ? 0 : 3;
  for (let i = 0; i < data.length; i++) {
    data[i] = 100 + ((i * 7919 + seed * 104729) % 13);
  }
  for (let square = 0; square < squares; square++) {
    const y0 = 6 + square * 14;
    const x0 = 6 + ((square * 11 + seed) % 30);
    for (let y = y0; y < y0 + 6; y++) {
      for (let x = x0; x < x0 + 6; x++) {
        data.fill(
          1000,
          (y * SIDE + x) * channels,
          (y * SIDE + x + 1) * channels
        );
      }
    }
  }
  const shape = { t: 1, z: 1, y: SIDE, x: SIDE, c: channels };
  return new ArrayImageSource({
    shape,
    data,
    pixelSizeUm: { x: 0.5, y: 0.5, z: null }
  });
}

export function reference(path: string): ImageReference {
  return { id: path, path, innerPath: '', nickname: path, metadata: null };
}

/** A project that learnt squares from one picture. */
export async function squareStore(
  engine: Engine,
  loader: IImageLoader
): Promise<IProjectStore> {
  const store = createStore({
    engine,
    loader,
    project: {
      ...createProject(),
      settings: { ...DEFAULT_SETTINGS, liveUpdate: false }
    }
  });
  store.addImages([reference('train-0.tif')]);
  await untilReady(store);
  const { features } = store.project;
  store.chooseFeatures({
    ...features,
    selected: features.selected.map(row => row.map((_, at) => at === 1))
  });
  store.paint({ points: [{ y: 9, x: 9 }], classIndex: 0, diameter: 4 });
  store.paint({
    points: [
      { y: 2, x: 2 },
      { y: 2, x: 44 },
      { y: 15, x: 44 }
    ],
    classIndex: 1,
    diameter: 4
  });
  return store;
}

function imageIn(path: string): BatchImage {
  const image = reference(path);
  const stem = stemOf(image);
  return {
    reference: image,
    place: name => `out/${name.startsWith(stem) ? name : `x${name}`}`
  };
}

/** A run over pictures with these names. */
export async function runOf(
  store: IProjectStore,
  paths: readonly string[],
  sink: IBatchSink,
  exporters = ['objects-csv', 'segmentation-png'],
  more: Partial<BatchRequest> = {}
): Promise<BatchRun> {
  const classifier = await store.freezeClassifier();
  return new BatchRun({
    classifier,
    io,
    images: paths.map(imageIn),
    exporters: exporters.map(id => {
      const found = registry.get(id);
      if (!found) {
        throw new Error(`no exporter ${id}`);
      }
      return found;
    }),
    settings: DEFAULT_EXPORT_SETTINGS,
    sink,
    summaryPath: 'out/summary.csv',
    objectsPath: 'out/objects.csv',
    ...more
  });
}
