import { PixelForestError } from '../../errors';
import { MAX_CLASSES } from '../../project/classes';
import { MAX_TREES } from '../../project/forest';
import { TrainJob } from '../protocol';

/** Weights outside are a mistake rather than a wish; they are rounded to 1/1024. */
export const WEIGHT_LIMITS = [1 / 1024, 1024] as const;

/** More would take longer than anyone waits. */
export const MAX_PERMUTATIONS = 1000;

/** @throws PixelForestError `mismatch` naming the first thing that does not fit */
export function checkTraining(job: TrainJob): void {
  const { rows, labels, columnCount, allowedColumns } = job;
  if (rows.length !== labels.length * columnCount) {
    refuse(
      `${labels.length} labelled pixels with ${columnCount} columns need ` +
        `${labels.length * columnCount} feature values, but ${rows.length} came.`
    );
  }
  const wrongLabel = labels.find(label => label < 1 || label > MAX_CLASSES);
  if (wrongLabel !== undefined) {
    refuse(
      `Class numbers are 1 to ${MAX_CLASSES}, but a pixel has ${wrongLabel}.`
    );
  }
  const isWrong = allowedColumns.some(
    column => column < 0 || column >= columnCount
  );
  if (allowedColumns.length === 0 || isWrong) {
    refuse(
      `Training needs columns from 0 to ${columnCount - 1}, but ` +
        `“${allowedColumns.join(' ')}” are allowed. Choose features and channels.`
    );
  }
  checkTrees(job);
  checkSubset(job);
  checkWeights(job);
}

function checkTrees({ treeStart, treeStop, measure }: TrainJob): void {
  const isRange =
    Number.isInteger(treeStart) &&
    Number.isInteger(treeStop) &&
    0 <= treeStart &&
    treeStart < treeStop &&
    treeStop <= MAX_TREES;
  if (!isRange) {
    refuse(
      `A forest has 1 to ${MAX_TREES} trees, but trees ${treeStart} to ` +
        `${treeStop} were asked for. Choose another number of trees.`
    );
  }
  const permutations = measure?.permutations ?? 0;
  if (
    !Number.isInteger(permutations) ||
    permutations < 0 ||
    permutations > MAX_PERMUTATIONS
  ) {
    refuse(
      `Columns are permuted 0 to ${MAX_PERMUTATIONS} times, but ` +
        `${permutations} was asked for.`
    );
  }
}

function checkSubset({ subset, labels }: TrainJob): void {
  subset?.forEach((row, i) => {
    if (row >= labels.length || (i > 0 && row <= subset[i - 1])) {
      refuse(
        `The pixels to train on should be different numbers below ` +
          `${labels.length}, ascending, but number ${i} is ${row}` +
          `${i > 0 ? ` after ${subset[i - 1]}` : ''}.`
      );
    }
  });
}

function checkWeights({ classWeights = [] }: TrainJob): void {
  const [least, most] = WEIGHT_LIMITS;
  classWeights.forEach((weight, i) => {
    if (!(weight >= least && weight <= most)) {
      refuse(
        `The weight of class ${i + 1} should be from 1/${1 / least} to ${most}, ` +
          `but is ${weight}. To leave a class out, train on the others only.`
      );
    }
  });
  if (classWeights.length > MAX_CLASSES) {
    refuse(
      `There are at most ${MAX_CLASSES} classes, but ${classWeights.length} weights.`
    );
  }
}

function refuse(message: string): never {
  throw new PixelForestError('mismatch', message);
}
