/** assembly/memory.ts: the arena. */
export type MemoryExports = {
  readonly memory: WebAssembly.Memory;
  /** Functions of other modules that kernels may call. */
  readonly table: WebAssembly.Table;
  reset(): void;
  /** Bytes → pointer, 64-byte aligned; 0 if the memory cannot grow. */
  allocate(byteCount: number): number;
  mark(): number;
  release(mark: number): void;
};

/** assembly/features: one plan holds the scales and the memory of a tile. */
export type FeatureExports = {
  /** Side of the largest tile of any plan in pixels. */
  tileSide(): number;
  /**
   * Columns a family makes of one channel at one scale of an image of `depth`
   * slices; `isPlanar`: 1 if σ is computed slice by slice, else 0.
   */
  componentCount(
    family: number,
    sigma: number,
    isPlanar: number,
    depth: number
  ): number;
  /** Smallest height and width of an image that may be filtered at σ, in pixels. */
  smallestSide(sigma: number): number;
  /** Slices an image must have to be filtered at σ; 1 if slices are filtered singly. */
  smallestDepth(sigma: number, isPlanar: number, depth: number): number;
  /** Smallest σ at which a family's kernels exist. */
  smallestSigma(family: number): number;
  /** Begins a plan of `scaleCount` scales for images of `depth` slices; 0 if the memory cannot grow. */
  createPlan(scaleCount: number, depth: number): number;
  /** `families`: bit i set if family i is wanted; returns 0 if out of memory, else 1. */
  planScale(
    plan: number,
    scale: number,
    sigma: number,
    families: number,
    isPlanar: number
  ): number;
  /** Reserves the memory of a tile; returns 0 if out of memory, else 1. */
  layOutPlan(plan: number): number;
  /** Margin a tile needs around itself in y and x, in pixels. */
  planHalo(plan: number): number;
  /** Slices a tile needs above and below itself. */
  planDepthHalo(plan: number): number;
  /** Largest side and number of slices of a tile. */
  planTileSide(plan: number): number;
  planTileDepth(plan: number): number;
  /** Where the tile's voxel (0, 0, 0) is written. */
  sourcePointer(plan: number): number;
  /** Bytes between rows, and between slices, of the source. */
  sourceStride(plan: number): number;
  sourceSliceStride(plan: number): number;
  /**
   * Fills what lies outside the image: tile at (z, y, x) of depth × height ×
   * width. Slices outside the image are neither read nor written.
   */
  mirrorSource(
    plan: number,
    z: number,
    y: number,
    x: number,
    depth: number,
    height: number,
    width: number,
    imageDepth: number,
    imageHeight: number,
    imageWidth: number
  ): void;
  /** Computes the wanted families at one scale of the tile given to `mirrorSource`. */
  computeScale(plan: number, scale: number): void;
  /** `computeScale` in parts: first this, */
  beginScale(plan: number, scale: number): void;
  /** then slices `first … stop` of the tile, some at a time, */
  filterSlices(plan: number, scale: number, first: number, stop: number): void;
  /** last this, likewise. */
  endSlices(plan: number, scale: number, first: number, stop: number): void;
  /** Where a family's component lies after `computeScale`. */
  planePointer(plan: number, family: number, component: number): number;
  /** Bytes between rows of a plane. */
  planeStride(): number;
  /** Bytes between slices of a plane. */
  planeSliceStride(plan: number): number;
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
  /** Adds to (classCount, classCount) uint32 `counts` and writes (pixels, 4) `rgba`. */
  compareSegmentations(
    first: number,
    firstCount: number,
    firstPlaces: number,
    second: number,
    secondCount: number,
    secondPlaces: number,
    pixelCount: number,
    classCount: number,
    colors: number,
    counts: number,
    rgba: number
  ): void;
  /** Maps float32 to another range and type: uint8 0, uint16 2, else float32. */
  rescaleValues(
    source: number,
    count: number,
    fromLow: number,
    fromHigh: number,
    toLow: number,
    toHigh: number,
    dtype: number,
    target: number
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

/** assembly/segmentation/corrections.ts: numbered objects mended by hand; points are (y, x) float64. */
export type CorrectionExports = {
  highestObject(labels: number, length: number): number;
  /** Gives ids below `count` those of `table`, uint32. */
  renameObjects(
    labels: number,
    length: number,
    table: number,
    count: number
  ): void;
  /** Numbers from 1 without gaps; `table` is work of `highest` + 1 uint32; returns the number of objects. */
  renumberObjects(
    labels: number,
    length: number,
    table: number,
    highest: number
  ): number;
  /** Bytes of `work` below. */
  correctionBytes(height: number, width: number): number;
  /** Returns the pixels of the new object `id`. */
  drawObject(
    labels: number,
    height: number,
    width: number,
    points: number,
    pointCount: number,
    id: number,
    work: number
  ): number;
  /** Returns the next free id. */
  splitObjects(
    labels: number,
    height: number,
    width: number,
    points: number,
    pointCount: number,
    firstId: number,
    work: number
  ): number;
};
