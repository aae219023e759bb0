/**
 * A forest grown and measured by the definitions, one value at a time: shares
 * no line with the kernels but the numbers that decide by chance.
 */
import { TrainJob } from '../../src/engine/protocol';
import { Tree } from '../../src/project/forest';
import { reachLeaf, rowOf } from './forest-cases';

const MASK = (1n << 64n) - 1n;

function mix(word: bigint): bigint {
  let mixed = (word + 0x9e3779b97f4a7c15n) & MASK;
  mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return mixed ^ (mixed >> 31n);
}

/** PCG XSH RR 64/32 from a state: whole numbers below a limit. */
function pcg(start: bigint): (limit: number) => number {
  let state = start;
  return limit => {
    const old = state;
    state = (old * 6364136223846793005n + 1442695040888963407n) & MASK;
    const folded = Number((((old >> 18n) ^ old) >> 27n) & 0xffffffffn);
    const turn = Number(old >> 59n);
    const bits = ((folded >>> turn) | (folded << (32 - turn || 0))) >>> 0;
    return Number((BigInt(turn ? bits : folded >>> 0) * BigInt(limit)) >> 32n);
  };
}

const treeState = (seed: number, tree: number): bigint =>
  mix((BigInt(seed) << 32n) | BigInt(tree));

/** A tree with what only its growth knows. */
export type ReferenceTree = {
  readonly tree: Tree;
  /** (rows,) times each row was drawn. */
  readonly draws: number[];
  /** (columns,) Gini impurity taken away, as share of the root's weight. */
  readonly decreases: number[];
};

/**
 * Grows one tree; a row counts as often as it was drawn times the weight of its
 * class. Labels are outputs plus one.
 */
export function growReference(
  job: TrainJob,
  treeNumber: number,
  classCount: number,
  weights: readonly number[]
): ReferenceTree {
  const rows = Array.from(job.labels, (_, i) => rowOf(job, i));
  const random = pcg(treeState(job.seed, treeNumber));
  const draws = rows.map(() => 0);
  rows.forEach(() => (draws[random(rows.length)] += 1));
  const shuffled = [...job.allowedColumns];
  const tries = Math.floor(Math.sqrt(shuffled.length) + 0.5);
  const weightOf = (row: number): number =>
    draws[row] * weights[job.labels[row] - 1];
  const count = (members: readonly number[]): number[] => {
    const counts = new Array<number>(classCount).fill(0);
    members.forEach(row => (counts[job.labels[row] - 1] += weightOf(row)));
    return counts;
  };
  const sum = (values: readonly number[]): number =>
    values.reduce((a, b) => a + b, 0);
  const squares = (values: readonly number[]): number =>
    sum(values.map(value => value * value));

  const nodes: { column: number; threshold: number; left: number }[] = [];
  const leaves = new Map<number, number[]>();
  const decreases = new Array<number>(job.columnCount).fill(0);
  let rootWeight = 0;
  const grow = (node: number, members: number[]): void => {
    nodes[node] = { column: -1, threshold: 0, left: 0 };
    const totals = count(members);
    const total = sum(totals);
    rootWeight = rootWeight || total;
    if (totals.filter(each => each > 0).length < 2) {
      leaves.set(node, members);
      return;
    }
    const parent = squares(totals) / total;
    let best = { score: -1, column: -1, low: 0, high: 0 };
    for (let k = 0; k < shuffled.length; k++) {
      if (k >= tries && best.score > parent * (1 + 1e-12)) {
        break;
      }
      const other = k + random(shuffled.length - k);
      [shuffled[k], shuffled[other]] = [shuffled[other], shuffled[k]];
      const column = shuffled[k];
      const sorted = [...members].sort(
        (a, b) => rows[a][column] - rows[b][column]
      );
      const left = new Array<number>(classCount).fill(0);
      for (let i = 1; i < sorted.length; i++) {
        left[job.labels[sorted[i - 1]] - 1] += weightOf(sorted[i - 1]);
        const low = rows[sorted[i - 1]][column];
        const high = rows[sorted[i]][column];
        if (low < high) {
          const right = totals.map((each, c) => each - left[c]);
          const leftSum = sum(left);
          const above = squares(left) * sum(right) + squares(right) * leftSum;
          // rounded as the kernels do, for equal splits are told apart by that
          const below = leftSum * sum(right);
          if (above > best.score * below) {
            best = { score: above / below, column, low, high };
          }
        }
      }
    }
    if (best.column < 0) {
      leaves.set(node, members);
      return;
    }
    decreases[best.column] += (best.score - parent) / rootWeight;
    const left = nodes.length;
    nodes[node] = {
      column: best.column,
      threshold: (best.low + best.high) / 2,
      left
    };
    nodes.length += 2;
    const isLeft = (row: number): boolean =>
      rows[row][best.column] < nodes[node].threshold;
    grow(left, members.filter(isLeft));
    grow(
      left + 1,
      members.filter(row => !isLeft(row))
    );
  };
  grow(
    0,
    [...rows.keys()].filter(row => draws[row] > 0)
  );

  const tree: Tree = {
    column: Int32Array.from(nodes, ({ column }) => column),
    threshold: Float64Array.from(nodes, ({ threshold }) => threshold),
    left: Int32Array.from(nodes, ({ left }) => left),
    right: Int32Array.from(nodes, ({ left }) => left && left + 1),
    samples: new Float64Array(nodes.length),
    fractions: new Float64Array(nodes.length * classCount)
  };
  leaves.forEach((members, leaf) => {
    const counts = count(members);
    tree.samples[leaf] = sum(members.map(row => draws[row]));
    tree.fractions.set(
      counts.map(each => each / sum(counts)),
      leaf * classCount
    );
  });
  return { tree, draws, decreases };
}

/** (rows, classes) fractions of the leaves that rows reach in trees that did not draw them. */
export function outOfBagReference(
  job: TrainJob,
  grown: readonly ReferenceTree[],
  classCount: number
): number[][] {
  return Array.from(job.labels, (_, row) => {
    const votes = new Array<number>(classCount).fill(0);
    for (const { tree, draws } of grown) {
      if (draws[row] === 0) {
        const at = reachLeaf(tree, rowOf(job, row)) * classCount;
        votes.forEach((__, c) => (votes[c] += tree.fractions[at + c]));
      }
    }
    return votes;
  });
}

/** (columns, classes) hits lost by exchanging a column's values among rows not drawn. */
export function lossesReference(
  job: TrainJob,
  treeNumber: number,
  { tree, draws }: ReferenceTree,
  classCount: number,
  repetitions: number
): number[][] {
  const bag = [...draws.keys()].filter(row => draws[row] === 0);
  const isHit = (row: number, values: Float32Array): number => {
    const at = reachLeaf(tree, values) * classCount;
    const fractions = [...tree.fractions.subarray(at, at + classCount)];
    const verdict = fractions.indexOf(Math.max(...fractions));
    return verdict === job.labels[row] - 1 ? 1 : 0;
  };
  return Array.from({ length: job.columnCount }, (_, column) => {
    const lost = new Array<number>(classCount).fill(0);
    if (!job.allowedColumns.includes(column)) {
      return lost;
    }
    const random = pcg(
      mix(treeState(job.seed, treeNumber) ^ BigInt(column + 1))
    );
    const exchanged = [...bag];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      for (let i = bag.length - 1; i > 0; i--) {
        const other = random(i + 1);
        [exchanged[i], exchanged[other]] = [exchanged[other], exchanged[i]];
      }
      bag.forEach((row, place) => {
        const before = rowOf(job, row);
        const after = before.slice();
        after[column] = rowOf(job, exchanged[place])[column];
        lost[job.labels[row] - 1] += isHit(row, before) - isHit(row, after);
      });
    }
    return lost;
  });
}
