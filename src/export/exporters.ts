import { IExporter } from './contract';
import { classNames, resultName } from './file-names';
import { LABEL_EXPORTERS } from './label-exporters';
import { paletteOf, stackOptions } from './tiff-options';

/** The exporters by the order they are offered in. */
export class ExporterRegistry {
  /** @returns takes it away again */
  register(exporter: IExporter): () => void {
    this._exporters.set(exporter.id, exporter);
    return () => {
      if (this._exporters.get(exporter.id) === exporter) {
        this._exporters.delete(exporter.id);
      }
    };
  }

  get(id: string): IExporter | undefined {
    return this._exporters.get(id);
  }

  all(): IExporter[] {
    return [...this._exporters.values()];
  }

  private readonly _exporters = new Map<string, IExporter>();
}

/** A registry with everything this project writes. */
export function createExporterRegistry(): ExporterRegistry {
  const registry = new ExporterRegistry();
  BUILT_IN.forEach(exporter => registry.register(exporter));
  return registry;
}

const probabilitiesTiff: IExporter = {
  id: 'probabilities-tiff',
  name: 'Probabilities (TIFF)',
  explanation:
    'A float32 ImageJ hyperstack with one channel per class, 0 to 1: opens in Fiji, CellProfiler and Python.',
  needsPrediction: true,
  reads: ['probabilities'],
  isDefault: true,
  fileNames: image => [resultName(image, 'probabilities', 'tif')],
  files: input => [
    {
      name: resultName(input.image, 'probabilities', 'tif'),
      content: {
        kind: 'tiff',
        pages: input.probabilities.flat(),
        options: {
          ...stackOptions(input, 'float32'),
          channels: input.classes.length,
          displayRange: [0, 1],
          pageLabels: input.planes.flatMap(() =>
            input.classes.map(({ name }) => name)
          ),
          channelColors: input.classes.map(
            ({ probabilityColor }) => probabilityColor
          )
        }
      }
    }
  ]
};

const masks: IExporter = {
  id: 'masks',
  name: 'Masks, one per class (TIFF)',
  explanation:
    'Black and white, 0 and 255: ready for Fiji’s Analyze Particles. Touching objects share one piece.',
  needsPrediction: true,
  reads: ['segmentation'],
  isDefault: true,
  fileNames: (image, classes) =>
    classNames(classes).map(name => resultName(image, `mask_${name}`, 'tif')),
  files: input =>
    classNames(input.classes).map((name, classIndex) => ({
      name: resultName(input.image, `mask_${name}`, 'tif'),
      content: {
        kind: 'tiff',
        pages: input.segmentation.map(plane =>
          plane.map(label => (label === classIndex + 1 ? 255 : 0))
        ),
        options: {
          ...stackOptions(input, 'uint8'),
          displayRange: [0, 255],
          pageLabels: input.planes.map(() => input.classes[classIndex].name)
        }
      }
    }))
};

const segmentationTiff: IExporter = {
  id: 'segmentation-tiff',
  name: 'Class numbers (TIFF)',
  explanation:
    'Each pixel holds the number of its class, from 1, with the class colours as colour table.',
  needsPrediction: true,
  reads: ['segmentation'],
  isDefault: true,
  fileNames: image => [resultName(image, 'segmentation', 'tif')],
  files: input => [
    {
      name: resultName(input.image, 'segmentation', 'tif'),
      content: {
        kind: 'tiff',
        pages: input.segmentation,
        options: {
          ...stackOptions(input, 'uint8'),
          palette: paletteOf(input)
        }
      }
    }
  ]
};

const segmentationPng: IExporter = {
  id: 'segmentation-png',
  name: 'Coloured picture (PNG)',
  explanation:
    'The segmentation in the class colours, for slides and reports; of the plane shown.',
  needsPrediction: true,
  reads: ['picture'],
  isDefault: true,
  fileNames: image => [resultName(image, 'segmentation', 'png')],
  files: input => [
    {
      name: resultName(input.image, 'segmentation', 'png'),
      content: {
        kind: 'rgbaPng',
        rgba: input.picture,
        height: input.metadata.shape.y,
        width: input.metadata.shape.x
      }
    }
  ]
};

const probabilitiesHdf5: IExporter = {
  id: 'probabilities-hdf5',
  name: 'Probabilities (HDF5)',
  explanation:
    'As ilastik writes it: data set “exported_data”, axes as in the image.',
  needsPrediction: true,
  reads: ['probabilities'],
  isDefault: false,
  fileNames: image => [resultName(image, 'probabilities', 'h5')],
  files: input => [
    {
      name: resultName(input.image, 'probabilities', 'h5'),
      content: {
        kind: 'hdf5',
        planes: input.planes.map((plane, i) => ({
          plane,
          channels: input.probabilities[i]
        })),
        options: {
          image: input.metadata,
          channelCount: input.classes.length,
          dtype: 'float32',
          displayRange: [0, 1]
        }
      }
    }
  ]
};

const segmentationHdf5: IExporter = {
  id: 'segmentation-hdf5',
  name: 'Class numbers (HDF5)',
  explanation: 'As ilastik’s “Simple Segmentation”: class numbers from 1.',
  needsPrediction: true,
  reads: ['segmentation'],
  isDefault: false,
  fileNames: image => [resultName(image, 'segmentation', 'h5')],
  files: input => [
    {
      name: resultName(input.image, 'segmentation', 'h5'),
      content: {
        kind: 'hdf5',
        planes: input.planes.map((plane, i) => ({
          plane,
          channels: [input.segmentation[i]]
        })),
        options: {
          image: input.metadata,
          channelCount: 1,
          dtype: 'uint8',
          displayRange: null
        }
      }
    }
  ]
};

const BUILT_IN: readonly IExporter[] = [
  probabilitiesTiff,
  masks,
  segmentationTiff,
  segmentationPng,
  probabilitiesHdf5,
  segmentationHdf5,
  ...LABEL_EXPORTERS
];
