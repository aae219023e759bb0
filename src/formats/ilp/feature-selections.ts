import { PixelForestError } from '../../errors';
import {
  defaultFeatures,
  FEATURE_IDS,
  FeatureChoice,
  FeatureId
} from '../../project/features';
import { Hdf5Group } from '../hdf5/read-node';
import { Hdf5GroupWriter } from '../hdf5/write-file';

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

/** Writes `FeatureSelections`. */
export function writeFeatures(
  root: Hdf5GroupWriter,
  features: FeatureChoice
): void {
  const { ids, scales, selected, computeIn2d } = features;
  const group = root.group('FeatureSelections');
  group.unicode('StorageVersion', '0.1');
  group.texts('FeatureIds', ids);
  group.floats('Scales', scales);
  group.array(
    'SelectionMatrix',
    Uint8Array.from(selected.flat(), isSelected => (isSelected ? 1 : 0)),
    [ids.length, scales.length]
  );
  group.array(
    'ComputeIn2d',
    Uint8Array.from(computeIn2d, isPlanar => (isPlanar ? 1 : 0)),
    [scales.length]
  );
}

function isFeatureId(id: string): id is FeatureId {
  return (FEATURE_IDS as readonly string[]).includes(id);
}
