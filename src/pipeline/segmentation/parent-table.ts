/** Columns of objects that belong to parents, and of parents with what belongs to them. */
import {
  channelHeaders,
  column,
  ObjectColumn,
  objectColumns,
  ObjectColumnsRequest,
  ObjectTable
} from './object-table';

/** Where objects belong, one value a row. */
export type ObjectParents = {
  /** Id in the label image of parents, 0 = none. */
  readonly ids: Uint32Array;
  /** Pixels between the nearest pixels of both, 0 if they share some; NaN without a parent. */
  readonly distances: Float64Array;
};

/** What belongs to parents, one value a row of their table. */
export type ObjectChildren = {
  readonly counts: Float64Array;
  /** Pixels of all its objects. */
  readonly area: Float64Array;
  /** One entry a channel: sum over the pixels of all its objects. */
  readonly integrated: readonly Float64Array[];
};

/** The objects that others belong to. */
export type ParentObjects = {
  /** (z, y, x) ids from 1, 0 = none. */
  readonly labels: Uint32Array;
  /** With `children`. */
  readonly table: ObjectTable;
};

const PARENT_COLUMNS: readonly ObjectColumn[] = [
  column(
    'parent',
    'parent',
    '',
    'Number of the parent that the object belongs to; 0 = none.',
    table => table.parents?.ids ?? []
  ),
  column(
    'parentDistance',
    'parent_distance_px',
    'px',
    'Least distance between pixels of the object and of its parent, 0 if they share some.',
    table => table.parents?.distances ?? []
  )
];

/** Columns of objects with those of their parents behind the number. */
export function withParentColumns([
  id,
  ...others
]: readonly ObjectColumn[]): readonly ObjectColumn[] {
  return [id, ...PARENT_COLUMNS, ...others];
}

/** Columns of parents: number, what belongs to them, then the same measures as of any object. */
export function parentColumns(
  request: ObjectColumnsRequest
): readonly ObjectColumn[] {
  const [id, ...others] = objectColumns(request);
  return [id, ...childColumns(request), ...others];
}

function childColumns({
  depth,
  channelNames,
  pixelSizeUm
}: ObjectColumnsRequest): readonly ObjectColumn[] {
  const [size, unit] = depth > 1 ? ['volume', 'px³'] : ['area', 'px²'];
  const micrometres =
    pixelSizeUm && (depth === 1 || pixelSizeUm.z !== null)
      ? pixelSizeUm.x * pixelSizeUm.y * (depth > 1 ? (pixelSizeUm.z ?? 1) : 1)
      : null;
  const area = (table: ObjectTable, row: number): number =>
    table.children?.area[row] ?? NaN;
  const perArea =
    (values: (table: ObjectTable) => ArrayLike<number> | undefined) =>
    (table: ObjectTable, row: number): number =>
      (values(table)?.[row] ?? NaN) / area(table, row);
  const headers = channelHeaders(channelNames);
  return [
    column(
      'objects',
      'objects',
      '',
      'Number of objects that belong to this parent.',
      table => table.children?.counts ?? []
    ),
    column(
      'objectsArea',
      `objects_${size}_px`,
      unit,
      'Pixels of all objects that belong to this parent.',
      table => table.children?.area ?? []
    ),
    ...(micrometres === null
      ? []
      : [
          {
            id: 'objectsAreaUm',
            header: `objects_${size}_um${depth > 1 ? 3 : 2}`,
            unit: depth > 1 ? 'µm³' : 'µm²',
            explanation:
              'Size of all its objects by the pixel size that the image file states.',
            value: (table: ObjectTable, row: number) =>
              area(table, row) * micrometres
          }
        ]),
    {
      id: 'objectsMeanArea',
      header: `objects_mean_${size}_px`,
      unit,
      explanation: 'Mean size of the objects that belong to this parent.',
      value: (table, row) =>
        area(table, row) / (table.children?.counts[row] ?? NaN)
    },
    ...headers.flatMap((header, channel) => [
      {
        id: `objectsMean:${channel}`,
        header: `objects_mean_${header}`,
        unit: '',
        explanation:
          'Mean intensity of the pixels of all its objects in this channel.',
        value: perArea(table => table.children?.integrated[channel])
      },
      column(
        `objectsIntegrated:${channel}`,
        `objects_integrated_${header}`,
        '',
        'Sum of the intensities of the pixels of all its objects in this channel.',
        table => table.children?.integrated[channel] ?? []
      )
    ])
  ];
}
