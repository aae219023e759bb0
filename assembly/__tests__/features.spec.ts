import { FeaturePlanes } from '../../src/engine/worker/feature-planes';
import {
  DEFAULT_SCALES,
  FEATURE_IDS,
  FeatureId
} from '../../src/project/features';
import { TileBox } from '../../src/project/grid';
import {
  allCells,
  chooseCells,
  cutPatch,
  differingPlanes,
  draw,
  filterPicture,
  oneFamily,
  Picture,
  planesFor
} from './feature-host';
import { loadKernels } from './load-kernels';

const kernels = loadKernels();

/** Largest |value − wanted| of the pixels further than `margin` from the edge. */
function worst(
  plane: Float32Array,
  picture: Picture,
  wanted: (y: number, x: number) => number,
  margin = 0
): number {
  const { height, width } = picture;
  let error = 0;
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      const difference = Math.abs(plane[y * width + x] - wanted(y, x));
      error = Math.max(error, difference);
    }
  }
  return error;
}

/** A deterministic rough surface. */
function rough(height: number, width: number): Picture {
  return draw(
    height,
    width,
    (y, x) =>
      100 + 60 * Math.sin(y * 0.7 + x * x * 0.013) + ((y * 31 + x * 17) % 23)
  );
}

/** Filters a tile, cut with just its halo, and sets it into planes of the picture. */
function filterTile(
  picture: Picture,
  planes: FeaturePlanes,
  box: TileBox,
  joined: readonly Float32Array[]
): void {
  const width = box.x1 - box.x0;
  const tile = { slices: { z0: 0, z1: 1 }, box };
  planes.forEachGroup(cutPatch(picture, box, planes.halo), tile, group => {
    group.planePointers.forEach((pointer, i) => {
      for (let y = box.y0; y < box.y1; y++) {
        const from = (pointer + (y - box.y0) * group.rowStride) / 4;
        joined[group.columns[i]].set(
          kernels.floats.subarray(from, from + width),
          y * picture.width + box.x0
        );
      }
    });
  });
}

describe('features of formulas', () => {
  it('of a constant image are the constant for smoothing and 0 for all else', () => {
    const picture = draw(50, 47, () => 200);
    const planes = filterPicture(kernels, picture, allCells(DEFAULT_SCALES));
    planes.forEach((plane, column) => {
      const wanted = column < DEFAULT_SCALES.length ? 200 : 0;
      expect(worst(plane, picture, () => wanted)).toBeLessThan(2e-4);
    });
  });

  it('of a ramp have its slope as gradient and no curvature', () => {
    const picture = draw(80, 90, (y, x) => 3 * x - 4 * y);
    const scale = [1.6];
    const inside = (
      id: FeatureId
    ): ((component: number, wanted: number) => void) => {
      const planes = filterPicture(kernels, picture, oneFamily(id, scale));
      return (component, wanted) =>
        expect(
          worst(planes[component], picture, () => wanted, 12)
        ).toBeLessThan(1e-3);
    };
    inside('GaussianGradientMagnitude')(0, 5);
    inside('LaplacianOfGaussian')(0, 0);
    inside('DifferenceOfGaussians')(0, 0);
    inside('HessianOfGaussianEigenvalues')(0, 0);
    inside('HessianOfGaussianEigenvalues')(1, 0);
    // the tensor of a plane wave front: slope² along the gradient, 0 across
    inside('StructureTensorEigenvalues')(0, 25);
    inside('StructureTensorEigenvalues')(1, 0);
    const [smooth] = filterPicture(
      kernels,
      picture,
      oneFamily('GaussianSmoothing', scale)
    );
    expect(worst(smooth, picture, (y, x) => 3 * x - 4 * y, 12)).toBeLessThan(
      1e-3
    );
  });

  it('of a paraboloid have its curvatures as Hessian eigenvalues, the larger first', () => {
    const picture = draw(60, 60, (y, x) => 0.5 * (x - 30) ** 2 - (y - 30) ** 2);
    const [large, small] = filterPicture(
      kernels,
      picture,
      oneFamily('HessianOfGaussianEigenvalues', [1.0])
    );
    expect(worst(large, picture, () => 1, 8)).toBeLessThan(1e-3);
    expect(worst(small, picture, () => -2, 8)).toBeLessThan(1e-3);
    const [laplacian] = filterPicture(
      kernels,
      picture,
      oneFamily('LaplacianOfGaussian', [1.0])
    );
    expect(worst(laplacian, picture, () => -1, 8)).toBeLessThan(1e-3);
  });

  it('of an impulse at σ = 0.3 are the sampled Gaussian, applied twice', () => {
    const picture = draw(9, 9, (y, x) => (y === 4 && x === 4 ? 1 : 0));
    const [smooth] = filterPicture(
      kernels,
      picture,
      oneFamily('GaussianSmoothing', [0.3])
    );
    const side = Math.exp(-0.5 / 0.09);
    const one = [side, 1, side].map(value => value / (1 + 2 * side));
    const twice = [0, 1, 2, 3, 4].map(i =>
      one.reduce((sum, value, k) => sum + value * (one[i - k] ?? 0), 0)
    );
    const at = (i: number): number => twice[i - 2] ?? 0;
    expect(worst(smooth, picture, (y, x) => at(y) * at(x))).toBeLessThan(2e-7);
  });

  it('of a transposed image are the transposed features', () => {
    const picture = rough(40, 40);
    const turned = draw(40, 40, (y, x) => picture.channels[0][x * 40 + y]);
    const scales = [0.7, 3.5];
    const planes = filterPicture(kernels, picture, allCells(scales));
    const turnedPlanes = filterPicture(kernels, turned, allCells(scales));
    planes.forEach((plane, column) => {
      const error = worst(
        turnedPlanes[column],
        turned,
        (y, x) => plane[x * 40 + y]
      );
      expect(error).toBeLessThan(2e-3);
    });
  });
});

describe('features of odd images', () => {
  it('of one pixel are its value and zeros', () => {
    const wasm = kernels.exports;
    wasm.reset();
    const plan = wasm.createPlan(2, 1);
    wasm.planScale(plan, 0, 1.0, 63, 1);
    wasm.planScale(plan, 1, 10.0, 63, 1);
    wasm.layOutPlan(plan);
    kernels.floats[wasm.sourcePointer(plan) / 4] = 7;
    wasm.mirrorSource(plan, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    [0, 1].forEach(scale => {
      wasm.computeScale(plan, scale);
      const values = [0, 1, 2, 3, 4, 5].flatMap(family =>
        Array.from(
          { length: wasm.componentCount(family, 1.0, 1, 1) },
          (_, c) => kernels.floats[wasm.planePointer(plan, family, c) / 4]
        )
      );
      expect(values[0]).toBeCloseTo(7, 5);
      values.slice(1).forEach(value => expect(value).toBeCloseTo(0, 5));
    });
  });

  it('mirror again and again where the image is smaller than the halo', () => {
    // the image, laid out as its own mirror images, must answer the same in the middle
    const small = rough(36, 37);
    const mirrored = (i: number, n: number): number => {
      const rest = ((i % (2 * n - 2)) + 2 * n - 2) % (2 * n - 2);
      return rest < n ? rest : 2 * n - 2 - rest;
    };
    const large = draw(
      144,
      148,
      (y, x) =>
        small.channels[0][mirrored(y - 54, 36) * 37 + mirrored(x - 55, 37)]
    );
    // all but the tensor, whose products are mirrored, not the gradient
    const choice = chooseCells(
      [10.0],
      row => FEATURE_IDS[row] !== 'StructureTensorEigenvalues'
    );
    const found = filterPicture(kernels, small, choice);
    const wanted = filterPicture(kernels, large, choice, {
      y0: 54,
      x0: 55,
      y1: 90,
      x1: 92
    });
    expect(differingPlanes(found, wanted)).toEqual([]);
  });

  it('with a NaN pixel are NaN around it and untouched further away', () => {
    const clean = rough(60, 60);
    const dirty = draw(60, 60, (y, x) =>
      y === 20 && x === 20 ? NaN : clean.channels[0][y * 60 + x]
    );
    const choice = allCells([1.0]);
    const cleanPlanes = filterPicture(kernels, clean, choice);
    // radius of the pre-smoothing and halo of the filters
    const reach = 4 + 3;
    filterPicture(kernels, dirty, choice).forEach((plane, column) => {
      expect(plane[20 * 60 + 20]).toBeNaN();
      const changed = plane.filter(
        (value, i) =>
          Math.max(Math.abs(Math.floor(i / 60) - 20), Math.abs((i % 60) - 20)) >
            reach && value !== cleanPlanes[column][i]
      );
      expect(changed.length).toBe(0);
    });
  });

  it('do not depend on the dtype that holds the values', () => {
    const values = rough(40, 43).channels[0].map(Math.round);
    const choice = allCells([0.7, 1.6]);
    const filter = (channel: Picture['channels'][0]): Float32Array[] =>
      filterPicture(
        kernels,
        { height: 40, width: 43, channels: [channel] },
        choice
      );
    const wanted = filter(Float32Array.from(values));
    [
      Uint8Array,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float64Array
    ].forEach(type =>
      expect(differingPlanes(filter(type.from(values)), wanted)).toEqual([])
    );
  });
});

describe('features tile by tile', () => {
  const picture = rough(201, 263);
  const choice = allCells(DEFAULT_SCALES);
  const whole = filterPicture(kernels, picture, choice);

  it.each([
    [128, 128],
    [64, 100],
    [37, 51],
    [128, 3]
  ])(
    'equal the whole bit for bit in tiles of %i × %i',
    (tileHeight, tileWidth) => {
      kernels.exports.reset();
      const planes = planesFor(kernels, choice, 1);
      const joined = whole.map(plane => new Float32Array(plane.length));
      for (let y0 = 0; y0 < 201; y0 += tileHeight) {
        for (let x0 = 0; x0 < 263; x0 += tileWidth) {
          const y1 = Math.min(201, y0 + tileHeight);
          const x1 = Math.min(263, x0 + tileWidth);
          filterTile(picture, planes, { y0, x0, y1, x1 }, joined);
        }
      }
      expect(differingPlanes(joined, whole)).toEqual([]);
    }
  );

  it('are those of all cells when only one family is chosen', () => {
    const scales = [0.7, 5.0];
    const all = filterPicture(kernels, picture, allCells(scales));
    const found = FEATURE_IDS.flatMap(id =>
      filterPicture(kernels, picture, oneFamily(id, scales))
    );
    expect(differingPlanes(found, all)).toEqual([]);
  });
});
