/**
 * Walks blocks of 8 × 8 pixels down the trees: a node's comparison is made for
 * all 64 pixels at once, the pixels that go left and right are masks, and a
 * side without pixels is skipped.
 *
 * @source docs/numerics.md, “Random forest”
 */
import { BLOCK_PIXELS } from './cells';
import {
  IMPURE,
  LEAF,
  MIXED,
  NODE_CODES,
  NODE_LEFT,
  NODE_LIMIT,
  NODE_RIGHT,
  NODES
} from './pack';

/** Four vectors of mask and a reference. */
const STACK_BYTES: usize = 80;
/**
 * Parts of a packet that wait hold at least one pixel each and share none:
 * there are never more than 63, however deep the tree.
 */
const STACK: usize = memory.data(5120, 16);
/** Mask of the pixels that reach an impure leaf. */
const LEAF_MASK: usize = memory.data(64, 16);

/** The inner step at a pure leaf; a class, because only methods can be inlined by decree. */
class Leaf {
  /** One vote each for the pixels of a mask. */
  @inline
  static vote(at: usize, m0: v128, m1: v128, m2: v128, m3: v128): void {
    v128.store(at, i8x16.sub(v128.load(at), m0));
    v128.store(at, i8x16.sub(v128.load(at, 16), m1), 16);
    v128.store(at, i8x16.sub(v128.load(at, 32), m2), 32);
    v128.store(at, i8x16.sub(v128.load(at, 48), m3), 48);
  }
}

/**
 * Walks one block down the trees whose roots lie from `first` to `stop`.
 *
 * @param codes codes of the block
 * @param votes (outputs, 64) u8: one is added at each pure leaf reached
 * @param sums  (outputs, 64) i32: fractions are added at each impure leaf reached
 */
export function walkPackets(
  forest: usize,
  codes: usize,
  first: usize,
  stop: usize,
  votes: usize,
  sums: usize
): void {
  const nodes = forest + load<u32>(forest, NODES);
  const mixed = forest + load<u32>(forest, MIXED);
  const all = i8x16.splat(-1);
  for (let root = first; root < stop; root += 4) {
    let reference = load<u32>(root);
    let m0 = all;
    let m1 = all;
    let m2 = all;
    let m3 = all;
    if (reference & LEAF) {
      reachLeaf(reference, m0, m1, m2, m3, votes, sums, mixed);
      continue;
    }
    let top = STACK;
    while (true) {
      const node = nodes + <usize>reference;
      const at = codes + <usize>load<u32>(node, NODE_CODES);
      const limit = v128.load_splat<u8>(node, NODE_LIMIT);
      const l0 = v128.and(m0, i8x16.lt_s(v128.load(at), limit));
      const l1 = v128.and(m1, i8x16.lt_s(v128.load(at, 16), limit));
      const l2 = v128.and(m2, i8x16.lt_s(v128.load(at, 32), limit));
      const l3 = v128.and(m3, i8x16.lt_s(v128.load(at, 48), limit));
      m0 = v128.andnot(m0, l0);
      m1 = v128.andnot(m1, l1);
      m2 = v128.andnot(m2, l2);
      m3 = v128.andnot(m3, l3);
      const left = load<u32>(node, NODE_LEFT);
      const right = load<u32>(node, NODE_RIGHT);
      const isLeft = v128.any_true(v128.or(v128.or(l0, l1), v128.or(l2, l3)));
      const isRight = v128.any_true(v128.or(v128.or(m0, m1), v128.or(m2, m3)));
      if (isRight) {
        if (right & LEAF) {
          if (right & IMPURE) {
            reachLeaf(right, m0, m1, m2, m3, votes, sums, mixed);
          } else {
            Leaf.vote(votes + <usize>(right & ~LEAF), m0, m1, m2, m3);
          }
        } else if (isLeft) {
          v128.store(top, m0);
          v128.store(top, m1, 16);
          v128.store(top, m2, 32);
          v128.store(top, m3, 48);
          store<u32>(top, right, 64);
          top += STACK_BYTES;
        } else {
          reference = right;
          continue;
        }
      }
      if (isLeft) {
        if (left & LEAF) {
          if (left & IMPURE) {
            reachLeaf(left, l0, l1, l2, l3, votes, sums, mixed);
          } else {
            Leaf.vote(votes + <usize>(left & ~LEAF), l0, l1, l2, l3);
          }
        } else {
          m0 = l0;
          m1 = l1;
          m2 = l2;
          m3 = l3;
          reference = left;
          continue;
        }
      }
      if (top == STACK) {
        break;
      }
      top -= STACK_BYTES;
      m0 = v128.load(top);
      m1 = v128.load(top, 16);
      m2 = v128.load(top, 32);
      m3 = v128.load(top, 48);
      reference = load<u32>(top, 64);
    }
  }
}

/** A leaf of any kind; out of the way of the common pure one. */
function reachLeaf(
  reference: u32,
  m0: v128,
  m1: v128,
  m2: v128,
  m3: v128,
  votes: usize,
  sums: usize,
  mixed: usize
): void {
  if (!(reference & IMPURE)) {
    Leaf.vote(votes + <usize>(reference & ~LEAF), m0, m1, m2, m3);
    return;
  }
  v128.store(LEAF_MASK, m0);
  v128.store(LEAF_MASK, m1, 16);
  v128.store(LEAF_MASK, m2, 32);
  v128.store(LEAF_MASK, m3, 48);
  addFractions(
    mixed + <usize>(reference & ~(LEAF | IMPURE)),
    LEAF_MASK,
    sums
  );
}

/**
 * Adds the fractions of an impure leaf for the pixels that reach it.
 *
 * @param entry where the leaf's fractions start
 * @param mask  (64,) u8, 255 for each of these pixels
 * @param sums  (outputs, 64) i32
 */
export function addFractions(entry: usize, mask: usize, sums: usize): void {
  const stop = entry + ((<usize>load<u32>(entry) + 1) << 3);
  for (entry += 8; entry < stop; entry += 8) {
    const fraction = v128.load_splat<i32>(entry, 4);
    let sum = sums + ((<usize>load<u32>(entry)) << 2);
    for (let i: usize = 0; i < BLOCK_PIXELS; i += 4) {
      const bytes = v128.load32_splat(mask + i);
      const wide = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(bytes));
      const here = v128.and(fraction, wide);
      v128.store(sum, i32x4.add(v128.load(sum), here));
      sum += 16;
    }
  }
}
