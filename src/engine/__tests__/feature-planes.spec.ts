import {
  chooseCells,
  cutPatch,
  draw,
  filterPicture,
  oneFamily,
  planesFor,
  wholePatch
} from '../../../assembly/__tests__/feature-host';
import { loadKernels } from '../../../assembly/__tests__/load-kernels';
import { PixelForestError } from '../../errors';
import { defaultFeatures } from '../../project/features';
import { featureRows } from '../worker/feature-jobs';
import { splitBox, Tile } from '../worker/feature-planes';

const kernels = loadKernels();
beforeEach(() => kernels.exports.reset());

const ONE = { z0: 0, z1: 1 };

/** All of a small plane. */
function tileOf(height: number, width: number): Tile {
  return { slices: ONE, box: { y0: 0, x0: 0, y1: height, x1: width } };
}

/** The error a call throws. */
function errorOf(work: () => unknown): PixelForestError {
  try {
    work();
  } catch (error) {
    if (error instanceof PixelForestError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('feature planes', () => {
  it('number the columns feature row → σ → channel → component over all channels', () => {
    const choice = chooseCells(
      [1.0, 3.5],
      (row, _, column) => row === 0 || (row === 5 && column === 1)
    );
    const planes = planesFor(kernels, choice, 3, [0, 2]);
    const picture = draw(20, 20, (y, x) => y + x);
    const patch = wholePatch({
      ...picture,
      channels: [picture.channels[0], picture.channels[0]]
    });
    const groups: number[][] = [];
    planes.forEachGroup(patch, tileOf(20, 20), group =>
      groups.push([...group.columns])
    );
    expect(planes.columnCount).toBe(3 + 3 + 6);
    // channel 0 at both scales, then channel 2
    expect(groups).toEqual([[0], [3, 6, 7], [2], [5, 10, 11]]);
  });

  it('leave out groups of which no column is needed', () => {
    const choice = chooseCells([1.0, 3.5], row => row === 0);
    const planes = planesFor(kernels, choice, 2, [0, 1]);
    const [channel] = draw(20, 20, (y, x) => y + x).channels;
    const patch = wholePatch({
      height: 20,
      width: 20,
      channels: [channel, channel]
    });
    const groups: number[][] = [];
    planes.forEachGroup(
      patch,
      tileOf(20, 20),
      group => groups.push([...group.columns]),
      new Set([1, 2])
    );
    expect(groups).toEqual([[2], [1]]);
  });

  it('follow the row order of the choice', () => {
    const { ids, selected, scales, computeIn2d } = defaultFeatures();
    const picture = draw(40, 40, (y, x) => Math.sin(y) * x);
    const straight = filterPicture(kernels, picture, defaultFeatures());
    const turned = filterPicture(kernels, picture, {
      ids: [...ids].reverse(),
      selected: [...selected].reverse(),
      scales,
      computeIn2d
    });
    expect(turned.length).toBe(49);
    expect(turned.slice(-7)).toEqual(straight.slice(0, 7));
    expect(turned.slice(0, 12)).toEqual(straight.slice(-12));
  });

  it('have the halo of the largest chosen scale and no larger', () => {
    const haloOf = (scales: number[]): number =>
      planesFor(kernels, oneFamily('GaussianSmoothing', scales), 1).halo;
    expect(haloOf([0.3])).toBe(1 + 3);
    expect(haloOf([1.0, 3.5])).toBe(12 + 3);
    expect(haloOf([10.0])).toBe(35 + 3);
    const cells = chooseCells([1.0, 10.0], (_, sigma) => sigma === 1.0);
    expect(planesFor(kernels, cells, 1).halo).toBe(4 + 3);
  });

  it('refuse an image that is smaller than ilastik accepts at the scale', () => {
    const planes = planesFor(kernels, defaultFeatures(), 1);
    const picture = draw(35, 60, () => 1);
    const error = errorOf(() =>
      planes.forEachGroup(wholePatch(picture), tileOf(35, 60), () => undefined)
    );
    expect(error.tag).toBe('mismatch');
    expect(error.message).toContain('σ = 10');
    expect(error.message).toContain('36 × 36');
    expect(error.message).toContain('60 × 35');
    const enough = draw(36, 60, () => 1);
    expect(() =>
      planes.forEachGroup(wholePatch(enough), tileOf(36, 60), () => undefined)
    ).not.toThrow();
  });

  it('refuse a patch without the halo, and a tile that is too large', () => {
    const planes = planesFor(kernels, oneFamily('GaussianSmoothing', [1.0]), 1);
    const picture = draw(200, 200, () => 1);
    const box = { y0: 50, x0: 50, y1: 60, x1: 60 };
    const thin = cutPatch(picture, box, planes.halo - 1);
    expect(
      errorOf(() =>
        planes.forEachGroup(thin, { slices: ONE, box }, () => undefined)
      ).message
    ).toContain('halo of 7');
    const large = tileOf(129, 10);
    expect(
      errorOf(() =>
        planes.forEachGroup(wholePatch(picture), large, () => undefined)
      ).tag
    ).toBe('mismatch');
  });

  it('refuse a σ at which a kernel has no taps', () => {
    const error = errorOf(() =>
      planesFor(kernels, oneFamily('StructureTensorEigenvalues', [0.4]), 1)
    );
    expect(error.tag).toBe('input');
    expect(error.message).toContain('0.4');
  });

  it('refuse a σ whose tile no memory can hold', () => {
    const error = errorOf(() =>
      planesFor(kernels, oneFamily('GaussianSmoothing', [20000]), 1)
    );
    expect(error.tag).toBe('memory');
    expect(error.message).toContain('20000');
  });

  it('refuse another number of channels than was chosen', () => {
    const planes = planesFor(kernels, oneFamily('GaussianSmoothing', [1.0]), 2);
    const patch = wholePatch(draw(10, 10, () => 1));
    const tile = tileOf(10, 10);
    expect(
      errorOf(() => planes.forEachGroup(patch, tile, () => undefined)).message
    ).toContain('2 channel(s), but 1');
  });
});

describe('feature rows', () => {
  it('are the feature planes at the pixels, zero for channels that do not take part', () => {
    const picture = draw(150, 170, (y, x) => ((y * 7 + x * 13) % 29) + y / 9);
    const choice = oneFamily('HessianOfGaussianEigenvalues', [0.7, 3.5]);
    const wanted = filterPicture(kernels, picture, choice);
    kernels.exports.reset();
    const planes = planesFor(kernels, choice, 2, [1]);
    const y = Int32Array.of(0, 149, 127, 128, 60, 60);
    const x = Int32Array.of(0, 169, 127, 128, 160, 3);
    const { rows } = featureRows(kernels, planes, {
      kind: 'featureRows',
      featuresId: 'test',
      patch: wholePatch(picture),
      z: new Int32Array(6),
      y,
      x
    });
    expect(rows.length).toBe(6 * 8);
    y.forEach((_, i) => {
      const at = y[i] * 170 + x[i];
      const [a, b, c, d] = wanted.map(plane => plane[at]);
      expect([...rows.subarray(i * 8, i * 8 + 8)]).toEqual([
        0,
        0,
        a,
        b,
        0,
        0,
        c,
        d
      ]);
    });
  });
});

describe('splitBox', () => {
  it('covers a box once, without gaps', () => {
    const tiles = splitBox({ y0: 5, x0: 7, y1: 18, x1: 30 }, 10);
    expect(tiles.length).toBe(2 * 3);
    const area = tiles.reduce(
      (sum, tile) => sum + (tile.y1 - tile.y0) * (tile.x1 - tile.x0),
      0
    );
    expect(area).toBe(13 * 23);
    expect(tiles[5]).toEqual({ y0: 15, x0: 27, y1: 18, x1: 30 });
  });
});
