/**
 * What all trees of a forest learn from: rows of features, their classes and
 * what each class weighs. Set once, read by everything that grows or measures.
 */

/** (rows, rowLength) f32, row after row. */
let rows: usize = 0;
let rowLength: usize = 0;
/** Number of rows. */
export let rowCount: i32 = 0;
/** (rows,) u8 class outputs. */
export let outputs: usize = 0;
/** Number of class outputs. */
export let classCount: i32 = 0;
/** (classes,) f64 what a sample of each class weighs. */
let weights: usize = 0;
/** (columns,) i32 number of each column that may be split on. */
export let columnNumbers: usize = 0;
/** How many these are. */
export let columnCount: i32 = 0;

/** Weights are whole multiples of 1/1024, so that their sums are exact. */
const WEIGHT_STEPS: f64 = 1024;

/** Takes the arrays, nothing is copied; rounds the weights. */
export function takeTrainingSet(
  rowValues: usize,
  rowTotal: i32,
  valuesPerRow: i32,
  rowOutputs: usize,
  classTotal: i32,
  classWeights: usize,
  columns: usize,
  columnTotal: i32
): void {
  rows = rowValues;
  rowCount = rowTotal;
  rowLength = <usize>valuesPerRow;
  outputs = rowOutputs;
  classCount = classTotal;
  weights = classWeights;
  columnNumbers = columns;
  columnCount = columnTotal;
  for (let c = 0; c < classTotal; c++) {
    const at = weights + ((<usize>c) << 3);
    const steps = nearest(load<f64>(at) * WEIGHT_STEPS);
    store<f64>(at, max(1, steps) / WEIGHT_STEPS);
  }
}

/** (rowLength,) f32 of one row. */
export function rowValues(row: u32): usize {
  return rows + ((<usize>row * rowLength) << 2);
}

/** Class output of one row. */
export function outputOf(row: u32): usize {
  return <usize>load<u8>(outputs + <usize>row);
}

/** What a sample of a class weighs. */
export function weightOf(output: usize): f64 {
  return load<f64>(weights + (output << 3));
}
