import { IExporter } from './contract';
import { classNames, resultName } from './file-names';
import { planArray, planStack } from './file-plan';
import { singleFile } from './single-file';
import { hdf5Attributes, paletteOf, stackOptions } from './tiff-options';

const SOURCE = 'segmentation';

const masks: IExporter = {
  id: 'masks',
  name: 'Masks, one per class (TIFF)',
  explanation:
    'Black and white, 0 and 255: ready for Fiji’s Analyze Particles. Touching objects share one piece.',
  needsPrediction: true,
  reads: ['segmentation'],
  isDefault: true,
  layerId: 'segmentation',
  isSemantic: true,
  fileNames: (image, classes) =>
    classNames(classes).map(name => resultName(image, `mask_${name}`, 'tif')),
  plan: subject =>
    classNames(subject.classes).map(name =>
      planStack(
        resultName(subject.image, `mask_${name}`, 'tif'),
        subject,
        null,
        'uint8'
      )
    ),
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

const tiff = singleFile({
  id: 'segmentation-tiff',
  name: 'Class numbers (TIFF)',
  explanation:
    'Each pixel holds the number of its class, from 1, with the class colours as colour table.',
  needsPrediction: true,
  reads: ['segmentation'],
  isDefault: true,
  layerId: 'segmentation',
  isSemantic: true,
  result: SOURCE,
  extension: 'tif',
  plan: (name, subject) => planStack(name, subject, null, 'uint8'),
  content: input => ({
    kind: 'tiff',
    pages: input.segmentation,
    options: {
      ...stackOptions(input, 'uint8'),
      palette: paletteOf(input),
      classNames: input.classes.map(({ name }) => name)
    }
  })
});

const png = singleFile({
  id: 'segmentation-png',
  name: 'Coloured picture (PNG)',
  explanation:
    'The segmentation in the class colours, for slides and reports; of the plane shown.',
  needsPrediction: true,
  reads: ['picture'],
  isDefault: true,
  layerId: 'segmentation',
  isSemantic: true,
  result: SOURCE,
  extension: 'png',
  plan: (name, subject) => ({
    ...planArray(name, subject, 4, 'uint8', 'yxc'),
    bytes: null
  }),
  content: input => ({
    kind: 'rgbaPng',
    rgba: input.picture,
    height: input.metadata.shape.y,
    width: input.metadata.shape.x
  })
});

const hdf5 = singleFile({
  id: 'segmentation-hdf5',
  name: 'Class numbers (HDF5)',
  explanation: 'As ilastik’s “Simple Segmentation”: class numbers from 1.',
  needsPrediction: true,
  reads: ['segmentation'],
  isDefault: false,
  layerId: 'segmentation',
  isSemantic: true,
  result: SOURCE,
  extension: 'h5',
  plan: (name, subject) => planArray(name, subject, 1, 'uint8'),
  content: input => ({
    kind: 'hdf5',
    planes: input.planes.map((plane, i) => ({
      plane,
      channels: [input.segmentation[i]]
    })),
    options: {
      image: input.metadata,
      channelCount: 1,
      dtype: 'uint8',
      displayRange: null,
      attributes: hdf5Attributes(input)
    }
  })
});

/** What can be made of the class of each pixel. */
export const SEGMENTATION_EXPORTERS: readonly IExporter[] = [
  masks,
  tiff,
  png,
  hdf5
];
