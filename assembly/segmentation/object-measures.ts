/**
 * What is measured of the objects of a label image: columns of float64 and
 * counts, one entry an object.
 *
 * @source docs/numerics.md, “Measures”
 */
import { allocate } from '../memory';

/** Columns of float64 besides those of the channels. */
export const AREA: i32 = 0;
export const CENTROID_Z: i32 = 1;
export const CENTROID_Y: i32 = 2;
export const CENTROID_X: i32 = 3;
export const PERIMETER: i32 = 4;
export const CIRCULARITY: i32 = 5;
export const ECCENTRICITY: i32 = 6;
export const SOLIDITY: i32 = 7;
export const FERET: i32 = 8;
/** Sums of products about the corner of the box, until they are made into the eccentricity. */
export const SUM_YY: i32 = 9;
export const SUM_XX: i32 = 10;
export const SUM_XY: i32 = 11;
const PLAIN_COLUMNS: i32 = 12;
/** Per channel: mean, minimum, maximum, sum. */
const CHANNEL_COLUMNS: i32 = 4;

@unmanaged
export class ObjectMeasures {
  depth: i32;
  height: i32;
  width: i32;
  /** Highest object id. */
  count: u32;
  /** (z, y, x) uint32. */
  labels: usize;
  /** (column, object) float64. */
  columns: usize;
  /** (object, 6) int32: z0, y0, x0, z1, y1, x1. */
  boxes: usize;
  /** (object,) uint32 each. */
  neighbours: usize;
  borders: usize;
  /** Pairs of touching objects, (pair,) uint64, and how many there are and fit. */
  pairs: usize;
  pairCount: u32;
  pairRoom: u32;
  /** Rows of border flags, see outline.ts. */
  rows: usize;
  /** Ends of the rows of an object, and the hull around them, see hull.ts. */
  ends: usize;
  chains: usize;
}

/** The highest id of a label image. */
export function highestLabel(labels: usize, pixelCount: u32): u32 {
  let highest: u32 = 0;
  for (let i: u32 = 0; i < pixelCount; i++) {
    highest = max(highest, load<u32>(labels + (<usize>i << 2)));
  }
  return highest;
}

/**
 * Memory for the measures of objects 1 … count.
 *
 * @param labels (z, y, x) uint32, kept by the caller
 * @returns 0 if the memory cannot grow that far
 */
export function createObjectMeasures(
  labels: usize,
  depth: i32,
  height: i32,
  width: i32,
  count: u32,
  channelCount: i32
): usize {
  const columnCount = PLAIN_COLUMNS + CHANNEL_COLUMNS * channelCount;
  const bytes = (<u64>count * <u64>columnCount) << 3;
  if (bytes >= 0xf0000000) {
    return 0;
  }
  const start = allocate(offsetof<ObjectMeasures>());
  const columns = allocate(<u32>bytes);
  const boxes = allocate(count * 24);
  const neighbours = allocate(count << 2);
  const borders = allocate(count << 2);
  const rows = allocate(<u32>(width + 2) * 3);
  const ends = allocate(<u32>(height + 1) << 5);
  const chains = allocate(<u32>(height + 1) << 6);
  const isWhole = columns && boxes && neighbours && borders && rows && ends;
  if (!start || !isWhole || !chains) {
    return 0;
  }
  memory.fill(start, 0, offsetof<ObjectMeasures>());
  memory.fill(columns, 0, <usize>bytes);
  memory.fill(neighbours, 0, <usize>count << 2);
  memory.fill(borders, 0, <usize>count << 2);
  const measures = changetype<ObjectMeasures>(start);
  measures.depth = depth;
  measures.height = height;
  measures.width = width;
  measures.count = count;
  measures.labels = labels;
  measures.columns = columns;
  measures.boxes = boxes;
  measures.neighbours = neighbours;
  measures.borders = borders;
  measures.rows = rows;
  measures.ends = ends;
  measures.chains = chains;
  for (let i: u32 = 0; i < count; i++) {
    const box = boxes + <usize>i * 24;
    store<i32>(box, i32.MAX_VALUE);
    store<i32>(box, i32.MAX_VALUE, 4);
    store<i32>(box, i32.MAX_VALUE, 8);
    store<i32>(box, 0, 12);
    store<i32>(box, 0, 16);
    store<i32>(box, 0, 20);
  }
  return start;
}

/** The address of column `column` for object `id`. */
export function cellOf(
  measures: ObjectMeasures,
  column: i32,
  id: u32
): usize {
  const row = <usize>column * <usize>measures.count + <usize>(id - 1);
  return measures.columns + (row << 3);
}

export function addTo(
  measures: ObjectMeasures,
  column: i32,
  id: u32,
  value: f64
): void {
  const at = cellOf(measures, column, id);
  store<f64>(at, load<f64>(at) + value);
}

export function boxOf(measures: ObjectMeasures, id: u32): usize {
  return measures.boxes + <usize>(id - 1) * 24;
}

/** First column of a channel. */
export function channelColumn(channel: i32): i32 {
  return PLAIN_COLUMNS + CHANNEL_COLUMNS * channel;
}

/** (object,) float64: area, centroid z, y, x, perimeter, circularity, eccentricity, solidity, Feret diameter. */
export function measureColumn(measures: ObjectMeasures, column: i32): usize {
  return measures.columns + ((<usize>column * <usize>measures.count) << 3);
}

/** (object,) float64: 0 mean, 1 minimum, 2 maximum, 3 sum of a channel. */
export function channelMeasure(
  measures: ObjectMeasures,
  channel: i32,
  measure: i32
): usize {
  return measureColumn(measures, channelColumn(channel) + measure);
}

/** (object, 6) int32. */
export function measuredBoxes(measures: ObjectMeasures): usize {
  return measures.boxes;
}

/** (object,) uint32: other objects that touch it. */
export function measuredNeighbours(measures: ObjectMeasures): usize {
  return measures.neighbours;
}

/** (object,) uint32: 1 if it reaches the edge of the image in y or x. */
export function measuredBorders(measures: ObjectMeasures): usize {
  return measures.borders;
}
