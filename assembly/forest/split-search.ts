/**
 * What the search for the best split of a node knows: the node's samples, and
 * the best split of the columns tried so far.
 *
 * Lowest weighted Gini impurity = highest Σl²/L + Σr²/R, where l and r are the
 * weighted samples by class left and right, L and R their sums. Candidates are
 * compared without division: (Σl²·R + Σr²·L) / (L·R).
 */
import { allocate } from '../memory';
import { classCount } from './training-set';

/** First and last address of the node's entries in the tree's order. */
export let first: usize = 0;
export let stop: usize = 0;
/** (classes,) f64 weighted samples of the node. */
export let totals: usize = 0;
/** Their sum, and the sum of their squares. */
export let samples: f64 = 0;
export let squares: f64 = 0;

/** Best Σl²/L + Σr²/R so far; −1 before any split. */
export let score: f64 = 0;
/** Highest rank that goes left. */
export let low: u32 = 0;
/** Lowest rank that goes right. */
export let high: u32 = 0;
/** If ≥ 0, the split lies after this bin and its ranks are not known yet. */
export let edge: i32 = 0;

/** Takes the memory of the class counts. */
export function allocateSearch(): void {
  totals = allocate((<u32>classCount) << 3);
}

/** Starts a node whose {@link totals} are counted. */
export function beginSearch(
  nodeFirst: usize,
  nodeStop: usize,
  nodeSamples: f64,
  nodeSquares: f64
): void {
  first = nodeFirst;
  stop = nodeStop;
  samples = nodeSamples;
  squares = nodeSquares;
  score = -1;
  edge = -1;
}

/** Notes a better split between two ranks. */
export function noteSplit(better: f64, lowRank: u32, highRank: u32): void {
  score = better;
  low = lowRank;
  high = highRank;
  edge = -1;
}

/** Notes a better split between a bin and the next one that is not empty. */
export function noteEdge(better: f64, bin: i32): void {
  score = better;
  edge = bin;
}

/** Says between which ranks the split after {@link edge} lies. */
export function settleEdge(lowRank: u32, highRank: u32): void {
  low = lowRank;
  high = highRank;
  edge = -1;
}
