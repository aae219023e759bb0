import { csvLines } from '../csv';
import { formatBytes } from '../file-plan';
import { scaleBar } from '../scale-bar';

describe('tables', () => {
  it('quote what CSV needs quoted and disarm what spreadsheets would run', () => {
    expect(csvLines([['a,b', 'say "x"', 'two\nlines', 1.5, NaN]])).toBe(
      '"a,b","say ""x""","two\nlines",1.5,\n'
    );
    expect(csvLines([['=1+1', '@x', '-5', -5]])).toBe("'=1+1,'@x,'-5,-5\n");
  });
});

describe('scale bar', () => {
  it.each([
    [672, 1 / 19.42, 5, '5 µm'],
    [512, 0.325, 20, '20 µm'],
    [100, 0.01, 0.2, '200 nm'],
    [4096, 10, 10000, '10 mm']
  ])('of %d pixels of %f µm is %f µm', (width, size, micrometres, label) => {
    const bar = scaleBar(width, size);
    expect(bar.label).toBe(label);
    expect(bar.length).toBeCloseTo(micrometres / size, 6);
    expect(bar.length).toBeLessThanOrEqual(width / 4);
  });
});

describe('sizes', () => {
  it('are told in a unit that fits', () => {
    expect([12, 1500, 2_750_000, 5e9].map(formatBytes)).toEqual([
      '12 B',
      '1.5 kB',
      '2.8 MB',
      '5.0 GB'
    ]);
  });
});
