/**
 * What is measured. A case is one amount of work and the programs that take
 * turns at it; those of the targets come first, so that a run that is broken
 * off has them.
 */

const OURS = 'Pixel Forest';
const PYTHON = 'Pixel Forest in Python';
/** Sides of an image of so many megapixels (of 2²⁰ pixels). */
const SIDES = { 0.25: 512, 1: 1024, 4: 2048, 16: 4096, 64: 8192 };
/** Largest images, in megapixels, that a program is given: above, one turn takes minutes. */
const LARGEST = {
  ilastik: { features: 64, predict: 16, endToEnd: 16 },
  vigra: { features: 16 },
  scikit: { features: 16, predict: 16, endToEnd: 16 }
};

const flat = (megapixels, channels = 1) => ({
  y: SIDES[megapixels],
  x: SIDES[megapixels],
  channels
});
const side = (rival, more = {}) => ({ name: rival, rival, ...more });
const usual = { labels: 2000, classes: 2 };

/** For the targets of docs/performance.md, at 2048². */
const TARGETS = [
  {
    id: 'features',
    stage: 'features',
    workers: 1,
    sides: [side(OURS), side('ilastik')],
    rounds: 7
  },
  {
    id: 'features-vigra',
    stage: 'features',
    workers: 1,
    sides: [side(OURS), side('vigra')],
    rounds: 3
  },
  ...[2, 4].map(classes => ({
    id: `predict-${classes}`,
    stage: 'predict',
    workers: 2,
    training: { labels: 2000, classes },
    sides: [side(OURS), side('ilastik'), side('scikit')],
    rounds: 3,
    seconds: 30
  })),
  {
    id: 'train',
    stage: 'train',
    workers: 1,
    sides: [side(OURS), side('ilastik'), side('scikit')],
    rounds: 9
  },
  {
    id: 'endToEnd-own',
    stage: 'endToEnd',
    workers: 2,
    sides: [side(OURS), side('ilastik')],
    rounds: 5,
    seconds: 35
  },
  {
    id: 'endToEnd-loaded',
    stage: 'endToEnd',
    workers: 2,
    training: { ...usual, grownBy: 'ilastik' },
    sides: [side(OURS), side('ilastik')],
    rounds: 5,
    seconds: 35
  },
  {
    id: 'endToEnd-growth',
    stage: 'endToEnd',
    workers: 2,
    sides: [
      side(OURS, { name: '2048²' }),
      side(OURS, { name: '4096²', size: flat(16) })
    ],
    rounds: 5
  },
  {
    id: 'memory',
    stage: 'endToEnd',
    workers: 2,
    size: flat(16),
    sides: [
      side(OURS, { name: '49 columns' }),
      side(OURS, { name: '7 columns', training: { ...usual, families: 1 } })
    ],
    rounds: 2
  },
  ...[1, 2].map(workers => ({
    id: `python-${workers}`,
    stage: 'endToEnd',
    workers,
    sides: [side(PYTHON), side(OURS)],
    rounds: 5,
    wantsDigest: true
  }))
];

/** How cost grows with pixels. */
const SIZES = [0.25, 1, 4, 16, 64].flatMap(megapixels => {
  const others = (stage, ...names) =>
    names
      .filter(name => megapixels <= (LARGEST[name][stage] ?? 0))
      .map(name => side(name));
  const common = { size: flat(megapixels), megapixels, rounds: 3, seconds: 25 };
  return [
    {
      stage: 'features',
      workers: 1,
      sides: [
        side(OURS),
        side(OURS, { name: 'Pixel Forest, arrays', stage: 'featureArrays' }),
        ...others('features', 'ilastik', 'vigra', 'scikit')
      ]
    },
    {
      stage: 'features',
      workers: 2,
      sides: [side(OURS), ...others('features', 'ilastik')]
    },
    { stage: 'predict', workers: 1, sides: [side(OURS)] },
    {
      stage: 'predict',
      workers: 2,
      sides: [side(OURS), ...others('predict', 'ilastik', 'scikit')]
    },
    { stage: 'endToEnd', workers: 1, sides: [side(OURS)] },
    {
      stage: 'endToEnd',
      workers: 2,
      sides: [
        side(OURS),
        ...(megapixels > 16 ? [] : [side(PYTHON)]),
        ...others('endToEnd', 'ilastik', 'scikit')
      ]
    }
  ].map(part => ({
    id: `size-${part.stage}-${megapixels}-${part.workers}`,
    ...common,
    ...part
  }));
});

/** How training grows with labels. */
const byLabels = (...counts) =>
  counts.flatMap(labels =>
    [2, 4].flatMap(classes =>
      [1, 2].map(workers => ({
        id: `labels-${labels}-${classes}-${workers}`,
        stage: 'train',
        workers,
        training: { labels, classes },
        sides: [
          side(OURS),
          ...(workers === 1 && labels < 10_000 ? [side('vigra')] : []),
          side('scikit'),
          side('ilastik')
        ],
        rounds: 5,
        // one turn of the others may take minutes
        seconds: labels < 10_000 ? 15 : 50
      }))
    )
  );

/** What else changes the cost: classes, channels, dimensions; and the forest of mljs. */
const KINDS = [
  {
    id: 'classes-4',
    stage: 'endToEnd',
    training: { labels: 2000, classes: 4 }
  },
  {
    id: 'channels-3-features',
    stage: 'features',
    workers: 1,
    size: flat(4, 3),
    training: { ...usual, channels: 3 }
  },
  {
    id: 'channels-3',
    stage: 'endToEnd',
    size: flat(4, 3),
    training: { ...usual, channels: 3 }
  },
  ...[64, 128].flatMap(edge =>
    ['features', 'endToEnd'].map(stage => ({
      id: `solid-${edge}-${stage}`,
      stage,
      size: { z: edge, y: edge, x: edge, channels: 1 },
      training: { ...usual, isSolid: true }
    }))
  ),
  ...['train', 'predict'].map(stage => ({
    id: `mljs-${stage}`,
    stage,
    workers: 1,
    size: flat(0.25),
    training: { labels: 500, classes: 2 },
    sides: [side('ml-random-forest', { trees: 10 })],
    rounds: 1
  }))
].map(part => ({
  workers: 2,
  sides: [side(OURS), side('ilastik')],
  rounds: 3,
  seconds: 30,
  ...part
}));

/**
 * The cases of a matrix, most important first.
 *
 * @param matrix `quick`: those of the targets; `full`: all
 * @returns `{ id, stage, workers, size, training, sides, rounds, seconds, … }`;
 * `seconds`: after so long no further round begins
 */
export function casesOf(matrix) {
  const cases =
    matrix === 'full'
      ? [...SIZES, ...byLabels(500, 2000, 5000), ...KINDS, ...byLabels(50_000)]
      : [];
  return [...TARGETS, ...cases].map(one => ({
    size: flat(4),
    training: usual,
    seconds: 25,
    ...one
  }));
}
