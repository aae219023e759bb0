import { PixelForestError } from '../../errors';
import {
  AXES,
  Axis,
  bytesPerValue,
  MAX_CHANNELS,
  PixelArray,
  PlaneIndex,
  Shape
} from '../../project/grid';
import { ImageMetadata } from '../../project/images';
import {
  IByteSource,
  IDecodedImage,
  IImageReader,
  MAX_PLANE_BYTES
} from '../contract';
import { splitChannels } from './array-layout';
import { areAxes, defaultAxes, parseAxisTags } from './axistags';
import { chooseDataset, collectDatasets, DatasetChoice } from './dataset-list';
import { fileBytesOf } from './file-bytes';
import { Hdf5File, openHdf5 } from './open-file';
import { readPixelSize } from './pixel-size';
import { AxisRange, Hdf5Dataset } from './read-node';
import { dtypeOfDataset, nameOfType, toPixels } from './value-type';

/** First bytes of every HDF5 file. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Filters the library brings: gzip, shuffle, checksum, n-bit, scale-offset. */
const KNOWN_FILTERS = new Set([1, 2, 3, 5, 6]);

/** Names of filters people meet, from the HDF5 registry. */
const FILTER_NAMES: Readonly<Record<number, string>> = {
  4: 'szip',
  307: 'bzip2',
  32000: 'lzf',
  32001: 'blosc',
  32004: 'lz4',
  32015: 'zstd',
  32026: 'blosc2'
};

/** Options of {@link openHdf5Image}. */
export type Hdf5ImageOptions = {
  /** Data set inside the file; '' or missing for the only one. */
  readonly innerPath?: string;
  /** Axes in the file's order, where a project says other ones than the file. */
  readonly axes?: string;
  readonly signal?: AbortSignal;
};

/** Reads HDF5 images: any axis order, integers and floats. */
export const hdf5ImageReader: IImageReader = {
  name: 'HDF5',
  extensions: ['.h5', '.hdf5'],
  recognises: head => SIGNATURE.every((byte, i) => head[i] === byte),
  open: openHdf5Image
};

/**
 * Opens a data set as an image. Axes come from the options, else from the
 * attribute `axistags`, else they are ilastik's defaults for the number of
 * dimensions. 64-bit integers become float64 if they fit exactly.
 *
 * @throws PixelForestError `format` if damaged or unsupported, `memory` if too large
 */
export async function openHdf5Image(
  source: IByteSource,
  options: Hdf5ImageOptions = {}
): Promise<IDecodedImage> {
  const file = await openSource(source, options.signal);
  try {
    const dataset = chooseDataset(
      file.root,
      options.innerPath ?? '',
      source.name
    );
    return new Hdf5Image(file, dataset, describeImage(dataset, options.axes));
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * The data sets of a file that can be opened as images; the path of one is
 * what `ImageReference.innerPath` holds.
 */
export async function listDatasets(
  source: IByteSource,
  signal?: AbortSignal
): Promise<DatasetChoice[]> {
  const file = await openSource(source, signal);
  try {
    return collectDatasets(file.root);
  } finally {
    file.close();
  }
}

/**
 * What a data set says about itself as an image.
 *
 * @param axes in the file's order, if known from elsewhere
 * @throws PixelForestError `format` if axes or values are none we read
 */
export function describeImage(
  dataset: Hdf5Dataset,
  axes?: string
): ImageMetadata {
  const { shape: fileShape, metadata, fileName, path } = dataset;
  const dtype = dtypeOfDataset(metadata);
  if (!dtype) {
    throw new PixelForestError(
      'format',
      `${fileName}: ${path} should hold 8- to 64-bit integers or 32- or 64-bit floats but holds ${nameOfType(metadata)}. Convert it to one of these.`
    );
  }
  const json = dataset.textOfAttribute('axistags');
  const tags =
    json === null ? null : parseAxisTags(json, `${fileName}: ${path}`);
  const fileAxes = axes ?? tags?.axes ?? defaultAxes(fileShape);
  if (
    fileAxes.length !== fileShape.length ||
    !areAxes(fileAxes) ||
    !fileAxes.includes('y') ||
    !fileAxes.includes('x')
  ) {
    throw new PixelForestError(
      'format',
      `${fileName}: ${path} has ${fileShape.length} dimensions (${fileShape.join(', ')}) but the axes "${fileAxes}"; one axis per dimension is needed, y and x among them. Write the file again with other axes.`
    );
  }
  refuseForeignStorage(dataset);
  const shape = shapeOf(fileAxes, fileShape);
  if (shape.c > MAX_CHANNELS) {
    throw new PixelForestError(
      'memory',
      `${fileName}: ${path} (${fileShape.join(', ')}) with the axes "${fileAxes}" has ${shape.c} channels; at most ${MAX_CHANNELS} are read. If an axis is taken for the channels by mistake, write the file again with other axes.`
    );
  }
  const range = dataset.numbersOfAttribute('drange');
  const displayRange =
    range?.length === 2 && range[0] < range[1]
      ? ([range[0], range[1]] as const)
      : null;
  return {
    shape,
    dtype,
    fileAxes,
    fileShape: [...fileShape],
    channelNames: Array.from({ length: shape.c }, () => ''),
    channelColors: Array.from({ length: shape.c }, () => null),
    displayRanges: Array.from({ length: shape.c }, () => displayRange),
    pixelSizeUm: readPixelSize(dataset, tags)
  };
}

/** Sizes by axis; an axis that is not there is 1. */
export function shapeOf(fileAxes: string, fileShape: readonly number[]): Shape {
  const sizes = AXES.map(axis => {
    const index = fileAxes.indexOf(axis);
    return [axis, index < 0 ? 1 : fileShape[index]] as const;
  });
  return Object.fromEntries(sizes) as Record<Axis, number>;
}

class Hdf5Image implements IDecodedImage {
  constructor(
    private readonly _file: Hdf5File,
    private readonly _dataset: Hdf5Dataset,
    readonly metadata: ImageMetadata
  ) {}

  async readPlane(
    plane: PlaneIndex,
    signal?: AbortSignal
  ): Promise<PixelArray[]> {
    signal?.throwIfAborted();
    const { fileAxes, fileShape, shape, dtype } = this.metadata;
    if (!(
      plane.t >= 0 &&
      plane.t < shape.t &&
      plane.z >= 0 &&
      plane.z < shape.z
    )) {
      throw new PixelForestError(
        'input',
        `${this._file.name} has ${shape.t} time points and ${shape.z} slices; t = ${plane.t}, z = ${plane.z} is not among them.`
      );
    }
    const bytes = shape.y * shape.x * shape.c * bytesPerValue(dtype);
    if (bytes > MAX_PLANE_BYTES) {
      throw new PixelForestError(
        'memory',
        `One plane of ${this._file.name} (${shape.y} × ${shape.x}, ${shape.c} channels, ${dtype}) needs ${bytes} bytes; at most ${MAX_PLANE_BYTES} fit. Crop or downscale the image.`
      );
    }
    const ranges = [...fileAxes].map((axis, i): AxisRange => {
      const at = axis === 't' ? plane.t : axis === 'z' ? plane.z : null;
      return at === null ? [0, fileShape[i]] : [at, at + 1];
    });
    const values = this._dataset.slice(ranges, MAX_PLANE_BYTES);
    return splitChannels(
      toPixels(values, this._dataset),
      fileAxes,
      ranges.map(([start, stop]) => stop - start)
    );
  }

  close(): void {
    this._file.close();
  }
}

async function openSource(
  source: IByteSource,
  signal?: AbortSignal
): Promise<Hdf5File> {
  return openHdf5(await fileBytesOf(source, signal), source.name);
}

/** Values that lie elsewhere or are packed by other software would come out as zeros. */
function refuseForeignStorage(dataset: Hdf5Dataset): void {
  const { fileName, path, metadata, filterIds } = dataset;
  if (metadata.virtual_sources) {
    const sources = metadata.virtual_sources.map(({ file_name }) => file_name);
    throw new PixelForestError(
      'format',
      `${fileName}: ${path} only points at other files (${sources.slice(0, 3).join(', ')}). Open those, or copy the data into one file.`
    );
  }
  const foreign = filterIds.filter(id => !KNOWN_FILTERS.has(id));
  if (foreign.length > 0) {
    const names = foreign.map(id => FILTER_NAMES[id] ?? `filter ${id}`);
    throw new PixelForestError(
      'format',
      `${fileName}: ${path} is compressed with ${names.join(', ')}; gzip or none is read. Save it again with gzip.`
    );
  }
}
