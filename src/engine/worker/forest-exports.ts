/** The forest functions of `kernels.wasm` (assembly/forest). */
export type ForestExports = TrainExports & PackExports & PredictExports;

/** assembly/forest/train.ts: grows one tree at a time. */
type TrainExports = {
  /** Bytes that training takes from the arena. */
  trainBytes(rowCount: number, columnCount: number, classCount: number): number;
  /** Takes the rows; memory stays in use until the last tree. */
  trainBegin(
    rows: number,
    outputs: number,
    rowCount: number,
    rowLength: number,
    columns: number,
    columnCount: number,
    classCount: number,
    triesPerNode: number
  ): void;
  /** Grows a tree and returns its number of nodes. */
  trainTree(seed: number, tree: number): number;
  /** (nodes,) int32, −1 for a leaf. */
  treeColumns(): number;
  /** (nodes,) float64. */
  treeThresholds(): number;
  /** (nodes,) int32 child, or start of a leaf's rows in `treeOrder`. */
  treeLefts(): number;
  /** (nodes,) int32 child, or end of a leaf's rows in `treeOrder`. */
  treeRights(): number;
  /** (rows drawn,) uint32 row numbers, leaf by leaf. */
  treeOrder(): number;
  /** (rows,) uint32: class output in the low 8 bits, times drawn above. */
  treeMarks(): number;
};

/** assembly/forest/pack.ts: a forest as one block of bytes. */
type PackExports = {
  /** Most bytes that packing takes from the arena. */
  packBytes(
    treeCount: number,
    outputCount: number,
    columnCount: number,
    largestTree: number,
    innerCount: number,
    mixedEntries: number
  ): number;
  /** Starts a block and returns its address. */
  packBegin(
    treeCount: number,
    outputCount: number,
    columnCount: number,
    largestTree: number,
    innerCount: number,
    mixedEntries: number
  ): number;
  /** Where the arrays of the next tree go: (nodes,) and (nodes, outputs). */
  packColumns(): number;
  packThresholds(): number;
  packLefts(): number;
  packRights(): number;
  packFractions(): number;
  /** Adds the tree written there. */
  packTree(nodeCount: number): void;
  /** Finishes the block and returns its bytes. */
  packEnd(): number;
};

/** assembly/forest/predict.ts: from features to probabilities. */
type PredictExports = {
  /** Bytes of codes per 8 × 8 pixels. */
  codeBytes(forest: number): number;
  /** Bytes of work memory of `predictTile`. */
  predictWorkBytes(forest: number): number;
  /** Codes of one column of a tile; marks pixels that are NaN. */
  codeColumn(
    forest: number,
    column: number,
    pixels: number,
    rowBytes: number,
    width: number,
    height: number,
    codes: number,
    invalid: number
  ): void;
  /** Probabilities of a tile from its codes. */
  predictTile(
    forest: number,
    codes: number,
    invalid: number,
    width: number,
    height: number,
    classPlanes: number,
    work: number,
    out: number,
    outRowBytes: number
  ): void;
};
