/**
 * Colours of the probability, segmentation and uncertainty layers: RGBA with
 * straight alpha, (pixels, 4) uint8. Colours are given as red | green << 8 |
 * blue << 16.
 *
 * @source docs/numerics.md, “Display”
 */
import { doubt, firstHighest } from './top-two';

/** Shows doubt as ilastik does. */
const CYAN: u32 = 0x00ffff00;

/** 0 … 1 as alpha in the top byte; NaN is transparent. */
function alphaOf(level: v128): v128 {
  const clipped = f32x4.max(
    f32x4.splat(0),
    f32x4.min(level, f32x4.splat(1))
  );
  const rounded = i32x4.trunc_sat_f32x4_u(
    f32x4.add(f32x4.mul(clipped, f32x4.splat(255)), f32x4.splat(0.5))
  );
  return i32x4.shl(rounded, 24);
}

/** One class: its colour, alpha = its probability. */
export function colourProbability(
  probability: usize,
  pixelCount: i32,
  color: u32,
  rgba: usize
): void {
  const paint = i32x4.splat(color);
  for (let i = 0; i < pixelCount; i += 4) {
    v128.store(rgba, v128.or(paint, alphaOf(v128.load(probability))));
    probability += 16;
    rgba += 16;
  }
}

/**
 * The colour of the class of highest probability. Where all probabilities are
 * 0 nothing is known, and nothing is painted.
 *
 * @param colors (class,) uint32; its top byte is the alpha of the class
 */
export function colourSegmentation(
  probabilities: usize,
  classCount: i32,
  pixelCount: i32,
  colors: usize,
  rgba: usize
): void {
  const classBytes = <usize>pixelCount << 2;
  for (let i = 0; i < pixelCount; i++) {
    const index = i32x4.extract_lane(
      firstHighest(probabilities, classCount, classBytes),
      0
    );
    const highest = load<f32>(probabilities + <usize>index * classBytes);
    store<u32>(rgba, highest > 0 ? load<u32>(colors + (<usize>index << 2)) : 0);
    probabilities += 4;
    rgba += 4;
  }
}

/** Cyan, alpha = 1 − (p₁ − p₂). */
export function colourUncertainty(
  probabilities: usize,
  classCount: i32,
  pixelCount: i32,
  rgba: usize
): void {
  const classBytes = <usize>pixelCount << 2;
  const paint = i32x4.splat(CYAN);
  for (let i = 0; i < pixelCount; i += 4) {
    v128.store(
      rgba,
      v128.or(paint, alphaOf(doubt(probabilities, classCount, classBytes)))
    );
    probabilities += 16;
    rgba += 16;
  }
}
