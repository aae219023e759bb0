/** The course image with its strokes, for tests that do the lesson without a screen. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { Engine } from '../../engine/engine';
import { createInPlaceEngine } from '../../engine/in-place';
import { createInPlaceIo } from '../../engine/io-worker/in-place';
import { PlaneImageSource } from '../../image/plane-image-source';
import { StrokePoint } from '../../project/brush';
import { ImageReference } from '../../project/images';
import { createProject, DEFAULT_SETTINGS } from '../../project/project';
import { IImageLoader, IProjectStore } from '../contract';
import { createStore } from '../project-store';

const ROOT = join(__dirname, '..', '..', '..');

export const HELA: ImageReference = {
  id: 'hela',
  path: 'hela-cells.tif',
  innerPath: '',
  nickname: 'hela-cells',
  metadata: null
};

export type LessonStroke = {
  readonly classIndex: number;
  readonly diameter: number;
  readonly points: readonly StrokePoint[];
};

/** The 13 dabs and 12 strokes of the lesson. */
export function lessonStrokes(): LessonStroke[] {
  const text = readFileSync(
    join(ROOT, 'fixtures', 'hela', 'demo_scribbles.json'),
    'utf8'
  );
  const { strokes } = JSON.parse(text) as {
    strokes: { class: number; diameter: number; points: [number, number][] }[];
  };
  return strokes.map(stroke => ({
    classIndex: stroke.class - 1,
    diameter: stroke.diameter,
    points: stroke.points.map(([x, y]) => ({ y, x }))
  }));
}

/** Loads every image reference from `fixtures/hela`. */
export function createFixtureLoader(): IImageLoader {
  const io = createInPlaceIo();
  return {
    load: async ({ path }) => {
      const bytes = new Uint8Array(
        readFileSync(join(ROOT, 'fixtures', 'hela', path))
      );
      return new PlaneImageSource(
        await io.openImage({ name: path, file: { kind: 'bytes', bytes } })
      );
    }
  };
}

/** An engine on this thread with the built kernels. */
export async function createTestEngine(): Promise<Engine> {
  const bytes = readFileSync(join(ROOT, 'wasm', 'kernels.wasm'));
  return createInPlaceEngine(await WebAssembly.compile(bytes));
}

/** The course image with the lesson's strokes, trained on its red channel when asked for. */
export async function paintedLesson(engine: Engine): Promise<IProjectStore> {
  const store = createStore({
    engine,
    loader: createFixtureLoader(),
    project: {
      ...createProject(),
      settings: { ...DEFAULT_SETTINGS, liveUpdate: false }
    }
  });
  store.addImages([HELA]);
  await untilReady(store);
  store.setTrainingChannels([0]);
  lessonStrokes().forEach(stroke => store.paint(stroke));
  return store;
}

/** Resolves when the active image is opened. */
export async function untilReady(store: IProjectStore): Promise<void> {
  while (store.activeImage && store.source(store.activeImage.id) === null) {
    const status = store.imageStatus(store.activeImage.id);
    if (status.state !== 'loading' && status.state !== 'ready') {
      throw new Error(status.message);
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/**
 * Pieces of at least `smallest` pixels where the mask is set, 8-connected.
 *
 * @param mask (y, x)
 */
export function countPieces(
  mask: Uint8Array,
  width: number,
  smallest: number
): number {
  const height = mask.length / width;
  const seen = new Uint8Array(mask.length);
  let pieces = 0;
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || seen[start]) {
      continue;
    }
    const stack = [start];
    seen[start] = 1;
    let size = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      size++;
      const y = Math.floor(at / width);
      const x = at % width;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const next = (y + dy) * width + x + dx;
          if (
            y + dy >= 0 &&
            y + dy < height &&
            x + dx >= 0 &&
            x + dx < width &&
            mask[next] &&
            !seen[next]
          ) {
            seen[next] = 1;
            stack.push(next);
          }
        }
      }
    }
    pieces += size >= smallest ? 1 : 0;
  }
  return pieces;
}
