import { readFileSync } from 'fs';
import { join } from 'path';
import {
  formatClassifierFactory,
  isKnownFactory,
  parseClassifierFactory
} from '../ilp/classifier-factory';
import { isStack, isUrl } from '../ilp/image-path';
import { internalAxes } from '../ilp/internal-axes';
import { readProject } from '../ilp/read';

const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures', 'ilp');

const read = (name: string) =>
  readProject(new Uint8Array(readFileSync(join(FIXTURES, name))), name);

describe('projects of other workflows and other makers', () => {
  it('imports a workflow that keeps the same groups, and never writes over it', async () => {
    const { project, warnings, copyReason, isEditable } = await read(
      'object_classification.ilp'
    );
    expect(warnings.join()).toContain('Object Classification');
    expect(copyReason).toContain('is not written over');
    expect(isEditable).toBe(false);
    const labels = project.labels.get('one')!;
    expect([5, 6].map(x => labels.get({ t: 0, z: 0 }, 3, x))).toEqual([1, 0]);
    expect([5, 6].map(x => labels.get({ t: 0, z: 0 }, 4, x))).toEqual([2, 2]);
  });

  it('numbers labels by all lanes, also by those without an image', async () => {
    const { project, warnings } = await read('odd_lanes.ilp');
    expect(project.images.map(({ nickname }) => nickname)).toEqual([
      'raw',
      'odd',
      'odd'
    ]);
    expect(project.labels.get('one')!.get({ t: 0, z: 0 }, 7, 9)).toBe(2);
    expect(warnings).toEqual([
      'Lane 1 of the project has no image.',
      expect.stringContaining('a stack of several files'),
      expect.stringContaining('an address in a network')
    ]);
  });

  it('says that ilastik predicts wrong numbers with a forest that lacks an option', async () => {
    const { project, warnings } = await read('missing_option.ilp');
    expect(project.forest).not.toBeNull();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('Forest0000/training_set_proportion_');
    expect(warnings[0]).toContain('wrong numbers');
  });

  it('puts labels of a volume over time in their places', async () => {
    const { project } = await read('tzyxc.ilp');
    const labels = project.labels.get('one')!;
    expect(labels.shape).toEqual({ t: 3, z: 8, y: 20, x: 30, c: 2 });
    expect(labels.get({ t: 2, z: 4 }, 11, 22)).toBe(1);
    expect(labels.get({ t: 2, z: 5 }, 11, 22)).toBe(2);
    expect([...labels.counts().subarray(0, 4)]).toEqual([0, 1, 1, 0]);
  });

  it('keeps where a prediction mask is', async () => {
    const { project } = await read('mask_and_absolute.ilp');
    expect(project.images[0].mask).toEqual({ path: 'mask.png', innerPath: '' });
  });

  it('says that a file in a newer layout is not written over', async () => {
    const { copyReason, isEditable, project } = await read('newer_layout.ilp');
    expect(copyReason).toContain('superblock is of version');
    expect(isEditable).toBe(false);
    expect(project.images).toHaveLength(1);
  });
});

describe('the description of a classifier', () => {
  it('is found in what Python 2 wrote, with its number of trees', async () => {
    const { project, warnings } = await read('unknown_groups.ilp');
    expect(project.settings.treeCount).toBe(50);
    expect(warnings).toEqual([]);
  });

  it('names a foreign classifier', async () => {
    const { project, warnings } = await read('sklearn.ilp');
    expect(project.settings.treeCount).toBe(100);
    expect(project.forest).toBeNull();
    expect(warnings).toEqual([
      expect.stringContaining('SklearnLazyflowClassifierFactory'),
      expect.stringContaining('"RandomForest"')
    ]);
  });

  it('is read as it is written', () => {
    const factory = parseClassifierFactory(formatClassifierFactory(37, 4))!;
    expect(factory.treeCount).toBe(37);
    expect([factory.isCurrent, isKnownFactory(factory)]).toEqual([true, true]);
    expect(parseClassifierFactory('nothing of the kind')).toBeNull();
  });
});

it.each([
  [{ t: 1, z: 1, y: 5, x: 5, c: 3 }, 'yxc'],
  [{ t: 4, z: 1, y: 5, x: 5, c: 1 }, 'tyxc'],
  [{ t: 1, z: 4, y: 5, x: 5, c: 1 }, 'zyxc'],
  [{ t: 2, z: 4, y: 5, x: 5, c: 1 }, 'tzyxc'],
  [{ t: 1, z: 4, y: 1, x: 5, c: 1 }, 'tzxc'],
  [{ t: 3, z: 1, y: 5, x: 1, c: 1 }, 'tzyc']
])('works on %j as %s, as ilastik does', (shape, axes) =>
  expect(internalAxes(shape)).toBe(axes)
);

it('tells one file from several, and files from addresses', () => {
  expect(['a.png:b.png', 'a.png;b.png', 'a_*.png'].map(isStack)).toEqual([
    true,
    true,
    true
  ]);
  expect(
    ['C:/data/a.png', 'a.h5/data', 'https://x.org/a.png'].map(isStack)
  ).toEqual([false, false, false]);
  expect(['precomputed://https://x.org', 'C:/data'].map(isUrl)).toEqual([
    true,
    false
  ]);
});
