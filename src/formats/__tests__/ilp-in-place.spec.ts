import { readFileSync } from 'fs';
import { join } from 'path';
import { rasteriseStroke } from '../../project/brush';
import { Project } from '../../project/project';
import { LabelImage } from '../../project/labels';
import { readTopic, withTopic } from '../../project/topics';
import { Hdf5File, openHdf5 } from '../hdf5/open-file';
import { Hdf5Group } from '../hdf5/read-node';
import { readProject } from '../ilp/read';
import { writeProject } from '../ilp/write';

const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures');

const bytesOf = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(join(FIXTURES, path)));

/** A project as it is opened and saved again. */
async function resave(
  bytes: Uint8Array,
  edit: (project: Project) => Project = project => project,
  options: { isCopy?: boolean } = {}
): Promise<Uint8Array> {
  const { project } = await readProject(bytes.slice(), 'p.ilp');
  const previous = { bytes: bytes.slice(), name: 'p.ilp' };
  return writeProject(edit(project), { previous, ...options });
}

async function inspect<T>(
  bytes: Uint8Array,
  look: (root: Hdf5Group) => T
): Promise<T> {
  const file: Hdf5File = await openHdf5(bytes.slice(), 'p.ilp');
  try {
    return look(file.root);
  } finally {
    file.close();
  }
}

/** The project with one dot more; its forest does not fit any more. */
function withDot(project: Project, image = 0): Project {
  const { id, metadata, grid } = project.images[image];
  const old = project.labels.get(id);
  const labels = new LabelImage(
    old?.shape ?? metadata?.shape ?? { t: 1, z: 1, y: 20, x: 30, c: 1 }
  );
  expect(metadata ?? grid).toBeTruthy();
  for (const [key, block] of old?.entries() ?? []) {
    labels.restore(key, block);
  }
  const { y, x } = labels.shape;
  const dot = rasteriseStroke([{ y: 5, x: 6 }], 3, {
    y0: 0,
    x0: 0,
    y1: y,
    x1: x
  });
  labels.paint({ t: 0, z: 0 }, dot!, 2);
  return {
    ...project,
    labels: new Map([...project.labels, [id, labels]]),
    forest: null
  };
}

const training = (root: Hdf5Group): Hdf5Group =>
  root.group('PixelClassification')!;

describe('saving over a project of ilastik', () => {
  it('takes out the forest with a stroke, and keeps bookmarks and notes', async () => {
    const saved = await resave(bytesOf('ilp/unknown_groups.ilp'), withDot);
    const { project } = await readProject(saved.slice(), 'p.ilp');
    expect([...project.labels.get('one')!.counts().subarray(0, 4)]).toEqual([
      0, 1, 9, 0
    ]);
    await inspect(saved, root => {
      expect(training(root).kindOf('ClassifierForests')).toBeNull();
      expect(training(root).textOfAttribute('note')).toBe('ü');
      const bookmark = training(root).group('Bookmarks')!.dataset('0000')!;
      expect(bookmark.numbersOfAttribute('version')).toEqual([1]);
      const notes = root.group('Lab notes')!;
      expect(notes.textsOfAttribute('authors')).toEqual(['Ada', 'Grace']);
      expect(notes.dataset('texts')!.texts()).toEqual([
        'σ',
        '',
        'x'.repeat(5000)
      ]);
      expect(notes.dataset('pieces')!.numbers()).toEqual([
        ...Array(1600).keys()
      ]);
      expect(notes.dataset('same')!.numbers()).toHaveLength(1600);
      expect(notes.group('many')!.names()).toHaveLength(300);
      expect(root.group('Prediction Export')!.names()).toEqual([
        'InputMax',
        'RegionStart',
        'StorageVersion'
      ]);
    });
  });

  it.each(['f01_rgb_uint8_tif', 'f04_time_tyx'])(
    'keeps the stored forest of %s while only a class is renamed',
    async name => {
      const saved = await resave(
        bytesOf(`ilastik/${name}/${name}.ilp`),
        project => ({
          ...project,
          classes: project.classes.map((each, i) =>
            i === 0 ? { ...each, name: 'Zellkern' } : each
          )
        })
      );
      const { project } = await readProject(saved.slice(), 'p.ilp');
      expect(project.classes[0].name).toBe('Zellkern');
      await inspect(saved, root => {
        const forests = training(root).group('ClassifierForests')!;
        // ours would have four
        expect(forests.names().filter(each => /^Forest/.test(each))).toEqual([
          'Forest0000',
          'Forest0001'
        ]);
      });
    }
  );

  it('does not grow over 100 times of opening, changing and saving', async () => {
    let bytes = bytesOf('ilp/missing_option.ilp');
    const { project } = await readProject(bytes.slice(), 'p.ilp');
    const sizes: number[] = [];
    for (let i = 0; i < 100; i++) {
      bytes = await resave(bytes, read => ({
        ...withDot(read),
        forest: i % 2 ? project.forest : null,
        classes: read.classes.map((each, k) => ({
          ...each,
          name: `class ${k} ${i % 10}`
        }))
      }));
      sizes.push(bytes.length);
    }
    // texts lie in stores of 4096 bytes, and some saves need one more; what a
    // save replaces has twice as much each time
    const largest = Math.max(...sizes.slice(0, 20));
    expect(Math.max(...sizes)).toBeLessThan(largest + 5 * 4096);
    const last = await readProject(bytes.slice(), 'p.ilp');
    expect(last.project.forest).toEqual(project.forest);
  }, 60_000);

  it('numbers lanes, labels and bookmarks anew when an image goes', async () => {
    const two = await resave(bytesOf('ilp/unknown_groups.ilp'), project => ({
      ...project,
      images: [
        { ...project.images[0], id: 'new', nickname: 'new', path: 'new.tif' },
        ...project.images
      ]
    }));
    await inspect(two, root => {
      const sets = training(root).group('LabelSets')!;
      expect(sets.group('labels000')!.names()).toEqual([]);
      expect(sets.group('labels001')!.names()).toEqual(['block0000']);
      expect(training(root).group('Bookmarks')!.names()).toEqual(['0001']);
      const infos = root.group('Input Data', 'infos')!;
      expect(infos.names()).toEqual(['lane0000', 'lane0001']);
      const lane = infos.group('lane0001', 'Raw Data')!;
      expect(lane.dataset('datasetId')!.text()).toBe('one');
    });
    const one = await resave(two, project => ({
      ...project,
      images: project.images.slice(1)
    }));
    await inspect(one, root => {
      expect(root.group('Input Data', 'infos')!.names()).toEqual(['lane0000']);
      expect(training(root).group('Bookmarks')!.names()).toEqual(['0000']);
    });
    const { project } = await readProject(one.slice(), 'p.ilp');
    expect(project.labels.get('one')!.get({ t: 0, z: 0 }, 2, 2)).toBe(1);
  });

  it('takes out the pixels of an image inside the project when the image goes', async () => {
    const name = 'f03_gray_unused_class_internal';
    const saved = await resave(
      bytesOf(`ilastik/${name}/${name}.ilp`),
      project => ({
        ...project,
        images: [],
        labels: new Map(),
        forest: null
      })
    );
    await inspect(saved, root =>
      expect(root.group('Input Data', 'local_data')!.names()).toEqual([])
    );
    expect(saved.length).toBeLessThan(60_000);
  });

  it('completes a forest that lacks an option', async () => {
    const saved = await resave(bytesOf('ilp/missing_option.ilp'));
    const { warnings, project } = await readProject(saved.slice(), 'p.ilp');
    expect(warnings).toEqual([]);
    expect(project.forest).not.toBeNull();
  });

  it('keeps a classifier it does not read until something is trained on other labels', async () => {
    const bytes = bytesOf('ilp/sklearn.ilp');
    const same = await resave(bytes);
    await inspect(same, root => {
      const forests = training(root).group('ClassifierForests')!;
      expect(forests.names()).toContain('pickled_classifier');
      expect(training(root).dataset('ClassifierFactory')!.text()).toContain(
        'Sklearn'
      );
    });
    await inspect(await resave(bytes, withDot), root => {
      expect(training(root).kindOf('ClassifierForests')).toBeNull();
      expect(training(root).dataset('ClassifierFactory')!.text()).toContain(
        'ParallelVigraRf'
      );
    });
  });

  it('writes labels in the order of now where an old version tells another', async () => {
    const saved = await resave(bytesOf('ilp/v1_4_0b5_file_order.ilp'));
    await inspect(saved, root => {
      expect(root.dataset('ilastikVersion')!.text()).toBe('1.4.1');
      const block = training(root)
        .group('LabelSets', 'labels000')!
        .dataset('block0000')!;
      expect(block.textOfAttribute('blockSlice')).toBe('[9:10,4:6,0:1]');
    });
  });

  it('leaves labels alone that wait for their image', async () => {
    const saved = await resave(bytesOf('ilp/v1_2_2.ilp'));
    const { pendingLabels } = await readProject(saved.slice(), 'p.ilp');
    const before = await readProject(bytesOf('ilp/v1_2_2.ilp'), 'p.ilp');
    expect(pendingLabels).toEqual(before.pendingLabels);
    await inspect(saved, root =>
      expect(training(root).dataset('ClassifierFactory')!.text()).toContain(
        'V_num_trees'
      )
    );
  });

  it('writes paths without backslashes, and moves the mask with its image', async () => {
    const saved = await resave(
      bytesOf('ilp/mask_and_absolute.ilp'),
      project => ({
        ...project,
        images: project.images.map(image => ({
          ...image,
          mask: { path: '../mask.png', innerPath: '' }
        }))
      })
    );
    await inspect(saved, root => {
      const lane = root.group('Input Data', 'infos', 'lane0000')!;
      const path = (role: string): string =>
        lane.group(role)!.dataset('filePath')!.text();
      expect(path('Raw Data')).toBe('C:/data/raw.png');
      expect(path('Prediction Mask')).toBe('../mask.png');
    });
  });
});

describe('saving where the file must stay as it is', () => {
  it.each(['object_classification.ilp', 'newer_layout.ilp'])(
    'does not write over %s, but makes a project of its own',
    async name => {
      const bytes = bytesOf(`ilp/${name}`);
      await expect(resave(bytes)).rejects.toMatchObject({ tag: 'project' });
      const copy = await resave(bytes, project => project, { isCopy: true });
      const before = await readProject(bytes.slice(), name);
      const after = await readProject(copy.slice(), name);
      expect(after.copyReason).toBeNull();
      expect(after.project.labels).toEqual(before.project.labels);
      await inspect(copy, root => {
        expect(root.dataset('workflowName')!.text()).toBe(
          'Pixel Classification'
        );
        expect(root.kindOf('ObjectClassification')).toBeNull();
      });
    }
  );
});

describe('topics', () => {
  const parse = (value: unknown): number[] | null =>
    Array.isArray(value) ? (value as number[]) : null;

  it('come back from the file, also those nobody asked for', async () => {
    const saved = await resave(bytesOf('ilp/unknown_groups.ilp'), project =>
      withTopic(withTopic(project, 'marks', [1, 2]), 'later', { a: 'σ' })
    );
    const again = await resave(saved, project =>
      withTopic(project, 'marks', [3])
    );
    const { project } = await readProject(again.slice(), 'p.ilp');
    expect(readTopic(project, 'marks', parse)).toEqual([3]);
    expect(project.topics!.get('later')).toBe('{"a":"σ"}');
    const gone = await resave(again, read => withTopic(read, 'marks', null));
    const last = await readProject(gone.slice(), 'p.ilp');
    expect([...last.project.topics!.keys()]).toEqual(['later']);
  });

  it('refuses what is too large or has no name, and reads no nonsense', async () => {
    const { project } = await readProject(bytesOf('ilp/zyx.ilp'), 'p.ilp');
    const fail = (call: () => unknown): unknown => {
      try {
        return call();
      } catch (error) {
        return (error as { tag: string }).tag;
      }
    };
    expect(fail(() => withTopic(project, 'marks', 'x'.repeat(2 ** 23)))).toBe(
      'memory'
    );
    expect(fail(() => withTopic(project, '../marks', 1))).toBe('input');
    const damaged = { ...project, topics: new Map([['marks', '{']]) };
    expect(readTopic(damaged, 'marks', parse)).toBeNull();
    expect(readTopic(project, 'marks', parse)).toBeNull();
  });
});

describe('a damaged file', () => {
  it('whose group lists a member that cannot be reached is refused', async () => {
    const bytes = bytesOf('ilp/eraser.ilp');
    // names are found by halving: a name out of order leads the search astray
    bytes[Buffer.from(bytes).indexOf('PixelClassification')] = 0x41;
    await expect(readProject(bytes, 'p.ilp')).rejects.toMatchObject({
      tag: 'format',
      message: expect.stringContaining('but it cannot be reached')
    });
  });

  it('whose text claims more bytes than the file has is refused at once', async () => {
    const bytes = bytesOf('ilp/eraser.ilp');
    const view = new DataView(bytes.buffer);
    const heap = Buffer.from(bytes).indexOf('GCOL');
    // a text is stored as its length and the address of the heap
    const lengths = [...bytes.keys()].filter(
      at =>
        at % 4 === 0 &&
        at + 16 < bytes.length &&
        view.getBigUint64(at + 4, true) === BigInt(heap)
    );
    view.setUint32(lengths[0], 0x53000000, true);
    await expect(readProject(bytes, 'p.ilp')).rejects.toMatchObject({
      tag: 'memory',
      message: expect.stringContaining('claims a length of')
    });
  });

  it('is not written over when the new file would read back otherwise', async () => {
    const { project } = await readProject(bytesOf('ilp/zyx.ilp'), 'p.ilp');
    // more classes than a project may have
    const classes = Array.from({ length: 120 }, () => project.classes[0]);
    const previous = { bytes: bytesOf('ilp/zyx.ilp'), name: 'p.ilp' };
    await expect(
      writeProject({ ...project, classes }, { previous })
    ).rejects.toMatchObject({
      tag: 'project',
      message: expect.stringContaining('would not read back right')
    });
  });
});
