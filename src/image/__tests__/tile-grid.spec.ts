import { growBox, tilesCovering } from '../tile-grid';

const bounds = { y0: 0, x0: 0, y1: 300, x1: 200 };

describe('tilesCovering', () => {
  it('gives whole grid cells row by row, cut at the edge of the plane', () => {
    const box = { y0: 100, x0: 120, y1: 260, x1: 200 };
    expect(tilesCovering(box, 128, bounds)).toEqual([
      { y0: 0, x0: 0, y1: 128, x1: 128 },
      { y0: 0, x0: 128, y1: 128, x1: 200 },
      { y0: 128, x0: 0, y1: 256, x1: 128 },
      { y0: 128, x0: 128, y1: 256, x1: 200 },
      { y0: 256, x0: 0, y1: 300, x1: 128 },
      { y0: 256, x0: 128, y1: 300, x1: 200 }
    ]);
  });

  it('does not count a tile the box only touches', () => {
    const box = { y0: 0, x0: 0, y1: 128, x1: 128 };
    expect(tilesCovering(box, 128, bounds)).toHaveLength(1);
  });

  it('gives nothing for a box beside the plane', () => {
    const box = { y0: 10, x0: 200, y1: 20, x1: 300 };
    expect(tilesCovering(box, 128, bounds)).toEqual([]);
  });
});

describe('growBox', () => {
  it('adds the margin only as far as the plane goes', () => {
    const box = { y0: 10, x0: 50, y1: 290, x1: 60 };
    expect(growBox(box, 38, bounds)).toEqual({
      y0: 0,
      x0: 12,
      y1: 300,
      x1: 98
    });
  });
});
