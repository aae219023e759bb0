import { PixelForestError } from '../../errors';
import { FeatureChoice } from '../../project/features';

/** Which columns are computed, and from what. Sent once, then named by `id`. */
export type FeatureSetup = {
  readonly id: string;
  readonly choice: FeatureChoice;
  /** All channels of the image: columns are numbered over all of them. */
  readonly channelCount: number;
  /** Channels that take part in training, ascending; `PlanePatch.channels` holds just these. */
  readonly trainingChannels: readonly number[];
};

/** One ticked cell of the feature table. */
export type FeatureCell = {
  readonly id: string;
  /** σ in pixels. */
  readonly scale: number;
  readonly computeIn2d: boolean;
};

/**
 * A setup whose `id` says all that decides the columns' values, so that equal
 * choices have equal ids.
 *
 * @param trainingChannels null = all
 * @throws PixelForestError `input` if no feature or no channel is chosen, or a channel does not exist
 */
export function createFeatureSetup(
  choice: FeatureChoice,
  channelCount: number,
  trainingChannels: readonly number[] | null
): FeatureSetup {
  const channels = [
    ...new Set(trainingChannels ?? Array.from({ length: channelCount }).keys())
  ].sort((a, b) => a - b);
  if (channels.length === 0) {
    throw new PixelForestError(
      'input',
      `At least one channel must take part in training, but none of ${channelCount} does. Tick a channel.`
    );
  }
  const wrong = channels.find(
    channel =>
      !Number.isInteger(channel) || channel < 0 || channel >= channelCount
  );
  if (wrong !== undefined) {
    throw new PixelForestError(
      'input',
      `Training wants channel ${wrong + 1}, but the images have ${channelCount} channel(s). Tick other channels.`
    );
  }
  const cells = selectedCells(choice);
  if (cells.length === 0) {
    throw new PixelForestError(
      'input',
      'At least one feature is needed, but none is selected. Select features.'
    );
  }
  const columns = cells.map(
    cell => `${cell.id} ${cell.scale}${cell.computeIn2d ? ' 2d' : ''}`
  );
  return {
    id: `${channels.join()} of ${channelCount}: ${columns.join('; ')}`,
    choice,
    channelCount,
    trainingChannels: channels
  };
}

/** The ticked cells, family by family, in column order. */
export function selectedCells(choice: FeatureChoice): FeatureCell[] {
  return choice.ids.flatMap((id, row) =>
    choice.scales.flatMap((scale, column) =>
      choice.selected[row][column]
        ? [{ id, scale, computeIn2d: choice.computeIn2d[column] }]
        : []
    )
  );
}
