import { PixelForestError } from '../errors';
import {
  bytesPerValue,
  DType,
  dtypeOf,
  PixelArray,
  viewPixels
} from '../project/grid';
import { formatError } from './damage';

/** A NumPy array: any number of axes, last axis fastest. */
export type NpyArray = {
  readonly shape: readonly number[];
  readonly data: PixelArray;
};

const DESCRIPTIONS: Readonly<Record<DType, string>> = {
  uint8: '|u1',
  int8: '|i1',
  uint16: '<u2',
  int16: '<i2',
  uint32: '<u4',
  int32: '<i4',
  float32: '<f4',
  float64: '<f8'
};
const MAGIC = '\x93NUMPY';

/**
 * Writes an array as NumPy's `.npy`, version 1.0, C order, little-endian.
 *
 * @param data   values, last axis fastest
 * @param shape  sizes of the axes
 * @throws PixelForestError `mismatch` if they do not fit
 * @source NumPy Enhancement Proposal 1
 */
export function writeNpy(
  data: PixelArray,
  shape: readonly number[]
): Uint8Array {
  const length = shape.reduce((product, size) => product * size, 1);
  if (length !== data.length) {
    throw new PixelForestError(
      'mismatch',
      `An array of shape (${shape.join(', ')}) has ${length} values, got ${data.length}. Pass the whole array.`
    );
  }
  const header = npyHeader(dtypeOf(data), shape);
  const start = header.length;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set(header);
  bytes.set(
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    start
  );
  return bytes;
}

/**
 * What stands before the values of an `.npy` file in C order.
 *
 * @source NumPy Enhancement Proposal 1
 */
export function npyHeader(dtype: DType, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${DESCRIPTIONS[dtype]}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // the values start at a multiple of 64
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const header = `${text.padEnd(start - 11)}\n`;
  const bytes = new Uint8Array(start);
  bytes.set(Array.from(MAGIC, letter => letter.charCodeAt(0)));
  bytes[6] = 1;
  new DataView(bytes.buffer).setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}

/**
 * Reads an `.npy` file of a dtype images may have: a view of its bytes where
 * they lie as they should. Values that are in Fortran
 * order or big-endian are refused.
 *
 * @param name  file name, for messages
 * @throws PixelForestError `format`
 */
export function readNpy(name: string, bytes: Uint8Array): NpyArray {
  const refuse = (found: string) =>
    formatError(
      name,
      `${found}. Save it again with numpy.save(np.ascontiguousarray(array)).`
    );
  const isNpy =
    bytes.length >= 12 &&
    Array.from(MAGIC).every((letter, i) => bytes[i] === letter.charCodeAt(0));
  if (!isNpy) {
    throw refuse('an .npy file starts with the byte 147 and NUMPY');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isLong = bytes[6] > 1;
  const start =
    (isLong ? 12 : 10) +
    (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(
    bytes.subarray(isLong ? 12 : 10, Math.min(start, bytes.length))
  );
  const description = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? '';
  const dtypes = Object.keys(DESCRIPTIONS) as DType[];
  const dtype = dtypes.find(
    key => DESCRIPTIONS[key].slice(1) === description.slice(1)
  );
  const sizes = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  const isOrdered =
    header.includes("'fortran_order': False") && !description.startsWith('>');
  if (!dtype || sizes === undefined || !isOrdered) {
    throw refuse(
      `little-endian values in C order of ${dtypes.join(', ')} are read, found ${header.trim() || 'no header'}`
    );
  }
  const shape = sizes
    .split(',')
    .filter(size => size.trim() !== '')
    .map(Number);
  const length = shape.reduce((product, size) => product * size, 1);
  const wanted = length * Number(description.slice(2));
  if (!Number.isSafeInteger(wanted) || bytes.length < start + wanted) {
    throw refuse(
      `shape (${shape.join(', ')}) of ${dtype} needs ${wanted} bytes, found ${Math.max(0, bytes.length - start)}`
    );
  }
  const first = bytes.byteOffset + start;
  if (first % bytesPerValue(dtype) === 0) {
    return { shape, data: viewPixels(dtype, bytes.buffer, first, length) };
  }
  const values = bytes.slice(start, start + wanted);
  return { shape, data: viewPixels(dtype, values.buffer) };
}
