/** The six filter families, in ilastik's order and spelling. */
export const FEATURE_IDS = [
  'GaussianSmoothing',
  'LaplacianOfGaussian',
  'GaussianGradientMagnitude',
  'DifferenceOfGaussians',
  'StructureTensorEigenvalues',
  'HessianOfGaussianEigenvalues'
] as const;
export type FeatureId = (typeof FEATURE_IDS)[number];

/** Default σ columns in pixels. */
export const DEFAULT_SCALES: readonly number[] = [
  0.3, 0.7, 1.0, 1.6, 3.5, 5.0, 10.0
];

/** Smallest σ a family makes sense at; cells below are disabled. */
export function smallestScale(id: FeatureId): number {
  return id === 'GaussianSmoothing' ? 0.3 : 0.7;
}

/** Which filters at which scales. */
export type FeatureChoice = {
  /** Row order of `selected` and of the feature matrix. */
  readonly ids: readonly FeatureId[];
  /** σ per column, in pixels; not sorted necessarily. */
  readonly scales: readonly number[];
  /** `selected[row][column]`. */
  readonly selected: readonly (readonly boolean[])[];
  /** Per σ: filter each z slice by itself. */
  readonly computeIn2d: readonly boolean[];
};

/**
 * Shortest extent of an image that is filtered at a σ: of its sides in pixels
 * and, for filters in 3-D, of its slices. The kernels say the same.
 *
 * @source docs/numerics.md, “Image too small”
 */
export function smallestExtent(scale: number): number {
  return Math.ceil(3.5 * scale) + 1;
}

/** Largest σ, of one decimal, that is filtered on so many pixels or slices; 0 if none is. */
export function largestScale(extent: number): number {
  let tenths = Math.floor((extent / 3.5) * 10);
  while (tenths > 0 && smallestExtent(tenths / 10) > extent) {
    tenths -= 1;
  }
  return tenths / 10;
}

/**
 * All families at σ ≥ 0.7, smoothing from 0.3: 37 cells, 49 columns for one
 * 2-D channel.
 *
 * @param depth slices of the images; of a stack every scale that is not too
 * large for it is filtered in 3-D
 */
export function defaultFeatures(depth = 1): FeatureChoice {
  return {
    ids: FEATURE_IDS,
    scales: DEFAULT_SCALES,
    selected: FEATURE_IDS.map(id =>
      DEFAULT_SCALES.map(scale => scale >= smallestScale(id))
    ),
    computeIn2d: DEFAULT_SCALES.map(
      scale => depth === 1 || smallestExtent(scale) > depth
    )
  };
}
