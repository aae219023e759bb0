import { FeatureColumn, featureColumns } from '../../project/feature-columns';
import { FeatureSetup } from './feature-setup';

/** Columns of the feature matrix, over all channels, trained on or not. */
export function columnCount(setup: FeatureSetup): number {
  return columnsOf(setup).length;
}

/**
 * Columns a tree may split on: those of the training channels.
 *
 * @returns (allowed,) column numbers, ascending
 */
export function allowedColumns(setup: FeatureSetup): Int32Array {
  const allowed: number[] = [];
  columnsOf(setup).forEach(({ channel }, column) => {
    if (setup.trainingChannels.includes(channel)) {
      allowed.push(column);
    }
  });
  return Int32Array.from(allowed);
}

function columnsOf({
  choice,
  channelCount,
  depth
}: FeatureSetup): FeatureColumn[] {
  return featureColumns(choice, channelCount, depth);
}
