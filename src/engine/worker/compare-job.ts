import { PixelForestError } from '../../errors';
import {
  ComparedPrediction,
  CompareSegmentationsJob,
  CompareSegmentationsResult
} from '../protocol';
import { checkClasses, packColor, placePiece } from './display-jobs';
import { Kernels } from './kernels';
import { PIECE_PIXELS } from './pixel-pieces';

/**
 * Counts and paints where two segmentations differ.
 * @throws PixelForestError `mismatch` if sizes do not fit
 */
export function compareSegmentations(
  kernels: Kernels,
  job: CompareSegmentationsJob
): CompareSegmentationsResult {
  const { first, second, height, width, classCount, colors } = job;
  const pixelCount = height * width;
  [first, second].forEach(side => checkSide(side, classCount, pixelCount));
  if (colors.length !== classCount * classCount) {
    throw new PixelForestError(
      'mismatch',
      `${classCount} classes can change in ${classCount * classCount} ways, but ${colors.length} colours came.`
    );
  }
  const rgba = new Uint8ClampedArray(pixelCount * 4);
  const wasm = kernels.exports;
  const table = kernels.place(
    Uint32Array.from(colors, color => packColor(color, 255))
  );
  const counts = kernels.place(new Uint32Array(classCount * classCount));
  const places = [first, second].map(side =>
    kernels.place(Uint32Array.from(side.places))
  );
  for (let start = 0; start < pixelCount; start += PIECE_PIXELS) {
    const count = Math.min(PIECE_PIXELS, pixelCount - start);
    kernels.withScratch(() => {
      const [was, is] = [first, second].map(({ probabilities }) =>
        placePiece(kernels, probabilities, pixelCount, { start, count })
      );
      const out = kernels.allocate(count * 4);
      wasm.compareSegmentations(
        was,
        first.places.length,
        places[0],
        is,
        second.places.length,
        places[1],
        count,
        classCount,
        table,
        counts,
        out
      );
      rgba.set(kernels.bytes.subarray(out, out + count * 4), start * 4);
    });
  }
  const from = counts / 4;
  return {
    rgba,
    height,
    width,
    counts: new Uint32Array(
      kernels.ints.slice(from, from + classCount * classCount)
    )
  };
}

function checkSide(
  { probabilities, places }: ComparedPrediction,
  classCount: number,
  pixelCount: number
): void {
  checkClasses(probabilities, places.length, pixelCount);
  const wrong = places.find(
    place => !Number.isInteger(place) || place < 0 || place >= classCount
  );
  if (wrong !== undefined) {
    throw new PixelForestError(
      'mismatch',
      `A class is to be number ${wrong} of both, but there are only ${classCount}.`
    );
  }
}
