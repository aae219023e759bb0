import {
  DEFAULT_PARENTS,
  ParentSettings,
  parentsOf,
  storedParents,
  toParents,
  withParents
} from '../parent-objects';
import { createProject } from '../project';

const NUCLEI: ParentSettings = {
  isOn: true,
  rule: 'containing',
  maximumDistance: 12.5,
  segmentation: {
    ...DEFAULT_PARENTS.segmentation,
    source: { kind: 'channel', channel: 2 },
    threshold: { kind: 'single', value: 600 },
    split: null
  }
};

describe('settings of parents', () => {
  it('are the defaults, switched off, in a project that says nothing', () => {
    expect(parentsOf(createProject())).toEqual(DEFAULT_PARENTS);
    expect(storedParents(createProject())).toBeNull();
    expect(DEFAULT_PARENTS.isOn).toBe(false);
  });

  it('come back as they were kept', () => {
    const project = withParents(createProject(), NUCLEI);
    expect(parentsOf(project)).toEqual(NUCLEI);
    const anywhere = { ...NUCLEI, maximumDistance: null };
    expect(parentsOf(withParents(project, anywhere))).toEqual(anywhere);
  });

  it('take the default for each part that makes no sense', () => {
    [null, 7, 'x', [], {}].forEach(value =>
      expect(toParents(value)).toEqual(DEFAULT_PARENTS)
    );
    const damaged = {
      isOn: 'yes',
      rule: 'largest',
      maximumDistance: -1,
      segmentation: { smoothing: -2, minimumSize: 40, excluded: { a: [] } }
    };
    expect(toParents(damaged)).toEqual({
      ...DEFAULT_PARENTS,
      segmentation: { ...DEFAULT_PARENTS.segmentation, minimumSize: 40 }
    });
  });
});
