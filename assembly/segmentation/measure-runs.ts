/**
 * Sizes, boxes, moments and intensities, run by run: pixels of one object next
 * to one another in a row. Rows are counted through all slices.
 *
 * @source docs/numerics.md, “Measures”
 */
import { bytesPerPixel, readPixel } from '../display/pixels';
import {
  addTo,
  AREA,
  boxOf,
  cellOf,
  CENTROID_X,
  CENTROID_Y,
  CENTROID_Z,
  channelColumn,
  ECCENTRICITY,
  ObjectMeasures,
  SUM_XX,
  SUM_XY,
  SUM_YY
} from './object-measures';

/** Where the run that begins at x ends. */
function endOfRun(line: usize, x: i32, width: i32): i32 {
  const label = load<u32>(line + (<usize>x << 2));
  let stop = x + 1;
  while (stop < width && load<u32>(line + (<usize>stop << 2)) == label) {
    stop++;
  }
  return stop;
}

function lineOf(measures: ObjectMeasures, row: i32): usize {
  return measures.labels + ((<usize>row * <usize>measures.width) << 2);
}

/** Sizes, boxes and sums of places. */
export function measureSizes(
  measures: ObjectMeasures,
  first: i32,
  stop: i32
): void {
  const width = measures.width;
  for (let row = first; row < stop; row++) {
    const line = lineOf(measures, row);
    const z = row / measures.height;
    const y = row % measures.height;
    for (let x = 0; x < width; ) {
      const end = endOfRun(line, x, width);
      const id = load<u32>(line + (<usize>x << 2));
      if (id) {
        const length = <f64>(end - x);
        addTo(measures, AREA, id, length);
        addTo(measures, CENTROID_Z, id, length * <f64>z);
        addTo(measures, CENTROID_Y, id, length * <f64>y);
        addTo(measures, CENTROID_X, id, (length * <f64>(x + end - 1)) / 2);
        widenBox(measures, id, z, y, x, end);
      }
      x = end;
    }
  }
}

function widenBox(
  measures: ObjectMeasures,
  id: u32,
  z: i32,
  y: i32,
  x: i32,
  end: i32
): void {
  const box = boxOf(measures, id);
  store<i32>(box, min(load<i32>(box), z));
  store<i32>(box, min(load<i32>(box, 4), y), 4);
  store<i32>(box, min(load<i32>(box, 8), x), 8);
  store<i32>(box, max(load<i32>(box, 12), z + 1), 12);
  store<i32>(box, max(load<i32>(box, 16), y + 1), 16);
  store<i32>(box, max(load<i32>(box, 20), end), 20);
}

/** Second moments about the corner of each box: after `measureSizes`. */
export function measureMoments(
  measures: ObjectMeasures,
  first: i32,
  stop: i32
): void {
  const width = measures.width;
  for (let row = first; row < stop; row++) {
    const line = lineOf(measures, row);
    for (let x = 0; x < width; ) {
      const end = endOfRun(line, x, width);
      const id = load<u32>(line + (<usize>x << 2));
      if (id) {
        const box = boxOf(measures, id);
        const y = <f64>(row - load<i32>(box, 4));
        const from = <f64>(x - load<i32>(box, 8));
        const length = <f64>(end - x);
        const to = from + length;
        const sum = (length * (from + to - 1)) / 2;
        addTo(measures, SUM_YY, id, length * y * y);
        addTo(measures, SUM_XY, id, y * sum);
        addTo(measures, SUM_XX, id, squaresBelow(to) - squaresBelow(from));
      }
      x = end;
    }
  }
}

/** 0² + 1² + … + (n − 1)². */
function squaresBelow(n: f64): f64 {
  return ((n - 1) * n * (2 * n - 1)) / 6;
}

/** Sums become means, moments the eccentricity. */
export function endMoments(measures: ObjectMeasures): void {
  for (let id: u32 = 1; id <= measures.count; id++) {
    const area = load<f64>(cellOf(measures, AREA, id));
    if (area == 0) {
      continue;
    }
    const box = boxOf(measures, id);
    const sumY =
      load<f64>(cellOf(measures, CENTROID_Y, id)) - area * <f64>load<i32>(box, 4);
    const sumX =
      load<f64>(cellOf(measures, CENTROID_X, id)) - area * <f64>load<i32>(box, 8);
    // area² times the central moments: whole numbers
    const yy = area * load<f64>(cellOf(measures, SUM_YY, id)) - sumY * sumY;
    const xx = area * load<f64>(cellOf(measures, SUM_XX, id)) - sumX * sumX;
    const xy = area * load<f64>(cellOf(measures, SUM_XY, id)) - sumY * sumX;
    const root = Math.sqrt((yy - xx) * (yy - xx) + 4 * xy * xy);
    const longest = yy + xx + root;
    const ratio = longest == 0 ? 1 : (yy + xx - root) / longest;
    store<f64>(
      cellOf(measures, ECCENTRICITY, id),
      measures.depth > 1 ? NaN : Math.sqrt(1 - min(max(ratio, 0), 1))
    );
    for (let column = CENTROID_Z; column <= CENTROID_X; column++) {
      const at = cellOf(measures, column, id);
      store<f64>(at, load<f64>(at) / area);
    }
    const isOnBorder =
      load<i32>(box, 4) == 0 ||
      load<i32>(box, 8) == 0 ||
      load<i32>(box, 16) == measures.height ||
      load<i32>(box, 20) == measures.width;
    store<u32>(measures.borders + (<usize>(id - 1) << 2), isOnBorder ? 1 : 0);
  }
}

/** Begins a channel: its sums are 0, its range is empty. */
export function beginChannel(measures: ObjectMeasures, channel: i32): void {
  const column = channelColumn(channel);
  for (let id: u32 = 1; id <= measures.count; id++) {
    store<f64>(cellOf(measures, column + 1, id), Infinity);
    store<f64>(cellOf(measures, column + 2, id), -Infinity);
    store<f64>(cellOf(measures, column + 3, id), 0);
  }
}

/**
 * Adds rows of a channel. An object with a NaN has NaN as all its measures.
 *
 * @param source (row, x) of the dtype, beginning with row `first`
 */
export function measureChannel(
  measures: ObjectMeasures,
  channel: i32,
  dtype: i32,
  source: usize,
  first: i32,
  stop: i32
): void {
  const width = measures.width;
  const bytes = bytesPerPixel(dtype);
  const column = channelColumn(channel);
  for (let row = first; row < stop; row++) {
    const line = lineOf(measures, row);
    for (let x = 0; x < width; ) {
      const end = endOfRun(line, x, width);
      const id = load<u32>(line + (<usize>x << 2));
      if (id) {
        let lowest: f64 = Infinity;
        let highest: f64 = -Infinity;
        let sum: f64 = 0;
        for (let i = x; i < end; i++) {
          const value = readPixel(dtype, source + <usize>i * bytes);
          lowest = min(lowest, value);
          highest = max(highest, value);
          sum += value;
        }
        const lowestCell = cellOf(measures, column + 1, id);
        const highestCell = cellOf(measures, column + 2, id);
        store<f64>(lowestCell, min(load<f64>(lowestCell), lowest));
        store<f64>(highestCell, max(load<f64>(highestCell), highest));
        addTo(measures, column + 3, id, sum);
      }
      x = end;
    }
    source += bytes * <usize>width;
  }
}

/** Means of a channel from its sums. */
export function endChannel(measures: ObjectMeasures, channel: i32): void {
  const column = channelColumn(channel);
  for (let id: u32 = 1; id <= measures.count; id++) {
    const area = load<f64>(cellOf(measures, AREA, id));
    const sum = load<f64>(cellOf(measures, column + 3, id));
    store<f64>(cellOf(measures, column, id), sum / area);
  }
}
