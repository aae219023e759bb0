/** A store on small made-up images, quick enough to train many times. */
import { Engine } from '../../engine/engine';
import { ArrayImageSource } from '../../image/array-image-source';
import { IImageSource } from '../../image/image-source';
import { FeatureChoice } from '../../project/features';
import { ImageMetadata, ImageReference } from '../../project/images';
import {
  createProject,
  DEFAULT_SETTINGS,
  Project,
  ProjectSettings
} from '../../project/project';
import { PixelForestError } from '../../errors';
import { IImageLoader, IProjectStore, StoreChange } from '../contract';
import { createStore } from '../project-store';

export const PLANE = { t: 0, z: 0 };
export const HEIGHT = 140;
export const WIDTH = 150;

/** Smoothing and gradient at two scales: four columns a channel. */
export const FEW_FEATURES: FeatureChoice = {
  ids: ['GaussianSmoothing', 'GaussianGradientMagnitude'],
  scales: [0.7, 1.6],
  selected: [
    [true, true],
    [true, true]
  ],
  computeIn2d: [true, true]
};

/** Channel 0 is bright at the left, channel 1 at the top, both with noise. */
export function createSource(
  options: { channels?: number; height?: number; seed?: number } = {}
): IImageSource {
  const { channels = 2, height = HEIGHT, seed = 1 } = options;
  const data = new Uint16Array(height * WIDTH * channels);
  let state = seed;
  for (let i = 0; i < data.length; i++) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const c = i % channels;
    const x = Math.floor(i / channels) % WIDTH;
    const y = Math.floor(i / channels / WIDTH);
    const isBright = c === 0 ? x < WIDTH / 2 : y < height / 2;
    data[i] = (isBright ? 3000 : 1000) + (state % 256);
  }
  return new ArrayImageSource({
    shape: { t: 1, z: 1, y: height, x: WIDTH, c: channels },
    data
  });
}

/** The source with other words about it. */
export function describedAs(
  source: IImageSource,
  metadata: Partial<ImageMetadata>
): IImageSource {
  return {
    metadata: { ...source.metadata, ...metadata },
    readBox: (request, signal) => source.readBox(request, signal),
    readPatch: (request, signal) => source.readPatch(request, signal),
    dispose: () => source.dispose()
  };
}

export function reference(id: string, path = `${id}.tif`): ImageReference {
  return { id, path, innerPath: '', nickname: id, metadata: null };
}

/** Opens what it was given by path; all else is missing. */
export class ShelfLoader implements IImageLoader {
  readonly asked: string[] = [];
  readonly files = new Map<string, () => IImageSource>();

  async load({ path }: ImageReference): Promise<IImageSource> {
    this.asked.push(path);
    const open = this.files.get(path);
    if (!open) {
      throw new PixelForestError(
        'access',
        `The image should be at “${path}”, but there is no such file. Say where it is.`,
        { status: 404 }
      );
    }
    return open();
  }
}

/** Loads `a.tif` and `b.tif`, which differ in their noise. */
export function createLoader(): ShelfLoader {
  const loader = new ShelfLoader();
  loader.files.set('a.tif', () => createSource());
  loader.files.set('b.tif', () => createSource({ seed: 77 }));
  return loader;
}

/** A project with few features and trees. */
export function smallProject(
  settings: Partial<ProjectSettings> = {},
  part: Partial<Project> = {}
): Project {
  return {
    ...createProject(),
    features: FEW_FEATURES,
    settings: { ...DEFAULT_SETTINGS, treeCount: 12, ...settings },
    ...part
  };
}

/** A store with image `a` opened. */
export async function openSmall(
  engine: Engine,
  settings: Partial<ProjectSettings> = {},
  loader: IImageLoader = createLoader()
): Promise<IProjectStore> {
  const store = createStore({
    engine,
    loader,
    project: smallProject(settings)
  });
  store.addImages([reference('a')]);
  await until(store, () => store.imageStatus('a').state === 'ready');
  return store;
}

/** A dab of nine pixels. */
export function dab(
  store: IProjectStore,
  classIndex: number | null,
  y: number,
  x: number
): void {
  store.paint({ points: [{ y, x }], classIndex, diameter: 3 });
}

/** Resolves when it holds, checked at every change. */
export async function until(
  store: IProjectStore,
  holds: () => boolean
): Promise<void> {
  if (holds()) {
    return;
  }
  await new Promise<void>(resolve => {
    const check = (): void => {
      if (holds()) {
        store.changed.disconnect(check);
        resolve();
      }
    };
    store.changed.connect(check);
  });
}

/** Resolves when the maps are up to date. */
export function untilPredicted(store: IProjectStore): Promise<void> {
  return until(store, () => {
    if (store.status.state === 'failed') {
      throw new Error(store.status.message);
    }
    return store.status.state === 'ready';
  });
}

/** What the store says from now on. */
export function listen(store: IProjectStore): {
  readonly changes: StoreChange[];
  edits(): number;
} {
  const changes: StoreChange[] = [];
  let edits = 0;
  store.changed.connect((_, change) => changes.push(change));
  store.edited.connect(() => edits++);
  return { changes, edits: () => edits };
}

/** Probability of the first class at every pixel of the active plane. */
export function probabilityPlane(store: IProjectStore): Float32Array {
  return Float32Array.from({ length: HEIGHT * WIDTH }, (_, i) => {
    const values = store.probabilitiesAt(Math.floor(i / WIDTH), i % WIDTH);
    return values ? values[0] : NaN;
  });
}
