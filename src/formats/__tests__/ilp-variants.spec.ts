import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { PixelForestError } from '../../errors';
import { labelsOf } from '../ilp/label-blocks';
import { readProject } from '../ilp/read';
import { compareVersions, isBetween, parseVersion } from '../ilp/version';

const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures', 'ilp');

const bytesOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(FIXTURES, name)));

const read = (name: string) => readProject(bytesOf(name), name);

/** The error a call ends in. */
async function failureOf(call: Promise<unknown>): Promise<PixelForestError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(PixelForestError);
  return error as PixelForestError;
}

describe('versions', () => {
  it.each([
    '1.4.0b15',
    '1.4.1rc4.dev0+gb09abc',
    '1.3.3post2',
    '1.4.0.post1',
    '0.6',
    '1.2.0rc10'
  ])('reads %s', text => expect(parseVersion(text)).not.toBeNull());

  it.each(['1.4.1-jupyter', 'one', ''])('refuses %s', text =>
    expect(parseVersion(text)).toBeNull()
  );

  it('orders development, alpha, beta, candidate, release and post release', () => {
    const ordered = [
      '1.3.3',
      '1.3.3post1',
      '1.3.3post2',
      '1.4.0.dev3',
      '1.4.0a2',
      '1.4.0b7',
      '1.4.0b11',
      '1.4.0rc1.dev0',
      '1.4.0rc1',
      '1.4.0',
      '1.4.0.post1',
      '1.4.1'
    ];
    const keys = ordered.map(text => parseVersion(text)!);
    expect([...keys].reverse().sort(compareVersions)).toEqual(keys);
    expect(isBetween(parseVersion('1.4.0b7')!, '1.3.3post2', '1.4.0b7')).toBe(
      true
    );
    expect(isBetween(parseVersion('1.4.0b8')!, '1.3.3post2', '1.4.0b7')).toBe(
      false
    );
  });
});

describe('readProject on what other releases wrote', () => {
  it('keeps labels of a project without sizes until the image is open', async () => {
    const { project, pendingLabels } = await read('v1_2_2.ilp');
    expect(project.images[0]).toEqual({
      id: 'one',
      path: 'raw.h5',
      innerPath: '/volume/data',
      nickname: 'raw',
      metadata: null
    });
    expect(project.labels.size).toBe(0);
    const shape = { t: 5, z: 4, y: 20, x: 30, c: 1 };
    const labels = labelsOf(pendingLabels.get('one')!, shape, 'tzyxc', 'raw');
    expect([...labels.counts().subarray(0, 3)]).toEqual([0, 1, 4]);
    expect(labels.get({ t: 1, z: 2 }, 5, 6)).toBe(1);
    expect(labels.get({ t: 1, z: 2 }, 6, 8)).toBe(2);
    expect(project.features.computeIn2d).toEqual([true, true]);
    expect(project.forest?.columnCount).toBe(4);
  });

  it('reads labels in the file order of ilastik 1.4.0b5', async () => {
    const { project } = await read('v1_4_0b5_file_order.ilp');
    const labels = project.labels.get('one')!;
    expect(labels.shape).toEqual({ t: 1, z: 1, y: 20, x: 30, c: 1 });
    expect(labels.get({ t: 0, z: 0 }, 9, 4)).toBe(1);
    expect(labels.get({ t: 0, z: 0 }, 9, 5)).toBe(2);
  });

  it('reads Windows paths, 32-bit integers and fixed strings tagged ASCII', async () => {
    const { project } = await read('windows.ilp');
    expect(project.images[0].path).toBe('Bilder/Tag 1/zelle.tif');
    expect(project.images[0].nickname).toBe('Körper');
    expect(project.images[0].grid?.fileShape).toEqual([20, 30, 1]);
    expect(project.classes.map(({ name, color }) => [name, color])).toEqual([
      ['Zellkörper', [1, 2, 3]],
      ['€', [4, 5, 6]]
    ]);
  });

  it('ignores the values of lists marked empty and takes default features', async () => {
    const { project, warnings } = await read('empty_lists.ilp');
    expect(project.classes.map(({ name }) => name)).toEqual([
      'Label 1',
      'Label 2'
    ]);
    expect(project.features.scales).toHaveLength(7);
    expect(warnings.join()).toContain('no chosen features');
  });

  it('lets the value 100 of a later block erase, and 0 keep', async () => {
    const { project } = await read('eraser.ilp');
    const labels = project.labels.get('one')!;
    const box = { y0: 3, x0: 4, y1: 5, x1: 6 };
    expect([...labels.readBox({ t: 0, z: 0 }, box)]).toEqual([2, 0, 1, 2]);
  });

  it('numbers the outputs of a forest without class names from 1', async () => {
    const { project } = await read('eraser.ilp');
    expect(project.forest).toEqual({
      columnCount: 4,
      knownLabels: [1, 2],
      rowCount: 0,
      trees: [
        {
          column: Int32Array.of(3, -1, -1),
          threshold: Float64Array.of(0.5, 0, 0),
          left: Int32Array.of(1, 0, 0),
          right: Int32Array.of(2, 0, 0),
          samples: Float64Array.of(0, 3, 4),
          fractions: Float64Array.of(0, 0, 1, 0, 0.25, 0.75)
        }
      ]
    });
  });

  it('opens a 3-D project with its labels, flat scales and forest', async () => {
    const { project, warnings } = await read('zyx.ilp');
    const labels = project.labels.get('one')!;
    expect(labels.shape).toEqual({ t: 1, z: 8, y: 20, x: 30, c: 1 });
    expect(labels.get({ t: 0, z: 3 }, 7, 9)).toBe(1);
    expect(labels.get({ t: 0, z: 3 }, 7, 10)).toBe(2);
    expect(labels.get({ t: 0, z: 4 }, 7, 10)).toBe(1);
    expect(project.features.computeIn2d).toEqual([true, false]);
    expect(project.forest?.columnCount).toBe(5);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['other_columns.ilp', '9 columns'],
    ['wrong_cycle.ilp', 'two branches lead to the node at 2'],
    ['wrong_child.ilp', 'a branch leads to 90000'],
    ['wrong_column.ilp', 'asks for column 4 of 4']
  ])('opens %s without its classifier and says why', async (name, reason) => {
    const { project, warnings } = await read(name);
    expect(project.forest).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(reason);
    expect(project.classes).toHaveLength(2);
  });

  it('says that a prediction mask and an absolute path do not carry over', async () => {
    const { project, warnings } = await read('mask_and_absolute.ilp');
    expect(project.images[0].path).toBe('C:/data/raw.png');
    expect(warnings.join()).toMatch(/C:\/data\/raw.png.*prediction mask/s);
  });
});

/** The reader with an HDF5 library that nothing has touched. */
async function loadAnew(
  onBroken: () => void
): Promise<typeof import('../ilp/read')> {
  jest.resetModules();
  const { onBrokenLibrary } = await import('../hdf5/broken-library');
  onBrokenLibrary(onBroken);
  return import('../ilp/read');
}

describe('readProject on what it cannot read', () => {
  it.each([
    ['feature_list.ilp', 'project', 'list in another file'],
    ['carving.ilp', 'project', 'Carving'],
    ['version_0_5.ilp', 'project', 'of 0.5 or older'],
    ['version_2.ilp', 'project', '2.0'],
    ['wrong_group.ilp', 'format', 'should be a data set but is a group'],
    ['wrong_text.ilp', 'format', 'should hold numbers'],
    ['wrong_slice_negative.ilp', 'project', '[-1:1,0:2,0:1]'],
    ['wrong_slice_outside.ilp', 'mismatch', 'from 19 to 21 along y'],
    ['wrong_label.ilp', 'project', 'one is 117'],
    ['wrong_giant_block.ilp', 'memory', 'labels000 holds more than'],
    ['wrong_giant_names.ilp', 'format', 'a short list'],
    ['wrong_shape.ilp', 'project', '20, 30, 1'],
    ['wrong_channels.ilp', 'project', '1099511627776 channels'],
    ['long_texts.ilp', 'project', '"blockSlice" is "1111'],
    ['wrong_matrix.ilp', 'project', '(2, 5)']
  ])('refuses %s as %s', async (name, tag, words) => {
    const error = await failureOf(read(name));
    expect(error.tag).toBe(tag);
    expect(error.message).toContain(words);
  });

  it('refuses bytes that are no HDF5, and none at all', async () => {
    const text = new TextEncoder().encode('not a project'.repeat(20));
    for (const bytes of [text, new Uint8Array(0)]) {
      const error = await failureOf(readProject(bytes, 'a.ilp'));
      expect(error.tag).toBe('format');
      expect(error.message).toContain('a.ilp');
    }
  });

  it('refuses a file cut off anywhere', async () => {
    const whole = bytesOf('eraser.ilp');
    for (const part of [0.01, 0.1, 0.5, 0.9, 0.99]) {
      const cut = whole.slice(0, Math.floor(whole.length * part));
      expect((await failureOf(readProject(cut, 'cut.ilp'))).tag).toBe('format');
    }
  });

  it('never fails in another way on damaged bytes, and goes on to read good ones', async () => {
    let seed = 1;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return seed % below;
    };
    const names = readdirSync(FIXTURES).filter(name => name.endsWith('.ilp'));
    let failures = 0;
    let isBroken = false;
    let rooms = await loadAnew(() => (isBroken = true));
    for (let round = 0; round < 150; round++) {
      const bytes = bytesOf(names[round % names.length]);
      for (let i = 0; i < 12; i++) {
        bytes[96 + random(bytes.length - 96)] = random(256);
      }
      try {
        await rooms.readProject(bytes, 'damaged.ilp');
      } catch (error) {
        expect((error as Error).name).toBe('PixelForestError');
        failures++;
        if (isBroken) {
          rooms = await loadAnew(() => (isBroken = true)); // as a new worker does
          isBroken = false;
        }
      }
    }
    expect(failures).toBeGreaterThan(0);
    const good = await rooms.readProject(bytesOf('eraser.ilp'), 'good');
    expect(good.project.forest).not.toBeNull();
  });
});
