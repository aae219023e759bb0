import { unzipSync } from 'fflate';
import { Engine } from '../../engine/engine';
import { createInPlaceIo } from '../../engine/io-worker/in-place';
import { writeRoi } from '../../formats/imagej-roi';
import { DEFAULT_PARENTS } from '../../project/parent-objects';
import { ImageObjects } from '../../store/object-contract';
import { IProjectStore } from '../../store/contract';
import {
  createTestEngine,
  HELA,
  paintedLesson
} from '../../store/__tests__/lesson';
import { ExportInput } from '../contract';
import { DEFAULT_EXPORT_SETTINGS } from '../export-settings';
import { createExporterRegistry } from '../exporters';
import { OBJECT_EXPORTERS } from '../object-exporters';
import { prepareExport, runExport } from '../run-export';
import { MemorySink } from './memory-sink';

const PLAIN_EXPORTERS = OBJECT_EXPORTERS.filter(
  ({ needsParents }) => !needsParents
);

let engine: Engine;
let store: IProjectStore;
const io = createInPlaceIo();
const sink = new MemorySink();
const { files } = sink;

beforeAll(async () => {
  engine = await createTestEngine();
  store = await paintedLesson(engine);
  await runExport({
    store,
    io,
    imageId: HELA.id,
    exporters: PLAIN_EXPORTERS,
    sink,
    onProgress: () => undefined,
    signal: new AbortController().signal
  });
}, 60_000);
afterAll(() => {
  store.dispose();
  engine.dispose();
});

const textOf = (name: string): string =>
  new TextDecoder().decode(files.get(name));

type Feature = {
  geometry: { type: string; coordinates: unknown };
  properties: {
    name: string;
    classification: unknown;
    measurements: Record<string, number>;
  };
};

describe('objects of the lesson', () => {
  it('are as many in the label image, the table, the ROIs and GeoJSON', async () => {
    const bytes = files.get('hela-cells_objects.tif') ?? new Uint8Array(0);
    const image = await io.openImage({
      name: 'a.tif',
      file: { kind: 'bytes', bytes }
    });
    expect(image.metadata.dtype).toBe('uint16');
    const [labels] = await image.readPlane({ t: 0, z: 0 });
    const areas = new Map<number, number>();
    labels.forEach((id: number) => areas.set(id, (areas.get(id) ?? 0) + 1));
    const count = areas.size - 1;
    // about what the lesson finds
    expect(count).toBeGreaterThan(250);
    expect(count).toBeLessThan(450);

    const lines = textOf('hela-cells_objects.csv').trimEnd().split('\n');
    const header = lines[0].split(',');
    expect(header.slice(0, 5)).toEqual(['image', 'id', 'y', 'x', 'area_px']);
    expect(header).toContain('area_um2');
    expect(lines).toHaveLength(count + 1);
    for (const line of lines.slice(1)) {
      const cells = line.split(',');
      expect(areas.get(Number(cells[1]))).toBe(Number(cells[4]));
    }

    const rois = unzipSync(files.get('hela-cells_rois.zip') ?? bytes);
    expect(Object.keys(rois)).toHaveLength(count);
    expect(Object.keys(rois)[0]).toBe('0001.roi');

    const { features } = JSON.parse(textOf('hela-cells_objects.geojson')) as {
      features: Feature[];
    };
    expect(features).toHaveLength(count);
    for (const { geometry, properties } of features) {
      const polygons = (
        geometry.type === 'Polygon'
          ? [geometry.coordinates]
          : geometry.coordinates
      ) as [number, number][][][];
      const area = polygons.flat().reduce((sum, ring) => sum + areaOf(ring), 0);
      const { name, color } = store.classes[0];
      expect(properties.classification).toEqual({ name, color });
      expect(area).toBe(areas.get(Number(properties.name)));
      expect(area).toBe(properties.measurements['area_px']);
    }
  });

  it('are refused of a sub-region', async () => {
    const run = prepareExport({
      store,
      imageId: HELA.id,
      exporters: PLAIN_EXPORTERS,
      settings: {
        ...DEFAULT_EXPORT_SETTINGS,
        region: { t: [0, 1], z: [0, 1], y: [0, 9], x: [0, 9] }
      },
      onProgress: () => undefined,
      signal: new AbortController().signal
    });
    await expect(run).rejects.toThrow(/whole image/);
  });

  it('have no table of parents while they are assigned to none', async () => {
    const run = prepareExport({
      store,
      imageId: HELA.id,
      exporters: OBJECT_EXPORTERS,
      onProgress: () => undefined,
      signal: new AbortController().signal
    });
    await expect(run).rejects.toThrow(/Switch on “Assign to parents”/);
  });

  it('are counted and added up for each nucleus', async () => {
    store.objects.parents.changeSettings({
      isOn: true,
      segmentation: {
        ...DEFAULT_PARENTS.segmentation,
        source: { kind: 'channel', channel: 2 },
        threshold: { kind: 'single', value: 700 }
      }
    });
    const written = new MemorySink();
    await runExport({
      store,
      io,
      imageId: HELA.id,
      exporters: OBJECT_EXPORTERS.filter(({ id }) => id.endsWith('-csv')),
      sink: written,
      onProgress: () => undefined,
      signal: new AbortController().signal
    });
    const rowsOf = (name: string): Record<string, number>[] => {
      const text = new TextDecoder().decode(written.files.get(name));
      const [header, ...lines] = text
        .trimEnd()
        .split('\n')
        .map(line => line.split(','));
      return lines.map(cells =>
        Object.fromEntries(cells.map((cell, i) => [header[i], Number(cell)]))
      );
    };
    const objects = rowsOf('hela-cells_objects.csv');
    const parents = rowsOf('hela-cells_parents.csv');
    expect(parents.length).toBeGreaterThan(3);
    expect(new Set(objects.map(({ parent }) => parent)).size).toBe(
      parents.length
    );
    for (const { id, ...parent } of parents) {
      const own = objects.filter(each => each.parent === id);
      const area = own.reduce((sum, { area_px }) => sum + area_px, 0);
      expect(parent.objects).toBe(own.length);
      expect(parent.objects_area_px).toBe(area);
    }
    store.objects.parents.changeSettings({ isOn: false });
  });

  it('get 32 bits where there are more than 16 bits count', () => {
    const labels = Uint32Array.of(0, 1, 65536, 0);
    const objects = {
      grid: { depth: 1, height: 2, width: 2 },
      columns: [],
      frames: [
        { t: 0, labels, table: { count: 2, ids: Uint32Array.of(1, 65536) } }
      ]
    } as unknown as ImageObjects;
    const shape = { t: 1, z: 1, y: 2, x: 2, c: 1 };
    const input = {
      image: HELA,
      metadata: { shape, pixelSizeUm: null },
      provenance: {
        software: { name: 'Pixel Forest', version: '' },
        image: { path: '' },
        classes: [],
        features: { selected: {} },
        forest: {}
      },
      objects
    } as unknown as ExportInput;
    const [{ content }] = createExporterRegistry()
      .get('objects-tiff')!
      .files(input) as { content: { options: object; pages: unknown[] } }[];
    expect(content.options).toMatchObject({ dtype: 'uint32' });
    expect(content.pages[0]).toEqual(labels);
  });

  it.each([
    [null, 'uint16'],
    [65_535, 'uint16'],
    [65_536, 'uint32']
  ])('are planned, where %s are known, as %s', async (objectCount, dtype) => {
    const { metadata } = await store.loadImage(HELA.id);
    const subject = {
      image: HELA,
      metadata,
      classes: store.classes,
      featureNames: [],
      objectCount,
      settings: DEFAULT_EXPORT_SETTINGS
    };
    const [labelTiff] = OBJECT_EXPORTERS;
    expect(labelTiff.plan?.(subject)).toMatchObject([{ dtype }]);
  });
});

describe('ImageJ regions', () => {
  it('keep type, box, place in the stack, name and corners', () => {
    const bytes = writeRoi({
      name: 'Zelle 1',
      rings: [[5, 3, 7, 3, 7, 4, 5, 4]],
      slice: 2,
      frame: 3
    });
    const view = new DataView(bytes.buffer);
    expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('Iout');
    expect(bytes[6]).toBe(8);
    expect([8, 10, 12, 14, 16].map(at => view.getInt16(at))).toEqual([
      3, 5, 4, 7, 4
    ]);
    expect([64, 66, 68, 70].map(at => view.getInt16(at))).toEqual([0, 2, 2, 0]);
    const second = view.getInt32(60);
    expect(view.getInt32(second + 8)).toBe(2);
    expect(view.getInt32(second + 12)).toBe(3);
    expect(view.getInt32(second + 20)).toBe(7);
  });

  it('are refused beyond ImageJ’s coordinates', () => {
    const rings = [[0, 0, 40000, 0, 40000, 1, 0, 1]];
    expect(() => writeRoi({ name: 'a', rings, slice: 0, frame: 0 })).toThrow(
      /32767/
    );
  });
});

function areaOf(ring: readonly [number, number][]): number {
  return ring.slice(0, -1).reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[i + 1];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}
