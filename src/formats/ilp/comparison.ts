import { Forest, Tree } from '../../project/forest';
import { LabelImage } from '../../project/labels';

/** Whether two images have the same labels; none at all is the same as empty. */
export function sameLabels(
  a: LabelImage | undefined,
  b: LabelImage | undefined
): boolean {
  const blocks = new Map(b?.entries() ?? []);
  const others = [...(a?.entries() ?? [])];
  return (
    others.length === blocks.size &&
    others.every(([key, block]) => sameValues(block, blocks.get(key)))
  );
}

/** Whether two forests are the same, tree by tree. */
export function isSameForest(a: Forest | null, b: Forest | null): boolean {
  if (a === b) {
    return true;
  }
  return (
    a !== null &&
    b !== null &&
    a.columnCount === b.columnCount &&
    a.knownLabels.join() === b.knownLabels.join() &&
    a.trees.length === b.trees.length &&
    a.trees.every((tree, i) => isSameTree(tree, b.trees[i]))
  );
}

function isSameTree(a: Tree, b: Tree): boolean {
  return (
    sameValues(a.column, b.column) &&
    sameValues(a.threshold, b.threshold) &&
    sameValues(a.left, b.left) &&
    sameValues(a.right, b.right) &&
    sameValues(a.samples, b.samples) &&
    sameValues(a.fractions, b.fractions)
  );
}

type Values = Uint8Array | Int32Array | Float64Array;

function sameValues(a: Values, b: Values | undefined): boolean {
  return (
    a === b ||
    (b !== undefined &&
      a.length === b.length &&
      a.every((value, i) => value === b[i]))
  );
}
