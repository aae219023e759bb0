import { loadKernels } from './load-kernels';
import {
  allFamilies,
  drawVolume,
  filterVolume,
  HESSIAN,
  LAPLACIAN,
  rough,
  SMOOTHING,
  TENSOR,
  Volume,
  VolumeColumn
} from './volume-host';

const kernels = loadKernels();

/** Largest |value − wanted| of the voxels further than `margin` from the border. */
function worst(
  { values }: VolumeColumn,
  { depth, height, width }: Volume,
  wanted: (z: number, y: number, x: number) => number,
  margin = 0
): number {
  let error = 0;
  for (let z = margin; z < depth - margin; z++) {
    for (let y = margin; y < height - margin; y++) {
      for (let x = margin; x < width - margin; x++) {
        const value = values[(z * height + y) * width + x];
        error = Math.max(error, Math.abs(value - wanted(z, y, x)));
      }
    }
  }
  return error;
}

describe('features of volumes given by formulas', () => {
  it('of a constant volume are the constant for smoothing and 0 for all else', () => {
    const volume = drawVolume(9, 20, 23, () => 200);
    const columns = filterVolume(kernels, volume, allFamilies([0.7, 10]));
    columns.forEach(column => {
      const wanted = column.family === 0 ? 200 : 0;
      expect(worst(column, volume, () => wanted)).toBeLessThan(2e-4);
    });
  });

  it('of a ramp have its slope as gradient and no curvature', () => {
    const slope = (z: number, y: number, x: number): number =>
      6 * z - 3 * y + 2 * x;
    const volume = drawVolume(30, 31, 32, slope);
    const columns = filterVolume(kernels, volume, allFamilies([1.6]));
    const wanted = [
      slope,
      () => 0,
      () => 7,
      () => 0,
      // the tensor of a plane wave front: slope² along the gradient, 0 across
      () => 49,
      () => 0,
      () => 0,
      () => 0,
      () => 0,
      () => 0
    ];
    columns.forEach((column, i) =>
      expect(worst(column, volume, wanted[i], 11)).toBeLessThan(
        column.family === 4 ? 49 * 4e-3 : 1e-3
      )
    );
  });

  it('of a quadratic form have the eigenvalues of its matrix, the largest first', () => {
    // rotations of (3, −1, −4), with all elements in use; two equal ones last
    const cases = [
      { eigenvalues: [3, -1, -4], angles: [0, 0, 0] },
      { eigenvalues: [3, -1, -4], angles: [0.3, 1.1, -0.7] },
      { eigenvalues: [3, -1, -4], angles: [-2.0, 0.4, 2.5] },
      { eigenvalues: [3, 3, -4], angles: [0.3, 1.1, -0.7] }
    ];
    cases.forEach(({ eigenvalues, angles }) => {
      const axes = turned(angles);
      const volume = drawVolume(22, 23, 24, (z, y, x) => {
        const p = [z - 11, y - 11, x - 12];
        return eigenvalues.reduce((sum, value, k) => {
          const along = p.reduce((dot, q, i) => dot + q * axes[k][i], 0);
          return sum + 0.5 * value * along * along;
        }, 0);
      });
      const [laplacian, ...hessian] = filterVolume(kernels, volume, [
        { sigma: 1.0, families: LAPLACIAN | HESSIAN }
      ]);
      const trace = eigenvalues.reduce((sum, value) => sum + value, 0);
      expect(worst(laplacian, volume, () => trace, 8)).toBeLessThan(1e-3);
      expect(hessian.length).toBe(3);
      hessian.forEach((column, k) =>
        expect(worst(column, volume, () => eigenvalues[k], 8)).toBeLessThan(
          5e-3
        )
      );
    });
  });

  it('of an impulse at σ = 0.3 are the sampled Gaussian, applied twice along each axis', () => {
    const at = (a: number, b: number): boolean => a === b;
    const volume = drawVolume(9, 9, 9, (z, y, x) =>
      at(z, 4) && at(y, 4) && at(x, 4) ? 1 : 0
    );
    const [smooth] = filterVolume(kernels, volume, [
      { sigma: 0.3, families: SMOOTHING }
    ]);
    const side = Math.exp(-0.5 / 0.09);
    const one = [side, 1, side].map(value => value / (1 + 2 * side));
    const twice = (i: number): number =>
      one.reduce((sum, value, k) => sum + value * (one[i - 2 - k] ?? 0), 0);
    expect(
      worst(smooth, volume, (z, y, x) => twice(z) * twice(y) * twice(x))
    ).toBeLessThan(4e-7);
  });

  it('of a volume with its axes exchanged are those features exchanged', () => {
    const volume = rough(24, 25, 26);
    const turnedVolume = drawVolume(
      26,
      24,
      25,
      (z, y, x) => volume.values[(y * 25 + x) * 26 + z]
    );
    const scales = allFamilies([0.7, 1.6, 3.5]);
    const columns = filterVolume(kernels, volume, scales);
    filterVolume(kernels, turnedVolume, scales).forEach((column, i) => {
      const error = worst(
        column,
        turnedVolume,
        (z, y, x) => columns[i].values[(y * 25 + x) * 26 + z]
      );
      const largest = column.values.reduce((m, v) => Math.max(m, Math.abs(v)));
      // 1e-6 of the range; rounding of the closed form where eigenvalues are nearly equal
      expect(error).toBeLessThan(column.family >= 4 ? largest * 4e-3 : 2.5e-4);
    });
  });

  it('have eigenvalues that never increase from one to the next', () => {
    const columns = filterVolume(kernels, rough(12, 40, 41), [
      { sigma: 0.7, families: TENSOR | HESSIAN },
      { sigma: 5.0, families: TENSOR | HESSIAN }
    ]);
    expect(columns.length).toBe(12);
    columns.forEach(({ component, values }, i) => {
      if (component > 0) {
        const before = columns[i - 1].values;
        expect(values.every((value, k) => value <= before[k])).toBe(true);
      }
    });
  });
});

/** Three unit axes at right angles, turned about z, y and x. */
function turned([a, b, c]: readonly number[]): number[][] {
  const [ca, sa, cb, sb, cc, sc] = [a, b, c].flatMap(angle => [
    Math.cos(angle),
    Math.sin(angle)
  ]);
  return [
    [ca * cb, ca * sb * sc - sa * cc, ca * sb * cc + sa * sc],
    [sa * cb, sa * sb * sc + ca * cc, sa * sb * cc - ca * sc],
    [-sb, cb * sc, cb * cc]
  ];
}
