import { Priority } from '../engine/job-queue';
import { PixelForestError } from '../errors';
import { PlaneIndex } from '../project/grid';
import { DEFAULT_PARENTS } from '../project/parent-objects';
import {
  DEFAULT_SEGMENTATION,
  SegmentationSettings
} from '../project/segmentation';
import { IObjectSources, NotYet, planeInput } from './object-input';

/**
 * Smoothing, minimum size and split depth for objects as large as those on
 * screen. Their pieces are cut with the default smoothing and minimum size, so
 * that a fit is the same whatever these are now; a depth is set only where
 * probabilities are split on, whose unit it is.
 *
 * @throws PixelForestError `input` without objects, or before there is a map; the signal's reason if cancelled
 * @source docs/numerics.md, “Fit to object size”
 */
export async function fittedSettings(
  sources: IObjectSources,
  settings: SegmentationSettings,
  view: { readonly imageId: string; readonly plane: PlaneIndex },
  signal: AbortSignal
): Promise<Partial<SegmentationSettings>> {
  const wishes = { objects: settings, parents: DEFAULT_PARENTS };
  const input = await planeInput(
    sources,
    wishes,
    view,
    signal,
    () => undefined
  ).catch((error: unknown) => {
    throw error instanceof NotYet
      ? new PixelForestError('input', error.message, { cause: error })
      : error;
  });
  const { smoothing, minimumSize } = DEFAULT_SEGMENTATION;
  const fit = await sources.engine.run(
    {
      kind: 'fitObjects',
      grid: input.grid,
      sources: input.sources,
      steps: { ...settings, smoothing, minimumSize },
      excluded: input.excluded
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
