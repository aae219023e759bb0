import { loadKernels } from '../../../assembly/__tests__/load-kernels';
import { ObjectCorrection } from '../../project/object-corrections';
import { correctObjects } from '../worker/correction-jobs';

const kernels = loadKernels();
beforeEach(() => kernels.exports.reset());

const PLANE = { t: 0, z: 0 };

/** A picture of digits: ids, `.` = none. */
function parse(rows: readonly string[]): Uint32Array {
  return Uint32Array.from(rows.join(''), digit =>
    digit === '.' ? 0 : Number(digit)
  );
}

function correct(
  rows: readonly string[],
  ...corrections: readonly ObjectCorrection[]
): string[] {
  const width = rows[0].length;
  const { labels, count } = correctObjects(kernels, {
    kind: 'correctObjects',
    grid: { depth: 1, height: rows.length, width },
    labels: parse(rows),
    corrections
  });
  expect(count).toBe(Math.max(...labels));
  return rows.map((_, y) =>
    [...labels.subarray(y * width, (y + 1) * width)]
      .map(id => (id === 0 ? '.' : String(id)))
      .join('')
  );
}

const THREE = ['11..22', '11..22', '......', '333333'];

describe('corrections of objects', () => {
  it('delete the object at a point, and number the rest anew', () => {
    expect(
      correct(THREE, { plane: PLANE, kind: 'delete', at: { y: 1.2, x: 0.6 } })
    ).toEqual(['....11', '....11', '......', '222222']);
  });

  it('change nothing where there is no object any more, or outside', () => {
    const at = [
      { y: 2, x: 2 },
      { y: -1, x: 0 },
      { y: 1e9, x: 1e9 }
    ];
    expect(
      correct(
        THREE,
        ...at.map(one => ({ plane: PLANE, kind: 'delete', at: one }) as const),
        { plane: { t: 0, z: 5 }, kind: 'delete', at: { y: 0, x: 0 } },
        { plane: PLANE, kind: 'split', line: [at[1], at[2]] },
        { plane: PLANE, kind: 'merge', points: [at[0], { y: 0, x: 0 }] }
      )
    ).toEqual(THREE);
  });

  it('merge objects, also into one that was merged before', () => {
    const point = (x: number, y = 0): { y: number; x: number } => ({ y, x });
    expect(
      correct(
        THREE,
        { plane: PLANE, kind: 'merge', points: [point(5), point(0)] },
        { plane: PLANE, kind: 'merge', points: [point(0, 3), point(0)] }
      )
    ).toEqual(['11..11', '11..11', '......', '111111']);
  });

  it('delete what was merged before', () => {
    expect(
      correct(
        THREE,
        {
          plane: PLANE,
          kind: 'merge',
          points: [
            { y: 0, x: 0 },
            { y: 0, x: 5 }
          ]
        },
        { plane: PLANE, kind: 'delete', at: { y: 1, x: 5 } }
      )
    ).toEqual(['......', '......', '......', '111111']);
  });

  it('split an object along a line; every pixel of it stays an object', () => {
    const line = [
      { y: -2, x: 2 },
      { y: 9, x: 2 }
    ];
    const [row] = correct(['1111111'], { plane: PLANE, kind: 'split', line });
    // the pixel under the line joins the piece that was found first
    expect(row).toBe('1112222');
  });

  it('split along a diagonal, across which pixels touch at corners', () => {
    const line = [
      { y: -1, x: -1 },
      { y: 4, x: 4 }
    ];
    const rows = correct(['1111', '1111', '1111', '1111'], {
      plane: PLANE,
      kind: 'split',
      line
    });
    expect(rows[0][3]).not.toBe(rows[3][0]);
    expect(rows.join('')).toMatch(/^[12]{16}$/);
  });

  it('leave an object alone that the line does not cross to the other side', () => {
    const line = [
      { y: -1, x: 2 },
      { y: 1, x: 2 }
    ];
    const block = ['11111', '11111', '11111', '11111'];
    expect(correct(block, { plane: PLANE, kind: 'split', line })).toEqual(
      block
    );
  });

  it('keep an object that is nothing but line', () => {
    const line = [
      { y: 0, x: 0 },
      { y: 0, x: 3 }
    ];
    expect(correct(['.11.'], { plane: PLANE, kind: 'split', line })).toEqual([
      '.11.'
    ]);
  });

  it('draw an object where there is none, by the even–odd rule', () => {
    const outline = [
      { y: -0.5, x: 0.5 },
      { y: -0.5, x: 4.5 },
      { y: 2.5, x: 4.5 },
      { y: 2.5, x: 0.5 }
    ];
    expect(correct(THREE, { plane: PLANE, kind: 'draw', outline })).toEqual([
      '112233',
      '112233',
      '.2222.',
      '444444'
    ]);
  });

  it('find their way in a stack: the object goes in all slices, the cut stays in its own', () => {
    const slices = ['111', '111'];
    const line = [
      { y: -1, x: 1 },
      { y: 1, x: 1 }
    ];
    const { labels } = correctObjects(kernels, {
      kind: 'correctObjects',
      grid: { depth: 2, height: 1, width: 3 },
      labels: parse(slices),
      corrections: [{ plane: { t: 0, z: 1 }, kind: 'split', line }]
    });
    expect([...labels.subarray(0, 3)]).toEqual([1, 1, 1]);
    expect(new Set(labels.subarray(3)).size).toBe(2);
  });
});
