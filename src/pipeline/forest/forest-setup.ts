import { PixelForestError } from '../../errors';
import { Forest } from '../../project/forest';

/** A forest made ready for prediction. Sent once, then named by `id`. */
export type ForestSetup = {
  readonly id: string;
  readonly forest: Forest;
  /** Number of classes of the project: length of the class axis of results. */
  readonly classCount: number;
};

/**
 * @param id different for every forest, e.g. its signature
 * @throws PixelForestError `mismatch` if the forest knows a class the project does not have
 */
export function createForestSetup(
  id: string,
  forest: Forest,
  classCount: number
): ForestSetup {
  const highest = Math.max(0, ...forest.knownLabels);
  if (highest > classCount) {
    throw new PixelForestError(
      'mismatch',
      `The classifier knows ${highest} classes, but the project has ${classCount}. Add the missing classes or train again.`
    );
  }
  return { id: `${id} of ${classCount} classes`, forest, classCount };
}

/**
 * @throws PixelForestError `mismatch` if the forest was trained on another number of columns
 */
export function checkForestFits(forest: Forest, columnCount: number): void {
  if (forest.columnCount !== columnCount) {
    throw new PixelForestError(
      'mismatch',
      `The classifier was trained on ${forest.columnCount} feature columns, but the selected features give ${columnCount}. Select the features it was trained with, or train again.`
    );
  }
}
