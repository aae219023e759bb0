import { DType, dtypeOf, PixelArray } from '../../project/grid';
import { Kernels } from './kernels';
import { Steps } from './steps';

/** How the kernels number the dtypes (assembly/display/pixels.ts). */
const DTYPE_CODES: Record<DType, number> = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  float64: 7
};

/** Jobs of any size go through wasm memory in pieces of about so many pixels. */
export const PIECE_PIXELS = 2 ** 18;

/** How the kernels name the type of these pixels. */
export function dtypeCode(pixels: PixelArray): number {
  return DTYPE_CODES[dtypeOf(pixels)];
}

/** Visits rows in bands of about `pixels` pixels, a step each. */
export function* forBands(
  rowCount: number,
  width: number,
  visit: (first: number, stop: number) => void,
  pixels = PIECE_PIXELS
): Steps<void> {
  const rows = Math.max(1, Math.floor(pixels / width));
  for (let first = 0; first < rowCount; first += rows) {
    visit(first, Math.min(rowCount, first + rows));
    yield;
  }
}

/** Copies rows of pixels into the memory of the kernels band by band, and visits each. */
export function* forPlacedBands(
  kernels: Kernels,
  pixels: PixelArray,
  width: number,
  visit: (source: number, first: number, stop: number) => void
): Steps<void> {
  yield* forBands(pixels.length / width, width, (first, stop) =>
    kernels.withScratch(() => {
      const piece = pixels.subarray(first * width, stop * width);
      visit(kernels.place(piece), first, stop);
    })
  );
}
