import { featureColumns } from '../feature-columns';
import { defaultFeatures, FEATURE_IDS } from '../features';

describe('featureColumns', () => {
  it('gives the 49 columns of the default choice for one 2-D channel', () => {
    const columns = featureColumns(defaultFeatures(), 1);
    expect(columns).toHaveLength(49);
    expect(columns[0].name).toBe('Gaussian Smoothing (σ=0.3) in 2D');
    expect(columns[2].name).toBe('Gaussian Smoothing (σ=1.0) in 2D');
    expect(columns[48].name).toBe(
      'Hessian of Gaussian Eigenvalues (σ=10.0) in 2D [1]'
    );
  });

  it('numbers channels before eigenvalues', () => {
    const columns = featureColumns(
      {
        ids: ['StructureTensorEigenvalues'],
        scales: [1.6],
        selected: [[true]],
        computeIn2d: [true]
      },
      2
    );
    expect(
      columns.map(({ channel, component }) => [channel, component])
    ).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1]
    ]);
    expect(columns[3].name).toBe(
      'Structure Tensor Eigenvalues (σ=1.6) in 2D [3]'
    );
  });

  it('gives three eigenvalues in 3-D, two where the filter is wider than the stack or the scale is flat', () => {
    const choice = {
      ids: FEATURE_IDS,
      scales: [0.7, 5],
      selected: FEATURE_IDS.map(id => [
        id === 'HessianOfGaussianEigenvalues',
        id === 'HessianOfGaussianEigenvalues'
      ]),
      computeIn2d: [false, true]
    };
    expect(featureColumns(choice, 1, 30)).toHaveLength(3 + 2);
    expect(featureColumns(choice, 1, 2)).toHaveLength(2 + 2);
    expect(featureColumns(choice, 1, 30)[0].name).toBe(
      'Hessian of Gaussian Eigenvalues (σ=0.7) [0]'
    );
  });

  it('follows the row order of the choice', () => {
    const columns = featureColumns(
      {
        ids: ['LaplacianOfGaussian', 'GaussianSmoothing'],
        scales: [5, 2.25],
        selected: [
          [true, true],
          [true, false]
        ],
        computeIn2d: [true, true]
      },
      1
    );
    expect(columns.map(({ id, scale }) => [id, scale])).toEqual([
      ['LaplacianOfGaussian', 5],
      ['LaplacianOfGaussian', 2.25],
      ['GaussianSmoothing', 5]
    ]);
    expect(columns[1].name).toBe('Laplacian of Gaussian (σ=2.25) in 2D');
  });
});
