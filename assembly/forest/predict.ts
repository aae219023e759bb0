/**
 * Predicts tiles: codes of the columns, then the trees, by packets or by the
 * forest compiled to code of its own, then probabilities.
 *
 * @source docs/numerics.md, “Random forest”
 */
import { BLOCK_PIXELS, PLANE_BYTES } from './cells';
import { codePlane } from './codes';
import { fillLimits, SLOT_BYTES } from './emit-tree';
import {
  BATCH_TREES,
  FIRST_PLANES,
  IS_MIXED,
  MIXED,
  OUTPUT_COUNT,
  PLANE_COUNT,
  PLANES,
  ROOTS,
  TREE_COUNT,
  UNIT
} from './pack';
import { walkPackets } from './packets';

/**
 * Blocks walked tree by tree: so many that a tree's code, fetched once for
 * them, costs little, and few enough that their codes stay in the second-level cache.
 */
const GROUP_BLOCKS: i32 = 32;

/** Bytes of codes per block of 64 pixels. */
export function codeBytes(forest: usize): u32 {
  return <u32>load<i32>(forest, PLANE_COUNT) * <u32>BLOCK_PIXELS;
}

/** Bytes of work memory of {@link predictTile}. */
export function predictWorkBytes(forest: usize): u32 {
  const perBlock = <u32>load<i32>(forest, OUTPUT_COUNT) * <u32>BLOCK_PIXELS * 5;
  return <u32>GROUP_BLOCKS * perBlock + SLOT_BYTES;
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
      stride,
      invalid
    );
  }
}

/**
 * Probabilities of a tile from its codes.
 *
 * @param forest      packed forest
 * @param walk        0, or where in the table of functions the export `walk` of
 *                    the forest compiled by `emitForest` is; same bits
 * @param classPlanes (outputs,) i32: byte offset of each output's plane in `out`
 * @param work        {@link predictWorkBytes} bytes
 * @param out         (height, width) f32 per class, rows `outRowBytes` apart
 */
export function predictTile(
  forest: usize,
  walk: u32,
  codes: usize,
  invalid: usize,
  width: i32,
  height: i32,
  classPlanes: usize,
  work: usize,
  out: usize,
  outRowBytes: usize
): void {
  const across = (width + 7) >> 3;
  const blocks = across * ((height + 7) >> 3);
  const stride = <usize>codeBytes(forest);
  const outputCount = load<i32>(forest, OUTPUT_COUNT);
  const perBlock = <usize>outputCount * BLOCK_PIXELS;
  const votes = work;
  const sums = votes + <usize>GROUP_BLOCKS * perBlock;
  const isSummed = hasSums(forest);
  if (walk) {
    fillLimits();
  }
  for (let first = 0; first < blocks; first += GROUP_BLOCKS) {
    const count = min(GROUP_BLOCKS, blocks - first);
    walkGroup(forest, walk, codes, count, votes, sums);
    for (let block = first; block < first + count; block++) {
      const at = <usize>(block - first) * perBlock;
      const x = (block % across) << 3;
      const y = (block / across) << 3;
      writeOutputs(
        forest,
        isSummed ? sums + (at << 2) : votes + at,
        invalid + <usize>block * BLOCK_PIXELS,
        classPlanes,
        out + <usize>y * outRowBytes + ((<usize>x) << 2),
        outRowBytes,
        min(8, width - x),
        min(8, height - y)
      );
    }
    codes += <usize>count * stride;
  }
}

/** Whether votes are gathered in wider sums: for fractions and for many trees. */
function hasSums(forest: usize): bool {
  const isMixed = load<i32>(forest, IS_MIXED) != 0;
  return isMixed || load<i32>(forest, TREE_COUNT) > BATCH_TREES;
}

/** Votes or, where there are, sums of some blocks over all trees. */
function walkGroup(
  forest: usize,
  walk: u32,
  codes: usize,
  count: i32,
  votes: usize,
  sums: usize
): void {
  const outputCount = load<i32>(forest, OUTPUT_COUNT);
  const treeCount = load<i32>(forest, TREE_COUNT);
  const perBlock = <usize>outputCount * BLOCK_PIXELS;
  const size = <usize>count * perBlock;
  const slots = sums + (((<usize>GROUP_BLOCKS) * perBlock) << 2);
  const mixed = forest + load<u32>(forest, MIXED);
  const roots = forest + load<u32>(forest, ROOTS);
  const stride = <usize>codeBytes(forest);
  const isSummed = hasSums(forest);
  if (isSummed) {
    memory.fill(sums, 0, size << 2);
  }
  for (let batch = 0; batch * BATCH_TREES < treeCount; batch++) {
    memory.fill(votes, 0, size);
    if (walk) {
      call_indirect<void>(walk, codes, votes, sums, slots, mixed, count, batch);
    } else {
      const t = batch * BATCH_TREES;
      const first = roots + ((<usize>t) << 2);
      const stop = roots + ((<usize>min(t + BATCH_TREES, treeCount)) << 2);
      for (let i: usize = 0; i < <usize>count; i++) {
        const at = i * perBlock;
        const own = codes + i * stride;
        walkPackets(forest, own, first, stop, votes + at, sums + (at << 2));
      }
    }
    if (isSummed) {
      addVotes(votes, sums, size, load<i32>(forest, UNIT));
    }
  }
}

/** Moves a batch of votes into the sums. */
function addVotes(votes: usize, sums: usize, size: usize, unit: i32): void {
  const scale = i32x4.splat(unit);
  const stop = votes + size;
  for (; votes < stop; votes += 4) {
    const bytes = v128.load32_splat(votes);
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
    v128.store(sums, i32x4.add(v128.load(sums), i32x4.mul(wide, scale)));
    sums += 16;
  }
}

/** Writes all classes of one block; `counts`: its votes or sums. */
function writeOutputs(
  forest: usize,
  counts: usize,
  invalid: usize,
  classPlanes: usize,
  corner: usize,
  rowBytes: usize,
  width: i32,
  height: i32
): void {
  const isWide = hasSums(forest);
  const treeCount = <f32>load<i32>(forest, TREE_COUNT);
  const whole = isWide ? <f32>load<i32>(forest, UNIT) * treeCount : treeCount;
  const bytes: usize = BLOCK_PIXELS << (isWide ? 2 : 0);
  const outputCount = load<i32>(forest, OUTPUT_COUNT);
  for (let output = 0; output < outputCount; output++) {
    const plane = load<i32>(classPlanes + ((<usize>output) << 2));
    writeBlock(
      counts + <usize>output * bytes,
      isWide,
      whole,
      invalid,
      corner + <usize>plane,
      rowBytes,
      width,
      height
    );
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
