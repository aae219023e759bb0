import { compileKernels } from '../../../assembly/__tests__/load-kernels';
import {
  DEFAULT_SEGMENTATION,
  SegmentationSteps
} from '../../project/segmentation';
import { ObjectGrid, SegmentJob, SegmentResult } from '../protocol';
import { JobRunner } from '../worker/jobs';

const runner = new JobRunner(compileKernels());

const PLAIN: SegmentationSteps = {
  smoothing: 0,
  threshold: { kind: 'single', value: 0.5 },
  fillHoles: false,
  split: null,
  minimumSize: 0,
  maximumSize: null,
  dropBorder: false
};

/** An image drawn with digits: the tenths of its values. */
function draw(rows: readonly string[]): {
  grid: ObjectGrid;
  map: Float32Array;
} {
  const grid = { depth: 1, height: rows.length, width: rows[0].length };
  const map = Float32Array.from(rows.join(''), digit => Number(digit) / 10);
  return { grid, map };
}

function segment(
  { grid, map }: { grid: ObjectGrid; map: Float32Array },
  steps: Partial<SegmentationSteps> = {},
  rest: Partial<SegmentJob> = {}
): SegmentResult {
  return runner.run({
    kind: 'segment',
    grid,
    sources: [map],
    steps: { ...PLAIN, ...steps },
    intensity: null,
    excluded: [],
    measure: null,
    ...rest
  });
}

/** The label image as digits. */
function shown({ labels }: SegmentResult, { width }: ObjectGrid): string[] {
  return Array.from({ length: labels.length / width }, (_, y) =>
    labels.subarray(y * width, (y + 1) * width).join('')
  );
}

const SCENE = draw([
  '0000000000',
  '0999000900',
  '0909009000',
  '0999000000',
  '0000000078',
  '0060000087'
]);

describe('segment', () => {
  it('numbers pieces that touch at sides or corners in raster order', () => {
    const found = segment(SCENE);
    expect(shown(found, SCENE.grid)).toEqual([
      '0000000000',
      '0111000200',
      '0101002000',
      '0111000000',
      '0000000033',
      '0040000033'
    ]);
    expect(found).toMatchObject({ count: 4, pieceCount: 4, table: null });
  });

  it('takes what is above a threshold, not what equals it', () => {
    const line = draw(['05060']);
    expect(shown(segment(line), line.grid)).toEqual(['00010']);
  });

  it('fills holes but those left out', () => {
    expect(segment(SCENE, { fillHoles: true }).labels[2 * 10 + 2]).toBe(1);
    const corners = [
      { y: 1.5, x: 1.5 },
      { y: 1.5, x: 2.5 },
      { y: 2.5, x: 2.5 },
      { y: 2.5, x: 1.5 }
    ];
    const left = segment(
      SCENE,
      { fillHoles: true },
      { excluded: [{ points: corners, z: 0 }] }
    );
    expect(left.labels[2 * 10 + 2]).toBe(0);
    const other = segment(
      SCENE,
      { fillHoles: true },
      { excluded: [{ points: corners, z: 1 }] }
    );
    expect(other.labels[2 * 10 + 2]).toBe(1);
  });

  it('drops by size and at the border, and numbers the others anew', () => {
    const found = segment(SCENE, {
      minimumSize: 2,
      maximumSize: 7,
      dropBorder: true
    });
    expect(shown(found, SCENE.grid)[1]).toBe('0000000100');
    expect(found).toMatchObject({ count: 1, pieceCount: 3 });
  });

  it('keeps with two thresholds what is connected with something high', () => {
    const found = segment(SCENE, {
      threshold: { kind: 'hysteresis', low: 0.5, high: 0.75 }
    });
    expect(found.count).toBe(3);
    expect(shown(found, SCENE.grid)[5]).toBe('0000000033');
  });

  it('leaves out what lies inside a drawn region', () => {
    const points = [
      { y: -1, x: 6.5 },
      { y: 9, x: 6.5 },
      { y: 9, x: 20 },
      { y: -1, x: 20 }
    ];
    const found = segment(SCENE, {}, { excluded: [{ points, z: null }] });
    expect(shown(found, SCENE.grid)[1]).toBe('0111000000');
    expect(shown(found, SCENE.grid)[2]).toBe('0101002000');
  });

  it('splits at a saddle that is deep enough, and only then', () => {
    const line = draw(['0687680', '0698670']);
    const steps = (depth: number): Partial<SegmentationSteps> => ({
      split: { on: 'probability', channel: 0, depth }
    });
    expect(segment(line, steps(0.05)).count).toBe(2);
    expect(segment(line, steps(0.25)).count).toBe(1);
    expect(segment(line, steps(0.25)).pieceCount).toBe(1);
  });

  it('splits two overlapping discs at their waist by distance', () => {
    const [height, width] = [21, 33];
    const map = new Float32Array(height * width).map((_, i) => {
      const [y, x] = [Math.floor(i / width), i % width];
      const reach = Math.min(
        Math.hypot(y - 10, x - 10),
        Math.hypot(y - 10, x - 22)
      );
      return reach <= 8 ? 1 : 0;
    });
    const grid = { depth: 1, height, width };
    const found = segment(
      { grid, map },
      { split: { on: 'distance', channel: 0, depth: 1 } }
    );
    expect(found.count).toBe(2);
    expect(found.labels[10 * width + 10]).toBe(1);
    expect(found.labels[10 * width + 22]).toBe(2);
  });

  it('splits on the channel it is given', () => {
    const line = draw(['0999990']);
    const split = { on: 'intensity', channel: 0, depth: 5 } as const;
    const intensity = Uint16Array.of(0, 30, 40, 10, 50, 60, 0);
    const found = segment(line, { split }, { intensity });
    expect(shown(found, line.grid)).toEqual(['0112220']);
    expect(() => segment(line, { split })).toThrow(/channel 1/);
  });

  it('adds up the probabilities of several classes', () => {
    const line = draw(['02340']);
    const found = segment(line, {}, { sources: [line.map, line.map] });
    expect(shown(found, line.grid)).toEqual(['00110']);
  });

  it('smooths before it compares: a single pixel goes', () => {
    const dot = draw(['00000', '00900', '00000']);
    expect(segment(dot, { smoothing: 1 }).count).toBe(0);
  });

  it('takes NaN for background', () => {
    const map = Float32Array.of(1, NaN, 1);
    const found = segment({ grid: { depth: 1, height: 1, width: 3 }, map });
    expect([...found.labels]).toEqual([1, 0, 2]);
  });

  it('connects slices of a stack also across corners', () => {
    const map = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 1);
    const grid = { depth: 2, height: 2, width: 2 };
    expect([...segment({ grid, map }).labels]).toEqual([
      1, 0, 0, 0, 0, 0, 0, 1
    ]);
  });

  it('finds nothing in an empty image', () => {
    const found = segment(
      draw(['000', '000']),
      { ...DEFAULT_SEGMENTATION },
      { measure: { channels: [new Uint8Array(6)], probabilities: [] } }
    );
    expect(found).toMatchObject({ count: 0, pieceCount: 0 });
    expect(found.table?.count).toBe(0);
  });

  it('refuses arrays of another size', () => {
    expect(() =>
      segment(SCENE, {}, { sources: [new Float32Array(7)] })
    ).toThrow(/60 values .* one has 7/);
  });
});

describe('measure', () => {
  const channel = Uint16Array.from({ length: 60 }, (_, i) => i);

  it('gives the table of the objects found', () => {
    const { table } = segment(
      SCENE,
      {},
      { measure: { channels: [channel], probabilities: [SCENE.map] } }
    );
    expect(table?.count).toBe(4);
    expect([...(table?.area ?? [])]).toEqual([8, 2, 4, 1]);
    expect([...(table?.boxes ?? [])].slice(0, 6)).toEqual([0, 1, 1, 1, 4, 4]);
    expect([...(table?.centroids ?? [])].slice(0, 6)).toEqual([
      0, 2, 2, 0, 1.5, 6.5
    ]);
    expect(table?.channels[0].minimum[1]).toBe(17);
    expect(table?.channels[0].maximum[1]).toBe(26);
    expect(table?.channels[0].mean[1]).toBe(21.5);
    expect(table?.channels[0].integrated[1]).toBe(43);
    expect(table?.meanProbability?.[0]).toBeCloseTo(0.9);
    expect([...(table?.touchesBorder ?? [])]).toEqual([0, 0, 1, 1]);
  });

  it('measures a filled square exactly', () => {
    const side = 10;
    const labels = new Uint32Array(14 * 14).map((_, i) => {
      const [y, x] = [Math.floor(i / 14), i % 14];
      return y >= 2 && y < 12 && x >= 2 && x < 12 ? 1 : 0;
    });
    const { table } = runner.run({
      kind: 'measure',
      grid: { depth: 1, height: 14, width: 14 },
      labels,
      measure: { channels: [], probabilities: [] }
    });
    expect(table.area[0]).toBe(side * side);
    expect(table.perimeter[0]).toBeCloseTo(4 * (side - 1));
    expect(table.eccentricity[0]).toBe(0);
    expect(table.solidity[0]).toBe(1);
    // from the middle of a side of a corner pixel to that opposite
    expect(table.feret[0]).toBeCloseTo(Math.hypot(side, side - 1));
    expect(table.meanProbability).toBeNull();
  });

  it('leaves gaps between ids out, counts neighbours once each', () => {
    const labels = Uint32Array.of(2, 2, 5, 5, 0, 7, 2, 5, 5, 7, 7, 7);
    const { table } = runner.run({
      kind: 'measure',
      grid: { depth: 1, height: 2, width: 6 },
      labels,
      measure: { channels: [], probabilities: [] }
    });
    expect([...table.ids]).toEqual([2, 5, 7]);
    expect([...table.neighbours]).toEqual([1, 2, 1]);
    expect([...table.area]).toEqual([3, 4, 4]);
  });

  it('has no outlines in a stack', () => {
    const { table } = runner.run({
      kind: 'measure',
      grid: { depth: 2, height: 1, width: 2 },
      labels: Uint32Array.of(1, 2, 0, 1),
      measure: { channels: [Float64Array.of(1, 2, 3, NaN)], probabilities: [] }
    });
    expect([...table.area]).toEqual([2, 1]);
    expect([...table.neighbours]).toEqual([1, 1]);
    expect([...table.perimeter]).toEqual([NaN, NaN]);
    expect([...table.channels[0].mean]).toEqual([NaN, 2]);
  });
});

it('can be stopped between its steps', () => {
  const side = 1024;
  const steps = runner.start({
    kind: 'segment',
    grid: { depth: 1, height: side, width: side },
    sources: [new Float32Array(side * side).fill(1)],
    steps: DEFAULT_SEGMENTATION,
    intensity: null,
    excluded: [],
    measure: null
  });
  let count = 0;
  while (count < 20 && !steps.next().done) {
    count += 1;
  }
  expect(count).toBe(20);
  expect(() => steps.throw(new Error('stop'))).toThrow('stop');
  expect(segment(SCENE).count).toBe(4);
});
