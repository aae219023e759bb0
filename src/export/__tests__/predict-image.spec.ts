import { slabsOf } from '../predict-image';

const shape = { t: 2, z: 37, y: 100, x: 100, c: 1 };

describe('slabsOf', () => {
  it('cuts each frame into slabs of what the kernels take at once', () => {
    const slabs = slabsOf(shape, 16, 2);
    expect(slabs.map(({ t, slices }) => [t, slices.z0, slices.z1])).toEqual([
      [0, 0, 16],
      [0, 16, 32],
      [0, 32, 37],
      [1, 0, 16],
      [1, 16, 32],
      [1, 32, 37]
    ]);
  });

  it('takes single planes where slices are filtered one by one', () => {
    const slabs = slabsOf({ ...shape, z: 3 }, 1, 2);
    expect(slabs.map(({ slices }) => slices.z1 - slices.z0)).toEqual([
      1, 1, 1, 1, 1, 1
    ]);
  });

  it('takes fewer slices of large images, down to one', () => {
    const large = { ...shape, t: 1, z: 16, y: 2048, x: 2048 };
    // 256 MiB hold 8 slices of two classes
    expect(slabsOf(large, 16, 2)).toHaveLength(2);
    expect(slabsOf({ ...large, x: 65536 }, 16, 99)).toHaveLength(16);
  });
});
