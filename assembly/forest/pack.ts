/**
 * A forest made ready for prediction: thresholds as codes, nodes of 16 bytes,
 * leaves as votes or as sparse lists of fractions. All offsets count from the
 * start of the block, so a host may keep the bytes and put them anywhere.
 */
import { allocate } from '../memory';
import {
  BLOCK_PIXELS,
  LARGEST_PLANE,
  PLANE_BYTES,
  PLANE_THRESHOLDS,
  writePlane
} from './cells';
import { keyValue, orderedKey, sortByKey } from './order';

// the head of the block
export const TREE_COUNT: usize = 0; // i32
export const OUTPUT_COUNT: usize = 4; // i32
export const PLANE_COUNT: usize = 8; // i32
export const COLUMN_COUNT: usize = 12; // i32
export const UNIT: usize = 16; // i32 that stands for fraction 1 in sums
export const IS_MIXED: usize = 20; // i32 whether some leaf is impure
export const ROOTS: usize = 24; // offset of u32 references
export const NODES: usize = 28; // offset of the inner nodes
export const MIXED: usize = 32; // offset of the fractions of impure leaves
export const FIRST_PLANES: usize = 36; // offset of i32 first plane per column, and the end
export const PLANES: usize = 40; // offset of the planes
const HEAD_BYTES: u32 = 64;

// an inner node
export const NODE_CODES: usize = 0; // u32 offset of the plane in a block's codes
export const NODE_LIMIT: usize = 4; // u8: left if code < limit, sign bit turned
export const NODE_LEFT: usize = 8; // u32 reference
export const NODE_RIGHT: usize = 12; // u32 reference
const NODE_SHIFT: u32 = 4;

/** A reference is a node's offset in NODES, or with this bit a pure leaf's output × 64 … */
export const LEAF: u32 = 0x80000000;
/** … or with both bits an impure leaf's offset in MIXED. */
export const IMPURE: u32 = 0x40000000;

/** Votes of so many trees fit a byte. */
export const BATCH_TREES: i32 = 255;

let block: usize = 0;
let roots: usize = 0;
let nodes: usize = 0;
let mixed: usize = 0;
let mixedTop: usize = 0;
let treeTop: i32 = 0;
let nodeTop: i32 = 0;
let columns: i32 = 0;
/** (inner nodes,) u64 ordered threshold and node; (inner nodes,) i32 column. */
let entries: usize = 0;
let sorted: usize = 0;
let entryColumns: usize = 0;
/** (nodes of a tree,) u32 references. */
let references: usize = 0;
/** (nodes of a tree, …) staging that the host fills before each tree. */
let stagedColumns: usize = 0;
let stagedThresholds: usize = 0;
let stagedLefts: usize = 0;
let stagedRights: usize = 0;
let stagedFractions: usize = 0;

/**
 * Most bytes that packing takes from the arena. The host makes sure of them:
 * packing itself does not ask.
 */
export function packBytes(
  treeCount: i32,
  outputCount: i32,
  columnCount: i32,
  largestTree: u32,
  innerCount: u32,
  mixedEntries: u32
): f64 {
  const planes =
    <f64>innerCount / <f64>PLANE_THRESHOLDS +
    <f64>min(<u32>columnCount, innerCount);
  return (
    <f64>innerCount * (8 + 8 + 4 + 16) +
    <f64>largestTree * (4 + 4 + 8 + 4 + 4 + 8 * <f64>outputCount) +
    <f64>treeCount * 4 +
    <f64>mixedEntries * 8 +
    <f64>columnCount * 8 +
    planes * (<f64>PLANE_BYTES + <f64>LARGEST_PLANE) +
    // alignment and slack of each block
    20 * 128
  );
}

/**
 * Starts a block. Work memory comes first, the block last.
 *
 * @param largestTree  nodes of the largest tree
 * @param innerCount   inner nodes of all trees, < 2²⁶
 * @param mixedEntries over all impure leaves: 1 + number of classes with a fraction > 0
 * @returns start of the block
 */
export function packBegin(
  treeCount: i32,
  outputCount: i32,
  columnCount: i32,
  largestTree: u32,
  innerCount: u32,
  mixedEntries: u32
): usize {
  columns = columnCount;
  entries = allocate(innerCount << 3);
  sorted = allocate(innerCount << 3);
  entryColumns = allocate(innerCount << 2);
  references = allocate(largestTree << 2);
  stagedColumns = allocate(largestTree << 2);
  stagedThresholds = allocate(largestTree << 3);
  stagedLefts = allocate(largestTree << 2);
  stagedRights = allocate(largestTree << 2);
  stagedFractions = allocate((largestTree * <u32>outputCount) << 3);
  treeTop = 0;
  nodeTop = 0;

  block = allocate(HEAD_BYTES);
  roots = allocate((<u32>treeCount) << 2);
  nodes = allocate(innerCount << NODE_SHIFT);
  mixed = allocate(mixedEntries << 3);
  mixedTop = mixed;
  store<i32>(block, treeCount, TREE_COUNT);
  store<i32>(block, outputCount, OUTPUT_COUNT);
  store<i32>(block, columnCount, COLUMN_COUNT);
  // sums of fractions stay below 2³⁰, so that they are exact in i32
  store<i32>(block, 1 << (clz(treeCount) - 2), UNIT);
  store<i32>(block, <i32>(mixedEntries > 0), IS_MIXED);
  store<u32>(block, <u32>(roots - block), ROOTS);
  store<u32>(block, <u32>(nodes - block), NODES);
  store<u32>(block, <u32>(mixed - block), MIXED);
  return block;
}

/** (nodes,) i32 column, −1 for a leaf: filled by the host before {@link packTree}. */
export function packColumns(): usize {
  return stagedColumns;
}
/** (nodes,) f64. */
export function packThresholds(): usize {
  return stagedThresholds;
}
/** (nodes,) i32. */
export function packLefts(): usize {
  return stagedLefts;
}
/** (nodes,) i32. */
export function packRights(): usize {
  return stagedRights;
}
/** (nodes, outputs) f64. */
export function packFractions(): usize {
  return stagedFractions;
}

/** Adds the staged tree; node 0 is its root. It has to be a tree, checked by the host. */
export function packTree(nodeCount: i32): void {
  const firstNode = nodeTop;
  for (let i = 0; i < nodeCount; i++) {
    const at = (<usize>i) << 2;
    const column = load<i32>(stagedColumns + at);
    if (column < 0) {
      store<u32>(references + at, leafReference(i));
      continue;
    }
    const limit = ceilFloat(load<f64>(stagedThresholds + (at << 1)));
    const entry = ((<u64>orderedKey(limit)) << 32) | (<u64>nodeTop);
    store<u64>(entries + ((<usize>nodeTop) << 3), entry);
    store<i32>(entryColumns + ((<usize>nodeTop) << 2), column);
    store<u32>(references + at, (<u32>nodeTop) << NODE_SHIFT);
    nodeTop++;
  }
  let node = nodes + ((<usize>firstNode) << NODE_SHIFT);
  for (let i = 0; i < nodeCount; i++) {
    const at = (<usize>i) << 2;
    if (load<i32>(stagedColumns + at) < 0) {
      continue;
    }
    const left = (<usize>load<i32>(stagedLefts + at)) << 2;
    const right = (<usize>load<i32>(stagedRights + at)) << 2;
    store<u32>(node, load<u32>(references + left), NODE_LEFT);
    store<u32>(node, load<u32>(references + right), NODE_RIGHT);
    node += 1 << NODE_SHIFT;
  }
  store<u32>(roots + ((<usize>treeTop) << 2), load<u32>(references));
  treeTop++;
}

/** The smallest float32 ≥ limit: value < limit ⇔ value < this, for float32 values. */
function ceilFloat(limit: f64): f32 {
  const rounded = <f32>limit;
  if (<f64>rounded >= limit) {
    return rounded;
  }
  if (rounded == 0) {
    return reinterpret<f32>(1);
  }
  const bits = reinterpret<i32>(rounded);
  return reinterpret<f32>(rounded > 0 ? bits + 1 : bits - 1);
}

/** A vote for one output, or the fractions written to MIXED. */
function leafReference(index: i32): u32 {
  const outputCount = load<i32>(block, OUTPUT_COUNT);
  const unit = <f64>load<i32>(block, UNIT);
  const row = stagedFractions + ((<usize>index * <usize>outputCount) << 3);
  for (let output = 0; output < outputCount; output++) {
    if (load<f64>(row + ((<usize>output) << 3)) == 1) {
      return LEAF | (<u32>output * <u32>BLOCK_PIXELS);
    }
  }
  const start = mixedTop;
  mixedTop += 8;
  for (let output = 0; output < outputCount; output++) {
    const fraction = load<f64>(row + ((<usize>output) << 3));
    if (fraction > 0) {
      store<u32>(mixedTop, <u32>output * <u32>BLOCK_PIXELS);
      store<i32>(mixedTop, <i32>nearest(fraction * unit), 4);
      mixedTop += 8;
    }
  }
  store<u32>(start, <u32>((mixedTop - start) >> 3) - 1);
  return LEAF | IMPURE | (<u32>(start - mixed));
}

/**
 * Finishes the block: codes in place of thresholds.
 *
 * @returns bytes of the block
 */
export function packEnd(): u32 {
  sortByKey(entries, sorted, nodeTop);
  // by column, keeping the order of thresholds
  const starts = allocate((<u32>(columns + 2)) << 2);
  memory.fill(starts, 0, (<usize>(columns + 2)) << 2);
  for (let i = 0; i < nodeTop; i++) {
    const column = <usize>load<i32>(entryColumns + ((<usize>i) << 2));
    const at = starts + (column << 2);
    store<i32>(at, load<i32>(at, 8) + 1, 8);
  }
  for (let column = 1; column <= columns; column++) {
    const at = starts + ((<usize>column) << 2);
    store<i32>(at, load<i32>(at) + load<i32>(at, 4), 4);
  }
  for (let i = 0; i < nodeTop; i++) {
    const entry = load<u64>(sorted + ((<usize>i) << 3));
    const column = load<i32>(entryColumns + ((<usize>(<u32>entry)) << 2));
    const at = starts + ((<usize>(column + 1)) << 2);
    const place = load<i32>(at);
    store<i32>(at, place + 1);
    store<u64>(entries + ((<usize>place) << 3), entry);
  }
  writePlanes(starts, assignCodes(starts));
  return <u32>(allocate(0) - block);
}

/**
 * Gives every node its plane and limit.
 *
 * @param starts (columns + 1,) i32: where each column's entries start
 * @returns number of planes
 */
function assignCodes(starts: usize): i32 {
  const firstPlanes = allocate((<u32>(columns + 1)) << 2);
  store<u32>(block, <u32>(firstPlanes - block), FIRST_PLANES);
  let planes = 0;
  for (let column = 0; column < columns; column++) {
    const at = starts + ((<usize>column) << 2);
    store<i32>(firstPlanes + ((<usize>column) << 2), planes);
    let rank = -1;
    let last: u32 = 0;
    for (let i = load<i32>(at); i < load<i32>(at, 4); i++) {
      const entry = load<u64>(entries + ((<usize>i) << 3));
      const key = <u32>(entry >> 32);
      if (rank < 0 || key != last) {
        rank++;
        last = key;
      }
      const plane = planes + rank / PLANE_THRESHOLDS;
      const limit = (rank % PLANE_THRESHOLDS) + 1;
      const node = nodes + ((<usize>(<u32>entry)) << NODE_SHIFT);
      store<u32>(node, <u32>plane * <u32>BLOCK_PIXELS, NODE_CODES);
      store<u32>(node, (<u32>limit) ^ 0x80, NODE_LIMIT);
    }
    planes += (rank + PLANE_THRESHOLDS) / PLANE_THRESHOLDS;
  }
  store<i32>(firstPlanes + ((<usize>columns) << 2), planes);
  store<i32>(block, planes, PLANE_COUNT);
  return planes;
}

function writePlanes(starts: usize, planeCount: i32): void {
  const planes = allocate(<u32>planeCount * <u32>PLANE_BYTES);
  store<u32>(block, <u32>(planes - block), PLANES);
  const limits = allocate((<u32>PLANE_THRESHOLDS) << 2);
  let plane = planes;
  for (let column = 0; column < columns; column++) {
    const at = starts + ((<usize>column) << 2);
    let count = 0;
    let last: u32 = 0;
    for (let i = load<i32>(at); i < load<i32>(at, 4); i++) {
      const key = <u32>(load<u64>(entries + ((<usize>i) << 3)) >> 32);
      if (count > 0 && key == last) {
        continue;
      }
      if (count == PLANE_THRESHOLDS) {
        writePlane(block, plane, limits, count);
        plane += PLANE_BYTES;
        count = 0;
      }
      last = key;
      store<f32>(limits + ((<usize>count) << 2), keyValue(key));
      count++;
    }
    if (count > 0) {
      writePlane(block, plane, limits, count);
      plane += PLANE_BYTES;
    }
  }
}
