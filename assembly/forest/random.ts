/**
 * The generator behind bootstrap and column choice: PCG XSH RR 64/32, its
 * state mixed from seed and tree number, so that a tree is the same wherever
 * it grows.
 *
 * @source M. E. O'Neill, PCG: A Family of Simple Fast Space-Efficient
 *   Statistically Good Algorithms for Random Number Generation (2014);
 *   the mixing is that of SplitMix64 (Steele, Lea, Flood 2014)
 */

let state: u64 = 0;

/** Starts the numbers of one tree. */
export function seedTree(seed: u32, tree: u32): void {
  state = mix(((<u64>seed) << 32) | (<u64>tree));
}

/** Starts the numbers that permute one column for one tree: others than the tree grew by. */
export function seedPermutation(seed: u32, tree: u32, column: i32): void {
  seedTree(seed, tree);
  state = mix(state ^ (<u64>column + 1));
}

function mix(word: u64): u64 {
  let mixed = word + 0x9e3779b97f4a7c15;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

/** A number from 0 to `limit` − 1. */
export function randomBelow(limit: i32): i32 {
  const old = state;
  state = old * 6364136223846793005 + 1442695040888963407;
  const folded = <u32>(((old >> 18) ^ old) >> 27);
  const bits = rotr<u32>(folded, <u32>(old >> 59));
  return <i32>((<u64>bits * <u64>limit) >> 32);
}
