import { PixelArray, PlaneIndex, Shape } from '../../project/grid';
import { ImageMetadata, Rgb } from '../../project/images';
import { countNumbers, NumberBlock } from '../../project/numbered-labels';
import { IDecodedImage } from '../contract';
import { formatError } from '../damage';
import {
  BlockCollector,
  LABEL_AXES,
  LabelFile,
  sizeMismatch
} from './label-file';

/** What is known of the numbers of a label image. */
export type NumberFacts = {
  readonly names: ReadonlyMap<number, string>;
  readonly colors: ReadonlyMap<number, Rgb>;
};

/** Largest number that is kept. */
const MAX_NUMBER = 2 ** 32 - 1;

/**
 * Reads an image whose pixels are numbers: class numbers, or object numbers as
 * Cellpose and StarDist write them. Floats are taken if all are whole.
 *
 * @param shape of the image the labels belong to
 * @throws PixelForestError `format` for colours or values that are no numbers of objects, `mismatch` if the size differs
 */
export async function readNumberImage(
  name: string,
  image: IDecodedImage,
  shape: Shape,
  facts: NumberFacts,
  signal?: AbortSignal
): Promise<LabelFile> {
  const { metadata } = image;
  if (metadata.shape.c !== 1) {
    throw formatError(
      name,
      `a label image has one number a pixel, and this one has ${metadata.shape.c} channels (a coloured picture?). Save the numbers themselves as 8- or 16-bit TIFF or PNG.`
    );
  }
  const planeFor = planeOrder(name, metadata.shape, shape);
  const collector = new BlockCollector(blockType(metadata.dtype));
  for (let t = 0; t < shape.t; t++) {
    for (let z = 0; z < shape.z; z++) {
      const [pixels] = await image.readPlane(planeFor({ t, z }), signal);
      requireNumbers(name, pixels, metadata.dtype);
      collector.addPlane(t, z, pixels, shape.x);
    }
  }
  const blocks = collector.blocks();
  return {
    format: 'image',
    numbers: { shape, blocks },
    kinds: countNumbers(blocks).map(({ number, count }) => ({
      number,
      count,
      name: facts.names.get(number) ?? '',
      color: facts.colors.get(number) ?? null
    })),
    notes: []
  };
}

/** Which plane of the file lies on a plane of the image: pages without axes may be slices or frames. */
function planeOrder(
  name: string,
  found: Shape,
  wanted: Shape
): (plane: PlaneIndex) => PlaneIndex {
  const isSamePlane = found.y === wanted.y && found.x === wanted.x;
  if (isSamePlane && found.t === wanted.t && found.z === wanted.z) {
    return plane => plane;
  }
  const isOneAxis = wanted.t === 1 || wanted.z === 1;
  if (
    isSamePlane &&
    isOneAxis &&
    found.t === wanted.z &&
    found.z === wanted.t
  ) {
    return ({ t, z }) => ({ t: z, z: t });
  }
  const sizes = LABEL_AXES.map(axis => found[axis]).join(' × ');
  throw sizeMismatch(name, sizes, wanted);
}

function blockType(
  dtype: ImageMetadata['dtype']
): (length: number) => NumberBlock {
  switch (dtype) {
    case 'uint8':
    case 'int8':
      return length => new Uint8Array(length);
    case 'uint16':
    case 'int16':
      return length => new Uint16Array(length);
    default:
      return length => new Uint32Array(length);
  }
}

function requireNumbers(
  name: string,
  pixels: PixelArray,
  dtype: ImageMetadata['dtype']
): void {
  if (dtype.startsWith('uint')) {
    return;
  }
  const wrong = (pixels as Float64Array).find(
    value => !(value >= 0 && value <= MAX_NUMBER && Number.isInteger(value))
  );
  if (wrong !== undefined) {
    throw formatError(
      name,
      `labels are whole numbers from 0 and one is ${wrong} (${dtype}): probabilities or an image rather than labels? Save the label image itself as 8- or 16-bit TIFF or PNG.`
    );
  }
}
