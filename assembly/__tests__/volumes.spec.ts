import { loadKernels } from './load-kernels';
import {
  ALL_FAMILIES,
  allFamilies,
  differingColumns,
  DIFFERENCE,
  drawVolume,
  filterVolume,
  GRADIENT,
  HESSIAN,
  LAPLACIAN,
  randomNumbers,
  rough,
  SMOOTHING,
  TENSOR,
  Volume,
  VolumePlan
} from './volume-host';

const kernels = loadKernels();

describe('features of odd volumes', () => {
  it('of one voxel are its value and zeros, whatever was asked for', () => {
    const volume = drawVolume(1, 1, 1, () => 7);
    const columns = filterVolume(kernels, volume, allFamilies([1.0, 10.0]));
    expect(columns.length).toBe(16);
    columns.forEach(({ family, values }) =>
      expect(values[0]).toBeCloseTo(family === 0 ? 7 : 0, 5)
    );
  });

  it('of one slice are those of an image', () => {
    const volume = rough(1, 50, 47);
    const scales = [0.7, 3.5];
    expect(
      differingColumns(
        filterVolume(kernels, volume, allFamilies(scales)),
        filterVolume(kernels, volume, allFamilies(scales, scales))
      )
    ).toEqual([]);
  });

  it('are those of each slice at a planar scale, bit for bit', () => {
    const volume = rough(20, 40, 141);
    const area = 40 * 141;
    const planar = filterVolume(
      kernels,
      volume,
      allFamilies([0.7, 1.6, 5.0], [0.7, 5.0])
    ).filter(({ sigma }) => sigma !== 1.6);
    [0, 7, 19].forEach(z => {
      const part = (values: Volume['values']): Float32Array =>
        Float32Array.from(values.slice(z * area, (z + 1) * area));
      const slice = { ...volume, depth: 1, values: part(volume.values) };
      expect(
        differingColumns(
          planar.map(column => ({ ...column, values: part(column.values) })),
          filterVolume(kernels, slice, allFamilies([0.7, 5.0]))
        )
      ).toEqual([]);
    });
  });

  it('mirror again and again along all axes where the volume is smaller than the halo', () => {
    // the volume, laid out as its own mirror images, must answer the same in the middle
    const small = rough(5, 7, 9);
    const mirrored = (i: number, n: number): number => {
      const period = 2 * n - 2;
      const rest = ((i % period) + period) % period;
      return rest < n ? rest : period - rest;
    };
    const margin = 24;
    const large = drawVolume(
      5 + 2 * margin,
      7 + 2 * margin,
      9 + 2 * margin,
      (z, y, x) => {
        const row = mirrored(z - margin, 5) * 7 + mirrored(y - margin, 7);
        return small.values[row * 9 + mirrored(x - margin, 9)];
      }
    );
    // all but the tensor, whose products are mirrored, not the gradient
    const scales = [{ sigma: 5.0, families: ALL_FAMILIES & ~TENSOR }];
    const found = filterVolume(kernels, small, scales);
    const wanted = filterVolume(kernels, large, scales).map(column => ({
      ...column,
      values: Float32Array.from({ length: 5 * 7 * 9 }, (_, i) => {
        const [z, y, x] = [Math.floor(i / 63), Math.floor(i / 9) % 7, i % 9];
        const row = (z + margin) * large.height + y + margin;
        return column.values[row * large.width + x + margin];
      })
    }));
    expect(differingColumns(found, wanted)).toEqual([]);
  });

  it('with a NaN voxel are NaN around it and untouched further away', () => {
    const clean = rough(20, 30, 31);
    const dirty = drawVolume(20, 30, 31, (z, y, x) =>
      z === 9 && y === 12 && x === 13
        ? NaN
        : clean.values[(z * 30 + y) * 31 + x]
    );
    const cleanColumns = filterVolume(kernels, clean, allFamilies([1.0]));
    // radius of the pre-smoothing and halo of the filters
    const reach = 4 + 3;
    filterVolume(kernels, dirty, allFamilies([1.0])).forEach((column, k) => {
      expect(column.values[(9 * 30 + 12) * 31 + 13]).toBeNaN();
      const changed = column.values.filter((value, i) => {
        const [z, y, x] = [
          Math.floor(i / 930),
          Math.floor(i / 31) % 30,
          i % 31
        ];
        const distance = Math.max(
          Math.abs(z - 9),
          Math.abs(y - 12),
          Math.abs(x - 13)
        );
        return distance > reach && value !== cleanColumns[k].values[i];
      });
      expect(changed.length).toBe(0);
    });
  });

  it('of a thin stack have two eigenvalues a slice and know the other slices', () => {
    const stack = rough(2, 30, 31);
    const alone = {
      ...stack,
      depth: 1,
      values: stack.values.slice(0, 30 * 31)
    };
    const scales = [{ sigma: 1.0, families: SMOOTHING | HESSIAN }];
    const columns = filterVolume(kernels, stack, scales);
    expect(columns.length).toBe(3);
    const single = filterVolume(kernels, alone, scales);
    columns.forEach((column, i) =>
      expect(column.values[400]).not.toBe(single[i].values[400])
    );
  });
});

describe('features of volumes tile by tile', () => {
  const volume = rough(21, 40, 135);
  const scales = allFamilies([0.5, 0.7, 1.6, 3.5, 10.0], [1.6]);
  const whole = filterVolume(kernels, volume, scales);
  const random = randomNumbers(7);
  const between = (low: number, high: number): number =>
    low + Math.floor(random() * (high - low + 1));

  it.each(
    Array.from({ length: 6 }, () => [
      between(3, 16),
      between(10, 40),
      between(20, 128)
    ]).concat([[1, 40, 128]])
  )(
    'equal the whole bit for bit in tiles of %i × %i × %i',
    (depth, height, width) => {
      const tile = { depth, height, width };
      expect(
        differingColumns(filterVolume(kernels, volume, scales, tile), whole)
      ).toEqual([]);
    }
  );

  it('are those of all families when only one is chosen', () => {
    const part = rough(9, 30, 35);
    const all = filterVolume(kernels, part, allFamilies([0.7, 1.6]));
    const families = [
      SMOOTHING,
      LAPLACIAN,
      GRADIENT,
      DIFFERENCE,
      TENSOR,
      HESSIAN
    ];
    const found = families.flatMap(bits =>
      filterVolume(kernels, part, [
        { sigma: 0.7, families: bits },
        { sigma: 1.6, families: bits }
      ])
    );
    expect(differingColumns(found, all)).toEqual([]);
  });
});

describe('plans of volumes', () => {
  const wasm = kernels.exports;

  it('tell components, smallest images and tiles of two and three dimensions', () => {
    const components = (
      sigma: number,
      isPlanar: number,
      depth: number
    ): number => wasm.componentCount(5, sigma, isPlanar, depth);
    expect(components(1.6, 0, 20)).toBe(3);
    expect(components(1.6, 0, 3)).toBe(3);
    expect(components(1.6, 0, 2)).toBe(2);
    expect(components(0.5, 0, 2)).toBe(3);
    expect(components(0.5, 0, 1)).toBe(2);
    expect(components(1.6, 1, 20)).toBe(2);
    expect(wasm.componentCount(0, 1.6, 0, 20)).toBe(1);
    expect(wasm.smallestDepth(10, 0, 100)).toBe(36);
    expect(wasm.smallestDepth(10, 1, 100)).toBe(1);
    expect(wasm.smallestDepth(10, 0, 1)).toBe(1);
  });

  it('need no slices beside a tile where all scales are planar', () => {
    const volume = rough(20, 8, 9);
    const { plan, tileDepth } = new VolumePlan(
      kernels,
      volume,
      allFamilies([1.0, 5.0], [1.0, 5.0])
    );
    expect(tileDepth).toBe(1);
    expect(wasm.planDepthHalo(plan)).toBe(0);
    expect(wasm.planHalo(plan)).toBe(17 + 3);
  });

  it('need slices for the largest scale in three dimensions alone', () => {
    const { plan, tileDepth } = new VolumePlan(
      kernels,
      rough(20, 8, 9),
      allFamilies([1.0, 3.5, 10.0], [10.0])
    );
    expect(tileDepth).toBe(16);
    expect(wasm.planDepthHalo(plan)).toBe(12 + 3);
    expect(wasm.planHalo(plan)).toBe(35 + 3);
  });

  it.each([1e4, 1e6, 1e12])(
    'are refused without a trap where σ = %d needs more than the memory',
    sigma => {
      wasm.reset();
      const plan = wasm.createPlan(1, 1000) >>> 0;
      const isMade =
        wasm.planScale(plan, 0, sigma, ALL_FAMILIES, 0) &&
        wasm.layOutPlan(plan);
      expect(Boolean(isMade)).toBe(false);
      wasm.reset();
    }
  );
});
