/**
 * What is measured of objects. Row i is the object with id i + 1 in a label
 * image that was just made; ids need not be without gaps after corrections.
 */

import type { ObjectChildren, ObjectParents } from './parent-table';

/** Measures of one channel, one value a row, in units of the channel. */
export type ObjectIntensities = {
  readonly mean: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  /** Sum over the object's pixels. */
  readonly integrated: Float64Array;
};

/** Measured objects, a typed array a measure. Lengths are pixels, areas pixels (voxels in a stack). */
export type ObjectTable = {
  readonly count: number;
  /** (row,) number in the label image, ascending, from 1. */
  readonly ids: Uint32Array;
  /** (row, 6) z0, y0, x0, z1, y1, x1: start inclusive, stop exclusive. */
  readonly boxes: Int32Array;
  /** (row, 3) mean z, y, x of the pixels' centres; a pixel's centre has whole-number coordinates. */
  readonly centroids: Float64Array;
  readonly area: Float64Array;
  /** Length of the outline as scikit-image's `perimeter`; NaN in a stack. */
  readonly perimeter: Float64Array;
  /** 4π · area / perimeter², at most 1; NaN in a stack and without a perimeter. */
  readonly circularity: Float64Array;
  /** Of the ellipse with the same second moments: 0 = circle, towards 1 = line; NaN in a stack. */
  readonly eccentricity: Float64Array;
  /** Area / area of the convex hull; NaN in a stack. */
  readonly solidity: Float64Array;
  /** Largest distance between two points of the hull's outline; NaN in a stack. */
  readonly feret: Float64Array;
  /** Mean of the (unsmoothed) source; null if objects were not cut from probabilities. */
  readonly meanProbability: Float64Array | null;
  /** How many other objects it touches, at a side or a corner. */
  readonly neighbours: Uint32Array;
  /** 1 if it has a pixel on the edge of the image in y or x. */
  readonly touchesBorder: Uint8Array;
  /** One entry a channel of the image. */
  readonly channels: readonly ObjectIntensities[];
  /** If the objects are assigned to parents. */
  readonly parents?: ObjectParents;
  /** If they are parents. */
  readonly children?: ObjectChildren;
};

/** One column of a table on the screen or in a CSV. */
export type ObjectColumn = {
  /** Stable, for settings and macros: `area`, `mean:0`. */
  readonly id: string;
  /** As in the first line of a CSV: `area_px`, `mean_red`. */
  readonly header: string;
  /** `px`, `px²`, `µm²`, …; '' = none. */
  readonly unit: string;
  /** One sentence. */
  readonly explanation: string;
  /** NaN where there is none. */
  readonly value: (table: ObjectTable, row: number) => number;
};

/** What decides which columns there are. */
export type ObjectColumnsRequest = {
  /** Slices of the image. */
  readonly depth: number;
  /** Whether objects were cut from probabilities. */
  readonly hasProbability: boolean;
  /** One entry a channel; '' = not named. */
  readonly channelNames: readonly string[];
  /** Micrometres per pixel, or null = not calibrated: then there is no column in µm. */
  readonly pixelSizeUm: {
    readonly x: number;
    readonly y: number;
    readonly z: number | null;
  } | null;
};

type PlainColumn = Omit<ObjectColumn, 'value'> & {
  readonly isPlanar?: true;
  readonly of: (table: ObjectTable) => ArrayLike<number>;
};

const SHAPE_COLUMNS: readonly PlainColumn[] = [
  {
    id: 'perimeter',
    header: 'perimeter_px',
    unit: 'px',
    explanation:
      'Length of the outline through the centres of the border pixels, diagonal steps counting √2.',
    isPlanar: true,
    of: table => table.perimeter
  },
  {
    id: 'circularity',
    header: 'circularity',
    unit: '',
    explanation:
      '4π · area / perimeter²: 1 for a disc, less for long or ragged objects.',
    isPlanar: true,
    of: table => table.circularity
  },
  {
    id: 'eccentricity',
    header: 'eccentricity',
    unit: '',
    explanation:
      'Of the ellipse with the same second moments: 0 for a circle, towards 1 for a line.',
    isPlanar: true,
    of: table => table.eccentricity
  },
  {
    id: 'solidity',
    header: 'solidity',
    unit: '',
    explanation:
      'Area divided by the area of the convex hull: 1 without dents.',
    isPlanar: true,
    of: table => table.solidity
  },
  {
    id: 'feret',
    header: 'feret_px',
    unit: 'px',
    explanation:
      'Largest distance between two points of the outline (Feret diameter).',
    isPlanar: true,
    of: table => table.feret
  }
];

const INTENSITY_COLUMNS = [
  ['mean', 'Mean intensity of the object’s pixels in this channel.'],
  ['minimum', 'Lowest intensity of the object’s pixels in this channel.'],
  ['maximum', 'Highest intensity of the object’s pixels in this channel.'],
  [
    'integrated',
    'Sum of the intensities of the object’s pixels in this channel.'
  ]
] as const;

/** The columns of a table, in the order of a CSV; the same on the screen and in Python. */
export function objectColumns(
  request: ObjectColumnsRequest
): readonly ObjectColumn[] {
  const { depth, hasProbability, channelNames } = request;
  return [
    column(
      'id',
      'id',
      '',
      'Number of the object in the label image.',
      table => table.ids
    ),
    ...centroidColumns(depth),
    column(
      'area',
      depth > 1 ? 'volume_px' : 'area_px',
      depth > 1 ? 'px³' : 'px²',
      'Number of pixels of the object.',
      table => table.area
    ),
    ...calibratedColumns(request),
    ...SHAPE_COLUMNS.filter(({ isPlanar }) => depth === 1 || !isPlanar).map(
      ({ id, header, unit, explanation, of }) =>
        column(id, header, unit, explanation, of)
    ),
    ...(hasProbability
      ? [
          column(
            'meanProbability',
            'mean_probability',
            '',
            'Mean probability of the chosen classes over the object’s pixels.',
            table => table.meanProbability ?? []
          )
        ]
      : []),
    ...channelColumns(channelNames),
    column(
      'neighbours',
      'neighbours',
      '',
      'Number of other objects that touch this one.',
      table => table.neighbours
    ),
    column(
      'touchesBorder',
      'touches_border',
      '',
      '1 if the object reaches the edge of the image, else 0.',
      table => table.touchesBorder
    )
  ];
}

/** A column whose values are held as they are. */
export function column(
  id: string,
  header: string,
  unit: string,
  explanation: string,
  of: (table: ObjectTable) => ArrayLike<number>
): ObjectColumn {
  const value = (table: ObjectTable, row: number): number =>
    of(table)[row] ?? NaN;
  return { id, header, unit, explanation, value };
}

function centroidColumns(depth: number): readonly ObjectColumn[] {
  return ['z', 'y', 'x'].slice(depth > 1 ? 0 : 1).map(axis => ({
    id: axis,
    header: axis,
    unit: 'px',
    explanation: `Mean ${axis} of the object’s pixels; the first pixel of the image is at 0.`,
    value: (table, row) => table.centroids[row * 3 + 'zyx'.indexOf(axis)]
  }));
}

function calibratedColumns({
  depth,
  pixelSizeUm
}: ObjectColumnsRequest): readonly ObjectColumn[] {
  if (!pixelSizeUm || (depth > 1 && pixelSizeUm.z === null)) {
    return [];
  }
  const { x, y, z } = pixelSizeUm;
  const size = depth > 1 ? x * y * (z ?? 1) : x * y;
  return [
    {
      id: 'areaUm',
      header: depth > 1 ? 'volume_um3' : 'area_um2',
      unit: depth > 1 ? 'µm³' : 'µm²',
      explanation: 'Size by the pixel size that the image file states.',
      value: (table, row) => table.area[row] * size
    }
  ];
}

function channelColumns(names: readonly string[]): readonly ObjectColumn[] {
  const headers = channelHeaders(names);
  return names.flatMap((_, channel) =>
    INTENSITY_COLUMNS.map(([measure, explanation]) =>
      column(
        `${measure}:${channel}`,
        `${measure}_${headers[channel]}`,
        '',
        explanation,
        table => table.channels[channel]?.[measure] ?? []
      )
    )
  );
}

/** Names as CSV headers like them: letters, digits and _; `c1`, `c2`, … where there is none, or one twice. */
export function channelHeaders(names: readonly string[]): readonly string[] {
  const plain = names.map(name =>
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
  );
  return plain.map((name, channel) =>
    name === '' || plain.filter(other => other === name).length > 1
      ? `c${channel + 1}`
      : name
  );
}
