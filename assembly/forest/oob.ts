/**
 * Out-of-bag votes: each row is voted on by the trees that did not draw it, as
 * if it were new to them.
 *
 * Votes are whole numbers, so that their sums over trees are the same in any
 * order.
 *
 * @source docs/numerics.md, “Out-of-bag votes”; Breiman 2001
 */
import { allocate } from '../memory';
import {
  columnOf,
  countLeaf,
  isOutOfBag,
  leafOf,
  nodeCount,
  shares
} from './grown-tree';
import { classCount, rowCount } from './training-set';

/** What one tree adds for a leaf of one class. */
const WHOLE_VOTE: f64 = 1048576;

/** (rows, classes) u32 votes in units of 2⁻²⁰ tree. */
let votes: usize = 0;
/** (rows,) u32 trees that voted on each row. */
let voters: usize = 0;
/** (nodes,) i32 first row that reached a leaf, −1 if none; then (rows,) i32 the next one. */
let firsts: usize = 0;
let nexts: usize = 0;

/** Bytes that {@link outOfBagBegin} takes from the arena, for the host to make sure of. */
export function outOfBagBytes(rowTotal: i32, classTotal: i32): f64 {
  return <f64>rowTotal * (<f64>classTotal * 4 + 4 + 8 + 4) + 4 * 128;
}

/** Starts the sums, after `trainBegin`. */
export function outOfBagBegin(): void {
  const size = <u32>rowCount;
  const voteBytes = (size * <u32>classCount) << 2;
  votes = allocate(voteBytes);
  memory.fill(votes, 0, voteBytes);
  voters = allocate(size << 2);
  memory.fill(voters, 0, size << 2);
  firsts = allocate(size << 3);
  nexts = allocate(size << 2);
}

/** Adds the votes of the tree that grew last. */
export function outOfBagTree(): void {
  memory.fill(firsts, 255, (<usize>nodeCount) << 2);
  for (let row = 0; row < rowCount; row++) {
    if (!isOutOfBag(row)) {
      continue;
    }
    const voter = voters + ((<usize>row) << 2);
    store<u32>(voter, load<u32>(voter) + 1);
    const first = firsts + ((<usize>leafOf(row, 0)) << 2);
    store<i32>(nexts + ((<usize>row) << 2), load<i32>(first));
    store<i32>(first, row);
  }
  for (let node = 0; node < nodeCount; node++) {
    const row = load<i32>(firsts + ((<usize>node) << 2));
    if (row >= 0 && columnOf(node) < 0) {
      addVotes(node, row);
    }
  }
}

/** Adds a leaf's votes to all rows that reached it. */
function addVotes(leaf: i32, first: i32): void {
  const total = countLeaf(leaf);
  for (let c: usize = 0; c < <usize>classCount; c++) {
    const share = load<f64>(shares + (c << 3));
    if (share == 0) {
      continue;
    }
    const vote = <u32>nearest((share / total) * WHOLE_VOTE);
    for (let row = first; row >= 0;) {
      const at = votes + ((<usize>row * <usize>classCount + c) << 2);
      store<u32>(at, load<u32>(at) + vote);
      row = load<i32>(nexts + ((<usize>row) << 2));
    }
  }
}

/** (rows, classes) u32 sums in units of 2⁻²⁰ tree. */
export function outOfBagVotes(): usize {
  return votes;
}
/** (rows,) u32 trees that voted on each row. */
export function outOfBagVoters(): usize {
  return voters;
}
