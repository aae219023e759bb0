/** assembly/memory.ts: the arena. */
export type MemoryExports = {
  readonly memory: WebAssembly.Memory;
  reset(): void;
  /** Bytes → pointer, 64-byte aligned; 0 if the memory cannot grow. */
  allocate(byteCount: number): number;
  mark(): number;
  release(mark: number): void;
};

/** assembly/features: one plan holds the scales and the memory of a tile. */
export type FeatureExports = {
  /** Side of the largest tile in pixels. */
  tileSide(): number;
  /** Columns a family makes of one channel at one scale (2-D). */
  componentCount(family: number): number;
  /** Smallest side of an image that may be filtered at σ, in pixels. */
  smallestSide(sigma: number): number;
  /** Smallest σ at which a family's kernels exist. */
  smallestSigma(family: number): number;
  /** Begins a plan of `scaleCount` scales; 0 if the memory cannot grow. */
  createPlan(scaleCount: number): number;
  /** `families`: bit i set if family i is wanted; returns 0 if out of memory, else 1. */
  planScale(
    plan: number,
    scale: number,
    sigma: number,
    families: number
  ): number;
  /** Reserves the memory of a tile; returns 0 if out of memory, else 1. */
  layOutPlan(plan: number): number;
  /** Margin a tile needs around itself, in pixels. */
  planHalo(plan: number): number;
  /** Where the tile's pixel (0, 0) is written; rows are `sourceStride` bytes apart. */
  sourcePointer(plan: number): number;
  sourceStride(plan: number): number;
  /** Fills what lies outside the image: tile at (y, x) of height × width. */
  mirrorSource(
    plan: number,
    y: number,
    x: number,
    height: number,
    width: number,
    imageHeight: number,
    imageWidth: number
  ): void;
  /** Computes the wanted families at one scale of the tile given to `mirrorSource`. */
  computeScale(plan: number, scale: number): void;
  /** Where a family's component lies after `computeScale`. */
  planePointer(plan: number, family: number, component: number): number;
  /** Bytes between rows of a plane. */
  planeStride(): number;
};

/** assembly/display: from values to colours, counts and class numbers. */
export type DisplayExports = {
  /** Adds one channel to (pixels, 4) float32 sums; returns nothing. */
  addChannel(
    dtype: number,
    source: number,
    width: number,
    height: number,
    step: number,
    low: number,
    high: number,
    red: number,
    green: number,
    blue: number,
    sums: number
  ): void;
  /** Rounds sums to opaque RGBA and clears them. */
  finishComposite(sums: number, pixelCount: number, rgba: number): void;
  colourProbability(
    probability: number,
    pixelCount: number,
    color: number,
    rgba: number
  ): void;
  colourSegmentation(
    probabilities: number,
    classCount: number,
    pixelCount: number,
    colors: number,
    rgba: number
  ): void;
  colourUncertainty(
    probabilities: number,
    classCount: number,
    pixelCount: number,
    rgba: number
  ): void;
  segment(
    probabilities: number,
    classCount: number,
    pixelCount: number,
    classNumbers: number
  ): void;
  uncertainty(
    probabilities: number,
    classCount: number,
    pixelCount: number,
    values: number
  ): void;
  /** Widens (minimum, maximum), two float64 at `range`, by finite values. */
  widenRange(dtype: number, values: number, count: number, range: number): void;
  countValues(
    dtype: number,
    values: number,
    count: number,
    minimum: number,
    maximum: number,
    binCount: number,
    histogram: number
  ): void;
};
