import { PixelForestError } from '../errors';
import { csvLines } from './csv';
import { ExportInput, IExporter } from './contract';
import { planArray, planStack, planText } from './file-plan';
import { scaleBar } from './scale-bar';
import { singleFile } from './single-file';
import { stackOptions } from './tiff-options';

/** How strong the class colours lie over the image. */
const OVERLAY_OPACITY = 0.4;

const uncertainty = singleFile({
  id: 'uncertainty-tiff',
  name: 'Uncertainty (TIFF)',
  explanation:
    'float32: 0 where one class is certain, 1 where two are equally likely. High values show where to paint more.',
  needsPrediction: true,
  reads: ['uncertainty'],
  isDefault: false,
  layerId: 'uncertainty',
  result: 'uncertainty',
  extension: 'tif',
  plan: (name, subject) => planStack(name, subject, null, 'float32'),
  content: input => ({
    kind: 'tiff',
    pages: input.uncertainty,
    options: { ...stackOptions(input, 'float32'), displayRange: [0, 1] }
  })
});

const features = singleFile({
  id: 'features-tiff',
  name: 'Features (TIFF)',
  explanation:
    'float32, one channel per column that the forest sees, labelled with ilastik’s name. Large.',
  needsPrediction: true,
  reads: ['features'],
  isDefault: false,
  layerId: 'raw',
  result: 'features',
  extension: 'tif',
  plan: (name, subject) =>
    planStack(name, subject, subject.featureNames.length, 'float32'),
  content: input => ({
    kind: 'tiff',
    pages: input.features.flat(),
    options: {
      ...stackOptions(input, 'float32'),
      channels: input.featureNames.length,
      pageLabels: input.planes.flatMap(() => input.featureNames)
    }
  })
});

const overlayPng = singleFile({
  id: 'overlay-png',
  name: 'Overlay for a report (PNG)',
  explanation:
    'The image with the class colours over it, a legend and, where the pixel size is known, a scale bar; of the plane shown.',
  needsPrediction: true,
  reads: ['picture', 'raw'],
  isDefault: false,
  layerId: 'segmentation',
  result: 'overlay',
  extension: 'png',
  plan: (name, subject) => ({
    ...planArray(name, subject, 4, 'uint8', 'yxc'),
    bytes: null
  }),
  content: input => ({
    kind: 'rgbaPng',
    rgba: paintOverlay(input),
    height: input.metadata.shape.y,
    width: input.metadata.shape.x
  })
});

const overlayTiff = singleFile({
  id: 'overlay-tiff',
  name: 'Overlay for a report (TIFF)',
  explanation: 'The same picture as RGB TIFF, with the size of a pixel.',
  needsPrediction: true,
  reads: ['picture', 'raw'],
  isDefault: false,
  layerId: 'segmentation',
  result: 'overlay',
  extension: 'tif',
  plan: (name, subject) => planArray(name, subject, 3, 'uint8', 'yxc'),
  content: input => ({
    kind: 'tiff',
    pages: [withoutAlpha(paintOverlay(input))],
    options: {
      ...stackOptions(input, 'uint8'),
      slices: 1,
      frames: 1,
      isRgb: true
    }
  })
});

const summary = singleFile({
  id: 'summary-csv',
  name: 'Summary (CSV)',
  explanation:
    'One row per class: pixels, area in px² and µm², and its share of the image.',
  needsPrediction: true,
  reads: ['segmentation'],
  isDefault: false,
  result: 'summary',
  extension: 'csv',
  plan: name => planText(name),
  content: input => ({ kind: 'text', text: csvLines(summaryRows(input)) })
});

/** Uncertainty, features, pictures and tables. */
export const REPORT_EXPORTERS: readonly IExporter[] = [
  uncertainty,
  features,
  overlayPng,
  overlayTiff,
  summary
];

/** (y, x, 4) RGBA. */
function paintOverlay(input: ExportInput): Uint8ClampedArray {
  const { painter, metadata, picture, raw, classes } = input;
  if (!painter) {
    throw new PixelForestError(
      'input',
      'A picture with text needs a canvas, and there is none here. Export the coloured picture instead, or open the project in a browser.'
    );
  }
  const { shape, pixelSizeUm } = metadata;
  return painter.paint({
    width: shape.x,
    height: shape.y,
    base: raw,
    over: picture,
    opacity: OVERLAY_OPACITY,
    scaleBar: pixelSizeUm ? scaleBar(shape.x, pixelSizeUm.x) : null,
    legend: classes
  });
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from];
    rgb[to + 1] = rgba[from + 1];
    rgb[to + 2] = rgba[from + 2];
  }
  return rgb;
}

/** A header and one row per class; areas in µm² are empty without a pixel size. */
export function summaryRows(
  input: Pick<ExportInput, 'image' | 'metadata' | 'classes' | 'segmentation'>
): (string | number)[][] {
  const { image, metadata, classes, segmentation } = input;
  const counts = new Array<number>(classes.length + 1).fill(0);
  for (const plane of segmentation) {
    for (const number of plane) {
      counts[number] += 1;
    }
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const size = metadata.pixelSizeUm;
  return [
    ['image', 'class', 'pixels', 'area_px', 'area_um2', 'share'],
    ...classes.map(({ name }, i) => [
      image.nickname,
      name,
      counts[i + 1],
      counts[i + 1],
      size ? counts[i + 1] * size.x * size.y : NaN,
      total === 0 ? NaN : counts[i + 1] / total
    ])
  ];
}
