/**
 * Where two segmentations of the same pixels differ.
 *
 * @source docs/numerics.md, “Comparing segmentations”
 */
import { firstHighest } from './top-two';

/**
 * Compares the classes of highest probability of two predictions. A pixel of
 * which one of them knows nothing (all probabilities 0) is neither counted nor
 * painted.
 *
 * @param first        (firstCount, pixel) float32
 * @param firstPlaces  (firstCount,) uint32: place of each class in the list of both
 * @param second       (secondCount, pixel) float32
 * @param secondPlaces (secondCount,) uint32
 * @param classCount   length of the list of both
 * @param colors       (classCount, classCount) uint32 RGBA: row = first, column = second
 * @param counts       (classCount, classCount) uint32 pixels, added to
 * @param rgba         (pixel, 4) uint8, written; transparent where both agree
 */
export function compareSegmentations(
  first: usize,
  firstCount: i32,
  firstPlaces: usize,
  second: usize,
  secondCount: i32,
  secondPlaces: usize,
  pixelCount: i32,
  classCount: u32,
  colors: usize,
  counts: usize,
  rgba: usize
): void {
  const classBytes = <usize>pixelCount << 2;
  for (let i = 0; i < pixelCount; i++) {
    const was = placeAt(first, firstCount, classBytes, firstPlaces);
    const is = placeAt(second, secondCount, classBytes, secondPlaces);
    let color: u32 = 0;
    if (was >= 0 && is >= 0) {
      const entry = (<usize>was * classCount + <usize>is) << 2;
      store<u32>(counts + entry, load<u32>(counts + entry) + 1);
      color = was == is ? 0 : load<u32>(colors + entry);
    }
    store<u32>(rgba, color);
    first += 4;
    second += 4;
    rgba += 4;
  }
}

/** Place of the first highest class of one pixel, or −1 where nothing is known. */
function placeAt(
  probabilities: usize,
  classCount: i32,
  classBytes: usize,
  places: usize
): i32 {
  const index = i32x4.extract_lane(
    firstHighest(probabilities, classCount, classBytes),
    0
  );
  const highest = load<f32>(probabilities + <usize>index * classBytes);
  return highest > 0 ? load<i32>(places + (<usize>index << 2)) : -1;
}
