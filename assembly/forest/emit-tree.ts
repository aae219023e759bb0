/**
 * Code of one tree. It is cut into segments of a few levels: a segment
 * evaluates all its nodes without a branch, 16 pixels at a time, and is skipped
 * where none of the 64 pixels of a block reaches it.
 *
 * @source docs/numerics.md, “Random forest”
 */
import { BLOCK_PIXELS } from './cells';
import {
  ADD,
  AND,
  AND_NOT,
  ANY_TRUE,
  CALL,
  END,
  IF,
  LESS_I8,
  LOOP,
  NOT,
  NOT_EQUAL,
  NO_RESULT,
  OR,
  putAdvance,
  putByte,
  putConstant,
  putGet,
  putLoad,
  putLoopEnd,
  putNumber,
  putSet,
  putStore,
  putTee,
  putVector,
  SPLAT_I8,
  SUBTRACT_I8
} from './code-bytes';
import {
  IMPURE,
  LEAF,
  NODE_CODES,
  NODE_LEFT,
  NODE_LIMIT,
  NODE_RIGHT
} from './pack';

/** Levels of a segment: deeper ones evaluate more in vain, shallower ones ask more often. Measured. */
const LEVELS: u32 = 3;
/** A subtree of no more nodes belongs to the segment above it: asking costs as much. */
const JOINED_NODES: u32 = 4;
/** Levels of a segment with what joined it. */
const MASK_LEVELS: u32 = LEVELS + JOINED_NODES;
/** Segments below one another at most; real trees have a tenth. */
const NESTED_SEGMENTS: u32 = 80;

/** A slot holds the mask of the pixels that leave a segment at one place. */
const SLOT: u32 = 64;
const SLOT_COUNT: u32 = 1024;
/** Bytes of all slots. */
export const SLOT_BYTES: u32 = SLOT * SLOT_COUNT;
/** (slots,) u32 what comes after: references. */
const SLOT_REFERENCES: usize = memory.data(4096);

/** (256, 16) u8: every limit as a vector. */
const LIMITS: usize = memory.data(4096, 16);
let hasLimits: bool = false;

// parameters of a tree's function: addresses of the first block and how many there are
const CODES: u32 = 0;
const VOTES: u32 = 1;
const SUMS: u32 = 2;
const SLOTS: u32 = 3;
const MIXED_START: u32 = 4;
const COUNT: u32 = 5;
/** Parameters of a tree's function, all i32. */
export const TREE_PARAMETERS: u32 = 6;
// locals: the same addresses, moved on by 16 pixels, and where to stop
const CODES_HERE: u32 = 6;
const VOTES_HERE: u32 = 7;
const SLOTS_HERE: u32 = 8;
const SLOTS_STOP: u32 = 9;
/** Locals of a tree's function that are i32; the rest are vectors. */
export const TREE_INTEGERS: u32 = 4;
const MASKS: u32 = 10;
const COMPARED: u32 = MASKS + MASK_LEVELS;
const GATHERED: u32 = COMPARED + MASK_LEVELS;
/** Vectors of a tree's function besides one per class its segments gather. */
export const TREE_VECTORS: u32 = 2 * MASK_LEVELS;

/** Most bytes of code for a node with all that follows from it. */
export const NODE_CODE_BYTES: usize = 320;
/** Most bytes of code for what a tree needs besides its nodes. */
export const TREE_CODE_BYTES: usize = 256;

/** (256,) u8: where the pixels of a class are gathered in a segment, from 1; 0 if nowhere. */
const PLACES: usize = memory.data(256);
/** (256,) u8: classes gathered, in order. */
const CLASSES: usize = memory.data(256);
let gatheredCount: u32 = 0;
let mostGathered: u32 = 0;

let nodes: usize = 0;
/** (nodes,) u32 inner nodes of each subtree. */
let sizes: usize = 0;
let skipped: u32 = 0;
let isTooDeep: bool = false;

/** Makes the vectors that compiled forests compare with; each instance needs its own. */
export function fillLimits(): void {
  if (hasLimits) {
    return;
  }
  for (let limit: usize = 0; limit < 256; limit++) {
    memory.fill(LIMITS + (limit << 4), <u8>limit, 16);
  }
  hasLimits = true;
}

/**
 * Code of a tree's body, for {@link TREE_PARAMETERS} and the locals named here.
 *
 * @param nodesStart   inner nodes of the packed forest
 * @param sizesStart   (nodes,) u32 inner nodes of each subtree
 * @param skippedClass class output nothing is counted for
 * @param blockCodes   bytes from one block's codes to the next's
 * @param blockVotes   bytes from one block's votes to the next's
 * @returns vectors gathered in, or −1 if the tree is too deep
 */
export function emitTree(
  root: u32,
  nodesStart: usize,
  sizesStart: usize,
  skippedClass: u32,
  blockCodes: u32,
  blockVotes: u32
): i32 {
  nodes = nodesStart;
  sizes = sizesStart;
  skipped = skippedClass * <u32>BLOCK_PIXELS;
  isTooDeep = false;
  mostGathered = 0;
  if (root == (LEAF | skipped)) {
    return 0;
  }
  putByte(LOOP);
  putByte(NO_RESULT);
  if (root & LEAF) {
    putRootLeaf(root);
  } else {
    putGet(SLOTS);
    putConstant(SLOT);
    putByte(ADD);
    putSet(SLOTS_STOP);
    putSegment(root, -1, 0, 0);
  }
  putAdvance(CODES, blockCodes);
  putAdvance(VOTES, blockVotes);
  putAdvance(SUMS, blockVotes << 2);
  putGet(COUNT);
  putConstant(-1);
  putByte(ADD);
  putTee(COUNT);
  putLoopEnd();
  return isTooDeep ? -1 : mostGathered;
}

/** A tree of one leaf: all pixels reach it. */
function putRootLeaf(leaf: u32): void {
  for (let at: u32 = 0; at < SLOT; at += 16) {
    const isImpure = (leaf & IMPURE) != 0;
    putGet(isImpure ? SLOTS : VOTES);
    if (!isImpure) {
      putGet(VOTES);
      putLoad((leaf & ~LEAF) + at);
    }
    putConstant(-1);
    putVector(SPLAT_I8);
    if (isImpure) {
      putStore(at);
    } else {
      putVector(SUBTRACT_I8);
      putStore((leaf & ~LEAF) + at);
    }
  }
  if (leaf & IMPURE) {
    putFractions(leaf, 0);
  }
}

/** Calls `addFractions` for the mask of a slot. */
function putFractions(leaf: u32, slot: u32): void {
  putGet(MIXED_START);
  putConstant(leaf & ~(LEAF | IMPURE));
  putByte(ADD);
  putGet(SLOTS);
  putConstant(slot * SLOT);
  putByte(ADD);
  putGet(SUMS);
  putByte(CALL);
  putNumber(0);
}

/**
 * A segment and all below it.
 *
 * @param own   slot of the pixels that reach it, −1 if all do
 * @param slot  first slot that is free
 * @param depth segments above it
 */
function putSegment(root: u32, own: i32, slot: u32, depth: u32): void {
  if (depth > NESTED_SEGMENTS) {
    isTooDeep = true;
    return;
  }
  putGet(CODES);
  putSet(CODES_HERE);
  putGet(VOTES);
  putSet(VOTES_HERE);
  putGet(SLOTS);
  putSet(SLOTS_HERE);
  putByte(LOOP);
  putByte(NO_RESULT);
  if (own >= 0) {
    putGet(SLOTS_HERE);
    putLoad(<u32>own * SLOT);
    putSet(MASKS);
  }
  gatheredCount = 0;
  const top = putNode(root, 0, own >= 0, slot);
  countVotes();
  putAdvance(CODES_HERE, 16);
  putAdvance(VOTES_HERE, 16);
  putGet(SLOTS_HERE);
  putConstant(16);
  putByte(ADD);
  putTee(SLOTS_HERE);
  putGet(SLOTS_STOP);
  putByte(NOT_EQUAL);
  putLoopEnd();

  for (let exit = slot; exit < top && !isTooDeep; exit++) {
    const reference = load<u32>(SLOT_REFERENCES + ((<usize>exit) << 2));
    putAnyPixel(exit);
    putByte(IF);
    putByte(NO_RESULT);
    if (reference & LEAF) {
      putFractions(reference, exit);
    } else {
      putSegment(reference, exit, top, depth + 1);
    }
    putByte(END);
  }
}

/** Whether a slot holds any pixel. */
function putAnyPixel(slot: u32): void {
  for (let at: u32 = 0; at < SLOT; at += 16) {
    putGet(SLOTS);
    putLoad(slot * SLOT + at);
    if (at > 0) {
      putVector(OR);
    }
  }
  putVector(ANY_TRUE);
}

/** Adds the pixels gathered to the votes of their classes. */
function countVotes(): void {
  for (let i: u32 = 0; i < gatheredCount; i++) {
    const output = <u32>load<u8>(CLASSES + <usize>i);
    const at = output * <u32>BLOCK_PIXELS;
    store<u8>(PLACES + <usize>output, 0);
    putGet(VOTES_HERE);
    putGet(VOTES_HERE);
    putLoad(at);
    putGet(GATHERED + i);
    putVector(SUBTRACT_I8);
    putStore(at);
  }
}

/**
 * A node at `level` of its segment and what follows from it there.
 *
 * @returns first slot that is free
 */
function putNode(
  reference: u32,
  level: u32,
  isMasked: bool,
  slot: u32
): u32 {
  const node = nodes + <usize>reference;
  putGet(CODES_HERE);
  putLoad(load<u32>(node, NODE_CODES));
  putConstant(0);
  putLoad(<u32>LIMITS + ((<u32>load<u8>(node, NODE_LIMIT)) << 4));
  putVector(LESS_I8);
  putSet(COMPARED + level);
  slot = putSide(load<u32>(node, NODE_LEFT), level, isMasked, true, slot);
  return putSide(load<u32>(node, NODE_RIGHT), level, isMasked, false, slot);
}

/** What follows for the pixels that go one way. @returns first slot that is free */
function putSide(
  reference: u32,
  level: u32,
  isMasked: bool,
  isLeft: bool,
  slot: u32
): u32 {
  if (reference == (LEAF | skipped)) {
    return slot;
  }
  if ((reference & (LEAF | IMPURE)) == LEAF) {
    gather((reference & ~LEAF) / <u32>BLOCK_PIXELS, level, isMasked, isLeft);
    return slot;
  }
  if (!(reference & LEAF)) {
    const size = load<u32>(sizes + ((<usize>reference) >> 2));
    if (level + 1 < LEVELS || size <= JOINED_NODES) {
      putMask(level, isMasked, isLeft);
      putSet(MASKS + level + 1);
      return putNode(reference, level + 1, true, slot);
    }
  }
  if (slot == SLOT_COUNT) {
    isTooDeep = true;
    return slot;
  }
  putGet(SLOTS_HERE);
  putMask(level, isMasked, isLeft);
  putStore(slot * SLOT);
  store<u32>(SLOT_REFERENCES + ((<usize>slot) << 2), reference);
  return slot + 1;
}

/** The pixels of a node that go one way. */
function putMask(level: u32, isMasked: bool, isLeft: bool): void {
  if (isMasked) {
    putGet(MASKS + level);
    putGet(COMPARED + level);
    putVector(isLeft ? AND : AND_NOT);
  } else {
    putGet(COMPARED + level);
    if (!isLeft) {
      putVector(NOT);
    }
  }
}

/** Remembers the pixels that reach a pure leaf: leaves of a tree share none. */
function gather(
  output: u32,
  level: u32,
  isMasked: bool,
  isLeft: bool
): void {
  const known = <u32>load<u8>(PLACES + <usize>output);
  putMask(level, isMasked, isLeft);
  if (known > 0) {
    putGet(GATHERED + known - 1);
    putVector(OR);
    putSet(GATHERED + known - 1);
    return;
  }
  store<u8>(CLASSES + <usize>gatheredCount, output);
  putSet(GATHERED + gatheredCount);
  gatheredCount++;
  store<u8>(PLACES + <usize>output, gatheredCount);
  mostGathered = max(mostGathered, gatheredCount);
}
