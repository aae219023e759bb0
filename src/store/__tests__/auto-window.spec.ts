import { autoWindow } from '../auto-window';

/** Ten bins over 0…100 with these counts. */
function statistics(...counts: number[]): Parameters<typeof autoWindow>[0] {
  return { minimum: 0, maximum: 100, histogram: Uint32Array.from(counts) };
}

describe('autoWindow', () => {
  it('is the whole range where values are spread evenly', () => {
    const even = statistics(...new Array<number>(10).fill(50));
    expect(autoWindow(even)).toEqual([0, 100]);
  });

  it('leaves out the few pixels at either end', () => {
    expect(
      autoWindow(statistics(1, 0, 500, 500, 500, 500, 0, 0, 0, 1))
    ).toEqual([20, 60]);
  });

  it('keeps ends that hold more than 0.35 % of the pixels', () => {
    expect(
      autoWindow(statistics(10, 0, 500, 500, 500, 480, 0, 0, 0, 10))
    ).toEqual([0, 100]);
  });

  it('is not empty for an image of one value', () => {
    const flat = {
      minimum: 7,
      maximum: 7,
      histogram: Uint32Array.of(900, 0, 0)
    };
    expect(autoWindow(flat)).toEqual([7, 8]);
  });

  it('is the whole range where nearly all pixels have one value', () => {
    expect(autoWindow(statistics(10000, 0, 0, 0, 0, 0, 0, 0, 0, 1))).toEqual([
      0, 100
    ]);
  });
});
