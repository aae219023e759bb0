import { readFileSync } from 'fs';
import { join } from 'path';
import { featureColumns } from '../../project/feature-columns';
import { FEATURE_IDS } from '../../project/features';
import { LabelImage } from '../../project/labels';
import { MemoryByteSource } from '../byte-sources';
import { openHdf5 } from '../hdf5/open-file';
import { openHdf5Image } from '../hdf5/image';
import { openLocalImage } from '../ilp/local-data';
import { readProject } from '../ilp/read';

const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures', 'ilastik');

const bytesOf = (...path: string[]): Uint8Array =>
  new Uint8Array(readFileSync(join(FIXTURES, ...path)));

const readFixture = (name: string, file = `${name}.ilp`) =>
  readProject(bytesOf(name, file), file);

/** Labels as ilastik exported them: values in t, y, x order, and ilastik's names of the columns. */
async function expectedOf(name: string) {
  const file = await openHdf5(bytesOf(name, 'expected.h5'), 'expected.h5');
  try {
    return {
      labels: file.root.dataset('labels')!.array(),
      names: JSON.parse(file.root.textOfAttribute('feature_names')!) as string[]
    };
  } finally {
    file.close();
  }
}

/** All labels of an image in t, y, x order. */
function allLabels(labels: LabelImage): number[] {
  const { t, y, x } = labels.shape;
  return Array.from({ length: t }, (_, frame) => [
    ...labels.readBox({ t: frame, z: 0 }, { y0: 0, x0: 0, y1: y, x1: x })
  ]).flat();
}

describe('readProject on projects of ilastik 1.4.2', () => {
  it('reads classes, colours, features and the image of an RGB project', async () => {
    const read = await readFixture('f01_rgb_uint8_tif');
    const { project } = read;
    expect(read.warnings).toEqual([]);
    expect(read.version).toBe('1.4.2b5');
    expect([read.origin, read.copyReason]).toEqual(['ilastik', null]);
    expect(project.classes).toEqual([
      {
        name: 'Lysosomes',
        color: [255, 225, 25],
        probabilityColor: [255, 225, 25]
      },
      {
        name: 'Mitochondria',
        color: [0, 130, 200],
        probabilityColor: [0, 130, 200]
      },
      { name: 'Nucleus', color: [230, 25, 75], probabilityColor: [230, 25, 75] }
    ]);
    expect(project.images).toEqual([
      {
        id: '871f8f6a-e6df-11f1-ad2f-02fc00000001',
        path: 'raw0.tif',
        innerPath: '',
        nickname: 'raw0',
        metadata: null,
        grid: { fileAxes: 'yxc', fileShape: [96, 112, 3] }
      }
    ]);
    const { ids, scales, selected, computeIn2d } = project.features;
    expect(ids).toEqual(FEATURE_IDS);
    expect(scales).toEqual([0.3, 0.7, 1, 1.6, 3.5, 5, 10]);
    expect(selected[0]).toEqual([true, true, true, true, true, true, false]);
    expect(selected[5]).toEqual([false, true, true, true, true, true, false]);
    expect(computeIn2d).toEqual(Array(7).fill(true));
  });

  it.each([
    ['f01_rgb_uint8_tif', 3, 1],
    ['f03_gray_unused_class_internal', 1, 1],
    ['f04_time_tyx', 1, 1],
    ['f08_txyzc_singletons', 1, 1]
  ])(
    'reads the labels and column names of %s as ilastik has them',
    async (name, channelCount, depth) => {
      const { project } = await readFixture(name);
      const expected = await expectedOf(name);
      const labels = project.labels.get(project.images[0].id)!;
      expect(allLabels(labels)).toEqual(Array.from(expected.labels, Number));
      expect(
        featureColumns(project.features, channelCount, depth).map(
          column => column.name
        )
      ).toEqual(expected.names);
    }
  );

  it.each([
    ['f01_rgb_uint8_tif', 'f01_rgb_uint8_tif.ilp', 100, 123, [1, 2, 3], 637],
    [
      'f03_gray_unused_class_internal',
      'f03_gray_unused_class_internal.ilp',
      100,
      25,
      [1, 3],
      529
    ],
    ['f04_time_tyx', 'f04_time_tyx.ilp', 100, 33, [1, 2], 423],
    ['f08_txyzc_singletons', 'f08_txyzc_singletons.ilp', 100, 25, [1, 2], 423],
    ['f10_written_by_us', 'made_by_us.ilp', 100, 33, [1, 2], 609]
  ])(
    'reads the forest of %s',
    async (name, file, treeCount, columnCount, knownLabels, rowCount) => {
      const { project } = await readFixture(name, file);
      const forest = project.forest!;
      expect(forest.trees).toHaveLength(treeCount);
      expect(forest.columnCount).toBe(columnCount);
      expect(forest.knownLabels).toEqual(knownLabels);
      expect(forest.rowCount).toBe(rowCount);
      const classCount = knownLabels.length;
      for (const tree of forest.trees) {
        tree.column.forEach((column, node) => {
          const fractions = tree.fractions.subarray(
            node * classCount,
            (node + 1) * classCount
          );
          const sum = fractions.reduce((a, b) => a + b, 0);
          expect(sum).toBeCloseTo(column < 0 ? 1 : 0, 6);
          expect(column).toBeLessThan(columnCount);
        });
      }
    }
  );

  it('reads two lanes with their own labels', async () => {
    const { project } = await readFixture(
      'f10_written_by_us',
      'made_by_us.ilp'
    );
    expect(project.images.map(({ id, path }) => [id, path])).toEqual([
      ['id0', 'img0.tif'],
      ['id1', 'img1.tif']
    ]);
    const counts = project.images.map(({ id }) => [
      ...project.labels.get(id)!.counts().subarray(1, 3)
    ]);
    expect(counts.flat().reduce((a, b) => a + b, 0)).toBe(609);
    expect(counts[0]).not.toEqual(counts[1]);
    expect(project.features.scales).toContain(2.25);
  });

  it('opens an image inside the project, equal to the file it came from', async () => {
    const name = 'f03_gray_unused_class_internal';
    const { project } = await readFixture(name);
    const [reference] = project.images;
    expect(reference.path).toBe('');
    expect(reference.innerPath).toMatch(/^\/Input Data\/local_data\/8a8af5ae/);
    const inside = await openLocalImage(
      new MemoryByteSource('p.ilp', bytesOf(name, `${name}.ilp`)),
      reference
    );
    const original = await openHdf5Image(
      new MemoryByteSource('raw0.h5', bytesOf(name, 'raw0.h5'))
    );
    expect(inside.metadata).toEqual(reference.metadata);
    expect(inside.metadata.dtype).toBe('float32');
    expect(await inside.readPlane({ t: 0, z: 0 })).toEqual(
      await original.readPlane({ t: 0, z: 0 })
    );
    inside.close();
    original.close();
  });

  it('splits the path of an image in HDF5 and keeps its axes', async () => {
    const { project } = await readFixture('f08_txyzc_singletons');
    expect(project.images[0]).toMatchObject({
      path: 'raw0.h5',
      innerPath: '/data',
      nickname: 'raw0-data',
      grid: { fileAxes: 'txyzc', fileShape: [4, 56, 48, 1, 1] }
    });
    const labels = project.labels.get(project.images[0].id)!;
    expect(labels.shape).toEqual({ t: 4, z: 1, y: 48, x: 56, c: 1 });
  });
});
