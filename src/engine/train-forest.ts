import { PixelForestError } from '../errors';
import { FeatureSetup } from '../pipeline/features/feature-setup';
import { allowedColumns } from '../pipeline/features/columns';
import { Forest, joinForests, MAX_TREES } from '../project/forest';
import {
  addSums,
  ForestImportance,
  judgeOutOfBag,
  OutOfBag,
  rateColumns
} from '../project/forest-measures';
import { IEngine } from './engine';
import { Priority } from './job-queue';
import { MeasureOptions, TrainResult } from './protocol';
import { TrainingSet } from './training-rows';

/** How a forest is grown. */
export type ForestOptions = {
  readonly features: FeatureSetup;
  readonly seed: number;
  readonly treeCount: number;
  /** (chosen,) samples to train on, ascending; all if not given. @see chooseSamples */
  readonly subset?: Uint32Array;
  /** What a sample of each class weighs, by class number − 1, 1/1024 to 1024; 1 if not given. */
  readonly classWeights?: readonly number[];
  readonly signal?: AbortSignal;
};

/** A forest with what it says about itself and its columns. */
export type MeasuredForest = {
  readonly forest: Forest;
  /** Of the samples of the set, in their order. */
  readonly outOfBag: OutOfBag;
  readonly importance: ForestImportance;
};

/**
 * Grows a forest, a share of the trees on each worker. Every tree has its own
 * seed, so the result does not depend on the number of workers.
 *
 * @throws PixelForestError `mismatch` if there is nothing to train on or the
 *         options do not fit the set; `memory`
 */
export async function trainForest(
  engine: IEngine,
  set: TrainingSet,
  options: ForestOptions
): Promise<Forest> {
  const parts = await grow(engine, set, options);
  return joinForests(parts.map(({ forest }) => forest));
}

/**
 * Grows the same forest as {@link trainForest} and measures it: out-of-bag
 * votes and Gini importance cost a third more, permutation importance (10
 * exchanges) ten times the training and more.
 *
 * @throws PixelForestError as {@link trainForest}
 * @source docs/numerics.md, “Out-of-bag votes”, “Importance”
 */
export async function trainMeasuredForest(
  engine: IEngine,
  set: TrainingSet,
  options: ForestOptions & MeasureOptions
): Promise<MeasuredForest> {
  const { permutations, treeCount } = options;
  const parts = await grow(engine, set, options, { permutations });
  const forest = joinForests(parts.map(part => part.forest));
  const sums = addSums(parts.flatMap(part => part.sums ?? []));
  const { knownLabels } = forest;
  return {
    forest,
    outOfBag: judgeOutOfBag(sums, set.labels, knownLabels),
    importance: rateColumns(
      sums,
      set.labels,
      knownLabels,
      treeCount,
      permutations
    )
  };
}

async function grow(
  engine: IEngine,
  { rows, labels, columnCount }: TrainingSet,
  options: ForestOptions,
  measure?: MeasureOptions
): Promise<TrainResult[]> {
  const { features, seed, treeCount, subset, classWeights, signal } = options;
  checkTreeCount(treeCount);
  const allowed = allowedColumns(features);
  return Promise.all(
    splitEvenly(treeCount, engine.workerCount).map(([treeStart, treeStop]) =>
      engine.run(
        {
          kind: 'train',
          rows,
          labels,
          columnCount,
          allowedColumns: allowed,
          subset,
          classWeights,
          seed,
          treeStart,
          treeStop,
          measure
        },
        { priority: Priority.stroke, signal }
      )
    )
  );
}

function checkTreeCount(count: number): void {
  if (!(Number.isInteger(count) && count >= 1 && count <= MAX_TREES)) {
    throw new PixelForestError(
      'mismatch',
      `A forest has 1 to ${MAX_TREES} trees, but ${count} were asked for. Choose another number of trees.`
    );
  }
}

/** `[start, stop]` of each non-empty share. */
function splitEvenly(count: number, shares: number): [number, number][] {
  const used = Math.min(count, shares);
  return Array.from({ length: used }, (_, i) => [
    Math.floor((i * count) / used),
    Math.floor(((i + 1) * count) / used)
  ]);
}
