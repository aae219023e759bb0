/**
 * assembly/segmentation: from a map to objects, and their measures. Functions
 * that make room return 0 if the memory cannot grow, else a pointer or 1. Rows
 * are counted through all slices unless it says otherwise; `stop` is exclusive.
 */
export type ObjectExports = {
  /** Writes int32 lines around objects if they fit into `room`; returns how many int32 there are. */
  traceRings(
    labels: number,
    height: number,
    width: number,
    visited: number,
    rings: number,
    room: number
  ): number;
  /** A window of an image, and where it begins there. */
  createObjectGrid(
    depth: number,
    height: number,
    width: number,
    z0: number,
    y0: number,
    x0: number
  ): number;
  /** Adds the objects to rows of a label image, `offset` added to their numbers. */
  overlayLabels(
    grid: number,
    target: number,
    first: number,
    stop: number,
    offset: number
  ): void;
  clearValues(grid: number): void;
  addSource(
    grid: number,
    dtype: number,
    source: number,
    firstRow: number,
    rowCount: number
  ): void;
  /** Adds float32 numbers to others in place. */
  addFloats(sums: number, values: number, count: number): void;
  /** `corners`: (corner, 2) float64 y and x; slices too are those of the image. */
  excludePolygon(
    grid: number,
    corners: number,
    cornerCount: number,
    firstSlice: number,
    stopSlice: number
  ): void;
  /** How far smoothing looks, in pixels. */
  smoothingReach(sigma: number): number;
  beginSmoothing(grid: number, sigma: number): number;
  smoothRows(grid: number, first: number, stop: number): void;
  /** Along y, slice by slice. */
  smoothColumns(grid: number, firstSlice: number, stopSlice: number): void;
  /** Across slices, rows of all of them. */
  smoothSlices(grid: number, first: number, stop: number): void;
  threshold(
    grid: number,
    low: number,
    high: number,
    first: number,
    stop: number
  ): void;
  /** Two thresholds: drops what is not connected with a strong pixel. */
  keepStrong(grid: number): void;
  fillHoles(grid: number): void;
  /** Takes pieces out that reach an open layer; layers of the window. */
  setAside(
    grid: number,
    first: number,
    stop: number,
    isOpenAbove: number,
    isOpenBelow: number,
    base: number
  ): number;
  /** Returns how many pieces touch pieces of the edge before, −1 if there is no room. */
  joinAside(grid: number, before: number): number;
  asideCount(grid: number): number;
  /** (piece, 12) int32. */
  asidePieces(grid: number): number;
  /** (join, 2) uint32. */
  asideJoins(grid: number): number;
  /** (pixel,) uint32. */
  asideEdge(grid: number): number;
  edgeSize(grid: number): number;
  createPieceWindows(
    pieces: number,
    count: number,
    joins: number,
    joinCount: number,
    isStack: number,
    budget: number
  ): number;
  /** (6,) int32, 0 when all pieces are done. */
  nextWindow(windows: number): number;
  placeCount(windows: number): number;
  /** Keeps the pieces that the window is for. */
  keepPlaces(grid: number, windows: number): void;
  beginPieces(grid: number): number;
  /** Returns 0 when all pieces are found. */
  findPieces(grid: number, budget: number): number;
  beginDistances(grid: number): number;
  planeDistances(grid: number, firstSlice: number, stopSlice: number): void;
  /** Across slices, rows of all of them. */
  depthDistances(grid: number, first: number, stop: number): void;
  endDistances(grid: number, first: number, stop: number): void;
  beginSplit(grid: number, isSplit: number): number;
  /** Returns 0 when all pieces are split. */
  splitPieces(
    grid: number,
    isSplit: number,
    depth: number,
    budget: number
  ): number;
  pieceCount(grid: number): number;
  /** (piece,) uint32: the last object of each. */
  pieceEnds(grid: number): number;
  objectCount(grid: number): number;
  createPacking(height: number, width: number, count: number): number;
  countObjectPixels(
    packing: number,
    labels: number,
    first: number,
    stop: number
  ): void;
  countPieces(
    packing: number,
    ends: number,
    count: number,
    before: number,
    minimumSize: number
  ): number;
  /** Returns 0 without pieces, −1 without memory. */
  medianObjectSize(packing: number, minimumSize: number): number;
  fittedSmoothing(depth: number, size: number): number;
  fittedMinimumSize(size: number): number;
  fittedDepth(): number;
  filterObjects(
    packing: number,
    minimumSize: number,
    maximumSize: number,
    dropBorder: number
  ): void;
  /** In place. */
  packLabels(packing: number, labels: number, pixelCount: number): void;
  packedCount(packing: number): number;
  highestLabel(labels: number, pixelCount: number): number;
  createObjectMeasures(
    labels: number,
    depth: number,
    height: number,
    width: number,
    count: number,
    channelCount: number
  ): number;
  measureSizes(measures: number, first: number, stop: number): void;
  measureMoments(measures: number, first: number, stop: number): void;
  endMoments(measures: number): void;
  beginOutlines(): void;
  measureOutlines(measures: number, first: number, stop: number): void;
  endOutlines(measures: number): void;
  /** Of objects `first … stop`. */
  measureHulls(measures: number, first: number, stop: number): void;
  beginChannel(measures: number, channel: number): void;
  measureChannel(
    measures: number,
    channel: number,
    dtype: number,
    source: number,
    first: number,
    stop: number
  ): void;
  endChannel(measures: number, channel: number): void;
  countTouches(measures: number, first: number, stop: number): void;
  beginTouches(measures: number): number;
  listTouches(measures: number, first: number, stop: number): void;
  endTouches(measures: number): void;
  /** (object,) float64: area, z, y, x, perimeter, circularity, eccentricity, solidity, Feret diameter. */
  measureColumn(measures: number, column: number): number;
  /** (object,) float64: mean, minimum, maximum, sum. */
  channelMeasure(measures: number, channel: number, measure: number): number;
  /** (object, 6) int32. */
  measuredBoxes(measures: number): number;
  /** (object,) uint32 each. */
  measuredNeighbours(measures: number): number;
  measuredBorders(measures: number): number;
  createParentSearch(
    objects: number,
    parents: number,
    depth: number,
    height: number,
    width: number,
    count: number,
    parentCount: number
  ): number;
  countOverlaps(search: number, first: number, stop: number): void;
  beginOverlaps(search: number): number;
  listOverlaps(search: number, first: number, stop: number): void;
  endOverlaps(search: number): void;
  beginNearest(search: number): number;
  nearestAbove(search: number, first: number, stop: number): void;
  /** Rows are counted from the last one up. */
  nearestBelow(search: number, first: number, stop: number): void;
  nearestAcross(search: number, first: number, stop: number): void;
  /** Rows of all slices. */
  nearestThrough(search: number, first: number, stop: number): void;
  takeNearest(search: number, first: number, stop: number): void;
  endNearest(search: number, maximum: number): void;
  /** (object,) uint32, 0 = none. */
  foundParents(search: number): number;
  /** (object,) float64, NaN = none. */
  parentDistances(search: number): number;
  /** `values` 0: each row counts as 1. */
  addToParents(
    parents: number,
    values: number,
    rowCount: number,
    sums: number
  ): void;
};
