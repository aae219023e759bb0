import { featureColumns } from '../../project/feature-columns';
import { FeatureChoice } from '../../project/features';
import { Forest, neededColumns } from '../../project/forest';
import { ImageReference } from '../../project/images';
import { shapeOf } from '../hdf5/image';
import { gridOf } from './input-data';

/** Channels and slices of the images that decide the columns. */
export type ColumnGrid = {
  readonly channelCount: number;
  readonly depth: number;
};

/** Channels and slices per image, for the images whose sizes are known. */
export function columnGrids(images: readonly ImageReference[]): ColumnGrid[] {
  return images.flatMap(image => {
    const grid = gridOf(image);
    if (!grid) {
      return [];
    }
    const { c, z } = shapeOf(grid.fileAxes, grid.fileShape);
    return [{ channelCount: c, depth: z }];
  });
}

/**
 * For which images a forest was trained: the first whose number of columns
 * fits. Without any known image the number of channels follows from the columns.
 *
 * @returns null if it fits none
 */
export function fittingGrid(
  forest: Forest,
  features: FeatureChoice,
  images: readonly ImageReference[]
): ColumnGrid | null {
  const grids = columnGrids(images);
  if (grids.length === 0) {
    return (
      [1, Infinity]
        .map(depth => ({
          depth,
          channelCount:
            forest.columnCount / featureColumns(features, 1, depth).length
        }))
        .find(({ channelCount }) => Number.isInteger(channelCount)) ?? null
    );
  }
  const fitting = grids.find(
    ({ channelCount, depth }) =>
      featureColumns(features, channelCount, depth).length ===
      forest.columnCount
  );
  return fitting ?? null;
}

/** Channels whose columns the forest asks for, ascending. */
export function usedChannels(
  forest: Forest,
  features: FeatureChoice,
  { channelCount, depth }: ColumnGrid
): number[] {
  const columns = featureColumns(features, channelCount, depth);
  const used = new Set(
    [...neededColumns(forest)].map(index => columns[index].channel)
  );
  return [...used].sort((a, b) => a - b);
}
