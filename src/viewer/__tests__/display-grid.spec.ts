import { displayTile, stepForZoom, tilesOf } from '../layers/display-grid';

const IMAGE = { height: 1000, width: 2000 };

describe('stepForZoom', () => {
  it('takes every pixel while a pixel is larger than half a device pixel', () => {
    expect([64, 1, 0.51].map(stepForZoom)).toEqual([1, 1, 1]);
  });

  it('takes the largest power of two that is not larger than a device pixel', () => {
    expect([0.5, 0.3, 0.25, 0.1].map(stepForZoom)).toEqual([2, 2, 4, 8]);
  });

  it('stops at 256', () => {
    expect(stepForZoom(1e-5)).toBe(256);
  });
});

describe('tilesOf', () => {
  it('finds just the tiles that meet the box, the nearest to its middle first', () => {
    const tiles = tilesOf({ y0: 250, x0: 300, y1: 300, x1: 500 }, 1, IMAGE);
    expect(tiles.map(({ key }) => key).sort()).toEqual(['1/0/1', '1/1/1']);
    const many = tilesOf({ y0: 0, x0: 0, y1: 1000, x1: 2000 }, 1, IMAGE);
    expect(many).toHaveLength(32);
    expect(['1/1/3', '1/1/4', '1/2/3', '1/2/4']).toContain(many[0].key);
    expect(['1/0/0', '1/0/7', '1/3/0', '1/3/7']).toContain(many[31].key);
  });

  it('covers more of the image with fewer tiles from afar', () => {
    const whole = { y0: 0, x0: 0, y1: 1000, x1: 2000 };
    expect(tilesOf(whole, 4, IMAGE).map(({ key }) => key)).toEqual([
      '4/0/0',
      '4/0/1'
    ]);
  });

  it('cuts the last tiles at the edge of the image', () => {
    expect(displayTile(1, 3, 7, IMAGE).box).toEqual({
      y0: 768,
      x0: 1792,
      y1: 1000,
      x1: 2000
    });
  });

  it('finds nothing in an empty box', () => {
    expect(tilesOf({ y0: 0, x0: 0, y1: 0, x1: 0 }, 1, IMAGE)).toEqual([]);
  });
});
