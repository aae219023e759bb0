import { IEngine } from '../engine/engine';
import { Priority } from '../engine/job-queue';
import { PixelForestError } from '../errors';
import {
  DEFAULT_SEGMENTATION,
  SegmentationSettings
} from '../project/segmentation';
import { NotYet } from './object-input';
import { ObjectInput } from './segment-volume';

/**
 * Smoothing, minimum size and split depth for objects as large as those that are
 * there. Their pieces are cut with the default smoothing and minimum size, so
 * that a fit is the same whatever these are now; a depth is set only where
 * probabilities are split on, whose unit it is.
 *
 * @param finding what is cut
 * @throws PixelForestError `input` without objects, or before there is a map; the signal's reason if cancelled
 * @source docs/numerics.md, “Fit to object size”
 */
export async function fittedSettings(
  engine: IEngine,
  finding: Promise<ObjectInput>,
  signal: AbortSignal
): Promise<Partial<SegmentationSettings>> {
  const { grid, sources, settings, excluded } = await finding.catch(
    (error: unknown) => {
      throw error instanceof NotYet
        ? new PixelForestError('input', error.message, { cause: error })
        : error;
    }
  );
  const { smoothing, minimumSize } = DEFAULT_SEGMENTATION;
  const fit = await engine.run(
    {
      kind: 'fitObjects',
      grid,
      sources,
      steps: { ...settings, smoothing, minimumSize },
      excluded
    },
    { signal, priority: Priority.visible }
  );
  if (fit.medianSize === 0) {
    throw new PixelForestError(
      'input',
      'Settings are to be fitted to the size of the objects, but nothing lies above the threshold. Lower it.'
    );
  }
  const { split, source } = settings;
  const hasDepth = split?.on === 'probability' && source.kind === 'classes';
  return {
    smoothing: fit.smoothing,
    minimumSize: fit.minimumSize,
    ...(hasDepth && { split: { ...split, depth: fit.depth } })
  };
}
