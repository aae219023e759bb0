import { dtypeOf, Shape } from '../../project/grid';
import { Rgb } from '../../project/images';
import { readExactly } from '../byte-sources';
import { IByteSource, IDecodedImage, MAX_PLANE_BYTES } from '../contract';
import { planeMetadata } from '../decoded-plane';
import { formatError, memoryError } from '../damage';
import { readNpy } from '../npy';
import { PngReader, readPngFacts } from '../png';
import { FormatRegistry } from '../registry';
import { readTiffFacts } from '../tiff/label-facts';
import { CLASS_NAMES_KEY, parseClassNames } from './class-names';
import { LabelFile, sizeMismatch } from './label-file';
import { LABEL_SETS_EXTENSION, readLabelSets } from './label-sets';
import { MAX_LABKIT_BYTES, readLabkit } from './labkit';
import { NumberFacts, readNumberImage } from './number-image';

/** What a label file is read for. */
export type LabelRequest = {
  /** Of the image the labels belong to. */
  readonly shape: Shape;
  /** Content of Labkit's `.labels` file beside a TIFF, if there is one. */
  readonly labelSets?: string;
};

/**
 * Reads labels of any format: Labkit's `.labeling`, images of class or object
 * numbers (TIFF, PNG, HDF5, NPY).
 *
 * @param registry of the image formats
 * @throws PixelForestError `format` if damaged or no labels, `mismatch` if the size differs, `memory` if too large
 */
export async function readLabels(
  source: IByteSource,
  { shape, labelSets }: LabelRequest,
  registry: FormatRegistry,
  signal?: AbortSignal
): Promise<LabelFile> {
  const { name } = source;
  if (/\.(?:labeling|json)$/i.test(name)) {
    return readLabkit(
      name,
      await readAll(source, MAX_LABKIT_BYTES, signal),
      shape
    );
  }
  const { image, facts } = /\.npy$/i.test(name)
    ? { image: await openNpy(source, shape, signal), facts: NO_FACTS }
    : await openImage(source, registry, signal);
  try {
    const sets = labelSets
      ? { names: readLabelSets(name + LABEL_SETS_EXTENSION, labelSets) }
      : {};
    return await readNumberImage(
      name,
      image,
      shape,
      { ...facts, ...sets },
      signal
    );
  } finally {
    image.close();
  }
}

const NO_FACTS: NumberFacts = { names: new Map(), colors: new Map() };

type OpenedLabels = {
  readonly image: IDecodedImage;
  readonly facts: NumberFacts;
};

async function openImage(
  source: IByteSource,
  registry: FormatRegistry,
  signal?: AbortSignal
): Promise<OpenedLabels> {
  const reader = await registry.readerOf(source, signal);
  if (reader instanceof PngReader) {
    const image = await new PngReader(true).open(source, { signal });
    const { text, palette } = readPngFacts(
      source.name,
      await readAll(source, MAX_PLANE_BYTES, signal)
    );
    return {
      image,
      facts: factsOf(parseClassNames(text.get(CLASS_NAMES_KEY)), palette)
    };
  }
  if (reader.name === 'JPEG') {
    throw formatError(
      source.name,
      'JPEG changes values, so the numbers of labels do not survive in it. Save them as TIFF or PNG.'
    );
  }
  const image = await reader.open(source, { signal });
  if (reader.name !== 'TIFF') {
    return { image, facts: NO_FACTS };
  }
  const { names, palette } = await readTiffFacts(source, signal);
  return { image, facts: factsOf(names, palette) };
}

/** @param palette colour of each number from 0 */
function factsOf(
  names: readonly string[],
  palette: readonly Rgb[]
): NumberFacts {
  const named = names.map((name, i) => [i + 1, name] as const);
  // a palette without names may be any look-up table: its colours mean nothing
  const colored =
    names.length > 0 ? palette.map((color, i) => [i, color] as const) : [];
  return { names: new Map(named), colors: new Map(colored) };
}

/** A `.npy` file as an image: the last two axes are y and x, others are the planes in order. */
async function openNpy(
  source: IByteSource,
  shape: Shape,
  signal?: AbortSignal
): Promise<IDecodedImage> {
  const { name } = source;
  const bytes = await readAll(source, MAX_PLANE_BYTES, signal);
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 256));
  if (/'descr':\s*'[|<>=]?O/.test(head)) {
    throw formatError(
      name,
      'it holds Python objects (Cellpose’s _seg.npy is such a file), which could run any program when opened, so they are never read. Save the masks as TIFF or PNG: in Cellpose File → Save masks as PNG/tif, or tifffile.imwrite("masks.tif", masks.astype("uint16")).'
    );
  }
  const array = readNpy(name, bytes);
  const sizes = array.shape.filter(
    (size, i) => size > 1 || i > array.shape.length - 3
  );
  const [height, width] = sizes.slice(-2);
  const planes = sizes
    .slice(0, -2)
    .reduce((product, size) => product * size, 1);
  const fits =
    sizes.length >= 2 &&
    height === shape.y &&
    width === shape.x &&
    planes === shape.t * shape.z;
  if (!fits) {
    throw sizeMismatch(name, array.shape.join(' × '), shape);
  }
  const area = height * width;
  const metadata = planeMetadata(width, height, 1, dtypeOf(array.data));
  return {
    metadata: { ...metadata, shape: { ...shape, c: 1 } },
    readPlane: async ({ t, z }) => {
      const at = (t * shape.z + z) * area;
      return [array.data.subarray(at, at + area)];
    },
    close: () => undefined
  };
}

async function readAll(
  source: IByteSource,
  limit: number,
  signal?: AbortSignal
): Promise<Uint8Array> {
  if (source.size > limit) {
    throw memoryError(
      source.name,
      `the labels have ${Math.ceil(source.size / 2 ** 20)} MiB and up to ${limit / 2 ** 20} MiB are read of this format. Save them as TIFF.`
    );
  }
  return readExactly(source, 0, source.size, 'the labels', signal);
}
