/**
 * Convex hulls of objects in a plane. A pixel counts with the middles of its
 * four sides, so coordinates are doubled: all are whole numbers and the hull is
 * exact. Per doubled row the ends of the object are known; the hull is a chain
 * of rows on the left and one on the right.
 *
 * @source scikit-image's `convex_hull_image` and `feret_diameter_max`; docs/numerics.md, “Measures”
 */
import {
  AREA,
  boxOf,
  cellOf,
  FERET,
  ObjectMeasures,
  SOLIDITY
} from './object-measures';

/** Ends of a doubled row without pixels. */
const EMPTY: i32 = i32.MAX_VALUE;

/** Solidity and Feret diameter of objects `first … stop`. */
export function measureHulls(
  measures: ObjectMeasures,
  first: u32,
  stop: u32
): void {
  for (let id = first; id < stop; id++) {
    const area = load<f64>(cellOf(measures, AREA, id));
    if (area == 0) {
      continue;
    }
    const box = boxOf(measures, id);
    const height = load<i32>(box, 16) - load<i32>(box, 4);
    const rows = measures.ends;
    listEnds(measures, id, box, height);
    const doubled = rows + (<usize>height << 3);
    const left = measures.chains;
    const right = left + (<usize>(2 * height + 1) << 3);
    spreadEnds(rows, height, doubled);
    let leftCount = chain(doubled, 2 * height + 1, 0, 1, left);
    let rightCount = chain(doubled, 2 * height + 1, 4, -1, right);
    const hullArea = fillHull(rows, height, left, leftCount, right, rightCount);
    store<f64>(cellOf(measures, SOLIDITY, id), area / <f64>hullArea);
    // the hull of the filled hull reaches as far as its pixels do
    spreadEnds(rows, height, doubled);
    leftCount = chain(doubled, 2 * height + 1, 0, 1, left);
    rightCount = chain(doubled, 2 * height + 1, 4, -1, right);
    const feret = diameter(left, leftCount, right, rightCount);
    store<f64>(cellOf(measures, FERET, id), feret);
  }
}

/** (row, 2) int32: first and last pixel of an object in each row of its box. */
function listEnds(
  measures: ObjectMeasures,
  id: u32,
  box: usize,
  height: i32
): void {
  const x0 = load<i32>(box, 8);
  const width = load<i32>(box, 20) - x0;
  for (let row = 0; row < height; row++) {
    const pixel =
      <usize>(load<i32>(box, 4) + row) * <usize>measures.width + <usize>x0;
    const line = measures.labels + (pixel << 2);
    let low = 0;
    while (low < width && load<u32>(line + (<usize>low << 2)) != id) {
      low++;
    }
    let high = width - 1;
    while (high >= low && load<u32>(line + (<usize>high << 2)) != id) {
      high--;
    }
    const at = measures.ends + (<usize>row << 3);
    store<i32>(at, low <= high ? low : EMPTY);
    store<i32>(at, high, 4);
  }
}

/** (2 · height + 1, 2) int32 doubled ends, from half a row above the first to half a row below the last. */
function spreadEnds(rows: usize, height: i32, doubled: usize): void {
  for (let row = 0; row <= 2 * height; row++) {
    store<i32>(doubled + (<usize>row << 3), EMPTY);
    store<i32>(doubled + (<usize>row << 3), -1, 4);
  }
  for (let row = 0; row < height; row++) {
    const low = load<i32>(rows + (<usize>row << 3));
    const high = load<i32>(rows + (<usize>row << 3), 4);
    if (low != EMPTY) {
      const middle = doubled + (<usize>(2 * row + 1) << 3);
      widen(middle - 8, 2 * low, 2 * high);
      widen(middle, 2 * low - 1, 2 * high + 1);
      widen(middle + 8, 2 * low, 2 * high);
    }
  }
}

function widen(at: usize, low: i32, high: i32): void {
  const isEmpty = load<i32>(at) == EMPTY;
  store<i32>(at, min(load<i32>(at), low));
  store<i32>(at, isEmpty ? high : max(load<i32>(at, 4), high), 4);
}

/**
 * The convex chain along one end of the rows.
 *
 * @param offset 0: the left ends, 4: the right ones
 * @param sign   1 for the left chain, −1 for the right one
 * @param target (point, 2) int32, written: doubled row and x
 * @returns how many points it has
 */
function chain(
  doubled: usize,
  rowCount: i32,
  offset: usize,
  sign: i32,
  target: usize
): i32 {
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const ends = doubled + (<usize>row << 3);
    if (load<i32>(ends) == EMPTY) {
      continue;
    }
    const x = load<i32>(ends + offset);
    while (count >= 2 && !turns(target, count, row, x, sign)) {
      count--;
    }
    const at = target + (<usize>count << 3);
    store<i32>(at, row);
    store<i32>(at, x, 4);
    count++;
  }
  return count;
}

/** Whether the chain bends outwards at its last point on the way to (row, x). */
function turns(chain: usize, count: i32, row: i32, x: i32, sign: i32): bool {
  const last = chain + (<usize>(count - 1) << 3);
  const before = last - 8;
  const rows = <i64>(load<i32>(last) - load<i32>(before));
  const columns = <i64>(load<i32>(last, 4) - load<i32>(before, 4));
  const allRows = <i64>(row - load<i32>(before));
  const allColumns = <i64>(x - load<i32>(before, 4));
  return <i64>sign * (columns * allRows - allColumns * rows) < 0;
}

/** Pixels whose centres lie in the hull, its edge included; their ends replace those of the rows. */
function fillHull(
  rows: usize,
  height: i32,
  left: usize,
  leftCount: i32,
  right: usize,
  rightCount: i32
): i64 {
  let area: i64 = 0;
  let leftAt = 0;
  let rightAt = 0;
  for (let row = 0; row < height; row++) {
    const middle = 2 * row + 1;
    leftAt = edgeAt(left, leftCount, leftAt, middle);
    rightAt = edgeAt(right, rightCount, rightAt, middle);
    const low = ceilHalf(left, leftAt, middle);
    const high = floorHalf(right, rightAt, middle);
    const at = rows + (<usize>row << 3);
    store<i32>(at, low);
    store<i32>(at, high, 4);
    area += <i64>(high - low + 1);
  }
  return area;
}

/** The edge of a chain that a doubled row crosses. */
function edgeAt(chain: usize, count: i32, from: i32, row: i32): i32 {
  let at = from;
  while (at + 2 < count && load<i32>(chain + (<usize>(at + 1) << 3)) < row) {
    at++;
  }
  return at;
}

/** 2 · rows · x where an edge crosses a row, x in pixels; rows = those of the edge. */
function crossing(edge: usize, row: i32): i64 {
  const rows = <i64>(load<i32>(edge, 8) - load<i32>(edge));
  const columns = <i64>(load<i32>(edge, 12) - load<i32>(edge, 4));
  return (
    <i64>load<i32>(edge, 4) * rows + columns * <i64>(row - load<i32>(edge))
  );
}

function floorHalf(chain: usize, at: i32, row: i32): i32 {
  const edge = chain + (<usize>at << 3);
  const divisor = 2 * <i64>(load<i32>(edge, 8) - load<i32>(edge));
  return <i32>floorDivide(crossing(edge, row), divisor);
}

function ceilHalf(chain: usize, at: i32, row: i32): i32 {
  const edge = chain + (<usize>at << 3);
  const divisor = 2 * <i64>(load<i32>(edge, 8) - load<i32>(edge));
  return <i32>-floorDivide(-crossing(edge, row), divisor);
}

function floorDivide(value: i64, divisor: i64): i64 {
  const quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

/** Largest distance between two points of the chains, in pixels. */
function diameter(
  left: usize,
  leftCount: i32,
  right: usize,
  rightCount: i32
): f64 {
  // the chains lie one behind the other, with a gap between them
  let longest: i64 = 0;
  for (let i = 0; i < leftCount + rightCount; i++) {
    const a = pointOf(left, leftCount, right, i);
    for (let j = i + 1; j < leftCount + rightCount; j++) {
      const b = pointOf(left, leftCount, right, j);
      const rows = <i64>(load<i32>(a) - load<i32>(b));
      const columns = <i64>(load<i32>(a, 4) - load<i32>(b, 4));
      longest = max(longest, rows * rows + columns * columns);
    }
  }
  return Math.sqrt(<f64>longest) / 2;
}

function pointOf(left: usize, leftCount: i32, right: usize, i: i32): usize {
  return i < leftCount
    ? left + (<usize>i << 3)
    : right + (<usize>(i - leftCount) << 3);
}
