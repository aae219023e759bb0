/** How cost grows with pixels and labels: points of plots, and tables. */
import { ratio } from './compare.mjs';

const OURS = 'Pixel Forest';
const times = (side, field) => side[field]?.median;

/** Points of all sides of the cases with so many workers, one line per program. */
function pointsOf(cases, { stage, workers, x, field, rename = {} }) {
  return cases
    .filter(one => one.stage === stage && one.workers === workers)
    .flatMap(one =>
      one.sides
        .filter(side => times(side, field) > 0 && side.name === side.rival)
        .map(side => ({
          name: rename[side.name] ?? side.name,
          x: x(one),
          y: times(side, field)
        }))
    )
    .sort((a, b) => a.x - b.x);
}

const ofSizes = cases => cases.filter(({ id }) => id.startsWith('size-'));
const ofLabels = (cases, classes) =>
  cases.filter(
    ({ id, training }) =>
      id.startsWith('labels-') && training.classes === classes
  );
const megapixels = one => one.megapixels;
const labels = one => one.training.labels;

/**
 * @returns `{ name, alternative, parts }` of each plot, as {@link drawLines} wants
 * them; `parts` is empty where nothing was measured
 */
export function growthPlots(cases) {
  const sizes = ofSizes(cases);
  const alone = { [OURS]: `${OURS}, 1 worker` };
  const both = (stage, field) => [
    ...pointsOf(sizes, { stage, workers: 2, x: megapixels, field }),
    ...pointsOf(sizes, {
      stage,
      workers: 1,
      x: megapixels,
      field,
      rename: alone
    }).filter(({ name }) => name === alone[OURS])
  ];
  const axes = { x: 'megapixels', y: 'seconds of the processor' };
  const plots = [
    {
      name: 'stages',
      alternative:
        'Processor time of features on one thread, and of prediction on two, from 0.25 to 64 megapixels, for each program',
      parts: [
        {
          title: 'Features, 1 thread',
          ...axes,
          points: pointsOf(sizes, {
            stage: 'features',
            workers: 1,
            x: megapixels,
            field: 'cpuS'
          })
        },
        {
          title: 'Prediction without features, 100 trees',
          ...axes,
          points: pointsOf(sizes, {
            stage: 'predict',
            workers: 2,
            x: megapixels,
            field: 'cpuS'
          })
        }
      ]
    },
    {
      name: 'whole',
      alternative:
        'Time from image to probabilities and peak memory meanwhile, from 0.25 to 64 megapixels, for each program',
      parts: [
        {
          title: 'Image in, probabilities out, 2 workers',
          x: 'megapixels',
          y: 'seconds on the clock',
          points: both('endToEnd', 'wallS')
        },
        {
          title: 'Peak memory meanwhile',
          x: 'megapixels',
          y: 'MiB',
          points: both('endToEnd', 'peakRssMiB')
        }
      ]
    },
    {
      name: 'training',
      alternative:
        'Processor time of training 100 trees on 500 to 50,000 labels of two and four classes, for each program',
      parts: [2, 4].map(classes => ({
        title: `Training 100 trees, ${classes} classes, 1 thread`,
        x: 'labels',
        y: 'seconds of the processor',
        points: pointsOf(ofLabels(cases, classes), {
          stage: 'train',
          workers: 1,
          x: labels,
          field: 'cpuS'
        })
      }))
    }
  ];
  return plots.map(plot => ({
    ...plot,
    parts: plot.parts.filter(({ points }) => points.length > 0)
  }));
}

/** Lines of Markdown: where the time goes, live update, and other kinds of images. */
export function growthTables(cases) {
  return [...splitTable(cases), ...liveTable(cases), ...kindTable(cases)];
}

/** Each stage by itself, at each size. */
function splitTable(cases) {
  const sizes = ofSizes(cases);
  const found = (stage, workers, size) => {
    const one = sizes.find(
      ({ id }) => id === `size-${stage}-${size}-${workers}`
    );
    return one?.sides.find(({ name, wallS }) => name === OURS && wallS);
  };
  const seconds = value => (value === undefined ? '—' : value.toFixed(3));
  const rows = [...new Set(sizes.map(megapixels))].map(size => {
    const [features, predict, whole, two] = [
      found('features', 1, size),
      found('predict', 1, size),
      found('endToEnd', 1, size),
      found('endToEnd', 2, size)
    ];
    const peak = two && Math.round(two.peakRssMiB.median);
    return `| ${size} | ${[features, predict, whole].map(side => seconds(side?.cpuS.median)).join(' | ')} | ${seconds(whole?.wallS.median)} | ${seconds(two?.wallS.median)} | ${peak ?? '—'} |`;
  });
  return rows.length === 0
    ? []
    : [
        '',
        '## Where the time goes',
        '',
        'Seconds of the processor on one worker, of each stage by itself and of the whole; then of the whole on the clock.',
        '',
        '| megapixels | features | prediction | whole | whole, 1 worker | whole, 2 workers | peak MiB, 2 workers |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        ...rows
      ];
}

function liveTable(cases) {
  const rows = cases
    .filter(({ stage }) => stage === 'live')
    .map(({ training, sides }) => {
      const [ours, other] = sides;
      const milliseconds = side =>
        side?.wallS ? Math.round(1000 * side.wallS.median) : '—';
      return `| ${training.labels.toLocaleString('en')} | ${milliseconds(ours)} | ${milliseconds(other)} |`;
    });
  return rows.length === 0
    ? []
    : [
        '',
        '## Live update',
        '',
        'In headless Chromium: end of a stroke → forest grown anew → all of 512² repainted. ilastik: training on as many labels and prediction of the same pixels, whose features it has already; drawing is not counted.',
        '',
        '| labels | Pixel Forest, ms | ilastik, ms |',
        '| --- | --- | --- |',
        ...rows
      ];
}

const KINDS = {
  'classes-4': 'image to probabilities, 2048², 4 classes',
  'channels-3-features': 'features, 2048², 3 channels (147 columns)',
  'channels-3': 'image to probabilities, 2048², 3 channels',
  'solid-64-features': '3-D features, 64³',
  'solid-64-endToEnd': '3-D image to probabilities, 64³',
  'solid-128-features': '3-D features, 128³',
  'solid-128-endToEnd': '3-D image to probabilities, 128³',
  'mljs-train': 'ml-random-forest: 10 trees, 500 labels',
  'mljs-predict': 'ml-random-forest: 10 trees, 20,000 pixels'
};

function kindTable(cases) {
  const rows = Object.entries(KINDS).flatMap(([id, what]) => {
    const one = cases.find(found => found.id === id);
    const ours = one?.sides.find(({ name, wallS }) => name === OURS && wallS);
    const other = one?.sides.find(({ name, wallS }) => name !== OURS && wallS);
    const cell = side =>
      side
        ? `${side.wallS.median.toFixed(2)} (${side.cpuS.median.toFixed(2)})`
        : '—';
    const factor =
      ours && other ? `× ${ratio(ours, other, 'cpuS').median.toFixed(1)}` : '—';
    return ours || other
      ? [`| ${what} | ${cell(ours)} | ${cell(other)} | ${factor} |`]
      : [];
  });
  return rows.length === 0
    ? []
    : [
        '',
        '## Other kinds of work',
        '',
        'Seconds on the clock, in brackets of the processor; the last column compares the processor.',
        '',
        '| What | Pixel Forest | the other | |',
        '| --- | --- | --- | --- |',
        ...rows
      ];
}
