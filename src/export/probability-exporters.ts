import { TiffOptions } from '../formats/tiff/write';
import { formatOmeXml } from '../formats/tiff/ome-write';
import { ExportFile, ExportInput, IExporter } from './contract';
import { resultName, stemOf } from './file-names';
import { planArray, planStack, probabilityType } from './file-plan';
import { infoLines } from './provenance';
import { hdf5Attributes, stackOptions } from './tiff-options';
import { zarrFiles } from './zarr-files';

const SOURCE = 'probabilities';

const tiff: IExporter = {
  id: 'probabilities-tiff',
  name: 'Probabilities (TIFF)',
  explanation:
    'A float32 ImageJ hyperstack with one channel per class, 0 to 1: opens in Fiji, CellProfiler and Python.',
  needsPrediction: true,
  reads: ['probabilities'],
  isDefault: true,
  layerId: 'probability:0',
  fileNames: image => [resultName(image, SOURCE, 'tif')],
  plan: subject => [
    planStack(
      resultName(subject.image, SOURCE, 'tif'),
      subject,
      subject.classes.length,
      probabilityType(subject)
    )
  ],
  files: input => [
    {
      name: resultName(input.image, SOURCE, 'tif'),
      content: {
        kind: 'tiff',
        pages: input.probabilities.flat(),
        options: {
          ...classStack(input, probabilityType(input)),
          displayRange: displayRange(input)
        }
      }
    }
  ]
};

const tiff8: IExporter = {
  id: 'probabilities-tiff-8bit',
  name: 'Probabilities, 8-bit (TIFF)',
  explanation:
    'The same with 0 to 255 for 0 to 1: a quarter of the size; CellProfiler’s “IdentifyPrimaryObjects” takes it.',
  needsPrediction: true,
  reads: ['probabilities8'],
  isDefault: false,
  layerId: 'probability:0',
  fileNames: image => [resultName(image, `${SOURCE}_8bit`, 'tif')],
  plan: subject => [
    planStack(
      resultName(subject.image, `${SOURCE}_8bit`, 'tif'),
      subject,
      subject.classes.length,
      'uint8'
    )
  ],
  files: input => [
    {
      name: resultName(input.image, `${SOURCE}_8bit`, 'tif'),
      content: {
        kind: 'tiff',
        pages: input.probabilities8.flat(),
        options: { ...classStack(input, 'uint8'), displayRange: [0, 255] }
      }
    }
  ]
};

const omeTiff: IExporter = {
  id: 'probabilities-ome-tiff',
  name: 'Probabilities (OME-TIFF)',
  explanation:
    'For Bio-Formats, OMERO and QuPath: channels are named after the classes, with the size of a pixel.',
  needsPrediction: true,
  reads: ['probabilities'],
  isDefault: false,
  layerId: 'probability:0',
  fileNames: image => [resultName(image, SOURCE, 'ome.tif')],
  plan: subject => [
    planStack(
      resultName(subject.image, SOURCE, 'ome.tif'),
      subject,
      subject.classes.length,
      probabilityType(subject)
    )
  ],
  files: input => {
    const options = classStack(input, probabilityType(input));
    return [
      {
        name: resultName(input.image, SOURCE, 'ome.tif'),
        content: {
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
        }
      }
    ];
  }
};

const hdf5: IExporter = {
  id: 'probabilities-hdf5',
  name: 'Probabilities (HDF5)',
  explanation:
    'As ilastik writes it: data set “exported_data”, axes as in the image.',
  needsPrediction: true,
  reads: ['probabilities'],
  isDefault: false,
  layerId: 'probability:0',
  fileNames: image => [resultName(image, SOURCE, 'h5')],
  plan: subject => [
    planArray(
      resultName(subject.image, SOURCE, 'h5'),
      subject,
      subject.classes.length,
      probabilityType(subject)
    )
  ],
  files: input => [
    {
      name: resultName(input.image, SOURCE, 'h5'),
      content: {
        kind: 'hdf5',
        planes: planesOf(input),
        options: {
          image: input.metadata,
          channelCount: input.classes.length,
          dtype: probabilityType(input),
          displayRange: displayRange(input),
          attributes: hdf5Attributes(input)
        }
      }
    }
  ]
};

const npy: IExporter = {
  id: 'probabilities-npy',
  name: 'Probabilities (NPY)',
  explanation:
    'For NumPy: numpy.load gives an array with the axes of the image, classes last.',
  needsPrediction: true,
  reads: ['probabilities'],
  isDefault: false,
  layerId: 'probability:0',
  fileNames: image => [resultName(image, SOURCE, 'npy')],
  plan: subject => [
    planArray(
      resultName(subject.image, SOURCE, 'npy'),
      subject,
      subject.classes.length,
      probabilityType(subject)
    )
  ],
  files: input => [
    {
      name: resultName(input.image, SOURCE, 'npy'),
      content: {
        kind: 'npyResult',
        planes: planesOf(input),
        options: {
          image: input.metadata,
          channelCount: input.classes.length,
          dtype: probabilityType(input)
        }
      }
    }
  ]
};

const zarr: IExporter = {
  id: 'probabilities-ome-zarr',
  name: 'Probabilities (OME-Zarr)',
  explanation:
    'A folder of compressed pieces (OME-Zarr 0.5) for napari, Dask and large images.',
  needsPrediction: true,
  reads: ['probabilities'],
  isDefault: false,
  layerId: 'probability:0',
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
