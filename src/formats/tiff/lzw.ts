const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
/** Codes have at most 12 bits. */
const TABLE_SIZE = 4096;

/**
 * Decodes TIFF's LZW (most significant bit first, codes grow one code early).
 * The table has a fixed size, whatever the data say: a corrupt stream can
 * neither grow it nor loop.
 *
 * @param packed  compressed bytes of one strip or tile
 * @param length  wanted number of bytes; decoding stops there
 * @returns       up to `length` bytes, fewer if the data end or break off earlier
 * @throws RangeError  if a code refers to a string that does not exist yet
 * @source TIFF revision 6.0, section 13
 */
export function decodeLzw(packed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const prefix = new Uint16Array(TABLE_SIZE);
  const suffix = new Uint8Array(TABLE_SIZE);
  const sizes = new Uint16Array(TABLE_SIZE);
  for (let i = 0; i < CLEAR; i++) {
    suffix[i] = i;
    sizes[i] = 1;
  }

  let written = 0;
  let position = 0;
  let pending = 0;
  let pendingBits = 0;
  let width = 9;
  let free = FIRST_FREE;
  let previous = -1;

  while (written < length) {
    while (pendingBits < width && position < packed.length) {
      pending = ((pending << 8) | packed[position++]) & 0xffffff;
      pendingBits += 8;
    }
    if (pendingBits < width) {
      break;
    }
    pendingBits -= width;
    const code = (pending >>> pendingBits) & ((1 << width) - 1);
    if (code === END) {
      break;
    }
    if (code === CLEAR) {
      width = 9;
      free = FIRST_FREE;
      previous = -1;
      continue;
    }
    const isNew = code >= free;
    if (previous < 0 ? code > 255 : code > free) {
      throw new RangeError(`LZW code ${code} is not defined yet`);
    }

    // a string that is just being defined is the previous one plus its own first byte
    const known = isNew ? previous : code;
    const size = sizes[known] + (isNew ? 1 : 0);
    let at = written + sizes[known] - 1;
    let walk = known;
    while (walk >= FIRST_FREE) {
      if (at < length) {
        out[at] = suffix[walk];
      }
      at--;
      walk = prefix[walk];
    }
    const first = suffix[walk];
    out[at] = first;
    if (isNew && written + size <= length) {
      out[written + size - 1] = first;
    }
    written += size;

    if (previous >= 0 && free < TABLE_SIZE) {
      prefix[free] = previous;
      suffix[free] = first;
      sizes[free] = sizes[previous] + 1;
      free++;
    }
    previous = code;
    if (free + 1 >= 1 << width && width < 12) {
      width++;
    }
  }
  return out.subarray(0, Math.min(written, length));
}
