import { PixelForestError } from '../../errors';
import { FEATURE_IDS } from '../../project/features';
import { FeatureSetup } from '../protocol';
import { Kernels } from './kernels';

/** A scale with something selected. */
export type Scale = {
  /** σ in pixels. */
  readonly sigma: number;
  /** Whether each slice is filtered by itself. */
  readonly isPlanar: boolean;
  /** Bit i set: family i of {@link FEATURE_IDS}. */
  readonly families: number;
  readonly planes: readonly ScalePlane[];
};

/** One plane of a scale; its column depends on the channel. */
export type ScalePlane = {
  readonly family: number;
  readonly component: number;
  /** Columns of the rows and scales before this one. */
  readonly firstColumn: number;
  /** Columns this cell makes of one channel. */
  readonly componentCount: number;
};

/**
 * Scales with a selected cell, and the columns of each: feature row → σ →
 * channel → component.
 *
 * @throws PixelForestError `input` for a σ no kernel exists for
 */
export function listScales(
  kernels: Kernels,
  { choice, channelCount, depth }: FeatureSetup
): { scales: Scale[]; columnCount: number } {
  const { ids, scales, selected, computeIn2d } = choice;
  const planes: ScalePlane[][] = scales.map(() => []);
  let columnCount = 0;
  ids.forEach((id, row) => {
    const family = FEATURE_IDS.indexOf(id);
    const smallest = kernels.exports.smallestSigma(family);
    scales.forEach((sigma, column) => {
      if (!selected[row][column]) {
        return;
      }
      if (!(sigma >= smallest) || !Number.isFinite(sigma)) {
        throw new PixelForestError(
          'input',
          `${id} needs σ of at least ${smallest} pixels, but σ = ${sigma} is ` +
            'selected. Deselect it.'
        );
      }
      const componentCount = kernels.exports.componentCount(
        family,
        sigma,
        computeIn2d[column] ? 1 : 0,
        depth
      );
      for (let component = 0; component < componentCount; component++) {
        planes[column].push({
          family,
          component,
          firstColumn: columnCount,
          componentCount
        });
      }
      columnCount += componentCount * channelCount;
    });
  });
  const used = scales.flatMap((sigma, column) => {
    const families = planes[column].reduce(
      (bits, { family }) => bits | (1 << family),
      0
    );
    const isPlanar = computeIn2d[column];
    return families === 0
      ? []
      : [{ sigma, isPlanar, families, planes: planes[column] }];
  });
  return { scales: used, columnCount };
}
