import type * as H5 from 'h5wasm';
import { PixelForestError } from '../../errors';
import {
  Axis,
  bytesPerValue,
  createPixels,
  DType,
  dtypeOf,
  PixelArray,
  PlaneIndex
} from '../../project/grid';
import { ImageMetadata } from '../../project/images';
import { MAX_PLANE_BYTES } from '../contract';
import { mergeChannels } from './array-layout';
import { formatAxisTags } from './axistags';
import { exportAxes } from './export-axes';
import { guard } from './guard';
import { createHdf5, Hdf5Output, setAttribute } from './write-file';

/** The data set ilastik writes results to. */
export const EXPORT_DATASET = 'exported_data';

/** Chunks: one plane's tiles, small enough to be read one by one. */
const CHUNK_SIDE = 128;
const CHUNK_CHANNELS = 4;

/** What a result looks like. */
export type Hdf5ExportOptions = {
  /** The image the result belongs to: gives axes, sizes and pixel size. */
  readonly image: ImageMetadata;
  /** Channels of the result: classes, columns, or 1. */
  readonly channelCount: number;
  readonly dtype: DType;
  /** Range for display, e.g. [0, 1] for probabilities; null = none is stored. */
  readonly displayRange: readonly [number, number] | null;
  /** ilastik's word for how to show it; `default` if not given. */
  readonly displayMode?: string;
  /** Further text attributes of the data set. */
  readonly attributes?: Readonly<Record<string, string>>;
};

/** A result file being written plane by plane. */
export interface IHdf5Export {
  /**
   * @param channels one (y, x) array per channel, of the dtype announced
   * @throws PixelForestError `mismatch` if number, type or size differ from what was announced
   */
  writePlane(plane: PlaneIndex, channels: readonly PixelArray[]): void;
  /** The whole file. Planes never written are 0. */
  finish(): Uint8Array;
  /** Throws it away; harmless after `finish`. */
  dispose(): void;
}

/**
 * Starts a result file as ilastik's "compressed hdf5" writes it: data set
 * `exported_data`, gzip 1, attributes `axistags`, `drange`, `display_mode`,
 * `DIMENSION_LABELS`.
 *
 * @throws PixelForestError `memory` if one plane is too large
 */
export async function createHdf5Export(
  options: Hdf5ExportOptions
): Promise<IHdf5Export> {
  const { image, channelCount, dtype } = options;
  const axes = exportAxes(image.fileAxes);
  const shape = [...axes].map((axis, i) =>
    axis === 'c' ? channelCount : image.fileShape[i]
  );
  const bytes =
    image.shape.y * image.shape.x * channelCount * bytesPerValue(dtype);
  if (bytes > MAX_PLANE_BYTES) {
    throw new PixelForestError(
      'memory',
      `One plane of the result (${image.shape.y} × ${image.shape.x}, ${channelCount} channels, ${dtype}) needs ${bytes} bytes; at most ${MAX_PLANE_BYTES} fit. Export a smaller image or fewer channels.`
    );
  }
  const output = await createHdf5();
  try {
    const dataset = createDataset(output, axes, shape, options);
    return new Hdf5Export(output, dataset, axes, shape, options);
  } catch (error) {
    output.dispose();
    throw error;
  }
}

class Hdf5Export implements IHdf5Export {
  constructor(
    private readonly _output: Hdf5Output,
    private readonly _dataset: H5.Dataset,
    private readonly _axes: string,
    private readonly _shape: readonly number[],
    private readonly _options: Hdf5ExportOptions
  ) {}

  writePlane(plane: PlaneIndex, channels: readonly PixelArray[]): void {
    const { image, channelCount, dtype } = this._options;
    const length = image.shape.y * image.shape.x;
    const isExpected =
      channels.length === channelCount &&
      channels.every(
        values => values.length === length && dtypeOf(values) === dtype
      );
    if (!isExpected) {
      throw new PixelForestError(
        'mismatch',
        `The result should have ${channelCount} channels of ${length} ${dtype} values but has ${channels.map(values => `${values.length} ${dtypeOf(values)}`).join(', ') || 'none'}.`
      );
    }
    const ranges = [...this._axes].map((axis, i): [number, number] => {
      const at = axis === 't' ? plane.t : axis === 'z' ? plane.z : null;
      return at === null ? [0, this._shape[i]] : [at, at + 1];
    });
    const sizes = ranges.map(([start, stop]) => stop - start);
    const values = createPixels(dtype, length * channelCount);
    mergeChannels(channels, values, this._axes, sizes);
    guard('Writing a plane to HDF5', () =>
      this._dataset.write_slice(ranges, values)
    );
  }

  finish(): Uint8Array {
    return this._output.finish();
  }

  dispose(): void {
    this._output.dispose();
  }
}

/** Creates the data set empty and then sets its size, so that no whole copy lies in memory. */
function createDataset(
  output: Hdf5Output,
  axes: string,
  shape: readonly number[],
  options: Hdf5ExportOptions
): H5.Dataset {
  const chunks = [...axes].map((axis, i) =>
    Math.max(1, Math.min(shape[i], chunkSide(axis as Axis)))
  );
  const dataset = guard('Creating the result', () => {
    const created = output.root.extendable(
      EXPORT_DATASET,
      createPixels(options.dtype, 0),
      shape,
      chunks
    );
    created.resize([...shape]);
    return created;
  });
  setAttribute(
    dataset,
    'axistags',
    formatAxisTags(axes, resolutions(axes, options.image))
  );
  setAttribute(dataset, 'DIMENSION_LABELS', [...axes]);
  setAttribute(dataset, 'display_mode', options.displayMode ?? 'default');
  if (options.displayRange) {
    setAttribute(dataset, 'drange', Float64Array.from(options.displayRange));
  }
  const units = unitsOf(axes, options.image);
  if (units) {
    setAttribute(dataset, 'axis_units', units);
  }
  for (const [name, text] of Object.entries(options.attributes ?? {})) {
    setAttribute(dataset, name, text);
  }
  return dataset;
}

function chunkSide(axis: Axis): number {
  switch (axis) {
    case 't':
    case 'z':
      return 1;
    case 'c':
      return CHUNK_CHANNELS;
    default:
      return CHUNK_SIDE;
  }
}

/** Pixel size per axis, 0 where it is not known. */
function resolutions(axes: string, image: ImageMetadata): number[] {
  return [...axes].map(axis =>
    axis === 'x' || axis === 'y' || axis === 'z'
      ? (image.pixelSizeUm?.[axis] ?? 0)
      : 0
  );
}

/** `{"y": "µm", …}` for the axes whose pixel size is known; null if none. */
function unitsOf(axes: string, image: ImageMetadata): string | null {
  const known = [...axes].filter((_, i) => resolutions(axes, image)[i] > 0);
  return known.length === 0
    ? null
    : JSON.stringify(Object.fromEntries(known.map(axis => [axis, 'µm'])));
}
