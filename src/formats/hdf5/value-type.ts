import type * as H5 from 'h5wasm';
import { PixelForestError } from '../../errors';
import { DType, PixelArray } from '../../project/grid';
import { Hdf5Array, Hdf5Dataset } from './read-node';

/** Type classes of HDF5 that may hold pixels. */
const INTEGER = 0;
const FLOAT = 1;
const ENUMERATION = 8;

const INTEGERS: Readonly<Record<number, { signed: DType; unsigned: DType }>> = {
  1: { signed: 'int8', unsigned: 'uint8' },
  2: { signed: 'int16', unsigned: 'uint16' },
  4: { signed: 'int32', unsigned: 'uint32' },
  // exact up to 2⁵³; reading checks that
  8: { signed: 'float64', unsigned: 'float64' }
};
const FLOATS: Readonly<Record<number, DType>> = { 4: 'float32', 8: 'float64' };

/**
 * The dtype an image of this data set gets, or null if it holds no numbers we
 * read. Truth values become uint8; 64-bit integers become float64.
 */
export function dtypeOfDataset(metadata: H5.Metadata): DType | null {
  const { type, size, signed, enum_type } = metadata;
  if (type === FLOAT) {
    return FLOATS[size] ?? null;
  }
  if (type === ENUMERATION && enum_type) {
    const isTruth =
      enum_type.members.FALSE === 0 && enum_type.members.TRUE === 1;
    if (isTruth && size === 1) {
      return 'uint8';
    }
  }
  if (type !== INTEGER && type !== ENUMERATION) {
    return null;
  }
  return INTEGERS[size]?.[signed ? 'signed' : 'unsigned'] ?? null;
}

/** What a data set holds, for messages: "uint8", "text", "float16". */
export function nameOfType(metadata: H5.Metadata): string {
  const dtype = dtypeOfDataset(metadata);
  if (dtype) {
    return dtype;
  }
  switch (metadata.type) {
    case INTEGER:
      return `int${metadata.size * 8}`;
    case FLOAT:
      return `float${metadata.size * 8}`;
    case 3:
      return 'text';
    case 6:
      return 'records';
    default:
      return 'other values';
  }
}

/**
 * Values as read → values of {@link dtypeOfDataset}.
 * @throws PixelForestError `format` if a 64-bit integer is beyond 2⁵³
 */
export function toPixels(values: Hdf5Array, dataset: Hdf5Dataset): PixelArray {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return Float64Array.from(values, value => {
      const number = Number(value);
      if (!Number.isSafeInteger(number)) {
        throw new PixelForestError(
          'format',
          `${dataset.fileName}: ${dataset.path} holds the 64-bit integer ${value}; only values up to 2^53 can be kept exactly. Store the image as uint16, int32 or float32.`
        );
      }
      return number;
    });
  }
  const isTruth = dtypeOfDataset(dataset.metadata) === 'uint8';
  return isTruth && values instanceof Int8Array
    ? new Uint8Array(values.buffer, values.byteOffset, values.length)
    : values;
}
