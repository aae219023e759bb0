/** The targets: which case tells, what is asked, and what was measured. */
import { ratio } from './compare.mjs';
import { median } from './machine.mjs';

const times = value => `× ${value < 10 ? value.toFixed(2) : value.toFixed(1)}`;
const asFast = value =>
  `${value < 10 ? value.toFixed(2) : value.toFixed(1)} × as fast`;
const mebibytes = value => `${Math.round(value)} MiB`;

/** A rival takes at least so many times as long. */
const faster = (what, id, rival, unit, least, stretch) => ({
  what,
  id,
  unit,
  target: `≥ ${least}${stretch ? `, stretch ${stretch}` : ''}`,
  measure: sides => {
    const found = ratio(
      sideOf(sides, 'Pixel Forest'),
      sideOf(sides, rival),
      unit
    );
    return { ...found, show: asFast, isMet: found.median >= least };
  },
  missedBy: ({ median: found }) =>
    `${Math.round(100 * (1 - found / least))} % too little`
});
const cpu = (...row) => faster(...row.slice(0, 3), 'cpuS', ...row.slice(3));
const wall = (...row) => faster(...row.slice(0, 3), 'wallS', ...row.slice(3));

/** Something at most so large. */
const atMost = (what, id, unit, most, show, read) => ({
  what,
  id,
  unit,
  target: `≤ ${show(most)}`,
  measure: sides => {
    const found = read(sides);
    return { ...found, show, isMet: found.median <= most };
  },
  missedBy: ({ median: found }) =>
    `${Math.round(100 * (found / most - 1))} % too much`
});

const TARGETS = [
  cpu(
    'features, 49 columns; ilastik’s operator at its best block size',
    'features',
    'ilastik',
    4
  ),
  cpu('features, 49 columns; vigra’s filters', 'features-vigra', 'vigra', 24),
  cpu(
    'forest prediction, 2 classes; ilastik’s forest',
    'predict-2',
    'ilastik',
    31
  ),
  cpu('forest prediction, 2 classes; scikit-learn', 'predict-2', 'scikit', 12),
  cpu(
    'forest prediction, 4 classes; ilastik’s forest',
    'predict-4',
    'ilastik',
    20
  ),
  cpu('forest prediction, 4 classes; scikit-learn', 'predict-4', 'scikit', 7),
  cpu(
    'forest training, 2,000 labels; ilastik’s forest',
    'train',
    'ilastik',
    12
  ),
  cpu('forest training, 2,000 labels; scikit-learn', 'train', 'scikit', 12),
  wall(
    'image in, probabilities out, 2 workers, forest trained here; ilastik',
    'endToEnd-own',
    'ilastik',
    16,
    20
  ),
  wall(
    'image in, probabilities out, 2 workers, forest loaded from ilastik; ilastik',
    'endToEnd-loaded',
    'ilastik',
    10,
    15
  ),
  atMost(
    'image in, probabilities out: 4096², compared with 2048²',
    'endToEnd-growth',
    'wallS',
    4.2,
    times,
    sides => ratio(sideOf(sides, '2048²'), sideOf(sides, '4096²'), 'wallS')
  ),
  wall(
    'live update in Chromium, 512², 2,000 labels, 2 workers; ilastik’s training and prediction',
    'live-2000',
    'ilastik',
    6,
    9
  ),
  atMost(
    'peak memory at 16 megapixels in Node, 2 workers',
    'memory',
    'peakRssMiB',
    260,
    mebibytes,
    sides => spread(sideOf(sides, '49 columns').peakRssMiB.values)
  ),
  atMost(
    'the same with 49 columns, compared with 7',
    'memory',
    'peakRssMiB',
    1.1,
    times,
    sides =>
      ratio(
        sideOf(sides, '7 columns'),
        sideOf(sides, '49 columns'),
        'peakRssMiB'
      )
  ),
  ...[1, 2].map(workers => ({
    what: `image in, probabilities out, in Python under wasmtime; Node, ${workers} worker${workers > 1 ? 's' : ''}`,
    id: `python-${workers}`,
    unit: 'wallS',
    target: '≥ 0.6, same bits',
    measure: sides => {
      const [python, node] = [
        sideOf(sides, 'Pixel Forest in Python'),
        sideOf(sides, 'Pixel Forest')
      ];
      const found = ratio(python, node, 'wallS');
      const hasSameBits = Boolean(node.digest) && node.digest === python.digest;
      return {
        ...found,
        show: value =>
          `${asFast(value)}${hasSameBits ? ', same bits' : ', other bits'}`,
        isMet: found.median >= 0.6 && hasSameBits
      };
    },
    missedBy: ({ median: found }) =>
      found >= 0.6
        ? 'the bits differ'
        : `${Math.round(100 * (1 - found / 0.6))} % too little`
  }))
];

/**
 * Each target with what was measured.
 *
 * @param cases of the results
 * @returns `{ what, unit, target, found, range, verdict, isMet }`; `found` is null if it was not measured
 */
export function judge(cases) {
  return TARGETS.map(({ what, id, unit, target, measure, missedBy }) => {
    const one = cases.find(found => found.id === id);
    const found = one && attempt(() => measure(one.sides));
    if (!found) {
      return { what, unit, target, found: null, verdict: 'not measured' };
    }
    const { median: middle, least, most, show, isMet } = found;
    return {
      what,
      unit,
      target,
      found: show(middle),
      range: `${round(least)}–${round(most)}`,
      verdict: isMet ? 'met' : `**missed**: ${missedBy(found)}`,
      isMet
    };
  });
}

/** Null where a side has no times. */
function attempt(work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof MissingSide) {
      return null;
    }
    throw error;
  }
}

class MissingSide extends Error {}

function sideOf(sides, name) {
  const found = sides.find(side => side.name === name);
  if (!found?.wallS) {
    throw new MissingSide(name);
  }
  return found;
}

const spread = values => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values)
});

const round = value => Number(value.toPrecision(3));
