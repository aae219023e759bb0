/**
 * Permutation importance: how many rows that a tree did not draw it gets wrong
 * when the values of one column are exchanged among them, and did not before.
 *
 * Hits are counted, so that sums over trees are the same in any order; the
 * numbers that exchange values depend on seed, tree and column alone.
 *
 * @source docs/numerics.md, “Importance”; Breiman 2001
 */
import { allocate } from '../memory';
import {
  childOf,
  columnOf,
  isOutOfBag,
  leafOf,
  nodeCount,
  verdictOf
} from './grown-tree';
import { randomBelow, seedPermutation } from './random';
import {
  classCount,
  columnCount,
  columnNumbers,
  outputOf,
  rowCount,
  rowValues
} from './training-set';

/** (columns allowed, classes) f64 hits lost, whole numbers. */
let losses: usize = 0;
/** (nodes,) i32 class output that a leaf votes for. */
let verdicts: usize = 0;
/** (bag,) u32 rows that the tree did not draw, and the same in another order. */
let bag: usize = 0;
let exchanged: usize = 0;
let bagSize: i32 = 0;
/** (bag,) i32 places in the bag of the rows that meet a column, and the node where they do. */
let places: usize = 0;
let meetings: usize = 0;
let meetingCount: i32 = 0;
/** The column that is exchanged, and its part of `losses`. */
let column: i32 = 0;
let lost: usize = 0;

/** Bytes that {@link permuteBegin} takes from the arena, for the host to make sure of. */
export function permuteBytes(
  rowTotal: i32,
  columnTotal: i32,
  classTotal: i32
): f64 {
  return (
    <f64>columnTotal * <f64>classTotal * 8 +
    <f64>rowTotal * (8 + 4 * 4) +
    6 * 128
  );
}

/** Starts the sums, after `trainBegin`. */
export function permuteBegin(): void {
  const size = <u32>rowCount;
  const lossBytes = (<u32>columnCount * <u32>classCount) << 3;
  losses = allocate(lossBytes);
  memory.fill(losses, 0, lossBytes);
  verdicts = allocate(size << 3);
  bag = allocate(size << 2);
  exchanged = allocate(size << 2);
  places = allocate(size << 2);
  meetings = allocate(size << 2);
}

/**
 * Takes the tree that grew last; what it loses without each column is then
 * added column by column.
 */
export function permuteTreeBegin(): void {
  fillBag();
  for (let node = 0; node < nodeCount; node++) {
    if (columnOf(node) < 0) {
      store<i32>(verdicts + ((<usize>node) << 2), verdictOf(node));
    }
  }
}

/**
 * Begins allowed column number `index`.
 *
 * @param seed        that the tree grew from
 * @param tree        its number
 * @param repetitions times that {@link permuteColumn} follows
 * @returns 0 if the tree never compares the column: nothing is to be added
 */
export function permuteColumnBegin(
  seed: u32,
  tree: u32,
  index: i32,
  repetitions: i32
): i32 {
  column = load<i32>(columnNumbers + ((<usize>index) << 2));
  lost = losses + ((<usize>index * <usize>classCount) << 3);
  meetingCount = meetColumn(repetitions);
  seedPermutation(seed, tree, column);
  memory.copy(exchanged, bag, (<usize>bagSize) << 2);
  return meetingCount;
}

/** Exchanges the values of the column once and adds the hits lost. */
export function permuteColumn(): void {
  shuffle();
  countHits();
}

function fillBag(): void {
  bagSize = 0;
  for (let row = 0; row < rowCount; row++) {
    if (isOutOfBag(row)) {
      store<u32>(bag + ((<usize>bagSize) << 2), row);
      bagSize++;
    }
  }
}

/**
 * Lists the rows of the bag whose way through the tree meets a column, and adds
 * those of them that are right, once for each repetition.
 */
function meetColumn(repetitions: i32): i32 {
  if (!isCompared()) {
    return 0;
  }
  let count = 0;
  for (let place = 0; place < bagSize; place++) {
    const row = load<u32>(bag + ((<usize>place) << 2));
    const values = rowValues(row);
    let node = 0;
    let compared = columnOf(node);
    while (compared >= 0 && compared != column) {
      node = childOf(node, load<f32>(values + ((<usize>compared) << 2)));
      compared = columnOf(node);
    }
    if (compared < 0) {
      continue;
    }
    store<i32>(places + ((<usize>count) << 2), place);
    store<i32>(meetings + ((<usize>count) << 2), node);
    count++;
    // what is lost if none of them stays right
    addHit(leafOf(row, node), row, <f64>repetitions);
  }
  return count;
}

function isCompared(): bool {
  for (let node = 0; node < nodeCount; node++) {
    if (columnOf(node) == column) {
      return true;
    }
  }
  return false;
}

/** Brings the rows of {@link exchanged} into another random order. */
function shuffle(): void {
  for (let i = bagSize - 1; i > 0; i--) {
    const here = exchanged + ((<usize>i) << 2);
    const there = exchanged + ((<usize>randomBelow(i + 1)) << 2);
    const row = load<u32>(here);
    store<u32>(here, load<u32>(there));
    store<u32>(there, row);
  }
}

/** Takes off those rows that are right with another row's value of the column. */
function countHits(): void {
  const offset = (<usize>column) << 2;
  for (let i = 0; i < meetingCount; i++) {
    const place = (<usize>load<i32>(places + ((<usize>i) << 2))) << 2;
    const row = load<u32>(bag + place);
    const values = rowValues(row);
    const other = load<f32>(rowValues(load<u32>(exchanged + place)) + offset);
    let node = load<i32>(meetings + ((<usize>i) << 2));
    let compared = column;
    while (compared >= 0) {
      const value =
        compared == column
          ? other
          : load<f32>(values + ((<usize>compared) << 2));
      node = childOf(node, value);
      compared = columnOf(node);
    }
    addHit(node, row, -1);
  }
}

function addHit(leaf: i32, row: u32, hits: f64): void {
  const output = outputOf(row);
  if (load<i32>(verdicts + ((<usize>leaf) << 2)) == <i32>output) {
    const at = lost + (output << 3);
    store<f64>(at, load<f64>(at) + hits);
  }
}

/**
 * (columns allowed, classes) f64 hits lost: rows right before and wrong after,
 * less the reverse, over all repetitions and trees.
 */
export function permuteLosses(): usize {
  return losses;
}
