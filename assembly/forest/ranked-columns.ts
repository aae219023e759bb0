/**
 * The columns of the training rows as small integers, made once for all trees:
 * the rank of each value among the column's distinct ones, and the bin it falls
 * into: about as many rows in each, like values in one.
 */
import { allocate } from '../memory';
import { BIN_BITS, setBin } from './bins';
import { keyValue, orderedKey, sortByKey } from './order';
import {
  columnCount,
  columnNumbers,
  rowCount,
  rowValues
} from './training-set';

/** Whether ranks need more than 16 bits. */
export let isWide: bool = false;
/** (columns, rows) u16 or u32 ranks. */
let ranks: usize = 0;
/** (columns, rows) f32 distinct values, ascending. */
let values: usize = 0;
/** (rows,) u64 value and row while a column is ranked, before and after sorting. */
let entries: usize = 0;
let sorted: usize = 0;

/** Bytes that {@link allocateRanks} takes. */
export function rankBytes(rowTotal: i32, columnTotal: i32): f64 {
  const perCell: f64 = rowTotal > 0x10000 ? 8 : 6;
  return <f64>rowTotal * (<f64>columnTotal * perCell + 16) + 4 * 128;
}

/** Takes the memory of all columns that may be split on. */
export function allocateRanks(): void {
  isWide = rowCount > 0x10000;
  const size = <u32>rowCount;
  const cells = size * <u32>columnCount;
  ranks = allocate(cells << (isWide ? 2 : 1));
  values = allocate(cells << 2);
  entries = allocate(size << 3);
  sorted = allocate(size << 3);
}

/** Ranks the values of allowed column number `index`; to be called for each after `trainBegin`. */
export function trainRank(index: i32): void {
  const column = (<usize>load<i32>(columnNumbers + ((<usize>index) << 2))) << 2;
  for (let row = 0; row < rowCount; row++) {
    const value = load<f32>(rowValues(row) + column);
    store<u64>(
      entries + ((<usize>row) << 3),
      ((<u64>orderedKey(value)) << 32) | (<u64>row)
    );
  }
  sortByKey(entries, sorted, rowCount);
  const base = <usize>index * <usize>rowCount;
  const distinct = values + (base << 2);
  let rank: i32 = -1;
  let bin: i32 = 0;
  let last: u32 = 0;
  for (let i = 0; i < rowCount; i++) {
    const entry = load<u64>(sorted + ((<usize>i) << 3));
    const key = <u32>(entry >> 32);
    if (rank < 0 || key != last) {
      rank++;
      last = key;
      bin = <i32>(((<u64>i) << BIN_BITS) / <u64>rowCount);
      store<f32>(distinct + ((<usize>rank) << 2), keyValue(key));
    }
    const cell = base + <usize>(<u32>entry);
    setBin(<u32>entry, index, bin);
    if (isWide) {
      store<u32>(ranks + (cell << 2), rank);
    } else {
      store<u16>(ranks + (cell << 1), <u16>rank);
    }
  }
}

/** (rows,) T ranks of a column. */
export function ranksOf<T>(index: i32): usize {
  return ranks + <usize>index * <usize>rowCount * sizeof<T>();
}

/** The value of a rank. */
export function valueOf(index: i32, rank: u32): f32 {
  return load<f32>(values + ((<usize>index * <usize>rowCount + <usize>rank) << 2));
}
