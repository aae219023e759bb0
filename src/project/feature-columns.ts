import { FeatureChoice, FeatureId } from './features';
import { Shape } from './grid';

/** One column of the feature matrix. */
export type FeatureColumn = {
  readonly id: FeatureId;
  /** σ in pixels. */
  readonly scale: number;
  /** Channel of the image it is computed from. */
  readonly channel: number;
  /** Eigenvalue, 0 = largest; 0 for filters with one output. */
  readonly component: number;
  /** ilastik's name: `Gaussian Smoothing (σ=1.0) in 2D [0]`. */
  readonly name: string;
};

/** Filter families as ilastik names them. */
const FAMILY_NAMES: Readonly<Record<FeatureId, string>> = {
  GaussianSmoothing: 'Gaussian Smoothing',
  LaplacianOfGaussian: 'Laplacian of Gaussian',
  GaussianGradientMagnitude: 'Gaussian Gradient Magnitude',
  DifferenceOfGaussians: 'Difference of Gaussians',
  StructureTensorEigenvalues: 'Structure Tensor Eigenvalues',
  HessianOfGaussianEigenvalues: 'Hessian of Gaussian Eigenvalues'
};

/**
 * The columns in ilastik's order: families, then scales, then channels, then
 * eigenvalues.
 *
 * @param choice       selected cells
 * @param channelCount channels of the image, trained on or not
 * @param depth        slices of the image; 1 for 2-D
 */
export function featureColumns(
  choice: FeatureChoice,
  channelCount: number,
  depth = 1
): FeatureColumn[] {
  return choice.ids.flatMap((id, row) =>
    choice.scales.flatMap((scale, index) => {
      if (!choice.selected[row][index]) {
        return [];
      }
      const isPlanar = choice.computeIn2d[index];
      const components = componentCount(id, scale, isPlanar, depth);
      const outputs = channelCount * components;
      const name = `${FAMILY_NAMES[id]} (σ=${pythonFloat(scale)})${isPlanar ? ' in 2D' : ''}`;
      return Array.from({ length: outputs }, (_, k) => ({
        id,
        scale,
        channel: Math.floor(k / components),
        component: k % components,
        name: outputs > 1 ? `${name} [${k}]` : name
      }));
    })
  );
}

/**
 * The columns of the channels that are trained on, each with its number in the
 * feature matrix; the others hold 0.
 */
export function trainedColumns(
  choice: FeatureChoice,
  { c, z }: Pick<Shape, 'c' | 'z'>,
  trainingChannels: readonly number[]
): (FeatureColumn & { readonly index: number })[] {
  return featureColumns(choice, c, z)
    .map((column, index) => ({ ...column, index }))
    .filter(({ channel }) => trainingChannels.includes(channel));
}

/**
 * Outputs of one filter for one channel: eigenvalue filters have one per
 * dimension. A filter wider than the stack is deep works slice by slice.
 */
function componentCount(
  id: FeatureId,
  scale: number,
  isPlanar: boolean,
  depth: number
): number {
  if (
    id !== 'StructureTensorEigenvalues' &&
    id !== 'HessianOfGaussianEigenvalues'
  ) {
    return 1;
  }
  // after the pre-smoothing no filter is wider than σ = 1
  const width = Math.ceil(2 * Math.min(scale, 1)) + 1;
  return isPlanar || depth === 1 || width > depth ? 2 : 3;
}

/** A number as Python prints it: whole ones with ".0". */
function pythonFloat(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
