import { IEngine } from '../engine/engine';
import { Priority } from '../engine/job-queue';
import { ObjectGrid } from '../engine/protocol';
import { ObjectTable } from '../pipeline/segmentation/object-table';
import { ParentObjects } from '../pipeline/segmentation/parent-table';
import { PixelArray } from '../project/grid';
import { ObjectCorrection } from '../project/object-corrections';
import { ParentAssignment } from '../project/parent-objects';
import { ExcludedRegion, SegmentationSettings } from '../project/segmentation';

/** What is cut, and how. */
type Cut = {
  /** (z, y, x): probabilities of the chosen classes, or the chosen channel. */
  readonly sources: readonly PixelArray[];
  readonly settings: SegmentationSettings;
};

/** A plane or stack with all that cutting it into objects needs. */
export type ObjectInput = Cut & {
  readonly grid: ObjectGrid;
  /** (z, y, x): all channels of the image. */
  readonly channels: readonly PixelArray[];
  readonly excluded: readonly ExcludedRegion[];
  readonly corrections: readonly ObjectCorrection[];
  /** What the objects are assigned to, or null. */
  readonly parents: (Cut & { readonly assignment: ParentAssignment }) | null;
};

/** Objects of a plane or stack. */
export type SegmentedVolume = {
  /** (z, y, x) object ids from 1, 0 = none. */
  readonly labels: Uint32Array;
  readonly table: ObjectTable;
  readonly pieceCount: number;
  readonly parents: ParentObjects | null;
};

type CutVolume = Omit<SegmentedVolume, 'parents'>;
type RunOptions = {
  readonly signal: AbortSignal;
  readonly priority: Priority;
};

/**
 * Cuts a plane or stack into objects, makes the corrections and measures; cuts
 * the parents likewise, but without corrections, and assigns the objects to them.
 *
 * @throws what a job failed with; the signal's reason if cancelled
 */
export async function segmentVolume(
  engine: IEngine,
  input: ObjectInput,
  signal: AbortSignal,
  priority: Priority
): Promise<SegmentedVolume> {
  const options = { signal, priority };
  if (!input.parents) {
    return { ...(await cut(engine, input, options)), parents: null };
  }
  const [objects, parents] = await Promise.all([
    cut(engine, input, options),
    cut(
      engine,
      { ...input, ...input.parents, excluded: [], corrections: [] },
      options
    )
  ]);
  const { table } = objects;
  const assigned = await engine.run(
    {
      kind: 'assignParents',
      grid: input.grid,
      labels: objects.labels,
      parents: parents.labels,
      assignment: {
        rule: input.parents.assignment.rule,
        maximumDistance: input.parents.assignment.maximumDistance
      },
      ids: table.ids,
      values: [
        table.area,
        ...table.channels.map(({ integrated }) => integrated)
      ]
    },
    options
  );
  const [area, ...integrated] = assigned.sums;
  const { parents: ids, distances, counts } = assigned;
  return {
    ...objects,
    table: { ...table, parents: { ids, distances } },
    parents: {
      labels: parents.labels,
      table: { ...parents.table, children: { counts, area, integrated } }
    }
  };
}

async function cut(
  engine: IEngine,
  input: Omit<ObjectInput, 'parents'>,
  options: RunOptions
): Promise<CutVolume> {
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
    options
  );
  if (table) {
    return { labels, table, pieceCount };
  }
  const corrected =
    corrections.length > 0
      ? await engine.run(
          { kind: 'correctObjects', grid, labels, corrections },
          options
        )
      : { labels };
  const measured = await engine.run(
    { kind: 'measure', grid, labels: corrected.labels, measure },
    options
  );
  return { labels: corrected.labels, table: measured.table, pieceCount };
}
