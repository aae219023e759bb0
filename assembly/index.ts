/**
 * The exports of `kernels.wasm`: the contract with both hosts (browser and
 * Python). Pointers are byte addresses in the exported memory; hosts ask for
 * offsets, counts and halo widths instead of repeating a formula.
 */
export { allocate, mark, release, reset } from './memory';
export {
  componentCount,
  smallestDepth,
  smallestSide,
  smallestSigma
} from './features/dimensions';
export {
  createPlan,
  planDepthHalo,
  planePointer,
  planeSliceStride,
  planeStride,
  planHalo,
  planScale,
  planTileDepth,
  planTileSide,
  sourcePointer,
  sourceSliceStride,
  sourceStride,
  tileSide
} from './features/plan';
export { layOutPlan } from './features/layout';
export { mirrorSource } from './features/mirror';
export {
  beginScale,
  computeScale,
  endSlices,
  filterSlices
} from './features/compute-scale';
export { emitForest, emittedModule } from './forest/emit';
export {
  packBegin,
  packBytes,
  packColumns,
  packEnd,
  packFractions,
  packLefts,
  packRights,
  packThresholds,
  packTree
} from './forest/pack';
export { codeTile } from './forest/code-tile';
export {
  codeBytes,
  codeColumn,
  predictTile,
  predictWorkBytes
} from './forest/predict';
export { addFractions } from './forest/packets';
export {
  finishTree,
  treeColumns,
  treeLefts,
  treeRights,
  treeThresholds
} from './forest/grown-tree';
export {
  permuteBegin,
  permuteBytes,
  permuteColumn,
  permuteColumnBegin,
  permuteLosses,
  permuteTreeBegin
} from './forest/importance';
export {
  outOfBagBegin,
  outOfBagBytes,
  outOfBagTree,
  outOfBagVoters,
  outOfBagVotes
} from './forest/oob';
export { trainGiniDecreases } from './forest/split';
export { trainRank } from './forest/ranked-columns';
export {
  trainBegin,
  trainBytes,
  trainTreeBegin,
  trainTreeStep
} from './forest/train';
export { compareSegmentations } from './display/compare';
export { addChannel, finishComposite } from './display/composite';
export {
  colourProbability,
  colourSegmentation,
  colourUncertainty
} from './display/layers';
export { segment, uncertainty } from './display/reduce';
export { rescaleValues } from './display/rescale';
export { countValues, widenRange } from './display/statistics';
export {
  correctionBytes,
  drawObject,
  highestObject,
  renameObjects,
  renumberObjects,
  splitObjects
} from './segmentation/corrections';
export {
  createObjectGrid,
  objectCount,
  overlayLabels
} from './segmentation/object-grid';
export {
  addFloats,
  addSource,
  clearValues,
  excludePolygon
} from './segmentation/object-source';
export {
  beginSmoothing,
  smoothColumns,
  smoothingReach,
  smoothRows,
  smoothSlices
} from './segmentation/smooth-values';
export { fillHoles, keepStrong, threshold } from './segmentation/threshold';
export {
  asideCount,
  asideEdge,
  asideJoins,
  asidePieces,
  edgeSize,
  joinAside,
  setAside
} from './segmentation/set-aside';
export {
  createPieceWindows,
  keepPlaces,
  nextWindow,
  placeCount
} from './segmentation/piece-windows';
export { beginPieces, findPieces } from './segmentation/find-pieces';
export {
  fittedDepth,
  fittedMinimumSize,
  fittedSmoothing,
  medianObjectSize
} from './segmentation/fit-size';
export {
  beginDistances,
  depthDistances,
  endDistances,
  planeDistances
} from './segmentation/distance';
export {
  beginSplit,
  pieceCount,
  pieceEnds,
  splitPieces
} from './segmentation/split-pieces';
export {
  countObjectPixels,
  countPieces,
  createPacking,
  filterObjects,
  packedCount,
  packLabels
} from './segmentation/pack-labels';
export {
  channelMeasure,
  createObjectMeasures,
  highestLabel,
  measureColumn,
  measuredBorders,
  measuredBoxes,
  measuredNeighbours
} from './segmentation/object-measures';
export {
  beginChannel,
  endChannel,
  endMoments,
  measureChannel,
  measureMoments,
  measureSizes
} from './segmentation/measure-runs';
export {
  beginOutlines,
  endOutlines,
  measureOutlines
} from './segmentation/outline';
export { measureHulls } from './segmentation/hull';
export { traceRings } from './segmentation/trace-rings';
export {
  addToParents,
  beginOverlaps,
  countOverlaps,
  createParentSearch,
  endOverlaps,
  foundParents,
  listOverlaps,
  parentDistances
} from './segmentation/parents';
export {
  beginNearest,
  endNearest,
  nearestAbove,
  nearestAcross,
  nearestBelow,
  nearestThrough,
  takeNearest
} from './segmentation/nearest-parent';
export {
  beginTouches,
  countTouches,
  endTouches,
  listTouches
} from './segmentation/neighbours';
