import { PixelArray } from '../../src/project/grid';
import { loadKernels } from './load-kernels';
import { readNpy } from './npy';
import {
  ALL_FAMILIES,
  filterVolume,
  readVolume,
  SMOOTHING,
  TENSOR,
  VolumeColumn,
  VolumeScale
} from './volume-host';

/** Largest error a column may have, and the one that 99.9 % of its voxels keep to. */
type Tolerance = { readonly largest: number; readonly usual: number };

/**
 * Linear families and the gradient magnitude: float32 rounds at 6e-8 of the
 * values summed. The closed form of 3 × 3 eigenvalues rounds far more where two
 * of them are nearly equal; R = input range, M = maximum of the column.
 */
function toleranceOf(
  { family }: VolumeColumn,
  components: number,
  range: number,
  maximum: number
): Tolerance {
  if (family < 4 || (family === 5 && components === 2)) {
    return { largest: 1e-6 * range, usual: 1e-6 * range };
  }
  if (family === 5) {
    return { largest: 1e-4 * range, usual: 5e-6 * range };
  }
  const planar = 1e-6 * maximum + 2e-7 * range * Math.sqrt(maximum);
  return components === 2
    ? { largest: planar, usual: planar }
    : { largest: 4e-3 * maximum, usual: 5e-4 * maximum };
}

function highest(values: PixelArray): number {
  let result = -Infinity;
  for (const value of values) {
    result = Math.max(result, value);
  }
  return result;
}

function lowest(values: PixelArray): number {
  return -highest(Float32Array.from(values, value => -value));
}

/** What the kernels make of a volume against planes of make-3d.py. */
function expectAgreement(name: string, scales: readonly VolumeScale[]): void {
  const volume = readVolume(`features/${name}-image.npy`);
  const reference = readNpy(`features/${name}-planes.npy`).data;
  const found = filterVolume(loadKernels(), volume, scales);
  const count = volume.values.length;
  expect(found.length * count).toBe(reference.length);
  const range = highest(volume.values) - lowest(volume.values);
  const tooFar = found.flatMap((column, index) => {
    const wanted = reference.subarray(index * count, (index + 1) * count);
    const errors = column.values
      .map((value, i) => Math.abs(value - wanted[i]))
      .sort();
    const components = found.filter(
      ({ family, sigma }) => family === column.family && sigma === column.sigma
    ).length;
    const allowed = toleranceOf(
      column,
      components,
      range,
      Math.max(highest(wanted), -lowest(wanted))
    );
    const largest = errors[count - 1];
    const usual = errors[Math.floor(0.999 * count)];
    const { family, sigma, component } = column;
    return largest <= allowed.largest && usual <= allowed.usual
      ? []
      : [{ family, sigma, component, largest, usual, allowed }];
  });
  expect(tooFar).toEqual([]);
}

describe('features of volumes against the numpy reference', () => {
  it('agree up to the borders of a volume smaller than the halo, one scale of it planar', () => {
    expectAgreement('volume', [
      { sigma: 0.3, families: SMOOTHING },
      { sigma: 0.7, families: ALL_FAMILIES },
      { sigma: 1.6, families: ALL_FAMILIES },
      { sigma: 3.5, families: ALL_FAMILIES, isPlanar: true },
      { sigma: 10.0, families: ALL_FAMILIES & ~TENSOR }
    ]);
  });

  it('agree for two slices, that only the filters of the smallest scale fit into', () => {
    expectAgreement('thin', [
      { sigma: 0.5, families: ALL_FAMILIES & ~TENSOR },
      { sigma: 0.7, families: ALL_FAMILIES },
      { sigma: 1.6, families: ALL_FAMILIES }
    ]);
  });
});
