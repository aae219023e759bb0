/**
 * Predicts blocks of 8 × 8 pixels: a node's comparison is made for all 64
 * pixels at once, the pixels that go left and right are masks, and a side
 * without pixels is skipped.
 *
 * @source docs/numerics.md, “Random forest”
 */
import { BLOCK_PIXELS, PLANE_BYTES } from './cells';
import { codePlane, markInvalid } from './codes';
import {
  FIRST_PLANES,
  IMPURE,
  IS_MIXED,
  LEAF,
  MIXED,
  NODE_CODES,
  NODE_LEFT,
  NODE_LIMIT,
  NODE_RIGHT,
  NODES,
  OUTPUT_COUNT,
  PLANE_COUNT,
  PLANES,
  ROOTS,
  TREE_COUNT,
  UNIT
} from './pack';

/** Votes of so many trees fit a byte. */
const BATCH_TREES: i32 = 255;
/** Four vectors of mask and a reference. */
const STACK_BYTES: usize = 80;
/**
 * Parts of a packet that wait hold at least one pixel each and share none:
 * there are never more than 63, however deep the tree.
 */
const STACK: usize = memory.data(5120, 16);
/** Mask of the pixels that reach an impure leaf. */
const LEAF_MASK: usize = memory.data(64, 16);

/** Bytes of codes per block of 64 pixels. */
export function codeBytes(forest: usize): u32 {
  return <u32>load<i32>(forest, PLANE_COUNT) * <u32>BLOCK_PIXELS;
}

/** Bytes of work memory of {@link predictTile}. */
export function predictWorkBytes(forest: usize): u32 {
  return <u32>load<i32>(forest, OUTPUT_COUNT) * <u32>BLOCK_PIXELS * 5;
}

/**
 * Codes of one column of a tile; nothing happens for a column no tree compares.
 *
 * @param forest   packed forest
 * @param pixels   (height, width) f32, rows `rowBytes` apart; 64 bytes past the end are readable
 * @param codes    (blocks, {@link codeBytes}) u8; blocks of 8 × 8 pixels, row by row
 * @param invalid  (blocks, 64) u8, cleared before the first column; 255 where a value is NaN
 */
export function codeColumn(
  forest: usize,
  column: i32,
  pixels: usize,
  rowBytes: usize,
  width: i32,
  height: i32,
  codes: usize,
  invalid: usize
): void {
  const at = forest + load<u32>(forest, FIRST_PLANES) + ((<usize>column) << 2);
  const stop = load<i32>(at, 4);
  const planes = forest + load<u32>(forest, PLANES);
  const stride = <usize>codeBytes(forest);
  for (let plane = load<i32>(at); plane < stop; plane++) {
    codePlane(
      forest,
      planes + <usize>plane * PLANE_BYTES,
      pixels,
      rowBytes,
      width,
      height,
      codes + <usize>plane * BLOCK_PIXELS,
      stride
    );
  }
  if (load<i32>(at) < stop) {
    markInvalid(pixels, rowBytes, width, height, invalid);
  }
}

/**
 * Probabilities of a tile from its codes.
 *
 * @param forest      packed forest
 * @param classPlanes (outputs,) i32: byte offset of each output's plane in `out`
 * @param work        {@link predictWorkBytes} bytes
 * @param out         (height, width) f32 per class, rows `outRowBytes` apart
 */
export function predictTile(
  forest: usize,
  codes: usize,
  invalid: usize,
  width: i32,
  height: i32,
  classPlanes: usize,
  work: usize,
  out: usize,
  outRowBytes: usize
): void {
  const outputCount = load<i32>(forest, OUTPUT_COUNT);
  const treeCount = load<i32>(forest, TREE_COUNT);
  const votes = work;
  const sums = work + <usize>outputCount * BLOCK_PIXELS;
  const roots = forest + load<u32>(forest, ROOTS);
  const stride = <usize>codeBytes(forest);
  const unit = load<i32>(forest, UNIT);
  const isSummed = load<i32>(forest, IS_MIXED) != 0 || treeCount > BATCH_TREES;
  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x += 8) {
      if (isSummed) {
        memory.fill(sums, 0, (<usize>outputCount * BLOCK_PIXELS) << 2);
      }
      for (let t = 0; t < treeCount; t += BATCH_TREES) {
        memory.fill(votes, 0, <usize>outputCount * BLOCK_PIXELS);
        const first = roots + ((<usize>t) << 2);
        const stop = roots + ((<usize>min(t + BATCH_TREES, treeCount)) << 2);
        traverse(forest, codes, first, stop, votes, sums);
        if (isSummed) {
          addVotes(votes, sums, outputCount, unit);
        }
      }
      for (let output = 0; output < outputCount; output++) {
        const at = <usize>output * BLOCK_PIXELS;
        const plane = load<i32>(classPlanes + ((<usize>output) << 2));
        const corner =
          out + <usize>plane + <usize>y * outRowBytes + ((<usize>x) << 2);
        writeBlock(
          isSummed ? sums + (at << 2) : votes + at,
          isSummed,
          isSummed ? <f32>unit * <f32>treeCount : <f32>treeCount,
          invalid,
          corner,
          outRowBytes,
          min(8, width - x),
          min(8, height - y)
        );
      }
      codes += stride;
      invalid += BLOCK_PIXELS;
    }
  }
}

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

/** Walks one block down the trees of `first … stop`. */
function traverse(
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
  let entry = mixed + <usize>(reference & ~(LEAF | IMPURE));
  const stop = entry + ((<usize>load<u32>(entry) + 1) << 3);
  for (entry += 8; entry < stop; entry += 8) {
    const fraction = v128.load_splat<i32>(entry, 4);
    let sum = sums + ((<usize>load<u32>(entry)) << 2);
    for (let i: usize = 0; i < BLOCK_PIXELS; i += 4) {
      const mask = v128.load32_splat(LEAF_MASK + i);
      const wide = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(mask));
      const here = v128.and(fraction, wide);
      v128.store(sum, i32x4.add(v128.load(sum), here));
      sum += 16;
    }
  }
}

/** Moves a batch of votes into the sums. */
function addVotes(
  votes: usize,
  sums: usize,
  outputCount: i32,
  unit: i32
): void {
  const scale = i32x4.splat(unit);
  const stop = votes + <usize>outputCount * BLOCK_PIXELS;
  for (; votes < stop; votes += 4) {
    const bytes = v128.load32_splat(votes);
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
    v128.store(sums, i32x4.add(v128.load(sums), i32x4.mul(wide, scale)));
    sums += 16;
  }
}

/** Writes one class of one block: counts ÷ whole, 0 where a feature was NaN. */
function writeBlock(
  counts: usize,
  isWide: bool,
  whole: f32,
  invalid: usize,
  corner: usize,
  rowBytes: usize,
  width: i32,
  height: i32
): void {
  const divisor = f32x4.splat(whole);
  for (let y = 0; y < height; y++) {
    const row = corner + <usize>y * rowBytes;
    for (let x: usize = 0; x < <usize>width; x += 4) {
      const at = ((<usize>y) << 3) + x;
      let count: v128;
      if (isWide) {
        count = v128.load(counts + (at << 2));
      } else {
        const bytes = v128.load32_splat(counts + at);
        count = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
      }
      const masked = v128.load32_splat(invalid + at);
      const nan = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(masked));
      const value = v128.andnot(
        f32x4.div(f32x4.convert_i32x4_s(count), divisor),
        nan
      );
      if (x + 4 <= <usize>width) {
        v128.store(row + (x << 2), value);
        continue;
      }
      const rest = <usize>width - x;
      store<f32>(row + (x << 2), f32x4.extract_lane(value, 0));
      if (rest > 1) {
        store<f32>(row + (x << 2), f32x4.extract_lane(value, 1), 4);
      }
      if (rest > 2) {
        store<f32>(row + (x << 2), f32x4.extract_lane(value, 2), 8);
      }
    }
  }
}
