import { PixelForestError } from '../../errors';
import { checkForest, Forest, neededColumns, Tree } from '../../project/forest';
import { ForestSetup, PredictJob } from '../protocol';
import { compileForest, compileForestAside } from './compiled-forest';
import { Kernels } from './kernels';
import { finish, Steps } from './steps';

/**
 * A forest in the form the kernels walk, in the arena. Exact for every
 * forest: thresholds become codes, and a code compares as the threshold does.
 */
export class PreparedForest {
  /**
   * Takes its memory from the arena; valid until the arena is released below it.
   *
   * @param features what it will be used with
   * @param packed   what {@link PreparedForest.prepare} made in steps
   * @throws PixelForestError `format` if the forest is damaged, `mismatch` if it
   *         has other columns or more classes, `memory`
   */
  constructor(
    private readonly kernels: Kernels,
    features: { readonly columnCount: number },
    readonly setup: ForestSetup,
    packed = finish(pack(kernels, setup.forest))
  ) {
    const { forest, classCount } = setup;
    if (forest.columnCount !== features.columnCount) {
      throw new PixelForestError(
        'mismatch',
        `The forest was trained on ${forest.columnCount} feature columns, but ` +
          `the chosen features have ${features.columnCount}. Choose the ` +
          'features it was trained on, or train again.'
      );
    }
    const highest = Math.max(...forest.knownLabels);
    if (highest > classCount) {
      throw new PixelForestError(
        'mismatch',
        `The forest knows class number ${highest}, but the project has ` +
          `${classCount} classes. Add classes or train again.`
      );
    }
    this.neededColumns = neededColumns(forest);
    this.pointer = kernels.place(packed);
    this.codeBytes = kernels.exports.codeBytes(this.pointer) >>> 0;
    this.workBytes = kernels.exports.predictWorkBytes(this.pointer) >>> 0;
    this.innerCount = countAllInner(forest);
    this.pixelsToCompile =
      COMPILE_PIXELS * Math.max(1, this.innerCount / forest.trees.length);
  }

  /** The constructor in steps, a tree each: a forest of 100,000 labels takes 50 ms. */
  static *prepare(
    kernels: Kernels,
    features: { readonly columnCount: number },
    setup: ForestSetup
  ): Steps<PreparedForest> {
    const packed = yield* pack(kernels, setup.forest);
    return new PreparedForest(kernels, features, setup, packed);
  }

  /** Nodes that compare, of all trees. */
  readonly innerCount: number;
  /** Columns that some tree compares; others need not be computed. */
  readonly neededColumns: ReadonlySet<number>;
  /** Address of the block. */
  readonly pointer: number;
  /** Bytes of codes per 8 × 8 pixels. */
  readonly codeBytes: number;
  /** Bytes of work memory of `predictTile`. */
  readonly workBytes: number;

  /**
   * What `predictTile` is to call for a job: the forest's own code once it pays,
   * which is at once in a large run. Results are the same.
   */
  walkFor({
    slices,
    box,
    runPixels = 0
  }: Pick<PredictJob, 'slices' | 'box' | 'runPixels'>): number {
    const isWorthIt =
      Math.max(runPixels, this.predictedPixels) >= this.pixelsToCompile;
    this.predictedPixels +=
      (slices.z1 - slices.z0) * (box.y1 - box.y0) * (box.x1 - box.x0);
    if (isWorthIt && !this.isCompiled) {
      this.isCompiled = true;
      this.compile();
    }
    return this.walk ? this.kernels.placeFunction(this.walk) : 0;
  }

  private compile(): void {
    const { kernels, pointer } = this;
    if (this.innerCount <= COMPILE_AT_ONCE_NODES) {
      this.walk = compileForest(kernels, pointer);
      return;
    }
    compileForestAside(kernels, pointer).then(
      walk => (this.walk = walk),
      // for want of memory: packets do, with the same result
      () => undefined
    );
  }

  private readonly pixelsToCompile: number;
  private predictedPixels = 0;
  private isCompiled = false;
  /** Null until it is compiled, or if the forest has no code of its own. */
  private walk: (() => void) | null = null;
}

/** More nodes take over 15 ms to compile: that happens aside, and packets do until then. */
const COMPILE_AT_ONCE_NODES = 16_000;

/**
 * Pixels from which compiling pays, per inner node of a tree: both what it
 * costs and what it saves grow with the trees. Measured, docs/performance.md.
 */
const COMPILE_PIXELS = 20_000;

/**
 * The forest as one block of bytes that can be put anywhere.
 *
 * @throws PixelForestError `format` if it is damaged, `memory`
 */
function* pack(kernels: Kernels, forest: Forest): Steps<Uint8Array> {
  checkForest(forest);
  yield;
  const wasm = kernels.exports;
  const { trees, knownLabels, columnCount } = forest;
  const sizes = [
    trees.length,
    knownLabels.length,
    columnCount,
    trees.reduce((most, { column }) => Math.max(most, column.length), 0),
    countAllInner(forest),
    trees.reduce((sum, tree) => sum + countMixed(tree, knownLabels.length), 0)
  ] as const;
  if (sizes[4] > MAX_INNER_NODES || sizes[5] > MAX_MIXED_ENTRIES) {
    throw new PixelForestError(
      'memory',
      `A forest may have ${MAX_INNER_NODES} inner nodes and ` +
        `${MAX_MIXED_ENTRIES} leaf fractions, but this one has ${sizes[4]} and ` +
        `${sizes[5]}. Train it on fewer labels.`
    );
  }
  return yield* kernels.withScratchSteps(function* () {
    kernels.withScratch(() => kernels.allocate(wasm.packBytes(...sizes)));
    const block = wasm.packBegin(...sizes) >>> 0;
    for (const tree of trees) {
      kernels.ints.set(tree.column, (wasm.packColumns() >>> 0) / 4);
      kernels.doubles.set(tree.threshold, (wasm.packThresholds() >>> 0) / 8);
      kernels.ints.set(tree.left, (wasm.packLefts() >>> 0) / 4);
      kernels.ints.set(tree.right, (wasm.packRights() >>> 0) / 4);
      kernels.doubles.set(tree.fractions, (wasm.packFractions() >>> 0) / 8);
      wasm.packTree(tree.column.length);
      yield;
    }
    const byteCount = wasm.packEnd() >>> 0;
    return kernels.bytes.slice(block, block + byteCount);
  });
}

/** References to nodes and fractions are offsets of 30 bits. */
const MAX_INNER_NODES = 2 ** 26 - 1;
const MAX_MIXED_ENTRIES = 2 ** 27 - 1;

function countAllInner({ trees }: Forest): number {
  return trees.reduce((sum, { column }) => sum + countInner(column), 0);
}

function countInner(column: Int32Array): number {
  let count = 0;
  for (const index of column) {
    count += index >= 0 ? 1 : 0;
  }
  return count;
}

/** Entries of the impure leaves: a head and one per class with a fraction. */
function countMixed(tree: Tree, outputCount: number): number {
  let count = 0;
  for (let node = 0; node < tree.column.length; node++) {
    if (tree.column[node] >= 0) {
      continue;
    }
    const at = node * outputCount;
    const fractions = tree.fractions.subarray(at, at + outputCount);
    if (!fractions.includes(1)) {
      count += 1 + fractions.filter(fraction => fraction > 0).length;
    }
  }
  return count;
}
