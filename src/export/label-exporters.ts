import { EncodeRequest } from '../engine/io-worker/io-calls';
import {
  CLASS_NAMES_KEY,
  formatClassNames
} from '../formats/labels/class-names';
import {
  LABEL_SETS_EXTENSION,
  writeLabelSets
} from '../formats/labels/label-sets';
import { writeLabkit } from '../formats/labels/labkit';
import { Shape } from '../project/grid';
import { LabelImage } from '../project/labels';
import { numberPieces } from '../project/label-pieces';
import { ExportInput, IExporter } from './contract';
import { classNames, resultName } from './file-names';
import { singleFile } from './single-file';
import { paletteOf, stackOptions } from './tiff-options';

const labelsTiff = singleFile({
  id: 'labels-tiff',
  name: 'Labels (TIFF)',
  explanation:
    'What you painted: class numbers from 1, 0 where nothing is painted. Names and colours come along.',
  needsPrediction: false,
  isDefault: false,
  dialogs: ['results', 'labels'],
  result: 'labels',
  extension: 'tif',
  content: input => asTiff(input)
});

const labelsPng: IExporter = {
  id: 'labels-png',
  name: 'Labels (PNG)',
  explanation:
    'Class numbers with the class colours as palette; one file per slice and time frame.',
  needsPrediction: false,
  isDefault: false,
  dialogs: ['labels'],
  fileNames: image =>
    planeNames(image.metadata?.shape ?? null).map(plane =>
      resultName(image, `labels${plane}`, 'png')
    ),
  files: input => {
    const { shape } = input.metadata;
    const names = planeNames(shape);
    return planesOf(input).map((pixels, i) => ({
      name: resultName(input.image, `labels${names[i]}`, 'png'),
      content: {
        kind: 'indexedPng',
        pixels,
        width: shape.x,
        height: shape.y,
        palette: paletteOf(input),
        text: {
          [CLASS_NAMES_KEY]: formatClassNames(
            input.classes.map(({ name }) => name)
          )
        }
      }
    }));
  }
};

const labelsLabkit = singleFile({
  id: 'labels-labkit',
  name: 'Labkit labeling',
  explanation:
    'A .labeling file: open it in Fiji’s Labkit with Labeling → Open Labeling.',
  needsPrediction: false,
  isDefault: false,
  dialogs: ['labels'],
  result: 'labels',
  extension: 'labeling',
  content: input => ({
    kind: 'text',
    text: writeLabkit(
      labelsOf(input),
      input.classes,
      input.metadata.pixelSizeUm
    )
  })
});

const labelsLabkitTiff: IExporter = {
  id: 'labels-labkit-tiff',
  name: 'Labkit labeling (TIFF)',
  explanation:
    'The class numbers as TIFF, and their names beside it for Labkit: better than .labeling for many labels.',
  needsPrediction: false,
  isDefault: false,
  dialogs: ['labels'],
  fileNames: image => {
    const name = resultName(image, 'labels', 'tif');
    return [name, name + LABEL_SETS_EXTENSION];
  },
  files: input => {
    const name = resultName(input.image, 'labels', 'tif');
    const text = writeLabelSets(input.classes.map(one => one.name));
    return [
      { name, content: asTiff(input) },
      { name: name + LABEL_SETS_EXTENSION, content: { kind: 'text', text } }
    ];
  }
};

const labelsObjects: IExporter = {
  id: 'labels-objects',
  name: 'Objects, one mask per class (TIFF)',
  explanation:
    'For Cellpose and StarDist: each connected piece of a class has a number of its own, from 1; 16 bits.',
  needsPrediction: false,
  isDefault: false,
  dialogs: ['labels'],
  fileNames: (image, classes) =>
    classNames(classes).map(name =>
      resultName(image, `labels_objects_${name}`, 'tif')
    ),
  files: input => {
    const labels = labelsOf(input);
    return classNames(input.classes).map((name, classIndex) => ({
      name: resultName(input.image, `labels_objects_${name}`, 'tif'),
      content: {
        kind: 'tiff',
        pages: numberPieces(labels, classIndex + 1),
        options: stackOptions(input, 'uint16')
      }
    }));
  }
};

/** What can be made of painted labels. */
export const LABEL_EXPORTERS: readonly IExporter[] = [
  labelsTiff,
  labelsPng,
  labelsLabkit,
  labelsLabkitTiff,
  labelsObjects
];

function asTiff(input: ExportInput): EncodeRequest {
  return {
    kind: 'tiff',
    pages: planesOf(input),
    options: {
      ...stackOptions(input, 'uint8'),
      palette: paletteOf(input),
      classNames: input.classes.map(({ name }) => name)
    }
  };
}

/** (y, x) class numbers of each plane. */
function planesOf(input: ExportInput): Uint8Array[] {
  const { y, x } = input.metadata.shape;
  const box = { y0: 0, x0: 0, y1: y, x1: x };
  const labels = labelsOf(input);
  return input.planes.map(plane => labels.readBox(plane, box));
}

function labelsOf({ labels, metadata }: ExportInput): LabelImage {
  return labels ?? new LabelImage(metadata.shape);
}

/** What tells the planes of a stack apart in file names: `_t0_z12`; '' for a single plane. */
function planeNames(shape: Shape | null): string[] {
  const { t, z } = shape ?? { t: 1, z: 1 };
  return Array.from({ length: t * z }, (_, i) => {
    const frame = t > 1 ? `_t${Math.floor(i / z)}` : '';
    const slice = z > 1 ? `_z${i % z}` : '';
    return frame + slice;
  });
}
