import { createInPlaceIo } from '../../engine/io-worker/in-place';
import { Engine } from '../../engine/engine';
import { labelsOfNumbers } from '../../project/numbered-labels';
import { PixelArray } from '../../project/grid';
import { IProjectStore } from '../../store/contract';
import {
  createTestEngine,
  HELA,
  paintedLesson
} from '../../store/__tests__/lesson';
import { readNpy } from '../../formats/npy';
import { IReportPainter } from '../contract';
import { DEFAULT_EXPORT_SETTINGS, ExportSettings } from '../export-settings';
import { createExporterRegistry } from '../exporters';
import { Provenance } from '../provenance';
import { runExport } from '../run-export';
import { MemorySink } from './memory-sink';

let engine: Engine;
let store: IProjectStore;
const io = createInPlaceIo();

beforeAll(async () => {
  engine = await createTestEngine();
  store = await paintedLesson(engine);
  store.renameClass(0, 'Lysosomes');
  store.renameClass(1, 'Background');
});
afterAll(() => {
  store.dispose();
  engine.dispose();
});

/** A report without text: what is laid over. */
const painter: IReportPainter = { paint: ({ over }) => over };

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
  expect(found.constructor.name).toBe(wanted?.constructor.name);
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
      exporters: registry.all().filter(({ needsParents }) => !needsParents),
      painter,
      origin: { version: '1.2.3', projectName: 'lesson.ilp' },
      sink,
      onProgress: ({ share }) => shares.push(share),
      signal: new AbortController().signal
    });
    const names = paths.map(path => path.replace('results/', ''));
    expect(names.filter(name => !name.includes('/'))).toEqual([
      'hela-cells_probabilities.tif',
      'hela-cells_probabilities_8bit.tif',
      'hela-cells_probabilities.ome.tif',
      'hela-cells_probabilities.h5',
      'hela-cells_probabilities.npy',
      'hela-cells_mask_Lysosomes.tif',
      'hela-cells_mask_Background.tif',
      'hela-cells_segmentation.tif',
      'hela-cells_segmentation.png',
      'hela-cells_segmentation.h5',
      'hela-cells_objects.tif',
      'hela-cells_objects.csv',
      'hela-cells_rois.zip',
      'hela-cells_objects.geojson',
      'hela-cells_uncertainty.tif',
      'hela-cells_features.tif',
      'hela-cells_overlay.png',
      'hela-cells_overlay.tif',
      'hela-cells_summary.csv',
      'hela-cells_labels.tif',
      'hela-cells_labels.png',
      'hela-cells_labels.labeling',
      'hela-cells_labels.tif',
      'hela-cells_labels.tif.labels',
      'hela-cells_labels_objects_Lysosomes.tif',
      'hela-cells_labels_objects_Background.tif',
      'hela-cells_provenance.json'
    ]);
    const zarr = names.filter(name => name.includes('.ome.zarr/'));
    // two classes of 512 × 672 in chunks of 512 × 512
    expect(zarr.map(name => name.split('.zarr/')[1])).toEqual([
      '0/c/0/0/0/0/0',
      '0/c/0/0/0/0/1',
      '0/c/0/1/0/0/0',
      '0/c/0/1/0/0/1',
      '0/zarr.json',
      'zarr.json'
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

    const small = await open('hela-cells_probabilities_8bit.tif');
    expectSame(
      small.planes[0],
      Uint8Array.from(tiff.planes[0], value => Math.floor(value * 255 + 0.5))
    );
    const ome = await open('hela-cells_probabilities.ome.tif');
    expect(ome.metadata.channelNames).toEqual(['Lysosomes', 'Background']);
    expect(ome.metadata.pixelSizeUm?.x).toBeCloseTo(1 / 19.42, 6);
    expectSame(ome.planes[1], tiff.planes[1]);
    const npy = readNpy(
      'p.npy',
      sink.files.get('hela-cells_probabilities.npy') ?? new Uint8Array(0)
    );
    expect(npy.shape).toEqual([512, 672, 2]);
    expectSame(
      npy.data,
      Float32Array.from({ length: 512 * 672 * 2 }, (_, i) =>
        Number(tiff.planes[i % 2][i >> 1])
      )
    );
    const doubts = await open('hela-cells_uncertainty.tif');
    expect(doubts.planes[0][0]).toBeCloseTo(
      1 - Math.abs(Number(tiff.planes[0][0]) - Number(tiff.planes[1][0])),
      6
    );
    const features = await open('hela-cells_features.tif');
    // of the one channel that is trained on
    expect(features.planes).toHaveLength(49);
    expect(
      features.planes.every(plane => plane.some(value => value !== 0))
    ).toBe(true);

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

    const report = await open('hela-cells_overlay.tif');
    expect(report.metadata.fileAxes).toBe('yxc');
    expect(report.planes.map(plane => plane[at])).toEqual([255, 225, 25]);

    const text = (name: string): string =>
      new TextDecoder().decode(sink.files.get(name));
    const [header, ...rows] = text('hela-cells_summary.csv').split('\n');
    expect(header).toBe('image,class,pixels,area_px,area_um2,share');
    const count = expected.filter(number => number === 1).length;
    expect(rows[0].split(',').slice(1, 4)).toEqual([
      'Lysosomes',
      String(count),
      String(count)
    ]);
    const story = JSON.parse(text('hela-cells_provenance.json')) as Provenance;
    expect(story).toMatchObject({
      software: { name: 'Pixel Forest', version: '1.2.3' },
      project: 'lesson.ilp',
      classes: ['Lysosomes', 'Background'],
      forest: { trees: 100, seed: 0 },
      trainedOn: [{ path: HELA.path, labelledPixels: [117, 1002] }]
    });

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

  it('cuts to a sub-region, in the axis order and data type asked for', async () => {
    const region = {
      t: [0, 1],
      z: [0, 1],
      y: [100, 150],
      x: [400, 460]
    } as const;
    const registry = createExporterRegistry();
    const exporters = [
      'probabilities-tiff',
      'probabilities-npy',
      'labels-tiff'
    ];
    const write = async (settings: ExportSettings): Promise<MemorySink> => {
      const sink = new MemorySink();
      await runExport({
        store,
        io,
        imageId: HELA.id,
        exporters: exporters.map(id => registry.get(id)!),
        settings,
        sink,
        onProgress: () => undefined,
        signal: new AbortController().signal
      });
      return sink;
    };
    const whole = await write(DEFAULT_EXPORT_SETTINGS);
    const cut = await write({
      ...DEFAULT_EXPORT_SETTINGS,
      region,
      axes: 'cxy',
      data: { dtype: 'uint16', from: [0, 0.5], to: [0, 1000] }
    });
    const bytesIn = (sink: MemorySink, name: string): Uint8Array =>
      sink.files.get(name) ?? new Uint8Array(0);
    const name = 'hela-cells_probabilities.tif';
    const full = await read(name, bytesIn(whole, name));
    const part = await read(name, bytesIn(cut, name));
    expect(part.metadata.shape).toMatchObject({ y: 50, x: 60, c: 2 });
    expect(part.metadata.dtype).toBe('uint16');
    const wanted = Uint16Array.from({ length: 50 * 60 }, (_, i) => {
      const at = (100 + Math.floor(i / 60)) * 672 + 400 + (i % 60);
      const value = Number(full.planes[1][at]);
      return Math.min(1000, Math.floor(value * 2000 + 0.5));
    });
    expectSame(part.planes[1], wanted);
    const npy = readNpy('p', bytesIn(cut, 'hela-cells_probabilities.npy'));
    expect(npy.shape).toEqual([2, 60, 50]);
    expect(npy.data[60 * 50 + 3 * 50 + 7]).toBe(wanted[7 * 60 + 3]);
    const labels = await read('l', bytesIn(cut, 'hela-cells_labels.tif'));
    expectSame(
      labels.planes[0],
      store
        .labels(HELA.id)
        ?.readBox({ t: 0, z: 0 }, { y0: 100, x0: 400, y1: 150, x1: 460 })
    );
  }, 60_000);

  it.each([
    [{ region: { t: [0, 1], z: [0, 1], y: [0, 600], x: [0, 9] } }, /0 to 512/],
    [{ axes: 'yx' }, /axis order/],
    [{ axes: 'yyxc' }, /axis order/],
    [{ data: { dtype: 'uint8', from: [0, 1], to: [0, 256] } }, /fit the type/],
    [{ data: { dtype: 'uint8', from: [1, 1], to: [0, 255] } }, /ascend/]
  ] as [Partial<ExportSettings>, RegExp][])(
    'refuses %j before anything is computed',
    async (settings, reason) => {
      const sink = new MemorySink();
      const run = runExport({
        store,
        io,
        imageId: HELA.id,
        exporters: [createExporterRegistry().get('probabilities-tiff')!],
        settings: { ...DEFAULT_EXPORT_SETTINGS, ...settings },
        sink,
        onProgress: () => undefined,
        signal: new AbortController().signal
      });
      await expect(run).rejects.toThrow(reason);
      expect(sink.files.size).toBe(0);
    }
  );

  it('stops when cancelled and writes nothing more', async () => {
    const sink = new MemorySink();
    const abort = new AbortController();
    const run = runExport({
      store,
      io,
      imageId: HELA.id,
      exporters: createExporterRegistry()
        .all()
        .filter(
          ({ needsPrediction, needsParents }) =>
            needsPrediction && !needsParents
        ),
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
