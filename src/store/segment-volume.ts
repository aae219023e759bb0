import { IEngine } from '../engine/engine';
import { Priority } from '../engine/job-queue';
import { ObjectGrid } from '../engine/protocol';
import { ObjectTable } from '../pipeline/segmentation/object-table';
import { PixelArray } from '../project/grid';
import { ObjectCorrection } from '../project/object-corrections';
import { ExcludedRegion, SegmentationSettings } from '../project/segmentation';

/** A plane or stack with all that cutting it into objects needs. */
export type ObjectInput = {
  readonly grid: ObjectGrid;
  /** (z, y, x): probabilities of the chosen classes, or the chosen channel. */
  readonly sources: readonly PixelArray[];
  /** (z, y, x): all channels of the image. */
  readonly channels: readonly PixelArray[];
  readonly settings: SegmentationSettings;
  readonly excluded: readonly ExcludedRegion[];
  readonly corrections: readonly ObjectCorrection[];
};

/** Objects of a plane or stack. */
export type SegmentedVolume = {
  /** (z, y, x) object ids from 1, 0 = none. */
  readonly labels: Uint32Array;
  readonly table: ObjectTable;
  readonly pieceCount: number;
};

/**
 * Cuts a plane or stack into objects, makes the corrections and measures.
 *
 * @throws what a job failed with; the signal's reason if cancelled
 */
export async function segmentVolume(
  engine: IEngine,
  input: ObjectInput,
  signal: AbortSignal,
  priority: Priority
): Promise<SegmentedVolume> {
  const { grid, sources, channels, settings, excluded, corrections } = input;
  const { source, split } = settings;
  const measure = {
    channels,
    probabilities: source.kind === 'classes' ? sources : []
  };
  const isSplitByChannel = split?.on === 'intensity';
  const { labels, table, pieceCount } = await engine.run(
    {
      kind: 'segment',
      grid,
      sources,
      steps: settings,
      intensity: isSplitByChannel ? (channels[split.channel] ?? null) : null,
      excluded,
      measure: corrections.length > 0 ? null : measure
    },
    { priority, signal }
  );
  if (table) {
    return { labels, table, pieceCount };
  }
  const corrected =
    corrections.length > 0
      ? await engine.run(
          { kind: 'correctObjects', grid, labels, corrections },
          { priority, signal }
        )
      : { labels };
  const measured = await engine.run(
    { kind: 'measure', grid, labels: corrected.labels, measure },
    { priority, signal }
  );
  return { labels: corrected.labels, table: measured.table, pieceCount };
}
