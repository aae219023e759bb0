/**
 * Length of the outline of objects in a plane, by how the border pixels of an
 * object lie beside one another.
 *
 * @source K. Benkrid et al., “Design and FPGA Implementation of a Perimeter
 *         Estimator”, 2000, as scikit-image's `perimeter`; docs/numerics.md, “Measures”
 */
import {
  addTo,
  AREA,
  cellOf,
  CIRCULARITY,
  ObjectMeasures,
  PERIMETER
} from './object-measures';

/** What a border pixel adds: 1 + 2 · border pixels at its sides + 10 · those at its corners. */
const WEIGHTS = memory.data(51 * 8, 8);

/** Fills the table of weights. */
export function beginOutlines(): void {
  memory.fill(WEIGHTS, 0, 51 * 8);
  const diagonal = Math.SQRT2;
  const mixed = (1 + Math.SQRT2) / 2;
  setWeight(5, 1);
  setWeight(7, 1);
  setWeight(15, 1);
  setWeight(17, 1);
  setWeight(25, 1);
  setWeight(27, 1);
  setWeight(21, diagonal);
  setWeight(33, diagonal);
  setWeight(13, mixed);
  setWeight(23, mixed);
}

function setWeight(kind: i32, weight: f64): void {
  store<f64>(WEIGHTS + (<usize>kind << 3), weight);
}

/** Adds the border pixels of rows `first … stop` of a plane to the perimeters. */
export function measureOutlines(
  measures: ObjectMeasures,
  first: i32,
  stop: i32
): void {
  const stride = <usize>(measures.width + 2);
  for (let y = first - 1; y <= first; y++) {
    markBorder(measures, y);
  }
  for (let y = first; y < stop; y++) {
    markBorder(measures, y + 1);
    const above = ringRow(measures, y - 1);
    const here = ringRow(measures, y);
    const below = ringRow(measures, y + 1);
    for (let x = 0; x < measures.width; x++) {
      // flags of a row begin one pixel before the image
      const at = <usize>x + 1;
      if (!load<u8>(here + at)) {
        continue;
      }
      const label = labelAt(measures, y, x);
      const sides =
        same(measures, here + at - 1, y, x - 1, label) +
        same(measures, here + at + 1, y, x + 1, label) +
        same(measures, above + at, y - 1, x, label) +
        same(measures, below + at, y + 1, x, label);
      const corners =
        same(measures, above + at - 1, y - 1, x - 1, label) +
        same(measures, above + at + 1, y - 1, x + 1, label) +
        same(measures, below + at - 1, y + 1, x - 1, label) +
        same(measures, below + at + 1, y + 1, x + 1, label);
      const kind = 1 + 2 * sides + 10 * corners;
      const weight = load<f64>(WEIGHTS + (<usize>kind << 3));
      addTo(measures, PERIMETER, label, weight);
    }
  }
}

/** Circularities from perimeters and areas; a disc of few pixels is rounder than 1. */
export function endOutlines(measures: ObjectMeasures): void {
  for (let id: u32 = 1; id <= measures.count; id++) {
    const perimeterCell = cellOf(measures, PERIMETER, id);
    const perimeter = load<f64>(perimeterCell);
    const area = load<f64>(cellOf(measures, AREA, id));
    const circularity =
      perimeter > 0 ? (4 * Math.PI * area) / (perimeter * perimeter) : NaN;
    store<f64>(cellOf(measures, CIRCULARITY, id), min(circularity, 1));
  }
}

/** 1 if a neighbour is on the border of the same object. */
function same(
  measures: ObjectMeasures,
  flag: usize,
  y: i32,
  x: i32,
  label: u32
): i32 {
  return load<u8>(flag) && labelAt(measures, y, x) == label ? 1 : 0;
}

function labelAt(measures: ObjectMeasures, y: i32, x: i32): u32 {
  const pixel = <usize>y * <usize>measures.width + <usize>x;
  return load<u32>(measures.labels + (pixel << 2));
}

function ringRow(measures: ObjectMeasures, y: i32): usize {
  return measures.rows + <usize>((y + 3) % 3) * <usize>(measures.width + 2);
}

/** Flags the pixels of a row that have another object, background or the edge of the image at a side. */
function markBorder(measures: ObjectMeasures, y: i32): void {
  const width = measures.width;
  const flags = ringRow(measures, y);
  memory.fill(flags, 0, <usize>(width + 2));
  if (y < 0 || y >= measures.height) {
    return;
  }
  const bytes = <usize>width << 2;
  const line = measures.labels + <usize>y * bytes;
  const isEdgeRow = y == 0 || y == measures.height - 1;
  for (let x = 0; x < width; x++) {
    const at = line + (<usize>x << 2);
    const label = load<u32>(at);
    if (label) {
      const isBorder =
        isEdgeRow ||
        x == 0 ||
        x == width - 1 ||
        load<u32>(at - 4) != label ||
        load<u32>(at + 4) != label ||
        load<u32>(at - bytes) != label ||
        load<u32>(at + bytes) != label;
      store<u8>(flags + <usize>x + 1, isBorder ? 1 : 0);
    }
  }
}
