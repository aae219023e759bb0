import { createInPlaceIo } from '../../engine/io-worker/in-place';
import { Engine } from '../../engine/engine';
import { labelsOfNumbers } from '../../project/numbered-labels';
import { PixelArray } from '../../project/grid';
import { createProject, DEFAULT_SETTINGS } from '../../project/project';
import { IProjectStore } from '../../store/contract';
import { createStore } from '../../store/project-store';
import {
  createFixtureLoader,
  createTestEngine,
  HELA,
  lessonStrokes,
  untilReady
} from '../../store/__tests__/lesson';
import { IExportSink } from '../contract';
import { createExporterRegistry } from '../exporters';
import { classNames, stemOf } from '../file-names';
import { runExport } from '../run-export';

let engine: Engine;
let store: IProjectStore;
const io = createInPlaceIo();

beforeAll(async () => {
  engine = await createTestEngine();
  store = createStore({
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
  store.renameClass(0, 'Lysosomes');
  store.renameClass(1, 'Background');
});
afterAll(() => {
  store.dispose();
  engine.dispose();
});

class MemorySink implements IExportSink {
  readonly files = new Map<string, Uint8Array>();

  write(name: string, bytes: Uint8Array): Promise<string> {
    this.files.set(name, bytes);
    return Promise.resolve(`results/${name}`);
  }
}

async function read(name: string, bytes: Uint8Array) {
  const image = await io.openImage({ name, file: { kind: 'bytes', bytes } });
  const planes = await image.readPlane({ t: 0, z: 0 });
  image.close();
  return { metadata: image.metadata, planes };
}

/** Compares bytes: jest would look at each of a third of a million values. */
function expectSame(found: PixelArray, wanted: PixelArray | undefined): void {
  const bytes = ({ buffer, byteOffset, byteLength }: PixelArray) =>
    Buffer.from(buffer, byteOffset, byteLength);
  expect(found.constructor).toBe(wanted?.constructor);
  expect(wanted && bytes(found).equals(bytes(wanted))).toBe(true);
}

describe('exporting one image', () => {
  it('writes every kind of file so that reading back gives the results', async () => {
    const sink = new MemorySink();
    const registry = createExporterRegistry();
    const shares: number[] = [];
    const paths = await runExport({
      store,
      io,
      imageId: HELA.id,
      exporters: registry.all(),
      sink,
      onProgress: ({ share }) => shares.push(share),
      signal: new AbortController().signal
    });
    expect(paths.map(path => path.replace('results/', ''))).toEqual([
      'hela-cells_probabilities.tif',
      'hela-cells_mask_Lysosomes.tif',
      'hela-cells_mask_Background.tif',
      'hela-cells_segmentation.tif',
      'hela-cells_segmentation.png',
      'hela-cells_probabilities.h5',
      'hela-cells_segmentation.h5',
      'hela-cells_labels.tif',
      'hela-cells_labels.png',
      'hela-cells_labels.labeling',
      'hela-cells_labels.tif',
      'hela-cells_labels.tif.labels',
      'hela-cells_labels_objects_Lysosomes.tif',
      'hela-cells_labels_objects_Background.tif'
    ]);
    expect(shares[shares.length - 1]).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    const open = (name: string) =>
      read(name, sink.files.get(name) ?? new Uint8Array(0));

    const tiff = await open('hela-cells_probabilities.tif');
    expect(tiff.metadata.shape).toEqual({ t: 1, z: 1, y: 512, x: 672, c: 2 });
    expect(tiff.metadata.dtype).toBe('float32');
    expect(tiff.metadata.pixelSizeUm?.x).toBeCloseTo(1 / 19.42, 3);
    const hdf5 = await open('hela-cells_probabilities.h5');
    expect(hdf5.metadata.fileAxes).toBe('yxc');
    expectSame(hdf5.planes[0], tiff.planes[0]);
    expectSame(hdf5.planes[1], tiff.planes[1]);

    const numbers = await open('hela-cells_segmentation.tif');
    const expected = Uint8Array.from(tiff.planes[0], (first, i) =>
      first >= tiff.planes[1][i] ? 1 : 2
    );
    expectSame(numbers.planes[0], expected);
    const simple = await open('hela-cells_segmentation.h5');
    expectSame(simple.planes[0], expected);
    const mask = await open('hela-cells_mask_Lysosomes.tif');
    expectSame(
      mask.planes[0],
      expected.map(number => (number === 1 ? 255 : 0))
    );
    const other = await open('hela-cells_mask_Background.tif');
    expectSame(
      other.planes[0],
      expected.map(number => (number === 2 ? 255 : 0))
    );
    const picture = await open('hela-cells_segmentation.png');
    const at = expected.indexOf(1);
    expect(picture.planes.map(plane => plane[at])).toEqual([255, 225, 25]);

    const labels = await open('hela-cells_labels.tif');
    expectSame(
      labels.planes[0],
      store
        .labels(HELA.id)
        ?.readBox({ t: 0, z: 0 }, { y0: 0, x0: 0, y1: 512, x1: 672 })
    );
  }, 60_000);

  it.each([
    ['labels-tiff', 'hela-cells_labels.tif'],
    ['labels-png', 'hela-cells_labels.png'],
    ['labels-labkit', 'hela-cells_labels.labeling'],
    ['labels-labkit-tiff', 'hela-cells_labels.tif']
  ])('%s can be imported again, with names', async (id, name) => {
    const sink = new MemorySink();
    const registry = createExporterRegistry();
    await runExport({
      store,
      io,
      imageId: HELA.id,
      exporters: [registry.get(id)!],
      sink,
      onProgress: () => undefined,
      signal: new AbortController().signal
    });
    const own = store.labels(HELA.id)!;
    const sets = sink.files.get(`${name}.labels`);
    const file = await io.readLabels({
      name,
      file: { kind: 'bytes', bytes: sink.files.get(name)! },
      shape: own.shape,
      labelSets: sets && new TextDecoder().decode(sets)
    });
    expect(file.kinds.map(kind => [kind.name, kind.count])).toEqual([
      ['Lysosomes', 117],
      ['Background', 1002]
    ]);
    const labels = labelsOfNumbers(file.numbers, {
      classOf: number => number,
      background: 0,
      hasGaps: false
    });
    expect(labels.become(own)).toBeNull();
  });

  it('numbers the pieces of each class for Cellpose and StarDist', async () => {
    const sink = new MemorySink();
    await runExport({
      store,
      io,
      imageId: HELA.id,
      exporters: [createExporterRegistry().get('labels-objects')!],
      sink,
      onProgress: () => undefined,
      signal: new AbortController().signal
    });
    // the lesson has 13 dabs on lysosomes
    const name = 'hela-cells_labels_objects_Lysosomes.tif';
    const { metadata, planes } = await read(name, sink.files.get(name)!);
    expect(metadata.dtype).toBe('uint16');
    expect(new Set(planes[0]).size).toBe(14);
  });

  it('stops when cancelled and writes nothing more', async () => {
    const sink = new MemorySink();
    const abort = new AbortController();
    const run = runExport({
      store,
      io,
      imageId: HELA.id,
      exporters: createExporterRegistry().all(),
      sink,
      onProgress: () => abort.abort(),
      signal: abort.signal
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(sink.files.size).toBe(0);
  });

  it('asks for a kind of result when none was chosen', async () => {
    const run = runExport({
      store,
      io,
      imageId: HELA.id,
      exporters: [],
      sink: new MemorySink(),
      onProgress: () => undefined,
      signal: new AbortController().signal
    });
    await expect(run).rejects.toThrow(/at least one/);
  });
});

describe('names of result files', () => {
  it('keeps the stem of the image and drops what file systems trip over', () => {
    expect(stemOf({ ...HELA, path: 'a b/my cells (1).ome.tif' })).toBe(
      'my-cells-1'
    );
    expect(stemOf({ ...HELA, path: '', nickname: 'inside' })).toBe('inside');
  });

  it('tells classes apart whose names become the same', () => {
    const color = [0, 0, 0] as const;
    const item = (name: string) => ({ name, color, probabilityColor: color });
    expect(
      classNames([item('a/b'), item('A b'), item('???'), item('Zellkern Ä')])
    ).toEqual(['a-b', 'A-b-2', 'class-3', 'Zellkern-Ä']);
  });
});
