/**
 * A forest as WebAssembly code of its own: bytes of a module that hosts
 * compile and instantiate with `{ kernels: exports }`. Its export `walk` gives
 * the same votes and sums as packets, in a fraction of the time once compiled.
 *
 * @source docs/decisions/2026-11-23-compiled-forests.md
 */
import { allocate, reserve } from '../memory';
import { BLOCK_PIXELS } from './cells';
import {
  CALL,
  codeTop,
  END,
  EQUAL,
  fillHeld,
  fillLength,
  holdNumber,
  IF,
  LOOP,
  NO_RESULT,
  putAdvance,
  ADD,
  putByte,
  putConstant,
  putGet,
  putLoad,
  putLoopEnd,
  putNumber,
  putStore,
  putTee,
  putVector,
  setCodeTop,
  SPLAT_I8,
  SUBTRACT_I8,
  TYPE_FUNCTION,
  TYPE_I32,
  TYPE_V128
} from './code-bytes';
import {
  emitTree,
  NODE_CODE_BYTES,
  TREE_CODE_BYTES,
  TREE_INTEGERS,
  TREE_PARAMETERS,
  TREE_VECTORS
} from './emit-tree';
import {
  BATCH_TREES,
  IMPURE,
  LEAF,
  MIXED,
  NODE_LEFT,
  NODE_RIGHT,
  NODES,
  OUTPUT_COUNT,
  PLANE_COUNT,
  ROOTS,
  TREE_COUNT
} from './pack';

/** Larger modules take longer to compile than they save; so do those with more trees. */
const LARGEST_MODULE: usize = 8 << 20;
const MOST_BATCHES: u32 = 64;
/** Levels of a tree: what the stack of every host can take. */
const DEEPEST: u32 = 200;
/** Most bytes of a module without trees, for naming and calling a tree, and for deriving a class. */
const MODULE_BYTES: u32 = 1024;
const CALL_BYTES: u32 = 32;
const DERIVED_BYTES: u32 = 64;
/** No output: where some leaf is impure, no class follows from the others. */
const NONE: u32 = 0xffff;

// parameters of `walk`: those of a tree, then the batch of trees
const VOTES: u32 = 1;
const COUNT: u32 = 5;
const BATCH: u32 = 6;
const WALK_PARAMETERS: u32 = 7;
/** `addFractions(entry, mask, sums)`. */
const FRACTIONS_PARAMETERS: u32 = 3;

// types of functions
const TREE_TYPE: u32 = 0;
const WALK_TYPE: u32 = 1;
const FRACTIONS_TYPE: u32 = 2;

let start: usize = 0;
let nodes: usize = 0;
let sizes: usize = 0;
/** (256,) i32 leaves of each output in a batch. */
const LEAVES: usize = memory.data(1024);
/** (batches,) u32 output whose votes are what the others leave. */
const DERIVED: usize = memory.data(256);
let isMixed: bool = false;
let isTooDeep: bool = false;

/** Where the bytes written by {@link emitForest} are, until the next allocation. */
export function emittedModule(): usize {
  return start;
}

/**
 * Writes the module of a packed forest.
 *
 * `walk(codes, votes, sums, slots, mixed, count, batch)` adds the votes and
 * fractions of trees `batch · 255 …` for `count` blocks; votes are cleared
 * before. Imports `memory` and `addFractions` of `kernels`.
 *
 * @returns bytes, or 0 if trees are too deep, the module too large or memory is
 *   used up: such a forest is predicted by packets
 */
export function emitForest(forest: usize): u32 {
  const treeCount = <u32>load<i32>(forest, TREE_COUNT);
  const outputs = <u32>load<i32>(forest, OUTPUT_COUNT);
  const batches = (treeCount + <u32>BATCH_TREES - 1) / <u32>BATCH_TREES;
  const nodesAt = load<u32>(forest, NODES);
  nodes = forest + <usize>nodesAt;
  sizes = allocate((load<u32>(forest, MIXED) - nodesAt) >> 2);
  if (!sizes || batches > MOST_BATCHES) {
    return 0;
  }
  const fixed =
    MODULE_BYTES +
    treeCount * CALL_BYTES +
    batches * (outputs + 1) * DERIVED_BYTES;
  start = reserve(fixed);
  if (!start) {
    return 0;
  }
  setCodeTop(start);
  putHead(treeCount);
  putByte(10);
  const length = holdNumber();
  putNumber(treeCount + 1);
  for (let batch: u32 = 0; batch < batches; batch++) {
    if (!putTrees(forest, batch, fixed)) {
      return 0;
    }
  }
  putWalk(forest, batches);
  fillLength(length);
  return <u32>(codeTop() - start);
}

/** Everything before the code. Function 0 is imported, then come the trees, then `walk`. */
function putHead(treeCount: u32): void {
  putWord(0x6d736100);
  putWord(1);
  putByte(1);
  let length = holdNumber();
  putNumber(3);
  putType(TREE_PARAMETERS);
  putType(WALK_PARAMETERS);
  putType(FRACTIONS_PARAMETERS);
  fillLength(length);

  putByte(2);
  length = holdNumber();
  putNumber(2);
  putKernelsName();
  // “addFractions”
  putByte(12);
  putWord(0x46646461);
  putWord(0x74636172);
  putWord(0x736e6f69);
  putByte(0);
  putNumber(FRACTIONS_TYPE);
  putKernelsName();
  // “memory”, of at least one page
  putByte(6);
  putWord(0x6f6d656d);
  putByte(0x72);
  putByte(0x79);
  putByte(2);
  putByte(0);
  putNumber(1);
  fillLength(length);

  putByte(3);
  length = holdNumber();
  putNumber(treeCount + 1);
  for (let tree: u32 = 0; tree < treeCount; tree++) {
    putNumber(TREE_TYPE);
  }
  putNumber(WALK_TYPE);
  fillLength(length);

  putByte(7);
  length = holdNumber();
  putNumber(1);
  // “walk”
  putByte(4);
  putWord(0x6b6c6177);
  putByte(0);
  putNumber(treeCount + 1);
  fillLength(length);
}

/** Four bytes, lowest first. */
function putWord(word: u32): void {
  for (let i = 0; i < 4; i++) {
    putByte(word);
    word >>= 8;
  }
}

/** A function that takes i32 and gives nothing. */
function putType(parameters: u32): void {
  putByte(TYPE_FUNCTION);
  putNumber(parameters);
  for (let i: u32 = 0; i < parameters; i++) {
    putByte(TYPE_I32);
  }
  putNumber(0);
}

/** “kernels” */
function putKernelsName(): void {
  putByte(7);
  putWord(0x6e72656b);
  putByte(0x65);
  putByte(0x6c);
  putByte(0x73);
}

/** The functions of a batch of trees. @returns whether they could be written */
function putTrees(forest: usize, batch: u32, fixed: u32): bool {
  const outputs = <u32>load<i32>(forest, OUTPUT_COUNT);
  const roots = forest + <usize>load<u32>(forest, ROOTS);
  const first = batch * <u32>BATCH_TREES;
  const stop = lastTree(forest, batch);
  memory.fill(LEAVES, 0, 1024);
  isMixed = false;
  isTooDeep = false;
  for (let tree = first; tree < stop; tree++) {
    measure(load<u32>(roots + ((<usize>tree) << 2)), 0);
  }
  const derived = isMixed ? NONE : mostLeaves(outputs);
  store<u32>(DERIVED + ((<usize>batch) << 2), derived);
  for (let tree = first; tree < stop && !isTooDeep; tree++) {
    const root = load<u32>(roots + ((<usize>tree) << 2));
    const size = root & LEAF ? 0 : load<u32>(sizes + ((<usize>root) >> 2));
    const written = codeTop() - start + <usize>fixed;
    const needed = written + <usize>size * NODE_CODE_BYTES + TREE_CODE_BYTES;
    if (written > LARGEST_MODULE || !reserve(<u32>needed)) {
      return false;
    }
    const length = holdNumber();
    putNumber(2);
    putNumber(TREE_INTEGERS);
    putByte(TYPE_I32);
    const vectors = holdNumber();
    putByte(TYPE_V128);
    const gathered = emitTree(
      root,
      nodes,
      sizes,
      derived,
      <u32>load<i32>(forest, PLANE_COUNT) * <u32>BLOCK_PIXELS,
      outputs * <u32>BLOCK_PIXELS
    );
    isTooDeep = gathered < 0;
    fillHeld(vectors, TREE_VECTORS + <u32>gathered);
    putByte(END);
    fillLength(length);
  }
  return !isTooDeep;
}

/** The tree after the last of a batch. */
function lastTree(forest: usize, batch: u32): u32 {
  const treeCount = <u32>load<i32>(forest, TREE_COUNT);
  return min((batch + 1) * <u32>BATCH_TREES, treeCount);
}

/** Notes the inner nodes of a subtree and counts its leaves. @returns inner nodes */
function measure(reference: u32, depth: u32): u32 {
  if (reference & LEAF) {
    if (reference & IMPURE) {
      isMixed = true;
    } else {
      const at = LEAVES + ((<usize>((reference & ~LEAF) >> 6)) << 2);
      store<i32>(at, load<i32>(at) + 1);
    }
    return 0;
  }
  if (depth > DEEPEST) {
    isTooDeep = true;
    return 0;
  }
  const node = nodes + <usize>reference;
  const left = measure(load<u32>(node, NODE_LEFT), depth + 1);
  const size = 1 + left + measure(load<u32>(node, NODE_RIGHT), depth + 1);
  store<u32>(sizes + ((<usize>reference) >> 2), size);
  return size;
}

/** The output with most leaves: deriving it saves most. */
function mostLeaves(outputs: u32): u32 {
  let best: u32 = 0;
  let most = 0;
  for (let output: u32 = 0; output < outputs; output++) {
    const leaves = load<i32>(LEAVES + ((<usize>output) << 2));
    if (leaves > most) {
      best = output;
      most = leaves;
    }
  }
  return best;
}

/** The exported function: calls the trees of a batch, then derives the class they left out. */
function putWalk(forest: usize, batches: u32): void {
  const length = holdNumber();
  putNumber(0);
  for (let batch: u32 = 0; batch < batches; batch++) {
    putGet(BATCH);
    putConstant(batch);
    putByte(EQUAL);
    putByte(IF);
    putByte(NO_RESULT);
    const first = batch * <u32>BATCH_TREES;
    const stop = lastTree(forest, batch);
    for (let tree = first; tree < stop; tree++) {
      for (let parameter: u32 = 0; parameter < TREE_PARAMETERS; parameter++) {
        putGet(parameter);
      }
      putByte(CALL);
      putNumber(tree + 1);
    }
    const derived = load<u32>(DERIVED + ((<usize>batch) << 2));
    if (derived != NONE) {
      putDerived(forest, derived, stop - first);
    }
    putByte(END);
  }
  putByte(END);
  fillLength(length);
}

/** Votes of one output: one per tree less those of all others. */
function putDerived(forest: usize, derived: u32, trees: u32): void {
  const outputs = <u32>load<i32>(forest, OUTPUT_COUNT);
  putByte(LOOP);
  putByte(NO_RESULT);
  for (let at: u32 = 0; at < <u32>BLOCK_PIXELS; at += 16) {
    putGet(VOTES);
    putConstant(trees);
    putVector(SPLAT_I8);
    for (let output: u32 = 0; output < outputs; output++) {
      if (output != derived) {
        putGet(VOTES);
        putLoad(output * <u32>BLOCK_PIXELS + at);
        putVector(SUBTRACT_I8);
      }
    }
    putStore(derived * <u32>BLOCK_PIXELS + at);
  }
  putAdvance(VOTES, outputs * <u32>BLOCK_PIXELS);
  putGet(COUNT);
  putConstant(-1);
  putByte(ADD);
  putTee(COUNT);
  putLoopEnd();
}
