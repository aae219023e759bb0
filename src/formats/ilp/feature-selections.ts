import { PixelForestError } from '../../errors';
import {
  defaultFeatures,
  FEATURE_IDS,
  FeatureChoice,
  FeatureId
} from '../../project/features';
import { Hdf5Group } from '../hdf5/read-node';
import { Hdf5GroupWriter } from '../hdf5/write-file';
import {
  areEqual,
  Part,
  textsPart,
  unicodePart,
  unlessPresentAnd
} from './parts';

/** More scales than anybody chooses. */
const MAX_SCALES = 200;

/**
 * Reads `FeatureSelections`.
 *
 * @param depth    slices of the thinnest stack, 1 for planes: decides where old files say nothing
 * @param warnings gets a line for what had to be left out
 * @throws PixelForestError `project` if the matrix does not fit its headings, or the features are in a file of their own
 */
export function readFeatures(
  root: Hdf5Group,
  depth: number,
  warnings: string[]
): FeatureChoice {
  const group = root.group('FeatureSelections');
  if (group?.kindOf('FeatureListFilename')) {
    throw new PixelForestError(
      'project',
      `${root.fileName}: the features come from a list in another file, which is not read. Choose features with ilastik and save the project again.`
    );
  }
  const ids = group?.dataset('FeatureIds')?.texts();
  const scales = group?.dataset('Scales')?.numbers();
  const matrix = group?.dataset('SelectionMatrix');
  if (!group || !ids || !scales || !matrix) {
    warnings.push(
      'The project has no chosen features; the default ones were taken.'
    );
    return defaultFeatures(depth);
  }
  const cells = matrix.numbers();
  const areScales = scales.every(scale => Number.isFinite(scale) && scale > 0);
  const [rows, columns] = matrix.shape;
  if (
    !areScales ||
    scales.length > MAX_SCALES ||
    new Set(ids).size !== ids.length ||
    rows !== ids.length ||
    columns !== scales.length ||
    matrix.shape.length !== 2
  ) {
    throw new PixelForestError(
      'project',
      `${root.fileName}: the table of features should have one row for each of ${ids.length} filters and one column for each of ${scales.length} scales (all above 0) but is (${matrix.shape.join(', ')}) for the scales ${scales.slice(0, 10).join(', ')}. Choose the features again with ilastik.`
    );
  }
  const computeIn2d =
    group.dataset('ComputeIn2d')?.numbers().map(Boolean) ??
    scales.map(() => depth === 1);
  if (computeIn2d.length !== scales.length) {
    throw new PixelForestError(
      'project',
      `${root.fileName}: "ComputeIn2d" should have ${scales.length} entries but has ${computeIn2d.length}. Choose the features again with ilastik.`
    );
  }
  const rowsOf = ids.map((id, row) => ({
    id,
    selected: scales.map(
      (_, column) => cells[row * scales.length + column] !== 0
    )
  }));
  const known = rowsOf.filter(({ id }) => isFeatureId(id));
  const lost = rowsOf.filter(
    ({ id, selected }) => !isFeatureId(id) && selected.includes(true)
  );
  if (lost.length > 0) {
    warnings.push(
      `These filters are not known here and were left out: ${lost.map(({ id }) => id).join(', ')}.`
    );
  }
  return {
    ids: known.map(({ id }) => id as FeatureId),
    scales,
    selected: known.map(({ selected }) => selected),
    computeIn2d
  };
}

/**
 * `FeatureSelections` as parts.
 *
 * @param mayStay whether what the file says is known to mean the same; then only
 *   what is missing is added (filters we do not know stay chosen)
 */
export function featureParts(
  features: FeatureChoice,
  mayStay: boolean
): Part[] {
  const { ids, scales, selected, computeIn2d } = features;
  const path = (name: string): string[] => ['FeatureSelections', name];
  const parts = [
    textsPart(path('FeatureIds'), ids),
    {
      ...numbersPart(path('Scales'), scales, [scales.length]),
      write: (parent: Hdf5GroupWriter, name: string) =>
        parent.floats(name, scales)
    },
    numbersPart(path('SelectionMatrix'), selected.flat().map(Number), [
      ids.length,
      scales.length
    ]),
    numbersPart(path('ComputeIn2d'), computeIn2d.map(Number), [scales.length])
  ];
  return [
    unicodePart(path('StorageVersion'), '0.1'),
    ...parts.map(part => unlessPresentAnd(mayStay, part))
  ];
}

/** Truth values as uint8, which ilastik accepts. */
function numbersPart(
  path: readonly string[],
  values: readonly number[],
  shape: readonly number[]
): Part {
  return {
    path,
    isSame: (parent, name) => {
      const stored = parent.dataset(name);
      return (
        stored !== null &&
        areEqual(stored.shape, shape) &&
        areEqual(stored.numbers(), values)
      );
    },
    write: (parent, name) => parent.array(name, Uint8Array.from(values), shape)
  };
}

function isFeatureId(id: string): id is FeatureId {
  return (FEATURE_IDS as readonly string[]).includes(id);
}
