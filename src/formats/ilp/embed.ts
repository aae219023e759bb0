import { PixelForestError } from '../../errors';
import {
  bytesPerValue,
  createPixels,
  PixelArray,
  PlaneIndex
} from '../../project/grid';
import { ImageMetadata } from '../../project/images';
import { mergeChannels } from '../hdf5/array-layout';
import { formatAxisTags } from '../hdf5/axistags';
import { guard } from '../hdf5/guard';
import { changeHdf5, Hdf5GroupWriter, setAttribute } from '../hdf5/write-file';

/** Where images inside a project lie. */
const LOCAL_DATA = 'Input Data/local_data';

/** Chunks of one plane's tiles, all channels: small enough to be read one by one. */
const CHUNK_SIDE = 128;

/** Largest image that goes into a project: the whole file is in memory while it is saved. */
export const MAX_EMBEDDED_BYTES = 2 ** 30;

/** An image on its way into a project. */
export type EmbeddedImage = {
  /** Name of its data set; unique in the project. */
  readonly datasetId: string;
  /** Its axes and sizes become those of the data set. */
  readonly metadata: ImageMetadata;
  /** Every plane, one (y, x) array per channel. */
  readonly planes: readonly {
    readonly plane: PlaneIndex;
    readonly channels: readonly PixelArray[];
  }[];
};

/** The `innerPath` of an image inside a project. */
export function embeddedPath(datasetId: string): string {
  return `/${LOCAL_DATA}/${datasetId}`;
}

/** Bytes of an image's pixels, uncompressed. */
export function embeddedBytes({
  shape,
  dtype
}: Pick<ImageMetadata, 'shape' | 'dtype'>): number {
  const { t, z, y, x, c } = shape;
  return t * z * y * x * c * bytesPerValue(dtype);
}

/**
 * A project file with the pixels of one more image in it, as ilastik stores
 * them: gzipped chunks in `Input Data/local_data`, with `axistags`. Nothing else
 * changes: that the image lies here is said when the project is written.
 *
 * @param bytes of the project file; used up
 * @throws PixelForestError `memory` if the image is too large, `format` if the file is damaged
 */
export async function embedImage(
  bytes: Uint8Array,
  image: EmbeddedImage
): Promise<Uint8Array> {
  const needed = embeddedBytes(image.metadata);
  if (needed > MAX_EMBEDDED_BYTES) {
    throw new PixelForestError(
      'memory',
      `The image has ${needed} bytes, and at most ${MAX_EMBEDDED_BYTES} go into a project. Leave it in a file of its own.`
    );
  }
  const project = await changeHdf5(bytes);
  try {
    const localData = project.root.group('Input Data').group('local_data');
    writePixels(localData, image);
    return project.finish();
  } finally {
    project.dispose();
  }
}

function writePixels(
  localData: Hdf5GroupWriter,
  { datasetId, metadata, planes }: EmbeddedImage
): void {
  const { fileAxes: axes, fileShape: shape, dtype } = metadata;
  const chunks = [...axes].map((axis, i) =>
    axis === 't' || axis === 'z'
      ? 1
      : Math.min(shape[i], axis === 'c' ? shape[i] : CHUNK_SIDE)
  );
  const dataset = localData.extendable(
    datasetId,
    createPixels(dtype, 0),
    shape,
    chunks
  );
  guard('Making room for the image', () => dataset.resize([...shape]));
  const length = metadata.shape.y * metadata.shape.x;
  for (const { plane, channels } of planes) {
    const ranges = [...axes].map((axis, i): [number, number] => {
      const at = axis === 't' ? plane.t : axis === 'z' ? plane.z : null;
      return at === null ? [0, shape[i]] : [at, at + 1];
    });
    const sizes = ranges.map(([start, stop]) => stop - start);
    const values = createPixels(dtype, length * channels.length);
    mergeChannels(channels, values, axes, sizes);
    guard('Writing a plane into the project', () =>
      dataset.write_slice(ranges, values)
    );
  }
  setAttribute(dataset, 'axistags', formatAxisTags(axes));
  setAttribute(dataset, 'display_mode', 'default');
}
