import {
  ObjectGrid,
  SegmentJob,
  SegmentResult
} from '../../src/engine/protocol';
import {
  fitSteps,
  segmentSteps
} from '../../src/engine/worker/segmentation-jobs';
import { Kernels } from '../../src/engine/worker/kernels';
import { finish } from '../../src/engine/worker/steps';
import {
  ExcludedRegion,
  SegmentationSteps
} from '../../src/project/segmentation';
import { loadKernels } from './load-kernels';

const kernels = loadKernels();

const STEPS: SegmentationSteps = {
  smoothing: 0.6,
  threshold: { kind: 'single', value: 0.5 },
  fillHoles: true,
  split: { on: 'probability', channel: 0, depth: 0.02 },
  minimumSize: 3,
  maximumSize: null,
  dropBorder: false
};

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Noise of a coarseness: with 1 pieces are small, with 4 they are large and have holes. */
function noise(
  grid: ObjectGrid,
  seed: number,
  coarseness: number
): Float32Array {
  const next = random(seed);
  const { depth, height, width } = grid;
  const rows = Math.ceil(height / coarseness) + 1;
  const columns = Math.ceil(width / coarseness) + 1;
  const slices = Math.ceil(depth / coarseness) + 1;
  const coarse = Float32Array.from({ length: slices * rows * columns }, next);
  return Float32Array.from({ length: depth * height * width }, (_, i) => {
    const [z, y, x] = [
      Math.floor(i / (width * height)),
      Math.floor(i / width) % height,
      i % width
    ].map(place => Math.floor(place / coarseness));
    return 0.85 * coarse[(z * rows + y) * columns + x] + 0.15 * next();
  });
}

function cut(job: SegmentJob, layers: number): SegmentResult {
  return kernels.withScratch(() => finish(segmentSteps(kernels, job, layers)));
}

function jobOf(
  grid: ObjectGrid,
  map: Float32Array,
  steps: Partial<SegmentationSteps>,
  excluded: readonly ExcludedRegion[] = []
): SegmentJob {
  return {
    kind: 'segment',
    grid,
    sources: [map],
    steps: { ...STEPS, ...steps },
    intensity: map.map((value, i) => (value * 7 + (i % 5) / 5) % 1),
    excluded,
    measure: { channels: [map], probabilities: [map] }
  };
}

/** All results in bands of these layers equal those in one piece. */
function expectSame(job: SegmentJob, bands: readonly number[]): void {
  const { depth, height } = job.grid;
  const whole = cut(job, depth > 1 ? depth : height);
  bands.forEach(layers =>
    expect({ layers, ...cut(job, layers) }).toEqual({ layers, ...whole })
  );
}

const PLANE = { depth: 1, height: 41, width: 37 };
const STACK = { depth: 11, height: 13, width: 17 };
const PLANE_BANDS = [1, 2, 3, 7, 13, 20, 40];
const STACK_BANDS = [1, 2, 3, 5, 10];
const DIAMOND: ExcludedRegion = {
  z: null,
  points: [
    { y: 4.3, x: 10.1 },
    { y: 21.7, x: 3.2 },
    { y: 38.4, x: 11.6 },
    { y: 19.9, x: 30.05 }
  ]
};

const CASES: [string, Partial<SegmentationSteps>][] = [
  ['one threshold, split on the source', {}],
  ['no smoothing', { smoothing: 0 }],
  [
    'much smoothing',
    { smoothing: 2, threshold: { kind: 'single', value: 0.48 } }
  ],
  ['holes left', { fillHoles: false }],
  ['pieces not split', { split: null }],
  [
    'two thresholds',
    { threshold: { kind: 'hysteresis', low: 0.45, high: 0.75 } }
  ],
  ['split on distance', { split: { on: 'distance', channel: 0, depth: 0.5 } }],
  [
    'split on intensity',
    { split: { on: 'intensity', channel: 0, depth: 0.1 } }
  ],
  ['filters', { minimumSize: 9, maximumSize: 60, dropBorder: true }]
];

describe('objects in bands of an image', () => {
  it.each(CASES)('are those of one piece in a plane: %s', (_, steps) => {
    [1, 2, 4].forEach(coarseness =>
      [1, 2].forEach(seed =>
        expectSame(
          jobOf(PLANE, noise(PLANE, seed, coarseness), steps),
          PLANE_BANDS
        )
      )
    );
  });

  it.each(CASES)('are those of one piece in a stack: %s', (_, steps) => {
    [1, 3].forEach(coarseness => {
      // about a third is foreground: pieces end
      const map = noise(STACK, coarseness, coarseness).map(
        value => value - 0.15
      );
      expectSame(jobOf(STACK, map, steps), STACK_BANDS);
    });
  });

  it('leave out the same regions', () => {
    [1, 2, 4].forEach(coarseness => {
      const job = jobOf(PLANE, noise(PLANE, 5, coarseness), {}, [DIAMOND]);
      expectSame(job, PLANE_BANDS);
    });
    const region = { ...DIAMOND, z: 4 };
    expectSame(jobOf(STACK, noise(STACK, 6, 3), {}, [region]), STACK_BANDS);
  });

  it('keep a NaN and its surroundings out', () => {
    const map = noise(PLANE, 7, 2);
    map[20 * PLANE.width + 11] = NaN;
    expectSame(jobOf(PLANE, map, {}), PLANE_BANDS);
  });

  it('fill a ring that goes on over many bands, with what lies in it', () => {
    const map = new Float32Array(PLANE.height * PLANE.width);
    const square = (from: number, stop: number): void => {
      for (let i = from; i < stop; i++) {
        for (const [y, x] of [
          [from, i],
          [stop - 1, i],
          [i, from],
          [i, stop - 1]
        ]) {
          map[y * PLANE.width + x] = 1;
        }
      }
    };
    [2, 6, 11, 15].forEach(from => square(from, 36 - from));
    map[18 * PLANE.width + 18] = 1;
    const steps = { smoothing: 0, minimumSize: 1, split: null };
    const job = jobOf(PLANE, map, steps);
    expectSame(job, PLANE_BANDS);
    expect(cut(job, 5)).toMatchObject({ count: 1, pieceCount: 1 });
    // without the ring, its middle stays
    const threshold = { kind: 'hysteresis', low: 0.5, high: 1 } as const;
    map[18 * PLANE.width + 18] = 2;
    const weak = jobOf(PLANE, map, { ...steps, threshold });
    expectSame(weak, PLANE_BANDS);
    expect(cut(weak, 5)).toMatchObject({ count: 1, pieceCount: 1 });
    expect(cut(weak, 5).table?.area).toEqual(Float64Array.of(1));
  });

  it('join a line that winds through all bands', () => {
    const map = new Float32Array(PLANE.height * PLANE.width);
    for (let y = 0; y < PLANE.height; y++) {
      for (let x = 0; x < PLANE.width; x++) {
        const isTurn = y % 4 === 2 && x === (y % 8 === 2 ? PLANE.width - 1 : 0);
        map[y * PLANE.width + x] = y % 4 === 0 || isTurn ? 1 : 0;
        if (y % 2 === 1 && x === (y % 8 < 4 ? PLANE.width - 1 : 0)) {
          map[y * PLANE.width + x] = 1;
        }
      }
    }
    const job = jobOf(PLANE, map, { smoothing: 0, split: null });
    expectSame(job, PLANE_BANDS);
    expect(cut(job, 7)).toMatchObject({ count: 1, pieceCount: 1 });
  });

  it('have the usual size of those of one piece', () => {
    [1, 2, 4].forEach(coarseness => {
      const { grid, sources, steps, excluded } = jobOf(
        PLANE,
        noise(PLANE, 8, coarseness),
        {}
      );
      const job = {
        kind: 'fitObjects',
        grid,
        sources,
        steps,
        excluded
      } as const;
      const sizes = [1, 5, 12, PLANE.height].map(
        layers =>
          kernels.withScratch(() => finish(fitSteps(kernels, job, layers)))
            .medianSize
      );
      expect(sizes[0]).toBeGreaterThan(0);
      expect(new Set(sizes).size).toBe(1);
    });
  });

  it('say so when a piece needs more memory than there is', () => {
    const line = new Float32Array(PLANE.height * PLANE.width);
    for (let y = 0; y < PLANE.height; y++) {
      line[y * PLANE.width + 20] = 1;
    }
    const small = loadKernels();
    const createObjectGrid: typeof small.exports.createObjectGrid = (
      depth,
      height,
      ...rest
    ) =>
      height === PLANE.height
        ? 0
        : small.exports.createObjectGrid(depth, height, ...rest);
    const exports = { ...small.exports, createObjectGrid };
    const steps = segmentSteps(
      new Kernels(exports),
      jobOf(PLANE, line, { smoothing: 0 }),
      10
    );
    expect(() => finish(steps)).toThrow(
      'A connected piece of the foreground reaches over 41 × 3 pixels'
    );
  });
});
