import { segmentationOf } from '../project/segmentation';
import { BatchResult, BatchRow } from './batch-contract';
import { ExportInput } from './contract';
import { csvLines } from './csv';
import { objectRows } from './object-exporters';

/** Names of the two tables of a run. */
export const SUMMARY_NAME = 'summary.csv';
export const OBJECTS_NAME = 'objects.csv';

/** What was found, in numbers. */
export function summarise(
  input: Pick<
    ExportInput,
    'metadata' | 'objects' | 'segmentation' | 'provenance'
  >,
  project: Parameters<typeof segmentationOf>[0],
  files: readonly string[]
): BatchResult {
  const { metadata, objects } = input;
  const { t, z, y, x } = metadata.shape;
  const tables = objects?.frames.map(({ table }) => table);
  const areaPx = tables
    ? tables.reduce((sum, { area }) => sum + total(area), 0)
    : classArea(input.segmentation, project);
  const size = z === 1 ? metadata.pixelSizeUm : null;
  return {
    pixelCount: t * z * y * x,
    objectCount: tables
      ? tables.reduce((sum, { count }) => sum + count, 0)
      : null,
    areaPx,
    areaUm2: size && areaPx !== null ? areaPx * size.x * size.y : null,
    files
  };
}

/** Pixels of the classes that objects are cut from; of the first where they come from a channel. */
function classArea(
  segmentation: ExportInput['segmentation'],
  project: Parameters<typeof segmentationOf>[0]
): number | null {
  if (segmentation.length === 0) {
    return null;
  }
  const { source } = segmentationOf(project);
  const indexes = source.kind === 'classes' ? source.classIndexes : [0];
  const counts = new Float64Array(256);
  for (const plane of segmentation) {
    for (const number of plane) {
      counts[number] += 1;
    }
  }
  return indexes.reduce((sum, index) => sum + counts[index + 1], 0);
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
  }
  return sum;
}

/** A header and one row per image, tried or not. */
export function summaryText(rows: readonly BatchRow[]): string {
  return csvLines([
    [
      'image',
      'status',
      'message',
      'seconds',
      'objects',
      'area_px',
      'area_um2',
      'share',
      'files'
    ],
    ...rows.map(({ name, status, message, seconds, result }) => [
      name,
      status,
      message,
      seconds === null ? NaN : Math.round(seconds * 1000) / 1000,
      result?.objectCount ?? NaN,
      result?.areaPx ?? NaN,
      result?.areaUm2 ?? NaN,
      result && result.areaPx !== null
        ? result.areaPx / result.pixelCount
        : NaN,
      result?.files.join(' ') ?? ''
    ])
  ]);
}

/** Lines of one image in the table of all objects. */
export type ObjectLines = {
  /** After the header if it is the first image. */
  readonly text: string;
  /** Headers of columns it has beyond those of the table. */
  readonly left: readonly string[];
};

/**
 * The objects of all images as one table, whose columns are those of the first
 * image; what a channel is called there holds for all.
 */
export class ObjectTableText {
  /** @param _ids of the columns of a table that was begun before */
  constructor(private _ids: readonly string[] | null = null) {}

  /** Ids of the columns; null before the first image. */
  get columns(): readonly string[] | null {
    return this._ids;
  }

  /** Lines of an image; those of the first are the table's once it is {@link begin begun}. */
  lines(input: Pick<ExportInput, 'image' | 'objects'>): ObjectLines {
    const [header, ...rows] = objectRows(input);
    const ids = columnIds(input);
    const known = this._ids;
    if (!known) {
      return { text: csvLines([header, ...rows]), left: [] };
    }
    const places = known.map(id => ids.indexOf(id));
    return {
      text: csvLines(
        rows.map(row => places.map(at => (at < 0 ? NaN : row[at])))
      ),
      left: header
        .filter((_, at) => !known.includes(ids[at]))
        .map(name => String(name))
    };
  }

  /** The lines of this image are written: if there were none before, its columns are the table's. */
  begin(input: Pick<ExportInput, 'objects'>): void {
    this._ids ??= columnIds(input);
  }
}

/** In the order of `objectRows`. */
function columnIds({ objects }: Pick<ExportInput, 'objects'>): string[] {
  const isSeries = (objects?.frames.length ?? 0) > 1;
  return [
    'image',
    ...(isSeries ? ['frame'] : []),
    ...(objects?.columns.map(({ id }) => id) ?? [])
  ];
}
