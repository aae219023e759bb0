import { createPixels } from '../../project/grid';
import { RescaleJob, RescaleResult } from '../protocol';
import { Kernels } from './kernels';

/** How the kernels number the types written (assembly/display/pixels.ts). */
const DTYPE_CODES = { uint8: 0, uint16: 2, float32: 6 } as const;
/** Values that go through wasm memory at once. */
const PIECE_VALUES = 2 ** 18;

/** Values in another range and type, see {@link RescaleJob}. */
export function rescale(
  kernels: Kernels,
  { values, from, to, dtype }: RescaleJob
): RescaleResult {
  const result = createPixels(dtype, values.length) as RescaleResult['values'];
  const valueBytes = result.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(result.buffer);
  for (let start = 0; start < values.length; start += PIECE_VALUES) {
    const piece = values.subarray(start, start + PIECE_VALUES);
    kernels.withScratch(() => {
      const source = kernels.place(piece);
      const target = kernels.allocate(piece.length * 4);
      kernels.exports.rescaleValues(
        source,
        piece.length,
        from[0],
        from[1],
        to[0],
        to[1],
        DTYPE_CODES[dtype],
        target
      );
      bytes.set(
        kernels.bytes.subarray(target, target + piece.length * valueBytes),
        start * valueBytes
      );
    });
  }
  return { values: result };
}
