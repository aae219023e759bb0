import { createProject, Project } from '../project';
import { stateOf } from '../project-state';
import { LabelImage } from '../labels';
import {
  readObjectCorrections,
  withObjectCorrections
} from '../object-corrections';
import { withObjectTopics } from '../object-topics';
import {
  DEFAULT_SEGMENTATION,
  segmentationOf,
  withSegmentation
} from '../segmentation';
import { blockOfRuns, readRuns, writeRuns } from '../label-runs';
import { readTopic, withTopic } from '../topics';
import {
  MAX_VERSIONS,
  parseVersionText,
  versionsSize,
  versionTexts,
  withoutVersion,
  withRenamedVersion,
  withVersion
} from '../versions';

const SHAPE = { t: 1, z: 2, y: 150, x: 130, c: 3 };

/** Some dabs on both slices, drawn by two persons. */
function painted(): Project {
  const labels = new LabelImage(SHAPE);
  const dab = (z: number, y: number, x: number, label: number): void => {
    const box = { y0: y, x0: x, y1: y + 3, x1: x + 3 };
    labels.paint(
      { t: 0, z },
      { box, covered: new Uint8Array(9).fill(1) },
      label,
      label === 1 ? 'Ana' : 'Ben'
    );
  };
  dab(0, 10, 10, 1);
  dab(0, 62, 62, 2);
  dab(1, 147, 127, 1);
  return {
    ...createProject(),
    labels: new Map([['a', labels]]),
    settings: {
      ...createProject().settings,
      seed: 7,
      treeCount: 33,
      trainingChannels: [0, 2]
    }
  };
}

const TITLE = {
  name: 'before the crowded region',
  savedAt: 1e12,
  author: 'Ana'
};

function kept(project = painted()): Project {
  return withVersion(project, TITLE, stateOf(project));
}

/** The text of the first version, changed. */
function damaged(change: (version: Record<string, unknown>) => void): string {
  const [[, text]] = versionTexts(kept());
  const version = JSON.parse(text) as Record<string, unknown>;
  change(version);
  return JSON.stringify(version);
}

function blocksOf(labels: ReadonlyMap<string, LabelImage>): unknown {
  return [...labels].map(([id, image]) => [
    id,
    image.shape,
    [...image.entries()].map(([key, block]) => [
      key,
      block.join(),
      image.authorsOf(key)
    ])
  ]);
}

describe('a version', () => {
  it('gives back labels, their authors, classes, features, channels, seed and trees', () => {
    const project = painted();
    const [[id, text]] = versionTexts(kept(project));
    expect(id).toBe('version1');
    const version = parseVersionText(text);
    expect(version).toMatchObject({ ...TITLE, counts: [18, 9] });
    const state = version!.state();
    expect(state.classes).toEqual(project.classes);
    expect(state.setup).toEqual({
      features: project.features,
      trainingChannels: [0, 2],
      seed: 7,
      treeCount: 33
    });
    expect(blocksOf(state.labels)).toEqual(blocksOf(project.labels));
  });

  it('gives back how objects are found and what was corrected, also that nothing was', () => {
    const settings = { ...DEFAULT_SEGMENTATION, minimumSize: 77 };
    const at = { y: 3, x: 4 };
    const corrections = new Map([
      ['a', [{ plane: { t: 0, z: 0 }, kind: 'delete', at } as const]]
    ]);
    const project = withObjectCorrections(
      withSegmentation(painted(), settings),
      corrections
    );
    const [[, text]] = versionTexts(kept(project));
    const { objects } = parseVersionText(text)!.state();
    const back = withObjectTopics(createProject(), objects!);
    expect(segmentationOf(back)).toEqual(settings);
    expect(readObjectCorrections(back)).toEqual(corrections);
    const [[, plain]] = versionTexts(kept());
    const none = withObjectTopics(
      project,
      parseVersionText(plain)!.state().objects!
    );
    expect(segmentationOf(none)).toEqual(DEFAULT_SEGMENTATION);
    expect(readObjectCorrections(none)).toEqual(new Map());
  });

  it('of an older release says nothing of objects, and nonsense there does no harm', () => {
    const old = parseVersionText(damaged(version => delete version.objects));
    expect(old!.state()).not.toHaveProperty('objects');
    for (const nonsense of [7, 'x', [], { segmentation: [1], other: 2 }]) {
      const text = damaged(version => (version.objects = nonsense));
      const { objects } = parseVersionText(text)!.state();
      const back = withObjectTopics(createProject(), objects!);
      expect(segmentationOf(back)).toEqual(DEFAULT_SEGMENTATION);
      expect(readObjectCorrections(back)).toEqual(new Map());
    }
  });

  it('stays as it was when the project is painted on', () => {
    const project = painted();
    const state = stateOf(project);
    const before = blocksOf(state.labels);
    const box = { y0: 0, x0: 0, y1: 1, x1: 1 };
    project.labels.get('a')!.writeBox({ t: 0, z: 0 }, box, Uint8Array.of(2));
    expect(blocksOf(state.labels)).toEqual(before);
  });

  it('takes a few hundred characters for a stroke, not a block', () => {
    expect(versionsSize(kept())).toBeLessThan(3000);
  });

  it('needs a name, and takes no more than one line', () => {
    const project = painted();
    const keep = (name: string): Project =>
      withVersion(project, { ...TITLE, name }, stateOf(project));
    expect(() => keep('  ')).toThrow('A version needs a name');
    const [[, text]] = versionTexts(keep(` a\n${'b'.repeat(200)}`));
    expect(parseVersionText(text)?.name).toBe(`a ${'b'.repeat(98)}`);
  });
});

describe('the list of versions', () => {
  it('is in the order in which they were kept; ids are not used again', () => {
    const names = ['one', 'two', 'three'];
    let project = names.reduce(
      (all, name) => withVersion(all, { ...TITLE, name }, stateOf(all)),
      painted()
    );
    project = withoutVersion(project, 'version2');
    project = withVersion(
      project,
      { ...TITLE, name: 'four' },
      stateOf(project)
    );
    project = withRenamedVersion(project, 'version1', 'first');
    const listed = versionTexts(project).map(([id, text]) => [
      id,
      parseVersionText(text)?.name
    ]);
    expect(listed).toEqual([
      ['version1', 'first'],
      ['version3', 'three'],
      ['version4', 'four']
    ]);
  });

  it('leaves other topics alone', () => {
    const project = withTopic(painted(), 'versionsOfElse', [1]);
    const changed = withoutVersion(kept(project), 'versionsOfElse');
    expect(versionTexts(changed)).toHaveLength(1);
    expect(readTopic(changed, 'versionsOfElse', value => value)).toEqual([1]);
    expect(() => withRenamedVersion(changed, 'versionsOfElse', 'name')).toThrow(
      'There is no version'
    );
  });

  it('ends at forty versions and at the size that fits a project file', () => {
    let project = painted();
    for (let i = 0; i < MAX_VERSIONS; i++) {
      project = kept(project);
    }
    expect(() => kept(project)).toThrow('up to 40 versions');

    // every pixel another label than the one before: the most text there is
    const dense = (side: number): Project => {
      const labels = new LabelImage({ t: 1, z: 1, y: side, x: side, c: 1 });
      const box = { y0: 0, x0: 0, y1: side, x1: side };
      const values = Uint8Array.from(
        { length: side * side },
        (_, i) => 1 + (i % 2)
      );
      labels.writeBox({ t: 0, z: 0 }, box, values);
      return { ...painted(), labels: new Map([['a', labels]]) };
    };
    expect(() => kept(dense(1280))).toThrow(
      /take 4\.4 MB, but one version may take 4\.2 MB/
    );
    project = dense(1216);
    for (let i = 0; i < 5; i++) {
      project = kept(project);
    }
    expect(() => kept(project)).toThrow(
      'all versions would take 23.7 MB, but they may take 20.0 MB'
    );
  });
});

describe('a damaged or hostile version', () => {
  const spoil = (path: readonly string[], value: unknown): string =>
    damaged(version => {
      let at: Record<string, unknown> = version;
      for (const name of path.slice(0, -1)) {
        at = at[name] as Record<string, unknown>;
      }
      at[path[path.length - 1]] = value;
    });

  it.each([
    ['no name', spoil(['name'], 7)],
    ['a time beyond time', spoil(['savedAt'], 9e15)],
    ['no classes', spoil(['classes'], [])],
    ['a class without colour', spoil(['classes', '0'], { name: 'a' })],
    [
      'more classes than labels have numbers',
      spoil(['classes'], new Array(100).fill({}))
    ],
    ['no features', spoil(['setup', 'features'], null)],
    ['an unknown filter', spoil(['setup', 'features', 'ids', '0'], 'Magic')],
    ['a scale below zero', spoil(['setup', 'features', 'scales', '0'], -1)],
    ['an endless scale', spoil(['setup', 'features', 'scales', '0'], 1e300)],
    [
      'a row of cells that is too short',
      spoil(['setup', 'features', 'selected', '0'], [true])
    ],
    ['no training channel', spoil(['setup', 'trainingChannels'], [])],
    [
      'a training channel below zero',
      spoil(['setup', 'trainingChannels'], [-1])
    ],
    ['a seed that is no number', spoil(['setup', 'seed'], 'x')],
    ['a million trees', spoil(['setup', 'treeCount'], 1e6)],
    ['an endless image', spoil(['images', 'a', 'shape', 'y'], 1e12)],
    [
      'a block outside the image',
      spoil(['images', 'a', 'blocks', '0,9,0,0'], ['AP8='])
    ],
    [
      'a block without a place',
      spoil(['images', 'a', 'blocks', '__proto__x'], ['AP8='])
    ],
    [
      'runs that end early',
      spoil(['images', 'a', 'blocks', '0,0,0,0'], ['Af8='])
    ],
    [
      'runs that are no base64',
      spoil(['images', 'a', 'blocks', '0,0,0,0'], ['*'])
    ],
    [
      'runs without end',
      spoil(['images', 'a', 'blocks', '0,0,0,0'], ['A'.repeat(20000)])
    ],
    [
      'a class that there is not',
      spoil(
        ['images', 'a', 'blocks', '0,0,0,0'],
        [writeRuns(new Uint8Array(4096).fill(3))]
      )
    ],
    [
      'an author who is no index',
      spoil(
        ['images', 'a', 'blocks', '0,0,0,0'],
        [writeRuns(new Uint8Array(4096)), 'Ana']
      )
    ],
    ['no JSON', '{"name":'],
    ['something else', '[1, 2]']
  ])('is none with %s', (_, text) => {
    expect(parseVersionText(text)).toBeNull();
  });

  it('has no more blocks than memory holds', () => {
    const text = damaged(version => {
      const runs = writeRuns(new Uint8Array(4096).fill(1));
      const blocks = Array.from({ length: 65537 }, (_, i) => [
        `${i},0,0,0`,
        [runs]
      ]);
      version.images = {
        a: { shape: { ...SHAPE, t: 1e6 }, blocks: Object.fromEntries(blocks) }
      };
    });
    expect(parseVersionText(text)).toBeNull();
  });

  it('labels nothing beyond the edge, and knows only authors that are named', () => {
    const text = damaged(version => {
      version.images = {
        a: {
          shape: { ...SHAPE, y: 10, x: 10 },
          blocks: {
            '0,0,0,0': [writeRuns(new Uint8Array(4096).fill(2)), 0, 99]
          }
        }
      };
    });
    const labels = parseVersionText(text)!.state().labels.get('a')!;
    expect(labels.counts()[2]).toBe(100);
    expect(labels.authorsOf('0,0,0,0')).toEqual(['Ana']);
  });
});

it('runs give back any block', () => {
  const blocks = [
    new Uint8Array(4096),
    new Uint8Array(4096).fill(99),
    Uint8Array.from({ length: 4096 }, (_, i) => i % 3),
    Uint8Array.from({ length: 4096 }, (_, i) => (i % 257 === 0 ? 1 : 0))
  ];
  for (const block of blocks) {
    expect(blockOfRuns(readRuns(writeRuns(block))!)).toEqual(block);
  }
});
