import { FeatureChoice, FeatureId, smallestScale } from '../project/features';

/** Whether a cell makes sense: not below the family's σ, not larger than the images. */
export function isChoosable(
  id: FeatureId,
  scale: number,
  largestScale: number | null
): boolean {
  return (
    scale >= smallestScale(id) &&
    (largestScale === null || scale <= largestScale)
  );
}

/** The choice with one cell set. */
export function withCell(
  choice: FeatureChoice,
  row: number,
  column: number,
  value: boolean
): FeatureChoice {
  return {
    ...choice,
    selected: choice.selected.map((cells, r) =>
      r === row ? cells.map((cell, c) => (c === column ? value : cell)) : cells
    )
  };
}

/** The choice with every cell that makes sense set, or with none. */
export function withAllCells(
  choice: FeatureChoice,
  value: boolean,
  largestScale: number | null
): FeatureChoice {
  return {
    ...choice,
    selected: choice.ids.map(id =>
      choice.scales.map(scale => value && isChoosable(id, scale, largestScale))
    )
  };
}

/** The choice with one σ filtered slice by slice, or across slices. */
export function withDimension(
  choice: FeatureChoice,
  column: number,
  isPlanar: boolean
): FeatureChoice {
  return {
    ...choice,
    computeIn2d: choice.computeIn2d.map((was, c) =>
      c === column ? isPlanar : was
    )
  };
}

/**
 * The choice with one more σ, sorted in; a σ that is there already changes nothing.
 *
 * @param largestScaleIn3d a larger σ is filtered slice by slice; null without stacks
 */
export function withScale(
  choice: FeatureChoice,
  scale: number,
  largestScaleIn3d: number | null
): FeatureChoice {
  if (choice.scales.includes(scale)) {
    return choice;
  }
  const found = choice.scales.findIndex(other => other > scale);
  const at = found < 0 ? choice.scales.length : found;
  const insert = <T>(list: readonly T[], item: T): T[] => [
    ...list.slice(0, at),
    item,
    ...list.slice(at)
  ];
  return {
    ...choice,
    scales: insert(choice.scales, scale),
    computeIn2d: insert(
      choice.computeIn2d,
      largestScaleIn3d === null || scale > largestScaleIn3d
    ),
    selected: choice.selected.map(cells => insert(cells, false))
  };
}

/** The choice without one σ. */
export function withoutScale(
  choice: FeatureChoice,
  column: number
): FeatureChoice {
  const drop = <T>(list: readonly T[]): T[] =>
    list.filter((_, c) => c !== column);
  return {
    ...choice,
    scales: drop(choice.scales),
    computeIn2d: drop(choice.computeIn2d),
    selected: choice.selected.map(drop)
  };
}
