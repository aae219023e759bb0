import { PixelForestError } from '../errors';

/**
 * What some trees of a forest add up while they grow. All are whole numbers or
 * whole multiples of a power of two, so parts of a forest give the same sums in
 * any order and grouping.
 */
export type ForestSums = {
  /** (samples,) trees that did not draw the sample; 0 for samples left out of training. */
  readonly voters: Uint32Array;
  /** (samples, outputs) their votes, in units of {@link VOTE_UNIT}. */
  readonly votes: Uint32Array;
  /** (columns,) Gini impurity that splits on the column took away, as share of the root's samples. */
  readonly giniDecreases: Float64Array;
  /** (columns, outputs) out-of-bag hits lost over all permutations; null if none was asked for. */
  readonly losses: Float64Array | null;
};

/** Out-of-bag votes of a forest: each sample is judged by the trees that did not draw it. */
export type OutOfBag = {
  /** (samples, outputs) mean vote of these trees, 0…1; zeros where there is none. */
  readonly votes: Float32Array;
  /** (samples,) how many they are. */
  readonly voters: Uint32Array;
  /** (outputs, outputs) samples by label, then by class voted for (the first of equal ones). */
  readonly confusion: Uint32Array;
  /** Share of the samples in `confusion` that are voted wrong; null if no tree left one out. */
  readonly error: number | null;
};

/** What columns of the feature matrix do for a forest. */
export type ForestImportance = {
  /** (columns,) mean over trees of the Gini impurity that splits on the column take away, 0…1. */
  readonly gini: Float64Array;
  /** Null if no permutation was asked for. */
  readonly permutation: PermutationImportance | null;
};

/** Accuracy lost out of bag when the values of a column are exchanged among samples. */
export type PermutationImportance = {
  /** (columns, outputs) of the samples of each class; 0 for a class that was never out of bag. */
  readonly byClass: Float64Array;
  /** (columns,) of all samples. */
  readonly overall: Float64Array;
};

/** One tree that is sure: 2²⁰ units. */
export const VOTE_UNIT = 2 ** -20;

/**
 * Adds up parts of one forest.
 *
 * @param parts at least one; of the same rows and columns
 * @throws PixelForestError `mismatch` if their sizes differ
 */
export function addSums(parts: readonly ForestSums[]): ForestSums {
  const [first] = parts;
  const sizes = parts.map(describeSums);
  if (!first || new Set(sizes).size > 1) {
    throw new PixelForestError(
      'mismatch',
      `Sums over the trees of one forest should all have one size, but they have ${sizes.join('; ') || 'none'}. Train all trees on the same rows.`
    );
  }
  const sums = {
    voters: first.voters.slice(),
    votes: first.votes.slice(),
    giniDecreases: first.giniDecreases.slice(),
    losses: first.losses?.slice() ?? null
  };
  for (const part of parts.slice(1)) {
    addTo(sums.voters, part.voters);
    addTo(sums.votes, part.votes);
    addTo(sums.giniDecreases, part.giniDecreases);
    if (sums.losses && part.losses) {
      addTo(sums.losses, part.losses);
    }
  }
  return sums;
}

function describeSums({
  voters,
  votes,
  giniDecreases,
  losses
}: ForestSums): string {
  return `${voters.length} samples, ${votes.length} votes, ${giniDecreases.length} columns, ${losses?.length ?? 'no'} losses`;
}

function addTo(
  sum: Uint32Array | Float64Array,
  part: Uint32Array | Float64Array
): void {
  for (let i = 0; i < sum.length; i++) {
    sum[i] += part[i];
  }
}

/**
 * Judges a forest by the samples its trees did not draw.
 *
 * @param labels      (samples,) class numbers
 * @param knownLabels class number of each output
 */
export function judgeOutOfBag(
  sums: ForestSums,
  labels: Uint8Array,
  knownLabels: readonly number[]
): OutOfBag {
  const { voters } = sums;
  const outputCount = knownLabels.length;
  const votes = new Float32Array(sums.votes.length);
  const confusion = new Uint32Array(outputCount ** 2);
  let wrong = 0;
  let judged = 0;
  for (let i = 0; i < voters.length; i++) {
    if (voters[i] === 0) {
      continue;
    }
    let winner = 0;
    const at = i * outputCount;
    for (let output = 0; output < outputCount; output++) {
      const vote = sums.votes[at + output];
      votes[at + output] = (vote * VOTE_UNIT) / voters[i];
      winner = vote > sums.votes[at + winner] ? output : winner;
    }
    const truth = knownLabels.indexOf(labels[i]);
    confusion[truth * outputCount + winner] += 1;
    judged += 1;
    wrong += winner === truth ? 0 : 1;
  }
  const error = judged > 0 ? wrong / judged : null;
  return { votes, voters: voters.slice(), confusion, error };
}

/**
 * Importance of each column.
 *
 * @param labels      (samples,) class numbers
 * @param treeCount   trees that `sums` add up
 * @param repetitions times the values of a column were exchanged for each tree
 */
export function rateColumns(
  sums: ForestSums,
  labels: Uint8Array,
  knownLabels: readonly number[],
  treeCount: number,
  repetitions: number
): ForestImportance {
  const gini = sums.giniDecreases.map(decrease => decrease / treeCount);
  const { losses } = sums;
  if (!losses) {
    return { gini, permutation: null };
  }
  // how often a sample of each class was judged by a tree
  const chances = new Float64Array(knownLabels.length);
  sums.voters.forEach((count, i) => {
    if (count > 0) {
      chances[knownLabels.indexOf(labels[i])] += count * repetitions;
    }
  });
  const allChances = chances.reduce((sum, count) => sum + count, 0);
  const byClass = losses.map((lost, i) => {
    const most = chances[i % chances.length];
    return most > 0 ? lost / most : 0;
  });
  const overall = gini.map((_, column) => {
    const at = column * chances.length;
    const lost = losses
      .subarray(at, at + chances.length)
      .reduce((sum, each) => sum + each, 0);
    return allChances > 0 ? lost / allChances : 0;
  });
  return { gini, permutation: { byClass, overall } };
}
