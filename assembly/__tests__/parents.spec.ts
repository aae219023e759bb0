import { readFileSync } from 'fs';
import { JobRunner } from '../../src/engine/worker/jobs';
import { AssignParentsResult, ObjectGrid } from '../../src/engine/protocol';
import { ParentAssignment } from '../../src/project/parent-objects';
import { compileKernels, fixturePath } from './load-kernels';
import { readNpy } from './npy';

const runner = new JobRunner(compileKernels());
const NEAREST: ParentAssignment = { rule: 'nearest', maximumDistance: null };
const CONTAINING: ParentAssignment = {
  rule: 'containing',
  maximumDistance: null
};

function assign(
  grid: ObjectGrid,
  labels: Uint32Array,
  parents: Uint32Array,
  assignment: ParentAssignment,
  values: readonly Float64Array[] = []
): AssignParentsResult {
  const count = labels.reduce((most, id) => Math.max(most, id), 0);
  const ids = Uint32Array.from({ length: count }, (_, row) => row + 1);
  return runner.run({
    kind: 'assignParents',
    grid,
    labels,
    parents,
    assignment,
    ids,
    values
  });
}

/** A plane drawn with digits. */
function drawn(...rows: readonly string[]): Uint32Array {
  return Uint32Array.from(rows.join(''), Number);
}

describe('parents against SciPy', () => {
  it.each(['plane', 'stack'])(
    'the containing and the nearest parent in a %s agree, distances to the bit',
    name => {
      const { shape, data } = readNpy(`parents/${name}_objects.npy`);
      const [depth, height, width] = [1, ...shape].slice(-3);
      const parents = readNpy(`parents/${name}_parents.npy`).data;
      const rows = JSON.parse(
        readFileSync(fixturePath(`parents/${name}_rows.json`), 'utf8')
      ) as { containing: number; nearest: number; distance: number }[];
      const run = (assignment: ParentAssignment): AssignParentsResult =>
        assign(
          { depth, height, width },
          Uint32Array.from(data),
          Uint32Array.from(parents),
          assignment
        );
      const near = run(NEAREST);
      expect(rows.length).toBeGreaterThan(20);
      expect([...near.parents]).toEqual(rows.map(({ nearest }) => nearest));
      expect([...near.distances]).toEqual(rows.map(({ distance }) => distance));
      const within = run(CONTAINING);
      expect([...within.parents]).toEqual(
        rows.map(({ containing }) => containing)
      );
      expect([...within.distances]).toEqual(
        rows.map(({ containing }) => (containing ? 0 : NaN))
      );
    }
  );
});

describe('assignParents', () => {
  const grid = { depth: 1, height: 3, width: 9 };

  it('takes the parent with most shared pixels, and of equals the lowest id', () => {
    const found = assign(
      grid,
      drawn('011110000', '000000000', '022220000'),
      drawn('012220000', '000000000', '033440000'),
      CONTAINING
    );
    expect([...found.parents]).toEqual([2, 3]);
  });

  it('takes of equally near parents the one with the lowest id', () => {
    const found = assign(
      grid,
      drawn('000010000', '000000000', '000020000'),
      drawn('200000001', '000000000', '002000300'),
      NEAREST
    );
    expect([...found.parents]).toEqual([2, 2]);
    expect([...found.distances]).toEqual([Math.sqrt(8), 2]);
  });

  it('knows no parent beyond the largest distance', () => {
    const labels = drawn('010000002', '000000000', '000000000');
    const parents = drawn('000010000', '000000000', '000000000');
    const found = assign(grid, labels, parents, {
      rule: 'nearest',
      maximumDistance: 3
    });
    expect([...found.parents]).toEqual([1, 0]);
    expect([...found.distances]).toEqual([3, NaN]);
  });

  it('gives nothing a parent where there is none', () => {
    const none = new Uint32Array(27);
    const found = assign(
      grid,
      drawn('100000000', '000000000', '000000002'),
      none,
      NEAREST
    );
    expect([...found.parents]).toEqual([0, 0]);
    expect(found.counts).toHaveLength(0);
    expect(assign(grid, none, none, NEAREST).parents).toHaveLength(0);
  });

  it('works on one pixel', () => {
    const one = { depth: 1, height: 1, width: 1 };
    const found = assign(one, drawn('1'), drawn('1'), NEAREST);
    expect([found.parents[0], found.distances[0]]).toEqual([1, 0]);
  });

  it('counts and adds up for each parent what belongs to it', () => {
    const found = assign(
      grid,
      drawn('010200030', '000000000', '000000004'),
      drawn('110000011', '000000000', '000022000'),
      { rule: 'nearest', maximumDistance: 2.5 },
      [Float64Array.of(1, 10, 100, 1000)]
    );
    expect([...found.parents]).toEqual([1, 1, 1, 1]);
    expect([...found.counts]).toEqual([4, 0]);
    expect([...found.sums[0]]).toEqual([1111, 0]);
  });

  it('refuses arrays of another image, and values of other objects', () => {
    const labels = drawn('100000000', '000000000', '000000000');
    expect(() => assign(grid, labels, new Uint32Array(26), NEAREST)).toThrow(
      'needs 27 object numbers, but one array has 26'
    );
    expect(() =>
      assign(grid, labels, labels, NEAREST, [Float64Array.of(1, 2)])
    ).toThrow('1 objects need as many values, but 2 came');
  });
});
