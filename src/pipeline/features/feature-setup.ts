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
  readonly depth: FilterDepth;
};

/**
 * Slices as far as they decide what is computed: 1 for a plane, or where every
 * scale is filtered slice by slice; 2; or 3 for three and more, as the widest
 * filter sees three. Images whose numbers are equal have the same columns.
 */
export type FilterDepth = 1 | 2 | 3;

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
 * @param depth            slices of the images
 * @throws PixelForestError `input` if no feature or no channel is chosen, or a channel does not exist
 */
export function createFeatureSetup(
  choice: FeatureChoice,
  channelCount: number,
  trainingChannels: readonly number[] | null,
  depth: number
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
  const filterDepth = filterDepthOf(cells, depth);
  const size = filterDepth > 1 ? ` × ${filterDepth} slices` : '';
  return {
    id: `${channels.join()} of ${channelCount}${size}: ${columns.join('; ')}`,
    choice,
    channelCount,
    trainingChannels: channels,
    depth: filterDepth
  };
}

/** What the kernels must know of a stack of so many slices. */
export function filterDepthOf(
  cells: readonly FeatureCell[],
  depth: number
): FilterDepth {
  const isPlanar = cells.every(({ computeIn2d }) => computeIn2d);
  return isPlanar || depth <= 1 ? 1 : depth === 2 ? 2 : 3;
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
