/**
 * The grid an image lives on. Axis order is `t, z, y, x, c` everywhere inside;
 * other orders exist only in `formats/`.
 */

/** Axis letters in inner order. */
export const AXES = ['t', 'z', 'y', 'x', 'c'] as const;
export type Axis = (typeof AXES)[number];

/** Size along each axis; an axis the file does not have is 1. */
export type Shape = Readonly<Record<Axis, number>>;

/** More channels than any image has; a file that says more is damaged. */
export const MAX_CHANNELS = 4096;

/** Value types an image file may hold. Pixel values are exactly the file's. */
export type DType =
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'float32'
  | 'float64';

export type PixelArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** A region of one (y, x) plane in pixels of level 0: start inclusive, stop exclusive. */
export type TileBox = {
  readonly y0: number;
  readonly x0: number;
  readonly y1: number;
  readonly x1: number;
};

/** One (y, x) plane of an image. */
export type PlaneIndex = { readonly t: number; readonly z: number };

/** Neighbouring slices of a stack: start inclusive, stop exclusive. */
export type SliceRange = { readonly z0: number; readonly z1: number };

/** The one slice of a plane. */
export function sliceOf({ z }: PlaneIndex): SliceRange {
  return { z0: z, z1: z + 1 };
}

/** Number of bytes of one value. */
export function bytesPerValue(dtype: DType): number {
  return ARRAY_TYPES[dtype].BYTES_PER_ELEMENT;
}

/** A new zeroed array of the dtype. */
export function createPixels(dtype: DType, length: number): PixelArray {
  return new ARRAY_TYPES[dtype](length);
}

/** A view of bytes as the dtype; the offset must fit the value size. */
export function viewPixels(
  dtype: DType,
  buffer: ArrayBufferLike,
  byteOffset = 0,
  length?: number
): PixelArray {
  return new ARRAY_TYPES[dtype](buffer, byteOffset, length);
}

/** The dtype of a typed array. */
export function dtypeOf(pixels: PixelArray): DType {
  const name = pixels.constructor.name;
  return name.replace('Array', '').toLowerCase() as DType;
}

/** Number of pixels of a box. */
export function boxArea(box: TileBox): number {
  return Math.max(0, box.y1 - box.y0) * Math.max(0, box.x1 - box.x0);
}

/** The part two boxes share; it may be empty (area 0). */
export function intersectBoxes(a: TileBox, b: TileBox): TileBox {
  const y0 = Math.max(a.y0, b.y0);
  const x0 = Math.max(a.x0, b.x0);
  return {
    y0,
    x0,
    y1: Math.max(y0, Math.min(a.y1, b.y1)),
    x1: Math.max(x0, Math.min(a.x1, b.x1))
  };
}

/** The smallest box around both. */
export function uniteBoxes(a: TileBox, b: TileBox): TileBox {
  return {
    y0: Math.min(a.y0, b.y0),
    x0: Math.min(a.x0, b.x0),
    y1: Math.max(a.y1, b.y1),
    x1: Math.max(a.x1, b.x1)
  };
}

const ARRAY_TYPES = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array
} as const;
