import { PixelForestError } from '../../errors';
import { Rgb } from '../../project/images';
import {
  ColourImageJob,
  ColourProbabilityJob,
  ColourResult,
  ReduceProbabilityJob,
  ReduceProbabilityResult,
  StatisticsJob,
  StatisticsResult
} from '../protocol';
import { Kernels } from './kernels';
import { dtypeCode, PIECE_PIXELS } from './pixel-pieces';

/**
 * Composite picture of a region, opaque.
 * @throws PixelForestError `mismatch` if displays and channels differ in number
 */
export function colourImage(
  kernels: Kernels,
  { patch, displays, step }: ColourImageJob
): ColourResult {
  const { channels, box } = patch;
  if (displays.length !== channels.length) {
    throw new PixelForestError(
      'mismatch',
      `${channels.length} channels need as many colours and windows, but ` +
        `${displays.length} came.`
    );
  }
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  const outWidth = Math.ceil(width / step);
  const outHeight = Math.ceil(height / step);
  const rgba = new Uint8ClampedArray(outWidth * outHeight * 4);
  // whole rows of averaged pixels at a time
  const rows = Math.max(1, Math.floor(PIECE_PIXELS / (width * step)));
  const wasm = kernels.exports;
  const sums = kernels.allocate(outWidth * rows * 16);
  kernels.bytes.fill(0, sums, sums + outWidth * rows * 16);
  const out = kernels.allocate(outWidth * rows * 4);
  for (let row = 0; row < outHeight; row += rows) {
    const y0 = row * step;
    const y1 = Math.min(height, y0 + rows * step);
    const pixelCount = outWidth * Math.ceil((y1 - y0) / step);
    channels.forEach((pixels, index) => {
      const { window, color } = displays[index];
      kernels.withScratch(() =>
        wasm.addChannel(
          dtypeCode(pixels),
          kernels.place(pixels.subarray(y0 * width, y1 * width)),
          width,
          y1 - y0,
          step,
          window[0],
          window[1],
          color[0],
          color[1],
          color[2],
          sums
        )
      );
    });
    wasm.finishComposite(sums, pixelCount, out);
    rgba.set(
      kernels.bytes.subarray(out, out + pixelCount * 4),
      row * outWidth * 4
    );
  }
  return { rgba, height: outHeight, width: outWidth };
}

/**
 * Picture of a probability tile, straight alpha.
 * @throws PixelForestError `mismatch` if sizes do not fit
 */
export function colourProbability(
  kernels: Kernels,
  job: ColourProbabilityJob
): ColourResult {
  const { probabilities, height, width, classColors, mode, classIndex } = job;
  const pixelCount = height * width;
  const classCount = classColors.length;
  checkClasses(probabilities, classCount, pixelCount);
  if (mode === 'probability' && !classColors[classIndex]) {
    throw new PixelForestError(
      'mismatch',
      `Class ${classIndex} is to be shown, but there are only ${classCount}.`
    );
  }
  const rgba = new Uint8ClampedArray(pixelCount * 4);
  const wasm = kernels.exports;
  const colors = kernels.place(
    Uint32Array.from(classColors, (color, index) =>
      classIndex === -1 || classIndex === index ? packColor(color, 255) : 0
    )
  );
  forEachPiece(kernels, probabilities, pixelCount, (input, start, count) => {
    const out = kernels.allocate(count * 4);
    if (mode === 'segmentation') {
      wasm.colourSegmentation(input, classCount, count, colors, out);
    } else if (mode === 'uncertainty') {
      wasm.colourUncertainty(input, classCount, count, out);
    } else {
      const color = packColor(classColors[classIndex], 0);
      wasm.colourProbability(input + classIndex * count * 4, count, color, out);
    }
    rgba.set(kernels.bytes.subarray(out, out + count * 4), start * 4);
  });
  return { rgba, height, width };
}

/**
 * Segmentation or uncertainty of probabilities.
 * @throws PixelForestError `mismatch` if sizes do not fit
 */
export function reduceProbability(
  kernels: Kernels,
  { probabilities, pixelCount, mode }: ReduceProbabilityJob
): ReduceProbabilityResult {
  const classCount = pixelCount === 0 ? 0 : probabilities.length / pixelCount;
  checkClasses(probabilities, Math.floor(classCount), pixelCount);
  const wasm = kernels.exports;
  if (mode === 'segmentation') {
    const values = new Uint8Array(pixelCount);
    forEachPiece(kernels, probabilities, pixelCount, (input, start, count) => {
      const out = kernels.allocate(count);
      wasm.segment(input, classCount, count, out);
      values.set(kernels.bytes.subarray(out, out + count), start);
    });
    return { values };
  }
  const values = new Float32Array(pixelCount);
  forEachPiece(kernels, probabilities, pixelCount, (input, start, count) => {
    const out = kernels.allocate(count * 4);
    wasm.uncertainty(input, classCount, count, out);
    values.set(kernels.floats.subarray(out / 4, out / 4 + count), start);
  });
  return { values };
}

/** Range and histogram; without a finite value both ends are 0 and nothing is counted. */
export function statistics(
  kernels: Kernels,
  { values, binCount }: StatisticsJob
): StatisticsResult {
  const wasm = kernels.exports;
  const dtype = dtypeCode(values);
  const range = kernels.place(Float64Array.of(Infinity, -Infinity));
  const counts = kernels.place(new Uint32Array(binCount));
  const forAll = (visit: (pointer: number, count: number) => void): void => {
    for (let start = 0; start < values.length; start += PIECE_PIXELS) {
      const piece = values.subarray(start, start + PIECE_PIXELS);
      kernels.withScratch(() => visit(kernels.place(piece), piece.length));
    }
  };
  forAll((pointer, count) => wasm.widenRange(dtype, pointer, count, range));
  const [minimum, maximum] = kernels.doubles.slice(range / 8, range / 8 + 2);
  if (minimum > maximum) {
    return { minimum: 0, maximum: 0, histogram: new Uint32Array(binCount) };
  }
  forAll((pointer, count) =>
    wasm.countValues(dtype, pointer, count, minimum, maximum, binCount, counts)
  );
  const histogram = new Uint32Array(
    kernels.ints.slice(counts / 4, counts / 4 + binCount)
  );
  return { minimum, maximum, histogram };
}

/** Copies (class, pixel) probabilities piece by piece; each piece is (class, count) again. */
function forEachPiece(
  kernels: Kernels,
  probabilities: Float32Array,
  pixelCount: number,
  visit: (pointer: number, start: number, count: number) => void
): void {
  for (let start = 0; start < pixelCount; start += PIECE_PIXELS) {
    const count = Math.min(PIECE_PIXELS, pixelCount - start);
    kernels.withScratch(() => {
      const pointer = placePiece(kernels, probabilities, pixelCount, {
        start,
        count
      });
      visit(pointer, start, count);
    });
  }
}

/** Copies `count` pixels from `start` on of (class, pixel) probabilities. @returns where they are, as (class, count) */
export function placePiece(
  kernels: Kernels,
  probabilities: Float32Array,
  pixelCount: number,
  { start, count }: { readonly start: number; readonly count: number }
): number {
  const classCount = probabilities.length / pixelCount;
  const pointer = kernels.allocate(classCount * count * 4);
  for (let c = 0; c < classCount; c++) {
    const from = c * pixelCount + start;
    kernels.floats.set(
      probabilities.subarray(from, from + count),
      pointer / 4 + c * count
    );
  }
  return pointer;
}

/** @throws PixelForestError `mismatch` if there are not `classCount` probabilities a pixel */
export function checkClasses(
  probabilities: Float32Array,
  classCount: number,
  pixelCount: number
): void {
  if (probabilities.length !== classCount * pixelCount) {
    throw new PixelForestError(
      'mismatch',
      `${pixelCount} pixels with ${classCount} classes need ` +
        `${classCount * pixelCount} probabilities, but ${probabilities.length} came.`
    );
  }
}

/** As the kernels take colours. */
export function packColor([red, green, blue]: Rgb, alpha: number): number {
  return (red | (green << 8) | (blue << 16) | (alpha << 24)) >>> 0;
}
