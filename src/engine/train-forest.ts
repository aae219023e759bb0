import { FeatureSetup } from '../pipeline/features/feature-setup';
import { allowedColumns } from '../pipeline/features/columns';
import { Forest, joinForests } from '../project/forest';
import { IEngine } from './engine';
import { Priority } from './job-queue';
import { TrainingSet } from './training-rows';

/** How a forest is grown. */
export type ForestOptions = {
  readonly features: FeatureSetup;
  readonly seed: number;
  readonly treeCount: number;
  readonly signal?: AbortSignal;
};

/**
 * Grows a forest, a share of the trees on each worker. Every tree has its own
 * seed, so the result does not depend on the number of workers.
 */
export async function trainForest(
  engine: IEngine,
  set: TrainingSet,
  options: ForestOptions
): Promise<Forest> {
  const { features, seed, treeCount, signal } = options;
  const allowed = allowedColumns(features);
  const shares = splitEvenly(treeCount, engine.workerCount);
  const results = await Promise.all(
    shares.map(([treeStart, treeStop]) =>
      engine.run(
        {
          kind: 'train',
          rows: set.rows,
          labels: set.labels,
          columnCount: set.columnCount,
          allowedColumns: allowed,
          seed,
          treeStart,
          treeStop
        },
        { priority: Priority.stroke, signal }
      )
    )
  );
  return joinForests(results.map(({ forest }) => forest));
}

/** `[start, stop]` of each non-empty share. */
function splitEvenly(count: number, shares: number): [number, number][] {
  const used = Math.min(count, shares);
  return Array.from({ length: used }, (_, i) => [
    Math.floor((i * count) / used),
    Math.floor(((i + 1) * count) / used)
  ]);
}
