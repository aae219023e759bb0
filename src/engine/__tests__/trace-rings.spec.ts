import { loadKernels } from '../../../assembly/__tests__/load-kernels';
import {
  polygonsOf,
  Polygon,
  Ring
} from '../../pipeline/segmentation/outlines';
import { traceRings } from '../worker/ring-job';

const kernels = loadKernels();
beforeEach(() => kernels.exports.reset());

function trace(rows: readonly string[]): Map<number, Polygon[]> {
  const labels = Uint32Array.from(rows.join(''), Number);
  const job = { labels, height: rows.length, width: rows[0].length };
  return polygonsOf(traceRings(kernels, { kind: 'traceRings', ...job }).rings);
}

/** Whether a pixel's centre is inside: in an outer line and in no hole of it. */
function covers(polygons: readonly Polygon[], y: number, x: number): boolean {
  const inside = (ring: Ring): boolean => {
    let is = false;
    for (let i = 0; i < ring.length; i += 2) {
      const next = (i + 2) % ring.length;
      const [low, high] = [ring[i + 1], ring[next + 1]].sort((a, b) => a - b);
      if (ring[i] === ring[next] && ring[i] > x + 0.5 && low <= y && y < high) {
        is = !is;
      }
    }
    return is;
  };
  return polygons.some(
    ([outer, ...holes]) => inside(outer) && !holes.some(inside)
  );
}

describe('outlines of objects', () => {
  it('run along the sides of pixels, clockwise on the screen', () => {
    expect(trace(['000', '010', '000']).get(1)).toEqual([
      [[2, 1, 2, 2, 1, 2, 1, 1]]
    ]);
    expect(trace(['22', '20']).get(2)).toEqual([
      [[2, 0, 2, 1, 1, 1, 1, 2, 0, 2, 0, 0]]
    ]);
  });

  it('have holes, and an object in the hole of another', () => {
    const found = trace(['11111', '10001', '10201', '10001', '11111']);
    expect(found.get(1)).toHaveLength(1);
    expect(found.get(1)?.[0]).toHaveLength(2);
    expect(found.get(2)?.[0]).toHaveLength(1);
  });

  it('are simple where pixels touch at a corner only', () => {
    // two pieces
    expect(trace(['10', '01']).get(1)).toHaveLength(2);
    // a ring that is closed at a corner: outer line and hole touch there
    const ring = trace(['1110', '1010', '1101', '0111']).get(1) ?? [];
    for (const line of ring.flat()) {
      const corners = line.flatMap((value, i) =>
        i % 2 === 0 ? [`${value} ${line[i + 1]}`] : []
      );
      expect(new Set(corners).size).toBe(corners.length);
    }
  });

  it('hold exactly the pixels of each object of a random image', () => {
    let seed = 7;
    const next = (): number => (seed = (seed * 48271) % 2147483647);
    const rows = Array.from({ length: 23 }, () =>
      Array.from({ length: 31 }, () => next() % 4).join('')
    );
    const found = trace(rows);
    expect([...found.keys()].sort()).toEqual([1, 2, 3]);
    rows.forEach((row, y) =>
      [...row].forEach((id, x) => {
        for (const [own, polygons] of found) {
          expect(covers(polygons, y, x)).toBe(own === Number(id));
        }
      })
    );
  });

  it('are none without objects', () => {
    expect(trace(['00', '00']).size).toBe(0);
  });
});
