import { bytesPerValue, PixelArray, viewPixels } from '../../project/grid';
import { PageLayout } from './layout';
import { undoDifferencing, undoFloatPrediction } from './predictor';

/**
 * Turns the unpacked bytes of one strip or tile into values.
 *
 * @param bytes         rows of the block, each starting at a whole byte
 * @param layout        how the page is stored
 * @param rows          rows wanted
 * @param littleEndian  byte order of `bytes`
 * @returns             rows × blockWidth × samples-in-block values, row after row
 */
export function valuesOfBlock(
  bytes: Uint8Array,
  layout: PageLayout,
  rows: number,
  littleEndian: boolean
): PixelArray {
  const { bits, predictor } = layout;
  const stride = layout.isPlanar ? 1 : layout.samples;
  const rowLength = layout.blockWidth * stride;
  const ordered = layout.isBitReversed ? reverseBits(bytes) : bytes;
  if (bits % 8 !== 0) {
    return unpackBits(ordered, layout, rows, rowLength);
  }
  const valueBytes = bits / 8;
  const length = rows * rowLength;
  const own = new Uint8Array(ordered.subarray(0, length * valueBytes));
  if (predictor === 3) {
    const plain = undoFloatPrediction(own, rowLength, stride, valueBytes);
    return finish(plain, layout);
  }
  if (!littleEndian) {
    swapBytes(own, valueBytes);
  }
  if (predictor === 2) {
    const stored =
      valueBytes === bytesPerValue(layout.dtype)
        ? viewPixels(layout.dtype, own.buffer)
        : new Uint16Array(own.buffer);
    undoDifferencing(stored, rowLength, stride);
  }
  return finish(own, layout);
}

function finish(bytes: Uint8Array, layout: PageLayout): PixelArray {
  if (layout.isFloat && layout.bits === 16) {
    return widenHalfFloats(new Uint16Array(bytes.buffer));
  }
  return viewPixels(layout.dtype, bytes.buffer);
}

/**
 * Reverses the order of the bytes of each value, in place.
 *
 * @param bytes       from the start of their buffer
 * @param valueBytes  1, 2, 4 or 8
 */
export function swapBytes(bytes: Uint8Array, valueBytes: number): void {
  if (valueBytes === 2) {
    const values = new Uint16Array(bytes.buffer, 0, bytes.length / 2);
    for (let i = 0; i < values.length; i++) {
      values[i] = (values[i] << 8) | (values[i] >> 8);
    }
  } else if (valueBytes > 2) {
    const words = new Uint32Array(bytes.buffer, 0, bytes.length / 4);
    for (let i = 0; i < words.length; i++) {
      const word = words[i];
      words[i] =
        (word << 24) |
        ((word & 0xff00) << 8) |
        ((word >>> 8) & 0xff00) |
        (word >>> 24);
    }
    for (let i = 0; valueBytes === 8 && i < words.length; i += 2) {
      [words[i], words[i + 1]] = [words[i + 1], words[i]];
    }
  }
}

// values of odd bit widths follow each other most significant bit first; a row starts at a whole byte
function unpackBits(
  bytes: Uint8Array,
  layout: PageLayout,
  rows: number,
  rowLength: number
): PixelArray {
  const { bits } = layout;
  const rowBytes = Math.ceil((rowLength * bits) / 8);
  const values =
    bits < 8
      ? new Uint8Array(rows * rowLength)
      : new Uint16Array(rows * rowLength);
  const mask = (1 << bits) - 1;
  for (let row = 0; row < rows; row++) {
    let at = row * rowBytes;
    let pending = 0;
    let pendingBits = 0;
    for (let i = 0; i < rowLength; i++) {
      while (pendingBits < bits) {
        pending = ((pending << 8) | bytes[at++]) & 0xffffff;
        pendingBits += 8;
      }
      pendingBits -= bits;
      values[row * rowLength + i] = (pending >>> pendingBits) & mask;
    }
  }
  return values;
}

function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map(byte => {
    const halves = ((byte & 0x0f) << 4) | (byte >> 4);
    const pairs = ((halves & 0x33) << 2) | ((halves & 0xcc) >> 2);
    return ((pairs & 0x55) << 1) | ((pairs & 0xaa) >> 1);
  });
}

/** Half floats as float32, exactly: every half float is a float32. */
function widenHalfFloats(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, half => {
    const sign = half >> 15 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 0) {
      return sign * fraction * 2 ** -24;
    }
    if (exponent === 31) {
      return fraction ? NaN : sign * Infinity;
    }
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}
