import { PixelForestError } from '../../errors';
import { Tree } from '../../project/forest';

/** Kind of node: a leaf with class fractions. Inner nodes are 0. */
const LEAF = 0x40000000;

/** The table starts with the numbers of columns and classes. */
const HEADER = 2;

/** Integers of a node: kind, address of its parameters, left, right, column. */
const INNER_INTEGERS = 5;
const LEAF_INTEGERS = 2;

/** One tree as vigra stores it. */
export type VigraTree = {
  /** Numbers of columns and classes, then nodes; children by position in this table. */
  readonly topology: Int32Array;
  /** Inner nodes: weight, threshold. Leaves: samples, class fractions. */
  readonly parameters: Float64Array;
};

/**
 * vigra's tree → ours. Nodes keep the order in which they lie in the file.
 *
 * @param where for messages
 * @throws PixelForestError `format` if positions lie outside the tables, run in circles, or values are none
 */
export function readTree(
  { topology, parameters }: VigraTree,
  where: string
): Tree & { readonly columnCount: number; readonly classCount: number } {
  const fail = (problem: string): never => {
    throw new PixelForestError(
      'format',
      `${where}: ${problem}. The classifier is damaged.`
    );
  };
  const [columnCount, classCount] = topology;
  if (!(columnCount > 0 && classCount > 0 && classCount < 256)) {
    fail(`it says ${columnCount} columns and ${classCount} classes`);
  }
  const addresses = nodeAddresses(topology, fail);
  const indexOf = new Map(addresses.map((address, i) => [address, i]));
  const count = addresses.length;
  const tree = {
    column: new Int32Array(count).fill(-1),
    threshold: new Float64Array(count),
    left: new Int32Array(count),
    right: new Int32Array(count),
    samples: new Float64Array(count),
    fractions: new Float64Array(count * classCount),
    columnCount,
    classCount
  };
  addresses.forEach((address, i) => {
    const [kind, at] = topology.subarray(address, address + 2);
    const length = kind === LEAF ? 1 + classCount : 2;
    const values = parameters.subarray(at, at + length);
    if (at < 0 || values.length < length || values.some(Number.isNaN)) {
      fail(`the node at ${address} has no values at ${at}`);
    }
    if (kind === LEAF) {
      tree.samples[i] = values[0];
      tree.fractions.set(values.subarray(1), i * classCount);
      return;
    }
    const [left, right, column] = topology.subarray(address + 2, address + 5);
    if (column < 0 || column >= columnCount) {
      fail(
        `the node at ${address} asks for column ${column} of ${columnCount}`
      );
    }
    tree.column[i] = column;
    tree.threshold[i] = values[1];
    tree.left[i] = indexOf.get(left) ?? 0;
    tree.right[i] = indexOf.get(right) ?? 0;
  });
  return tree;
}

/** Our tree → vigra's: nodes in our order, one after the other. */
export function writeTree(
  tree: Tree,
  columnCount: number,
  classCount: number
): VigraTree {
  const nodes = [...tree.column.keys()];
  const isLeaf = (node: number): boolean => tree.column[node] < 0;
  const addresses: number[] = [];
  const parameterAddresses: number[] = [];
  let integers = HEADER;
  let values = 0;
  for (const node of nodes) {
    addresses.push(integers);
    parameterAddresses.push(values);
    integers += isLeaf(node) ? LEAF_INTEGERS : INNER_INTEGERS;
    values += isLeaf(node) ? 1 + classCount : 2;
  }
  const topology = new Int32Array(integers);
  const parameters = new Float64Array(values);
  topology.set([columnCount, classCount]);
  for (const node of nodes) {
    const at = parameterAddresses[node];
    if (isLeaf(node)) {
      topology.set([LEAF, at], addresses[node]);
      parameters[at] = tree.samples[node];
      const from = node * classCount;
      parameters.set(tree.fractions.subarray(from, from + classCount), at + 1);
    } else {
      const left = addresses[tree.left[node]];
      const right = addresses[tree.right[node]];
      topology.set([0, at, left, right, tree.column[node]], addresses[node]);
      parameters.set([1, tree.threshold[node]], at);
    }
  }
  return { topology, parameters };
}

/** Positions of all nodes that the root leads to, ascending; the root is first. */
function nodeAddresses(
  topology: Int32Array,
  fail: (problem: string) => never
): number[] {
  const seen = new Set<number>();
  const open = [HEADER];
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    if (seen.has(address)) {
      fail(`two branches lead to the node at ${address}`);
    }
    seen.add(address);
    const kind = topology[address];
    const length = kind === LEAF ? LEAF_INTEGERS : INNER_INTEGERS;
    if (address < HEADER || address + length > topology.length) {
      fail(`a branch leads to ${address} of ${topology.length}`);
    }
    if (kind !== LEAF && kind !== 0) {
      fail(`the node at ${address} is of the unknown kind ${kind}`);
    }
    if (kind === 0) {
      open.push(topology[address + 2], topology[address + 3]);
    }
  }
  return [...seen].sort((a, b) => a - b);
}
