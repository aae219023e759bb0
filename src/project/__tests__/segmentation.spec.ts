import { createProject } from '../project';
import {
  DEFAULT_SEGMENTATION,
  SegmentationSettings,
  segmentationOf,
  toSegmentation,
  withSegmentation
} from '../segmentation';

const OTHER: SegmentationSettings = {
  source: { kind: 'channel', channel: 2 },
  smoothing: 0,
  threshold: { kind: 'hysteresis', low: 600, high: 2000 },
  fillHoles: false,
  split: { on: 'intensity', channel: 1, depth: 100 },
  minimumSize: 7,
  maximumSize: 900,
  dropBorder: true,
  excluded: {
    a: [
      {
        points: [
          { y: 1, x: 2 },
          { y: 3, x: 4.5 },
          { y: 0, x: -1 }
        ],
        z: null
      }
    ]
  }
};

describe('segmentation settings', () => {
  it('are the defaults in a project that says nothing', () => {
    expect(segmentationOf(createProject())).toEqual(DEFAULT_SEGMENTATION);
  });

  it('come back as they were kept', () => {
    const project = withSegmentation(createProject(), OTHER);
    expect(segmentationOf(project)).toEqual(OTHER);
    const merged = { ...OTHER, split: null, maximumSize: null };
    expect(segmentationOf(withSegmentation(project, merged))).toEqual(merged);
  });

  it('take the default for each part that makes no sense', () => {
    [null, 7, 'x', [], {}].forEach(value =>
      expect(toSegmentation(value)).toEqual(DEFAULT_SEGMENTATION)
    );
    const damaged = {
      source: { kind: 'classes', classIndexes: [-1, 'a', 3, 1.5, 1, 3] },
      smoothing: 1e9,
      threshold: { kind: 'single', value: null },
      fillHoles: 'yes',
      split: { on: 'colour', depth: 1 },
      minimumSize: -4,
      maximumSize: 2.5,
      dropBorder: 1,
      excluded: { a: [{ points: [{ y: 1, x: 2 }] }, 5], b: 'none' }
    };
    expect(toSegmentation(damaged)).toEqual({
      ...DEFAULT_SEGMENTATION,
      source: { kind: 'classes', classIndexes: [1, 3] }
    });
  });

  it('put two thresholds in order', () => {
    const threshold = { kind: 'hysteresis', low: 0.9, high: 0.2 };
    expect(toSegmentation({ threshold }).threshold).toEqual({
      kind: 'hysteresis',
      low: 0.2,
      high: 0.9
    });
  });
});
