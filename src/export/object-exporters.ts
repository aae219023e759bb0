import { PixelForestError } from '../errors';
import type { ImageJRoi } from '../formats/imagej-roi';
import { LabelClass } from '../project/classes';
import { ParentSettings, parentsOf } from '../project/parent-objects';
import { segmentationOf, SegmentationSettings } from '../project/segmentation';
import {
  ObjectColumn,
  ObjectTable
} from '../pipeline/segmentation/object-table';
import { ImageObjects } from '../store/object-contract';
import { ExportInput, IExporter } from './contract';
import { csvLines } from './csv';
import { planStack, planText } from './file-plan';
import { formatObjectGeoJson } from './object-geojson';
import { singleFile } from './single-file';
import { stackOptions } from './tiff-options';

/** Highest number 16 bits hold. */
const MAX_UINT16 = 65535;
const SOURCE = 'objects';

const common = {
  needsPrediction: true,
  isDefault: false,
  isObjects: true,
  layerId: 'segmentation'
} as const;

const labelTiff = singleFile({
  ...common,
  id: 'objects-tiff',
  name: 'Objects (label TIFF)',
  explanation:
    'Each separate object has a number of its own, from 1: 16 bits, or 32 where there are more than 65,535 objects. For CellProfiler, napari and scikit-image.',
  reads: ['objects'],
  result: SOURCE,
  extension: 'tif',
  plan: (name, subject) =>
    planStack(name, subject, null, labelType(subject.objectCount ?? 0)),
  content: input => {
    const { frames, grid } = objectsOf(input);
    const highest = highestId(frames);
    const length = grid.height * grid.width;
    const pages = frames.flatMap(({ labels }) =>
      Array.from({ length: grid.depth }, (_, z) =>
        labels.subarray(z * length, (z + 1) * length)
      )
    );
    const dtype = labelType(highest);
    return {
      kind: 'tiff',
      pages:
        dtype === 'uint32' ? pages : pages.map(page => Uint16Array.from(page)),
      options: {
        ...stackOptions(input, dtype),
        displayRange: [0, Math.max(1, highest)]
      }
    };
  }
});

const csv = singleFile({
  ...common,
  id: 'objects-csv',
  name: 'Objects (CSV)',
  explanation:
    'One row per object: place, size, shape and the intensity of each channel.',
  reads: ['objects'],
  result: SOURCE,
  extension: 'csv',
  plan: name => planText(name),
  content: input => ({ kind: 'text', text: csvLines(objectRows(input)) })
});

const rois = singleFile({
  ...common,
  id: 'objects-roi-zip',
  name: 'Objects (ImageJ ROIs)',
  explanation:
    'A .zip for Fiji: drag it onto the ROI Manager, and measure the original image with it.',
  reads: ['objects', 'outlines'],
  result: 'rois',
  extension: 'zip',
  plan: name => planText(name),
  content: input => ({ kind: 'roiZip', rois: roisOf(input) })
});

const geoJson = singleFile({
  ...common,
  id: 'objects-geojson',
  name: 'Objects (GeoJSON for QuPath)',
  explanation:
    'Polygons with their holes and measurements: drag the file onto the image in QuPath.',
  reads: ['objects', 'outlines'],
  result: SOURCE,
  extension: 'geojson',
  plan: name => planText(name),
  content: input => ({
    kind: 'text',
    text: formatObjectGeoJson(
      objectsOf(input),
      input.outlines,
      classOfObjects(input)
    )
  })
});

/** What holds numbers up to `highest`. */
function labelType(highest: number): 'uint16' | 'uint32' {
  return highest > MAX_UINT16 ? 'uint32' : 'uint16';
}

/** The class all objects were cut from; null if several were, or a raw channel. */
function classOfObjects({
  classes,
  provenance
}: ExportInput): LabelClass | null {
  const source = provenance.objects?.source;
  return source?.kind === 'classes' && source.classIndexes.length === 1
    ? classes[source.classIndexes[0]]
    : null;
}

const parentsCsv = singleFile({
  ...common,
  id: 'parents-csv',
  name: 'Parents (CSV)',
  explanation:
    'One row per parent that objects are assigned to: number, size and intensity of its objects, then its own measures.',
  reads: ['objects'],
  needsParents: true,
  result: 'parents',
  extension: 'csv',
  plan: name => planText(name),
  content: input => ({ kind: 'text', text: csvLines(parentRows(input)) })
});

/** What can be made of separate objects. */
export const OBJECT_EXPORTERS: readonly IExporter[] = [
  labelTiff,
  csv,
  parentsCsv,
  rois,
  geoJson
];

/** Whether the objects of a run are asked for, and with which parameters they are cut. */
export function objectSettings(
  exporters: readonly IExporter[],
  project: Parameters<typeof segmentationOf>[0]
): (SegmentationSettings & { readonly parents?: ParentSettings }) | null {
  const parents = parentsOf(project);
  return exporters.some(({ isObjects }) => isObjects)
    ? { ...segmentationOf(project), ...(parents.isOn ? { parents } : {}) }
    : null;
}

/** A header and one row per object. */
export function objectRows(
  input: Pick<ExportInput, 'image' | 'objects'>
): (string | number)[][] {
  const { frames, columns } = objectsOf(input);
  return rowsOf(input, frames, columns);
}

/**
 * A header and one row per parent.
 *
 * @throws PixelForestError `input` if the project assigns objects to none
 */
export function parentRows(
  input: Pick<ExportInput, 'image' | 'objects'>
): (string | number)[][] {
  const { frames, parentColumns } = objectsOf(input);
  const tables = frames.flatMap(({ t, parents }) =>
    parents ? [{ t, table: parents.table }] : []
  );
  if (tables.length < frames.length) {
    throw lackOfParents();
  }
  return rowsOf(input, tables, parentColumns);
}

/** Why there is no table of parents. */
export function lackOfParents(): PixelForestError {
  return new PixelForestError(
    'input',
    'A table of parents was to be written, but objects are assigned to none. Switch on “Assign to parents” in the panel, or leave out this table.'
  );
}

function rowsOf(
  input: Pick<ExportInput, 'image'>,
  frames: readonly { readonly t: number; readonly table: ObjectTable }[],
  columns: readonly ObjectColumn[]
): (string | number)[][] {
  const isSeries = frames.length > 1;
  return [
    [
      'image',
      ...(isSeries ? ['frame'] : []),
      ...columns.map(({ header }) => header)
    ],
    ...frames.flatMap(({ t, table }) =>
      Array.from({ length: table.count }, (_, row) => [
        input.image.nickname,
        ...(isSeries ? [t] : []),
        ...columns.map(({ value }) => value(table, row))
      ])
    )
  ];
}

function objectsOf({ objects }: Pick<ExportInput, 'objects'>): ImageObjects {
  if (!objects) {
    throw new PixelForestError(
      'input',
      'Objects were to be written, but none were computed. Export them with a prediction.'
    );
  }
  return objects;
}

function highestId(frames: ImageObjects['frames']): number {
  return frames.reduce(
    (highest, { table }) =>
      Math.max(highest, table.count > 0 ? table.ids[table.count - 1] : 0),
    0
  );
}

/** One per object and plane; names sort like the numbers. */
function roisOf(input: ExportInput): ImageJRoi[] {
  const { frames, grid } = objectsOf(input);
  const digits = Math.max(4, String(highestId(frames)).length);
  return input.planes.flatMap(({ t, z }, i) =>
    [...input.outlines[i]].map(([id, polygons]) => ({
      name: [
        String(id).padStart(digits, '0'),
        ...(frames.length > 1 ? [`t${t + 1}`] : []),
        ...(grid.depth > 1 ? [`z${z + 1}`] : [])
      ].join('_'),
      rings: polygons.flat(),
      slice: grid.depth > 1 ? z + 1 : 0,
      frame: frames.length > 1 ? t + 1 : 0
    }))
  );
}
