/**
 * Decodes PackBits, a run-length code of bytes.
 *
 * @param packed  compressed bytes of one strip or tile
 * @param length  wanted number of bytes; decoding stops there
 * @returns       up to `length` bytes, fewer if the data end earlier
 * @source TIFF revision 6.0, section 9
 */
export function decodePackBits(packed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let written = 0;
  let position = 0;
  while (written < length && position < packed.length) {
    const head = packed[position++];
    if (head === 128) {
      continue;
    }
    if (head < 128) {
      const stop = Math.min(
        position + head + 1,
        packed.length,
        position + length - written
      );
      out.set(packed.subarray(position, stop), written);
      written += stop - position;
      position += head + 1;
    } else if (position < packed.length) {
      const stop = Math.min(written + 257 - head, length);
      out.fill(packed[position++], written, stop);
      written = stop;
    }
  }
  return out.subarray(0, written);
}
