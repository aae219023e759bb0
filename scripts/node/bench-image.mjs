/** An image and labels made from a seed, for measurements without a project. */

const SIDE = 2048;
const LABELS = 2000;
const STROKE = 8;
const DISC_AREA = 800;
/** Labels that say the opposite, so that trees of an easy image grow as deep as those of a hard one. */
const WRONG_SHARE = 0.005;

/** 0 ≤ value < 1, the same in every run. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Discs of three brightnesses on an uneven background with noise: (y, x) uint8, and where discs are. */
export function makeImage(side = SIDE) {
  const random = randomNumbers(side);
  const image = new Uint8ClampedArray(side * side);
  const isDisc = new Uint8Array(side * side);
  const light = new Float32Array(side * side);
  for (let disc = 0; disc < (side * side) / DISC_AREA; disc++) {
    const [y, x] = [random() * side, random() * side];
    const radius = 3 + 8 * random();
    const kind = 1 + Math.floor(3 * random());
    const stop = Math.min(side - 1, y + radius);
    const right = Math.min(side - 1, x + radius);
    for (let row = Math.max(0, Math.ceil(y - radius)); row <= stop; row++) {
      for (let i = Math.max(0, Math.ceil(x - radius)); i <= right; i++) {
        if (Math.hypot(row - y, i - x) <= radius) {
          light[row * side + i] += 25 * kind;
          isDisc[row * side + i] = 1;
        }
      }
    }
  }
  for (let i = 0; i < image.length; i++) {
    const noise = random() + random() + random() - 1.5;
    image[i] = 60 + 20 * Math.sin(i / side / 40) + 12 * noise + light[i];
  }
  return { side, data: new Uint8Array(image.buffer), isDisc };
}

/** Short horizontal strokes, as many of class 1 as of class 2. @param isSecond whether pixel i is of class 2 */
export function makeLabels(rooms, shape, isSecond) {
  const random = randomNumbers(LABELS);
  const labels = new rooms.LabelImage(shape);
  const wanted = Math.min(LABELS, Math.floor((shape.y * shape.x) / 4));
  const width = Math.min(STROKE, shape.x);
  // far more tries than needed: an image may have little of one class
  for (let count = 0, tries = 0; count < wanted && tries < 1e5; tries++) {
    const label = 1 + Math.floor((count * 2) / wanted);
    const y = Math.floor(random() * shape.y);
    const x0 = Math.floor(random() * (shape.x - width + 1));
    for (let x = x0; x < x0 + width && count < wanted; x++) {
      const isWrong = random() < WRONG_SHARE;
      if (isSecond(y * shape.x + x) === ((label === 2) !== isWrong)) {
        const box = { y0: y, x0: x, y1: y + 1, x1: x + 1 };
        const change = labels.writeBox(
          { t: 0, z: 0 },
          box,
          Uint8Array.of(label)
        );
        count += change ? 1 : 0;
      }
    }
  }
  return labels;
}
