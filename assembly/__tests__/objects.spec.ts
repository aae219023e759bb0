import { readFileSync } from 'fs';
import { JobRunner } from '../../src/engine/worker/jobs';
import {
  FitObjectsResult,
  ObjectGrid,
  SegmentJob,
  SegmentResult
} from '../../src/engine/protocol';
import { PixelArray } from '../../src/project/grid';
import { SegmentationSteps } from '../../src/project/segmentation';
import { compileKernels, fixturePath } from './load-kernels';
import { readNpy } from './npy';

const runner = new JobRunner(compileKernels());

const STEPS: SegmentationSteps = {
  smoothing: 0,
  threshold: { kind: 'single', value: 0.5 },
  fillHoles: true,
  split: { on: 'probability', channel: 0, depth: 0.06 },
  minimumSize: 1,
  maximumSize: null,
  dropBorder: false
};

function run(
  grid: ObjectGrid,
  map: PixelArray,
  steps: Partial<SegmentationSteps> = {}
): SegmentResult {
  return runner.run({
    kind: 'segment',
    grid,
    sources: [map],
    steps: { ...STEPS, ...steps },
    intensity: null,
    excluded: [],
    measure: { channels: [map], probabilities: [] }
  });
}

function fixture(name: string): { grid: ObjectGrid; map: PixelArray } {
  const { shape, data } = readNpy(`objects/${name}_map.npy`);
  const [depth, height, width] = [1, ...shape].slice(-3);
  return { grid: { depth, height, width }, map: data };
}

/** Discs, or balls, of these radii one beside the other: 1 inside, 0 outside. */
function balls(
  radii: readonly number[],
  depth: number
): { grid: ObjectGrid; map: Float32Array } {
  const side = 2 * Math.max(...radii) + 4;
  const grid = { depth, height: side, width: side * radii.length };
  const map = new Float32Array(depth * side * grid.width).map((_, i) => {
    const x = i % grid.width;
    const y = Math.floor(i / grid.width) % side;
    const z = Math.floor(i / grid.width / side);
    const dz = depth > 1 ? z - depth / 2 : 0;
    const dx = (x % side) - side / 2;
    const radius = radii[Math.floor(x / side)];
    return Math.hypot(dz, y - side / 2, dx) <= radius ? 1 : 0;
  });
  return { grid, map };
}

describe('a fit to the size of objects', () => {
  const fit = (
    radii: readonly number[],
    depth = 1,
    minimumSize = 4
  ): FitObjectsResult => {
    const { grid, map } = balls(radii, depth);
    const steps = { ...STEPS, minimumSize };
    const excluded: SegmentJob['excluded'] = [];
    return runner.run({
      kind: 'fitObjects',
      grid,
      sources: [map],
      steps,
      excluded
    });
  };
  /** Pixels of each. */
  const sizes = (radii: readonly number[], depth = 1): number[] => {
    const { grid, map } = balls(radii, depth);
    const { table } = run(grid, map, { split: null });
    return [...(table?.area ?? [])].sort((a, b) => a - b);
  };

  it('follows the median of the pieces: of an even number the middle of two', () => {
    expect(fit([3, 20, 7]).medianSize).toBe(sizes([3, 20, 7])[1]);
    const [, low, high] = sizes([3, 20, 7, 12]);
    expect(fit([3, 20, 7, 12]).medianSize).toBe((low + high) / 2);
  });

  it('leaves out pieces below the minimum size, and touches no other by splitting', () => {
    // discs of radius 1 have 5 pixels
    expect(fit([1, 1, 1, 9], 1, 6).medianSize).toBe(sizes([9])[0]);
  });

  it('takes 0.15 of the radius and a tenth of the size, but never less than for specks', () => {
    const [size] = sizes([25]);
    expect(fit([25])).toEqual({
      medianSize: size,
      smoothing: Math.round(15 * Math.sqrt(size / Math.PI)) / 100,
      minimumSize: Math.floor(size / 10),
      depth: 0.01
    });
    expect(fit([2])).toMatchObject({ smoothing: 0.5, minimumSize: 4 });
  });

  it('takes the radius of a ball in a stack', () => {
    const { medianSize, smoothing, depth } = fit([9], 22);
    expect(medianSize).toBe(sizes([9], 22)[0]);
    expect(smoothing).toBeCloseTo(0.2 * 9, 1);
    expect(depth).toBe(0.01);
  });

  it('says 0 where there is nothing', () => {
    const { grid } = balls([3], 1);
    const result = runner.run({
      kind: 'fitObjects',
      grid,
      sources: [new Float32Array(grid.height * grid.width)],
      steps: STEPS,
      excluded: []
    });
    expect(result.medianSize).toBe(0);
  });
});

describe('objects against scikit-image', () => {
  it.each(['plane', 'stack'])(
    'h-maxima and watershed of a %s agree pixel for pixel',
    name => {
      const { grid, map } = fixture(name);
      const wanted = readNpy(`objects/${name}_labels.npy`).data;
      const { labels, count } = run(grid, map);
      expect(count).toBeGreaterThan(20);
      expect(labels).toEqual(Uint32Array.from(wanted));
    }
  );

  it('measures agree with regionprops to rounding', () => {
    const { grid, map } = fixture('plane');
    const { table } = run(grid, map);
    const rows = JSON.parse(
      readFileSync(fixturePath('objects/plane_measures.json'), 'utf8')
    ) as (Record<string, number> & { box: number[]; centroid: number[] })[];
    expect(table?.count).toBe(rows.length);
    rows.forEach((wanted, row) => {
      const [z, y, x] = table?.centroids.subarray(row * 3, row * 3 + 3) ?? [];
      expect(z).toBe(0);
      expect(y).toBeCloseTo(wanted.centroid[0], 9);
      expect(x).toBeCloseTo(wanted.centroid[1], 9);
      const [, y0, x0, , y1, x1] = table?.boxes.subarray(row * 6) ?? [];
      expect([y0, x0, y1, x1]).toEqual(wanted.box);
      const found = {
        area: table?.area,
        perimeter: table?.perimeter,
        eccentricity: table?.eccentricity,
        solidity: table?.solidity,
        feret: table?.feret,
        mean: table?.channels[0].mean,
        minimum: table?.channels[0].minimum,
        maximum: table?.channels[0].maximum
      };
      Object.entries(found).forEach(([name, values]) =>
        expect([name, values?.[row]]).toEqual([
          name,
          expect.closeTo(wanted[name], 9)
        ])
      );
    });
  });
});

/** Seeded numbers 0 … 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('pieces and distances against a plain reference', () => {
  it.each([1, 2, 3, 4, 5])('of random mask %i', seed => {
    const random = randomNumbers(seed);
    const [height, width] = [31, 45];
    const share = 0.35 + 0.1 * seed;
    const map = new Float32Array(height * width).map(() =>
      random() < share ? 1 : 0
    );
    const { labels } = run({ depth: 1, height, width }, map, {
      fillHoles: false,
      split: null
    });
    expect([...labels]).toEqual(piecesOf(map, height, width));
  });

  it('one object stays one if the distance never falls on the way', () => {
    const side = 41;
    const map = new Float32Array(side * side).map((_, i) =>
      Math.hypot(Math.floor(i / side) - 20, (i % side) - 20) <= 17 ? 1 : 0
    );
    const grid = { depth: 1, height: side, width: side };
    const split = { on: 'distance', channel: 0, depth: 0.5 } as const;
    const { count, table } = run(grid, map, { split });
    expect(count).toBe(1);
    // closed formulas of a disc of radius 17.5
    expect(table?.feret[0]).toBeGreaterThan(34);
    expect(table?.feret[0]).toBeLessThan(36);
    expect(table?.area[0]).toBeCloseTo(Math.PI * 17 ** 2, -2);
    expect(table?.eccentricity[0]).toBeCloseTo(0, 6);
  });
});

/** Floods with 8 neighbours, one pixel after the other. */
function piecesOf(map: Float32Array, height: number, width: number): number[] {
  const labels = new Array<number>(map.length).fill(0);
  let count = 0;
  map.forEach((value, start) => {
    if (value === 0 || labels[start] > 0) {
      return;
    }
    count += 1;
    labels[start] = count;
    const waiting = [start];
    for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
      const [y, x] = [Math.floor(i / width), i % width];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const near = v * width + u;
          if (map[near] > 0 && labels[near] === 0) {
            labels[near] = count;
            waiting.push(near);
          }
        }
      }
    }
  });
  return labels;
}
