import { readFileSync } from 'fs';
import { join } from 'path';
import { createProject, Project } from '../../project/project';
import { rasteriseStroke } from '../../project/brush';
import { featureColumns } from '../../project/feature-columns';
import { Forest } from '../../project/forest';
import { ImageMetadata, ImageReference } from '../../project/images';
import { LabelImage } from '../../project/labels';
import { openHdf5, Hdf5File } from '../hdf5/open-file';
import { shapeOf } from '../hdf5/image';
import { createHdf5, setAttribute } from '../hdf5/write-file';
import { nicknameOf, splitImagePath } from '../ilp/image-path';
import { postProject, reviveProject } from '../ilp/posted-project';
import { readProject } from '../ilp/read';
import { writeProject } from '../ilp/write';

const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures', 'ilastik');

function metadataOf(fileAxes: string, fileShape: number[]): ImageMetadata {
  const shape = shapeOf(fileAxes, fileShape);
  return {
    shape,
    dtype: 'uint16',
    fileAxes,
    fileShape,
    channelNames: Array.from({ length: shape.c }, (_, i) => `channel ${i}`),
    channelColors: Array.from({ length: shape.c }, () => [255, 0, 0] as const),
    displayRanges: Array.from({ length: shape.c }, () => [10, 4000] as const),
    pixelSizeUm: { x: 0.065, y: 0.065, z: null }
  };
}

function imageOf(
  id: string,
  path: string,
  metadata: ImageMetadata | null
): ImageReference {
  const location = splitImagePath(path);
  return { id, ...location, nickname: nicknameOf(location), metadata };
}

function paint(
  labels: LabelImage,
  points: { y: number; x: number }[],
  diameter: number,
  label: number,
  plane = { t: 0, z: 0 }
): void {
  const { y, x } = labels.shape;
  const mask = rasteriseStroke(points, diameter, {
    y0: 0,
    x0: 0,
    y1: y,
    x1: x
  });
  labels.paint(plane, mask!, label);
}

/** A forest of stumps and leaves, each asking for one column. */
function forestOn(columns: number[], columnCount: number): Forest {
  return {
    columnCount,
    knownLabels: [1, 2],
    rowCount: 42,
    trees: columns.map((column, i) => ({
      column: Int32Array.of(column, -1, -1),
      threshold: Float64Array.of(0.1 + i, 0, 0),
      left: Int32Array.of(2, 0, 0),
      right: Int32Array.of(1, 0, 0),
      samples: Float64Array.of(0, 3, 4),
      fractions: Float64Array.of(0, 0, 1, 0, 0.25, 0.75)
    }))
  };
}

/** Two images of two channels, labels, a forest that uses channel 1 only, own settings. */
function sampleProject(): Project {
  const images = [
    imageOf('a', 'raw/Zelle 1.tif', metadataOf('yxc', [300, 400, 2])),
    imageOf('b', 'stack.h5/volume/data', metadataOf('cyx', [2, 50, 60]))
  ];
  const first = new LabelImage(images[0].metadata!.shape);
  paint(
    first,
    [
      { y: 20, x: 30 },
      { y: 290, x: 380 }
    ],
    5,
    1
  );
  paint(first, [{ y: 200, x: 30 }], 11, 2);
  const { classes, features, settings } = createProject();
  const columns = featureColumns(features, 2);
  const ofChannel1 = columns.flatMap(({ channel }, i) =>
    channel === 1 ? [i] : []
  );
  return {
    images,
    classes: [
      { ...classes[0], name: 'Zellkörper σ', probabilityColor: [1, 2, 3] },
      classes[1]
    ],
    features,
    labels: new Map([['a', first]]),
    forest: forestOn(ofChannel1.slice(0, 10), columns.length),
    settings: {
      ...settings,
      trainingChannels: [1],
      channelViews: [
        { isVisible: false, window: [3, 900.5], color: [9, 8, 7] },
        { isVisible: true, window: null, color: null }
      ],
      seed: 7,
      treeCount: 10,
      liveUpdate: false
    }
  };
}

async function open(bytes: Uint8Array): Promise<Hdf5File> {
  return openHdf5(bytes, 'p.ilp');
}

describe('writeProject', () => {
  it('writes what reads back as the same project', async () => {
    const project = sampleProject();
    const read = await readProject(await writeProject(project), 'p.ilp');
    expect(read.project).toEqual(project);
    expect(read.warnings).toEqual([]);
    expect([read.origin, read.copyReason]).toEqual(['pixelforest', null]);
    expect(read.version).toBe('1.4.1');
  });

  it('writes a new project that reads back', async () => {
    const project = createProject();
    const read = await readProject(await writeProject(project), 'p.ilp');
    expect(read.project).toEqual(project);
  });

  it.each([
    'f01_rgb_uint8_tif',
    'f03_gray_unused_class_internal',
    'f04_time_tyx',
    'f08_txyzc_singletons'
  ])('keeps everything of %s over reading and writing', async name => {
    const bytes = new Uint8Array(
      readFileSync(join(FIXTURES, name, `${name}.ilp`))
    );
    const before = await readProject(bytes, name);
    const written = await writeProject(before.project, {
      previous: { bytes, name }
    });
    const after = await readProject(written, name);
    expect(after.project).toEqual(before.project);
    expect([after.origin, after.copyReason]).toEqual(['pixelforest', null]);
  });

  it('keeps labels and forest of a 3-D project', async () => {
    const path = join(FIXTURES, '..', 'ilp', 'zyx.ilp');
    const before = await readProject(new Uint8Array(readFileSync(path)), 'z');
    const after = await readProject(await writeProject(before.project), 'z');
    expect(after.project).toEqual(before.project);
    expect(after.project.forest).not.toBeNull();
  });

  it('shrinks label blocks to the box around their labels', async () => {
    const project = sampleProject();
    const file = await open(await writeProject(project));
    const group = file.root.group(
      'PixelClassification',
      'LabelSets',
      'labels000'
    )!;
    let labelled = 0;
    for (const name of group.names()) {
      const block = group.dataset(name)!;
      const [height, width, channels] = block.shape;
      const values = block.array() as Uint8Array;
      expect([height <= 256, width <= 256, channels]).toEqual([true, true, 1]);
      const rows = [0, height - 1].map(row =>
        values.subarray(row * width, (row + 1) * width).some(v => v > 0)
      );
      const columns = [0, width - 1].map(column =>
        values.some((v, i) => v > 0 && i % width === column)
      );
      expect([...rows, ...columns]).toEqual([true, true, true, true]);
      labelled += values.filter(v => v > 0).length;
      const axes = JSON.parse(block.textOfAttribute('axistags')!) as {
        axes: { key: string }[];
      };
      expect(axes.axes.map(({ key }) => key).join('')).toBe('yxc');
    }
    const counts = project.labels.get('a')!.counts();
    expect(labelled).toBe(counts[1] + counts[2]);
    file.close();
  });

  it('splits the trees over four forests and announces their number', async () => {
    const file = await open(await writeProject(sampleProject()));
    const group = file.root.group('PixelClassification', 'ClassifierForests')!;
    const counts = ['0000', '0001', '0002', '0003'].map(number => {
      const forest = group.group(`Forest${number}`)!;
      const stored = forest.names().filter(name => name.startsWith('Tree_'));
      const options = forest.group('_options')!;
      expect(options.names()).toHaveLength(13);
      expect(options.dataset('tree_count_')!.numbers()).toEqual([
        stored.length
      ]);
      return stored.length;
    });
    expect(counts).toEqual([3, 3, 2, 2]);
    expect(group.dataset('feature_names')!.texts()).toHaveLength(98);
    const factory = file.root
      .group('PixelClassification')!
      .dataset('ClassifierFactory')!
      .text();
    expect(factory).toContain('sV_num_trees\np7\nI10\nsV_label');
    expect(factory).toContain('sV_num_forests\np13\nI4\nsb.');
    file.close();
  });

  it('leaves out a forest whose columns do not fit', async () => {
    const project = { ...sampleProject(), forest: forestOn([0], 5) };
    const { project: read, warnings } = await readProject(
      await writeProject(project),
      'p.ilp'
    );
    expect(read.forest).toBeNull();
    expect(warnings).toEqual([]);
  });

  it('names images, axes and time as ilastik does', async () => {
    const now = new Date(2024, 4, 3, 17, 5, 35);
    const file = await open(await writeProject(sampleProject(), { now }));
    expect(file.root.dataset('time')!.text()).toBe('Fri May  3 17:05:35 2024');
    const lane = file.root.group('Input Data', 'infos', 'lane0001')!;
    expect(lane.names()).toEqual(['Prediction Mask', 'Raw Data']);
    const info = lane.group('Raw Data')!;
    expect(info.dataset('filePath')!.text()).toBe('stack.h5/volume/data');
    expect(info.dataset('nickname')!.text()).toBe('stack-volume-data');
    expect(info.dataset('__class__')!.text()).toBe(
      'RelativeFilesystemDatasetInfo'
    );
    expect(info.dataset('shape')!.numbers()).toEqual([2, 50, 60]);
    file.close();
  });

  it('asks for the previous file of images inside the project', async () => {
    const name = 'f03_gray_unused_class_internal';
    const { project } = await readProject(
      new Uint8Array(readFileSync(join(FIXTURES, name, `${name}.ilp`))),
      name
    );
    await expect(writeProject(project)).rejects.toMatchObject({
      tag: 'project'
    });
  });
});

describe('readProject on files of ours', () => {
  /** A project file of ours with another stamp, layout version or settings. */
  async function withSettings(
    version: number,
    savedAt: string,
    settings: string
  ): Promise<Uint8Array> {
    const output = await createHdf5();
    output.root.text('ilastikVersion', '1.4.1');
    output.root.text('workflowName', 'Pixel Classification');
    output.root.text('time', 'now');
    const group = output.root.group('PixelForest');
    group.attribute('version', [version]);
    group.textAttribute('savedAt', savedAt);
    setAttribute(group.unicode('settings', settings), 'note', 'ignored');
    return output.finish();
  }

  it('reads settings also if another program saved the file since', async () => {
    const theirs = await withSettings(1, '1.4.1, before', '{"seed":3}');
    const read = await readProject(theirs, 'p');
    expect([read.copyReason, read.origin]).toEqual([null, 'pixelforest']);
    expect(read.project.settings.seed).toBe(3);
  });

  it('keeps its hands off a newer layout and says so', async () => {
    const newer = await withSettings(2, '1.4.1, now', '{"seed":3}');
    const { copyReason, project, warnings } = await readProject(newer, 'p');
    expect(copyReason).toContain('newer Pixel Forest');
    expect(project.settings.seed).toBe(0);
    expect(warnings.join()).toContain('version 2');
  });

  it('takes defaults for settings that make no sense', async () => {
    const odd = await withSettings(
      1,
      '1.4.1, now',
      '{"trainingChannels":["red"],"seed":-1,"treeCount":0,"liveUpdate":1,"channelViews":[7]}'
    );
    expect((await readProject(odd, 'p')).project.settings).toEqual({
      trainingChannels: null,
      channelViews: [{ isVisible: true, window: null, color: null }],
      seed: 0,
      treeCount: 100,
      liveUpdate: null
    });
    const damaged = await withSettings(1, '1.4.1, now', '{');
    const { warnings } = await readProject(damaged, 'p');
    expect(warnings.join()).toContain('damaged');
  });

  it('trains on all channels again if the forest uses others than chosen', async () => {
    const project = sampleProject();
    const settings = { ...project.settings, trainingChannels: [0] };
    const bytes = await writeProject({ ...project, settings });
    const read = await readProject(bytes, 'p');
    expect(read.project.settings.trainingChannels).toBeNull();
    expect(read.project.forest).not.toBeNull();
    expect(read.warnings.join()).toContain('other channels');
  });
});

describe('posted projects', () => {
  it('come out of a structured clone as they went in', () => {
    const project = sampleProject();
    const revived = reviveProject(postProject(project));
    expect(revived).toEqual(project);
    const cloned = reviveProject(structuredClone(postProject(project)));
    const labels = cloned.labels.get('a');
    expect(labels).toBeInstanceOf(LabelImage);
    expect(labels?.counts()).toEqual(project.labels.get('a')!.counts());
  });
});

describe('image paths', () => {
  it.each([
    ['raw.h5/data', 'raw.h5', '/data', 'raw-data'],
    ['a/b.c/raw.tif', 'a/b.c/raw.tif', '', 'raw'],
    ['a\\b\\raw.H5\\x\\y', 'a/b/raw.H5', '/x/y', 'raw-x-y'],
    ['raw.h5', 'raw.h5', '', 'raw'],
    ['../x/.hidden', '../x/.hidden', '', '.hidden'],
    ['https://host/a.zarr/x', 'https://host/a.zarr/x', '', 'x']
  ])('splits %s', (filePath, path, innerPath, nickname) => {
    const location = splitImagePath(filePath);
    expect(location).toEqual({ path, innerPath });
    expect(nicknameOf(location)).toBe(nickname);
  });
});
