/**
 * Checks the size that a LERC blob says it has, because the decoder allocates
 * by it.
 *
 * @param blob    LERC version 2 and later, without additional compression
 * @throws RangeError  if it is another version or size
 * @source Esri LERC, Lerc2::ReadHeader
 */
export function checkLerc(
  blob: Uint8Array,
  width: number,
  height: number,
  samples: number
): void {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length);
  if (String.fromCharCode(...blob.subarray(0, 6)) !== 'Lerc2 ') {
    throw new RangeError('the block is not LERC of version 2 or later');
  }
  const version = view.getInt32(6, true);
  const at = version >= 3 ? 14 : 10;
  const rows = view.getInt32(at, true);
  const columns = view.getInt32(at + 4, true);
  const depth = version >= 4 ? view.getInt32(at + 8, true) : 1;
  if (
    columns !== width ||
    rows < 1 ||
    rows > height ||
    depth < 1 ||
    depth > samples
  ) {
    throw new RangeError(
      `expected LERC of ${width} × ${height} pixels and ${samples} values, found ${columns} × ${rows} and ${depth}`
    );
  }
}
