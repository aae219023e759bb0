import { TiffOptions } from '../formats/tiff/write';
import { formatOmeXml } from '../formats/tiff/ome-write';
import {
  ExportFile,
  ExportInput,
  ExportSubject,
  FilePlan,
  IExporter
} from './contract';
import { resultName, stemOf } from './file-names';
import { planArray, planStack, probabilityType } from './file-plan';
import { infoLines } from './provenance';
import { singleFile } from './single-file';
import { hdf5Attributes, stackOptions } from './tiff-options';
import { zarrFiles } from './zarr-files';

const SOURCE = 'probabilities';

const common = {
  needsPrediction: true,
  reads: ['probabilities'],
  isDefault: false,
  layerId: 'probability:0'
} as const;

function planClasses(name: string, subject: ExportSubject): FilePlan {
  return planStack(
    name,
    subject,
    subject.classes.length,
    probabilityType(subject)
  );
}

function planPixels(name: string, subject: ExportSubject): FilePlan {
  return planArray(
    name,
    subject,
    subject.classes.length,
    probabilityType(subject)
  );
}

const tiff = singleFile({
  ...common,
  id: 'probabilities-tiff',
  name: 'Probabilities (TIFF)',
  explanation:
    'A float32 ImageJ hyperstack with one channel per class, 0 to 1: opens in Fiji, CellProfiler and Python.',
  isDefault: true,
  result: SOURCE,
  extension: 'tif',
  plan: planClasses,
  content: input => ({
    kind: 'tiff',
    pages: input.probabilities.flat(),
    options: {
      ...classStack(input, probabilityType(input)),
      displayRange: displayRange(input)
    }
  })
});

const tiff8 = singleFile({
  ...common,
  id: 'probabilities-tiff-8bit',
  name: 'Probabilities, 8-bit (TIFF)',
  explanation:
    'The same with 0 to 255 for 0 to 1: a quarter of the size; CellProfiler’s “IdentifyPrimaryObjects” takes it.',
  reads: ['probabilities8'],
  result: `${SOURCE}_8bit`,
  extension: 'tif',
  plan: (name, subject) =>
    planStack(name, subject, subject.classes.length, 'uint8'),
  content: input => ({
    kind: 'tiff',
    pages: input.probabilities8.flat(),
    options: { ...classStack(input, 'uint8'), displayRange: [0, 255] }
  })
});

const omeTiff = singleFile({
  ...common,
  id: 'probabilities-ome-tiff',
  name: 'Probabilities (OME-TIFF)',
  explanation:
    'For Bio-Formats, OMERO and QuPath: channels are named after the classes, with the size of a pixel.',
  result: SOURCE,
  extension: 'ome.tif',
  plan: planClasses,
  content: input => {
    const options = classStack(input, probabilityType(input));
    return {
      kind: 'tiff',
      pages: input.probabilities.flat(),
      options: {
        ...options,
        omeXml: formatOmeXml({
          ...options,
          name: stemOf(input.image),
          channelNames: input.classes.map(({ name }) => name),
          description: infoLines(input.provenance)
        })
      }
    };
  }
});

const hdf5 = singleFile({
  ...common,
  id: 'probabilities-hdf5',
  name: 'Probabilities (HDF5)',
  explanation:
    'As ilastik writes it: data set “exported_data”, axes as in the image.',
  result: SOURCE,
  extension: 'h5',
  plan: planPixels,
  content: input => ({
    kind: 'hdf5',
    planes: planesOf(input),
    options: {
      image: input.metadata,
      channelCount: input.classes.length,
      dtype: probabilityType(input),
      displayRange: displayRange(input),
      attributes: hdf5Attributes(input)
    }
  })
});

const npy = singleFile({
  ...common,
  id: 'probabilities-npy',
  name: 'Probabilities (NPY)',
  explanation:
    'For NumPy: numpy.load gives an array with the axes of the image, classes last.',
  result: SOURCE,
  extension: 'npy',
  plan: planPixels,
  content: input => ({
    kind: 'npyResult',
    planes: planesOf(input),
    options: {
      image: input.metadata,
      channelCount: input.classes.length,
      dtype: probabilityType(input)
    }
  })
});

const zarr: IExporter = {
  ...common,
  id: 'probabilities-ome-zarr',
  name: 'Probabilities (OME-Zarr)',
  explanation:
    'A folder of compressed pieces (OME-Zarr 0.5) for napari, Dask and large images.',
  fileNames: image => [resultName(image, SOURCE, 'ome.zarr')],
  plan: subject => [
    planArray(
      resultName(subject.image, SOURCE, 'ome.zarr'),
      subject,
      subject.classes.length,
      probabilityType(subject),
      'tczyx'
    )
  ],
  files: input =>
    zarrFiles(
      resultName(input.image, SOURCE, 'ome.zarr'),
      input,
      input.probabilities,
      input.classes.map(({ name }) => name),
      probabilityType(input)
    )
};

/** What can be made of class probabilities. */
export const PROBABILITY_EXPORTERS: readonly IExporter[] = [
  tiff,
  tiff8,
  omeTiff,
  hdf5,
  npy,
  zarr
];

/** Options of a hyperstack with one channel per class. */
function classStack(
  input: ExportInput,
  dtype: TiffOptions['dtype']
): TiffOptions {
  const { classes, planes } = input;
  return {
    ...stackOptions(input, dtype),
    channels: classes.length,
    pageLabels: planes.flatMap(() => classes.map(({ name }) => name)),
    channelColors: classes.map(({ probabilityColor }) => probabilityColor),
    classNames: classes.map(({ name }) => name)
  };
}

function displayRange({ settings }: ExportInput): readonly [number, number] {
  return settings.data?.to ?? [0, 1];
}

type Planes = Extract<ExportFile['content'], { kind: 'hdf5' }>['planes'];

function planesOf({ planes, probabilities }: ExportInput): Planes {
  return planes.map((plane, i) => ({ plane, channels: probabilities[i] }));
}
