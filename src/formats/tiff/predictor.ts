import { PixelArray } from '../../project/grid';

type WholeNumbers = Uint8Array | Uint16Array | Uint32Array;

/**
 * Undoes horizontal differencing (predictor 2) in place. The values must be in
 * the machine's byte order already: a difference is one of numbers, not of
 * bytes. Floats are differenced by their bits.
 *
 * @param values  rows of `rowLength` values
 * @param stride  values a pixel has: each sample is differenced with its own
 * @source TIFF revision 6.0, section 14
 */
export function undoDifferencing(
  values: PixelArray,
  rowLength: number,
  stride: number
): void {
  const { buffer, byteOffset, length } = values;
  if (values.BYTES_PER_ELEMENT === 8) {
    sum64(new BigUint64Array(buffer, byteOffset, length), rowLength, stride);
  } else if (values.BYTES_PER_ELEMENT === 4) {
    sum(new Uint32Array(buffer, byteOffset, length), rowLength, stride);
  } else if (values.BYTES_PER_ELEMENT === 2) {
    sum(new Uint16Array(buffer, byteOffset, length), rowLength, stride);
  } else {
    sum(new Uint8Array(buffer, byteOffset, length), rowLength, stride);
  }
}

// typed arrays wrap around, which is what the differencing did
function sum(values: WholeNumbers, rowLength: number, stride: number): void {
  for (let row = 0; row < values.length; row += rowLength) {
    const stop = Math.min(row + rowLength, values.length);
    for (let i = row + stride; i < stop; i++) {
      values[i] += values[i - stride];
    }
  }
}

function sum64(
  values: BigUint64Array,
  rowLength: number,
  stride: number
): void {
  for (let row = 0; row < values.length; row += rowLength) {
    const stop = Math.min(row + rowLength, values.length);
    for (let i = row + stride; i < stop; i++) {
      values[i] += values[i - stride];
    }
  }
}

/**
 * Undoes floating-point prediction (predictor 3): in each row all first bytes
 * of the values stand before all second bytes, and each byte is the difference
 * to the one before. The planes are most significant byte first in files of
 * either byte order.
 *
 * @param bytes        whole rows, changed
 * @param rowLength    values a row has
 * @param stride       values a pixel has
 * @param valueBytes   2, 4 or 8
 * @returns            the values' bytes, least significant first
 * @source Adobe Photoshop TIFF technical note 3
 */
export function undoFloatPrediction(
  bytes: Uint8Array,
  rowLength: number,
  stride: number,
  valueBytes: number
): Uint8Array {
  const rowBytes = rowLength * valueBytes;
  const out = new Uint8Array(bytes.length);
  for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
    sum(bytes.subarray(row, row + rowBytes), rowBytes, stride);
    for (let plane = 0; plane < valueBytes; plane++) {
      const from = row + plane * rowLength;
      const to = row + valueBytes - 1 - plane;
      for (let i = 0; i < rowLength; i++) {
        out[to + i * valueBytes] = bytes[from + i];
      }
    }
  }
  return out;
}
