/**
 * From class probabilities to one number a pixel.
 *
 * @source docs/numerics.md, “Segmentation and uncertainty”
 */
import { doubt, firstHighest } from './top-two';

/**
 * Class number from 1 of the highest probability, the first of equal ones.
 *
 * @param probabilities (class, pixel) float32
 * @param classNumbers  (pixel,) uint8, written
 */
export function segment(
  probabilities: usize,
  classCount: i32,
  pixelCount: i32,
  classNumbers: usize
): void {
  const classBytes = <usize>pixelCount << 2;
  const one = i32x4.splat(1);
  for (let i = 0; i < pixelCount; i += 4) {
    const number = i32x4.add(
      firstHighest(probabilities, classCount, classBytes),
      one
    );
    const words = i16x8.narrow_i32x4_u(number, number);
    const bytes = i8x16.narrow_i16x8_u(words, words);
    store<u32>(classNumbers, <u32>i32x4.extract_lane(bytes, 0));
    probabilities += 16;
    classNumbers += 4;
  }
}

/**
 * 1 − (highest − second highest): 0 where one class is certain, 1 where two are equal.
 *
 * @param probabilities (class, pixel) float32
 * @param values        (pixel,) float32, written
 */
export function uncertainty(
  probabilities: usize,
  classCount: i32,
  pixelCount: i32,
  values: usize
): void {
  const classBytes = <usize>pixelCount << 2;
  for (let i = 0; i < pixelCount; i += 4) {
    v128.store(values, doubt(probabilities, classCount, classBytes));
    probabilities += 16;
    values += 16;
  }
}
