import { BrushMask, rasteriseStroke, StrokePoint } from '../brush';
import { TileBox } from '../grid';

const BOUNDS: TileBox = { y0: 0, x0: 0, y1: 40, x1: 50 };

/** Covered pixels as `y,x`, sorted. */
function pixels(mask: BrushMask | null): string[] {
  if (!mask) {
    return [];
  }
  const { y0, x0, x1 } = mask.box;
  const width = x1 - x0;
  return Array.from(mask.covered, (value, i) =>
    value ? `${y0 + Math.floor(i / width)},${x0 + (i % width)}` : ''
  )
    .filter(name => name !== '')
    .sort();
}

/** The rule as it is written down, pixel by pixel over the whole plane. */
function byTheRule(a: StrokePoint, b: StrokePoint, diameter: number): string[] {
  const found: string[] = [];
  for (let y = BOUNDS.y0; y < BOUNDS.y1; y++) {
    for (let x = BOUNDS.x0; x < BOUNDS.x1; x++) {
      let nearest = Infinity;
      // many points along the line: nearer than 1e-4 px to the true distance
      for (let i = 0; i <= 5000; i++) {
        const t = i / 5000;
        nearest = Math.min(
          nearest,
          Math.hypot(y - a.y - t * (b.y - a.y), x - a.x - t * (b.x - a.x))
        );
      }
      if (nearest <= diameter / 2) {
        found.push(`${y},${x}`);
      }
    }
  }
  return found.sort();
}

describe('rasteriseStroke', () => {
  it('covers one pixel at diameter 1', () => {
    expect(pixels(rasteriseStroke([{ y: 7, x: 9 }], 1, BOUNDS))).toEqual([
      '7,9'
    ]);
  });

  it('covers the nearest pixel of a point between pixels at diameter 1', () => {
    expect(pixels(rasteriseStroke([{ y: 7.3, x: 8.8 }], 1, BOUNDS))).toEqual([
      '7,9'
    ]);
  });

  it('covers nine pixels at diameter 3', () => {
    const mask = rasteriseStroke([{ y: 7, x: 9 }], 3, BOUNDS);
    expect(pixels(mask)).toEqual(
      [6, 7, 8].flatMap(y => [`${y},10`, `${y},8`, `${y},9`])
    );
  });

  it('covers five pixels at diameter 2: those exactly at the radius count', () => {
    expect(pixels(rasteriseStroke([{ y: 7, x: 9 }], 2, BOUNDS))).toEqual([
      '6,9',
      '7,10',
      '7,8',
      '7,9',
      '8,9'
    ]);
  });

  it('covers what lies within the radius of the line between points', () => {
    const a = { y: 5.25, x: 6.5 };
    const b = { y: 21.7, x: 33.1 };
    const mask = rasteriseStroke([a, b], 5.3, BOUNDS);
    expect(pixels(mask)).toEqual(byTheRule(a, b, 5.3));
  });

  it('covers the same pixels in both directions', () => {
    const points = [
      { y: 5, x: 6 },
      { y: 21, x: 33 },
      { y: 8, x: 40 }
    ];
    expect(pixels(rasteriseStroke(points, 4, BOUNDS))).toEqual(
      pixels(rasteriseStroke([...points].reverse(), 4, BOUNDS))
    );
  });

  it('leaves no gap along a slanted line at diameter 1', () => {
    const covered = new Set(
      pixels(
        rasteriseStroke(
          [
            { y: 2, x: 2 },
            { y: 12, x: 42 }
          ],
          1,
          BOUNDS
        )
      ).map(name => name.split(',')[1])
    );
    expect(covered.size).toBe(41);
  });

  it('is clipped at the borders', () => {
    const mask = rasteriseStroke([{ y: 0, x: 49 }], 3, BOUNDS)!;
    expect(pixels(mask)).toEqual(['0,48', '0,49', '1,48', '1,49']);
    expect(mask.box.y0).toBeGreaterThanOrEqual(0);
    expect(mask.box.x1).toBeLessThanOrEqual(50);
  });

  it('covers what a stroke from outside touches inside', () => {
    const mask = rasteriseStroke(
      [
        { y: -20, x: 10 },
        { y: 1, x: 10 }
      ],
      1,
      BOUNDS
    );
    expect(pixels(mask)).toEqual(['0,10', '1,10']);
  });

  it('is null outside the image, and without points', () => {
    expect(rasteriseStroke([{ y: -5, x: 10 }], 3, BOUNDS)).toBeNull();
    expect(rasteriseStroke([{ y: 10, x: 51.6 }], 3, BOUNDS)).toBeNull();
    expect(rasteriseStroke([], 3, BOUNDS)).toBeNull();
  });
});
