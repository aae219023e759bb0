/** Forms on a page, with a real store whose engine answers at once. */
import { nullTranslator, TranslationBundle } from '@jupyterlab/translation';
import { IEngine } from '../../engine/engine';
import {
  Job,
  ResultOf,
  SegmentJob,
  SegmentResult
} from '../../engine/protocol';
import { PixelForestError } from '../../errors';
import { ArrayImageSource } from '../../image/array-image-source';
import { ImageReference } from '../../project/images';
import { createProject, DEFAULT_SETTINGS } from '../../project/project';
import { ObjectTable } from '../../pipeline/segmentation/object-table';
import { IProjectStore } from '../../store/contract';
import { createStore } from '../../store/project-store';

// jsdom's signals are older than browsers'
AbortSignal.prototype.throwIfAborted ??= function (this: AbortSignal): void {
  if (this.aborted) {
    throw new DOMException('cancelled', 'AbortError');
  }
};

export const trans: TranslationBundle = nullTranslator.load('jupyterlab');

const engine: IEngine = {
  workerCount: 1,
  describe: () => Promise.reject(new Error('nothing is computed here')),
  run: async <J extends Job>(job: J): Promise<ResultOf<J>> => {
    const answers = {
      statistics: {
        minimum: 0,
        maximum: 100,
        histogram: Uint32Array.of(1, 500, 500, 1)
      },
      colourImage: { rgba: new Uint8ClampedArray(4), height: 1, width: 1 }
    };
    if (job.kind === 'statistics' || job.kind === 'colourImage') {
      return answers[job.kind] as ResultOf<J>;
    }
    if (job.kind === 'segment') {
      return segmented(job) as ResultOf<J>;
    }
    if (job.kind === 'fitObjects') {
      return {
        medianSize: 9,
        smoothing: 1.25,
        minimumSize: 7,
        depth: 1
      } as ResultOf<J>;
    }
    if (job.kind === 'assignParents') {
      const none = new Float64Array(3);
      return {
        parents: Uint32Array.of(1, 0, 2),
        distances: none,
        counts: none,
        sums: job.values.map(() => none)
      } as unknown as ResultOf<J>;
    }
    throw new Error(`forms need no ${job.kind}`);
  }
};

/** Three objects, of 2, 3 and 4 pixels, at the beginnings of rows 0, 10 and 20. */
function segmented({ grid }: SegmentJob): SegmentResult {
  const labels = new Uint32Array(grid.depth * grid.height * grid.width);
  const sizes = [2, 3, 4];
  sizes.forEach((size, i) =>
    labels.fill(i + 1, 10 * i * grid.width, 10 * i * grid.width + size)
  );
  const numbers = Float64Array.from(sizes);
  const table: ObjectTable = {
    count: 3,
    ids: Uint32Array.of(1, 2, 3),
    boxes: Int32Array.from(
      sizes.flatMap((size, i) => [0, 10 * i, 0, 1, 10 * i + 1, size])
    ),
    centroids: Float64Array.from(
      sizes.flatMap((size, i) => [0, 10 * i, (size - 1) / 2])
    ),
    area: numbers,
    perimeter: numbers,
    circularity: Float64Array.of(1, NaN, 0.5),
    eccentricity: numbers,
    solidity: numbers,
    feret: numbers,
    meanProbability: null,
    neighbours: new Uint32Array(3),
    touchesBorder: new Uint8Array(3),
    channels: [0, 1, 2].map(() => ({
      mean: numbers,
      minimum: numbers,
      maximum: numbers,
      integrated: numbers
    }))
  };
  return { labels, count: 3, pieceCount: 2, table };
}

/** Loads three channels of 40 × 50 pixels; paths with “gone” are missing. */
export async function openStore(
  paths: readonly string[] = ['a.tif'],
  depth = 1
): Promise<IProjectStore> {
  const shape = { t: 1, z: depth, y: 40, x: 50, c: 3 };
  const store = createStore({
    engine,
    loader: {
      load: async ({ path }) => {
        if (path.includes('gone')) {
          throw new PixelForestError('access', `${path} is gone`, {
            status: 404
          });
        }
        return new ArrayImageSource({
          shape,
          data: new Uint16Array(6000 * depth)
        });
      }
    },
    project: {
      ...createProject(),
      settings: { ...DEFAULT_SETTINGS, liveUpdate: false }
    }
  });
  store.addImages(paths.map(path => reference(path)));
  await Promise.allSettled(
    store.project.images.map(({ id }) => store.loadImage(id))
  );
  return store;
}

export function reference(path: string): ImageReference {
  return { id: path, path, innerPath: '', nickname: path, metadata: null };
}

/** As much of React's drawing as a form needs; its own types are no dependency. */
type ReactRoot = { render(form: JSX.Element): void; unmount(): void };
const { createRoot } = jest.requireActual<{
  createRoot(container: Element): ReactRoot;
}>('react-dom/client');

/** What the tests of a file put on the page. */
const shown: ReactRoot[] = [];

/** Puts a form on the page. */
export async function show(form: JSX.Element): Promise<void> {
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  shown.push(root);
  root.render(form);
  await drawn();
}

/** Takes all forms off the page. */
export function clearPage(): void {
  shown.splice(0).forEach(root => root.unmount());
  document.body.replaceChildren();
}

/** Resolves when what changed is on the page: a frame for the form, and the drawing. */
export async function drawn(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await new Promise(resolve => requestAnimationFrame(resolve));
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** The one element with this role attribute or tag, and this accessible name. */
export function find<E extends HTMLElement = HTMLElement>(
  selector: string,
  name: string
): E {
  const found = findAll<E>(selector).filter(
    element => nameOf(element) === name
  );
  if (found.length !== 1) {
    throw new Error(
      `${found.length} of ${selector} “${name}”, among: ${findAll(selector).map(nameOf).join('; ')}`
    );
  }
  return found[0];
}

export function findAll<E extends HTMLElement = HTMLElement>(
  selector: string
): E[] {
  return [...document.querySelectorAll<E>(selector)];
}

export function nameOf(element: Element): string {
  return (
    element.getAttribute('aria-label') ?? (element.textContent ?? '').trim()
  );
}

export async function press(
  element: Element,
  key: string,
  options: KeyboardEventInit = {}
): Promise<void> {
  element.dispatchEvent(
    new KeyboardEvent('keydown', {
      key,
      bubbles: true,
      cancelable: true,
      ...options
    })
  );
  await drawn();
}

/** Types into an input as a user does: React sees the input event. */
export async function type(
  input: HTMLInputElement,
  text: string
): Promise<void> {
  Object.getOwnPropertyDescriptor(
    HTMLInputElement.prototype,
    'value'
  )?.set?.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await drawn();
}

export async function click(element: HTMLElement): Promise<void> {
  element.dispatchEvent(new MouseEvent('pointerdown', { bubbles: true }));
  element.click();
  await drawn();
}
