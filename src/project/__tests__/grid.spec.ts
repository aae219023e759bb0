import {
  boxArea,
  bytesPerValue,
  createPixels,
  DType,
  dtypeOf,
  intersectBoxes,
  uniteBoxes,
  viewPixels
} from '../grid';

const SIZES: readonly [DType, number][] = [
  ['uint8', 1],
  ['int8', 1],
  ['uint16', 2],
  ['int16', 2],
  ['uint32', 4],
  ['int32', 4],
  ['float32', 4],
  ['float64', 8]
];

describe('boxes', () => {
  const a = { y0: 0, x0: 10, y1: 20, x1: 30 };
  const b = { y0: 5, x0: 0, y1: 40, x1: 15 };

  it('share what lies in both', () => {
    expect(intersectBoxes(a, b)).toEqual({ y0: 5, x0: 10, y1: 20, x1: 15 });
    expect(intersectBoxes(b, a)).toEqual(intersectBoxes(a, b));
  });

  it('that do not meet share a box of area 0', () => {
    const far = { y0: 100, x0: 100, y1: 110, x1: 110 };
    expect(boxArea(intersectBoxes(a, far))).toBe(0);
    // neighbours touch, but stop is exclusive
    const below = { y0: 20, x0: 10, y1: 30, x1: 30 };
    expect(boxArea(intersectBoxes(a, below))).toBe(0);
  });

  it('unite to the smallest box around both', () => {
    expect(uniteBoxes(a, b)).toEqual({ y0: 0, x0: 0, y1: 40, x1: 30 });
  });

  it('have the area of their pixels', () => {
    expect(boxArea(a)).toBe(400);
    expect(boxArea({ y0: 5, x0: 0, y1: 3, x1: 10 })).toBe(0);
  });
});

describe('pixel arrays', () => {
  it.each(SIZES)('of %s have values of %i bytes', (dtype, size) => {
    const pixels = createPixels(dtype, 3);
    expect(bytesPerValue(dtype)).toBe(size);
    expect(pixels.byteLength).toBe(3 * size);
    expect(dtypeOf(pixels)).toBe(dtype);
  });

  it('are views of bytes without a copy', () => {
    const bytes = new Uint8Array(8);
    const view = viewPixels('uint16', bytes.buffer, 2, 2);
    view[0] = 65535;
    expect([...bytes]).toEqual([0, 0, 255, 255, 0, 0, 0, 0]);
    expect(view).toHaveLength(2);
  });
});
