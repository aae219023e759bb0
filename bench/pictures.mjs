/** Images and labels for measurements: the course image mirrored to any size, strokes from a seed. */

/** Side of the part of the course image that is repeated, in pixels. */
export const SIDE = 512;
const BLUR_RADIUS = 3;
const STROKE_WIDTH = 3;
const STROKE_LENGTH = 20;
/** Labels that say something else, so that trees grow as deep as on real strokes. */
const WRONG_SHARE = 0.03;
/** Shares of the pixels below the brightness at which the next class begins. */
const CLASS_SHARES = { 2: [0.75], 4: [0.4, 0.65, 0.85] };

/** 0 ≤ value < 1, the same in every run. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The place in the repeated part: forth and back, so that there are no seams. */
function mirrored(i) {
  const period = 2 * SIDE - 2;
  const at = i % period;
  return at < SIDE ? at : period - at;
}

/**
 * A mirrored repetition; slices of a volume are moved against each other.
 *
 * @param channels (y, x) arrays of {@link SIDE} × {@link SIDE}
 * @param shape    `{ z, y, x }`
 * @returns (z, y, x, channel) uint16
 */
export function repeat(channels, { z: depth, y: height, x: width }) {
  const count = channels.length;
  const out = new Uint16Array(depth * height * width * count);
  let at = 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const row = mirrored(y + 2 * z) * SIDE;
      for (let x = 0; x < width; x++) {
        const from = row + mirrored(x + z);
        for (let c = 0; c < count; c++) {
          out[at++] = channels[c][from];
        }
      }
    }
  }
  return out;
}

/** Class number from 1 of each pixel of a plane, by brightness of the blurred plane. */
function truthOf(plane, { y: height, x: width }, classes) {
  const blurred = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let dy = -BLUR_RADIUS; dy <= BLUR_RADIUS; dy++) {
        const row = Math.min(height - 1, Math.max(0, y + dy)) * width;
        for (let dx = -BLUR_RADIUS; dx <= BLUR_RADIUS; dx++) {
          sum += plane[row + Math.min(width - 1, Math.max(0, x + dx))];
        }
      }
      blurred[y * width + x] = sum;
    }
  }
  const sorted = blurred.slice().sort();
  const edges = CLASS_SHARES[classes].map(
    share => sorted[Math.floor(share * sorted.length)]
  );
  return Uint8Array.from(
    blurred,
    value => 1 + edges.filter(edge => value >= edge).length
  );
}

/**
 * Strokes of three pixels' width that stay in their class, as many pixels of each class.
 *
 * @param rooms  the built rooms
 * @param planes (y, x) arrays of the channel that tells classes apart, one per slice
 * @param wanted `{ labels, classes }`
 * @returns LabelImage of the project room with `labels` marked pixels
 */
export function paint(rooms, planes, shape, { labels: count, classes }) {
  const random = randomNumbers(count * classes);
  const truths = planes.map(() => null);
  const labels = new rooms.LabelImage(shape);
  const marked = new Set();
  const below = limit => Math.floor(random() * limit);
  while (marked.size < count) {
    const wanted = 1 + Math.floor((marked.size * classes) / count);
    const z = below(planes.length);
    truths[z] ??= truthOf(planes[z], shape, classes);
    const [y0, x0, isSteep] = [below(shape.y), below(shape.x), random() < 0.5];
    for (let i = 0; i < STROKE_LENGTH * STROKE_WIDTH; i++) {
      const [along, across] = [Math.floor(i / STROKE_WIDTH), i % STROKE_WIDTH];
      const y = y0 + (isSteep ? along : across);
      const x = x0 + (isSteep ? across : along);
      const key = (z * shape.y + y) * shape.x + x;
      if (
        y >= shape.y ||
        x >= shape.x ||
        marked.has(key) ||
        marked.size === count ||
        truths[z][y * shape.x + x] !== wanted
      ) {
        continue;
      }
      marked.add(key);
      const label = random() < WRONG_SHARE ? 1 + below(classes) : wanted;
      const box = { y0: y, x0: x, y1: y + 1, x1: x + 1 };
      labels.writeBox({ t: 0, z }, box, Uint8Array.of(label));
    }
  }
  return labels;
}
