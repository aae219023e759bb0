import {
  Axis,
  createPixels,
  DType,
  PixelArray,
  PlaneIndex,
  Shape
} from '../../project/grid';
import { ImageMetadata } from '../../project/images';

/** A result as an OME-Zarr image with one level. */
export type OmeZarrOptions = {
  readonly name: string;
  readonly shape: Omit<Shape, 'c'>;
  readonly channelNames: readonly string[];
  readonly dtype: DType;
  readonly pixelSizeUm: ImageMetadata['pixelSizeUm'];
  /** Named values that are kept with the image; anything JSON can hold. */
  readonly attributes: Readonly<Record<string, unknown>>;
};

/** OME-Zarr's order: time, channel, space. */
const ZARR_AXES: readonly Axis[] = ['t', 'c', 'z', 'y', 'x'];
/** A mebibyte of float32: what a server takes in one request, and few files. */
const CHUNK_SIDE = 512;

/** Where the array lies in the image's folder. */
export const LEVEL = '0';

/**
 * The image's own `zarr.json`: version 3, OME-Zarr 0.5. Version 2 has names
 * that begin with a dot, which Jupyter servers refuse.
 *
 * @source Zarr core specification 3.0; OME-NGFF 0.5, “multiscales”
 */
export function formatZarrGroup(options: OmeZarrOptions): string {
  const { name, pixelSizeUm, channelNames, attributes } = options;
  const size = (axis: Axis): number =>
    axis === 'x' || axis === 'y' || axis === 'z'
      ? (pixelSizeUm?.[axis] ?? 1)
      : 1;
  const ome = {
    version: '0.5',
    multiscales: [
      {
        name,
        axes: ZARR_AXES.map(axis => describeAxis(axis, pixelSizeUm !== null)),
        datasets: [
          {
            path: LEVEL,
            coordinateTransformations: [
              { type: 'scale', scale: ZARR_AXES.map(size) }
            ]
          }
        ]
      }
    ],
    omero: { channels: channelNames.map(label => ({ label })) }
  };
  return JSON.stringify(
    {
      zarr_format: 3,
      node_type: 'group',
      attributes: { ome, ...attributes }
    },
    null,
    2
  );
}

/** The `zarr.json` of the array: (t, c, z, y, x), gzip, `c/` before the chunk's place. */
export function formatZarrArray(options: OmeZarrOptions): string {
  return JSON.stringify(
    {
      zarr_format: 3,
      node_type: 'array',
      shape: sizesOf(options),
      data_type: options.dtype,
      chunk_grid: {
        name: 'regular',
        configuration: { chunk_shape: chunkOf(options) }
      },
      chunk_key_encoding: {
        name: 'default',
        configuration: { separator: '/' }
      },
      fill_value: 0,
      codecs: [
        { name: 'bytes', configuration: { endian: 'little' } },
        { name: 'gzip', configuration: { level: 1 } }
      ],
      attributes: {},
      dimension_names: ZARR_AXES
    },
    null,
    2
  );
}

/**
 * The chunks of one plane of one channel, before they are compressed.
 *
 * @param pixels (y, x) of the array's dtype
 * @returns keys below the array, `c/0/1/0/2/3`, and whole chunks: beyond the image they hold 0
 */
export function* zarrChunks(
  pixels: PixelArray,
  { t, z }: PlaneIndex,
  channel: number,
  options: OmeZarrOptions
): Generator<{ readonly key: string; readonly values: PixelArray }> {
  const { y: height, x: width } = options.shape;
  const [, , , chunkHeight, chunkWidth] = chunkOf(options);
  for (let row = 0; row * chunkHeight < height; row++) {
    for (let column = 0; column * chunkWidth < width; column++) {
      const values = createPixels(options.dtype, chunkHeight * chunkWidth);
      const x0 = column * chunkWidth;
      const x1 = Math.min(width, x0 + chunkWidth);
      const rows = Math.min(chunkHeight, height - row * chunkHeight);
      for (let y = 0; y < rows; y++) {
        const from = (row * chunkHeight + y) * width;
        values.set(pixels.subarray(from + x0, from + x1), y * chunkWidth);
      }
      yield { key: `c/${t}/${channel}/${z}/${row}/${column}`, values };
    }
  }
}

function describeAxis(axis: Axis, isMeasured: boolean): object {
  switch (axis) {
    case 't':
      return { name: 't', type: 'time' };
    case 'c':
      return { name: 'c', type: 'channel' };
    default:
      return {
        name: axis,
        type: 'space',
        ...(isMeasured ? { unit: 'micrometer' } : {})
      };
  }
}

function sizesOf({ shape, channelNames }: OmeZarrOptions): number[] {
  return ZARR_AXES.map(axis =>
    axis === 'c' ? channelNames.length : shape[axis]
  );
}

function chunkOf({ shape }: OmeZarrOptions): number[] {
  return [
    1,
    1,
    1,
    Math.min(shape.y, CHUNK_SIDE),
    Math.min(shape.x, CHUNK_SIDE)
  ];
}
