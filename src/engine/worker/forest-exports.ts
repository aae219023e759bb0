/** The forest functions of `kernels.wasm` (assembly/forest). */
export type ForestExports = TrainExports &
  MeasureExports &
  PackExports &
  EmitExports &
  PredictExports;

/** assembly/forest/train.ts and grown-tree.ts: grow one tree at a time. */
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
    classWeights: number,
    triesPerNode: number
  ): void;
  /** Ranks the values of one allowed column; to be called for each. */
  trainRank(index: number): void;
  /** Begins a tree. */
  trainTreeBegin(seed: number, tree: number): void;
  /** Looks at about `work` values; returns the number of nodes when the tree is done, else 0. */
  trainTreeStep(work: number): number;
  /** (columns allowed,) float64 Gini decreases of all trees so far. */
  trainGiniDecreases(): number;
  /** Writes samples and class fractions of the leaves; the tree is then complete. */
  finishTree(samples: number, fractions: number): void;
  /** (nodes,) int32, −1 for a leaf. */
  treeColumns(): number;
  /** (nodes,) float64. */
  treeThresholds(): number;
  /** (nodes,) int32 child, 0 for a leaf. */
  treeLefts(): number;
  /** (nodes,) int32 child, 0 for a leaf. */
  treeRights(): number;
};

/** assembly/forest/oob.ts and importance.ts: between the last `trainTreeStep` and `finishTree`. */
type MeasureExports = {
  outOfBagBytes(rowCount: number, classCount: number): number;
  outOfBagBegin(): void;
  /** Adds the votes of the tree that grew last. */
  outOfBagTree(): void;
  /** (rows, classes) uint32 in units of 2⁻²⁰ tree. */
  outOfBagVotes(): number;
  /** (rows,) uint32 trees that voted. */
  outOfBagVoters(): number;
  permuteBytes(
    rowCount: number,
    columnCount: number,
    classCount: number
  ): number;
  permuteBegin(): void;
  /** Takes the tree that grew last. */
  permuteTreeBegin(): void;
  /** Begins an allowed column; 0 if the tree does not compare it. */
  permuteColumnBegin(
    seed: number,
    tree: number,
    index: number,
    repetitions: number
  ): number;
  /** One of the repetitions: adds what the tree loses without the column. */
  permuteColumn(): void;
  /** (columns allowed, classes) float64 hits lost. */
  permuteLosses(): number;
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

/** assembly/forest/emit.ts: a packed forest as a module of its own. */
type EmitExports = {
  /** Writes the module's bytes above the arena's top; 0 if the forest does not suit. */
  emitForest(forest: number): number;
  /** Where they are until the next allocation. */
  emittedModule(): number;
  /** What the module imports besides the memory. */
  addFractions(entry: number, mask: number, sums: number): void;
};

/** assembly/forest/predict.ts and code-tile.ts: from features to probabilities. */
type PredictExports = {
  /** Filters a tile and codes the listed columns of a channel: for hosts whose calls are slow. */
  codeTile(
    plan: number,
    columns: number,
    forest: number,
    codes: number,
    invalid: number
  ): void;
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
  /** Probabilities of a tile from its codes; `walk` names a compiled forest's function, 0 walks packets. */
  predictTile(
    forest: number,
    walk: number,
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
