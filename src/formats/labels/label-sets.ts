import { formatError } from '../damage';
import { isRecord } from '../ilp/metadata-json';
import { uniqueNames } from './labkit';

/** What Labkit appends to the name of a label TIFF for the file with its names. */
export const LABEL_SETS_EXTENSION = '.labels';

/**
 * Reads the file Labkit writes beside a label TIFF: which names each number
 * has. Of several names the first is taken.
 *
 * @returns number → name
 * @throws PixelForestError `format` if it is none
 * @source Labkit, LabelingSerializer.LabelsMetaData (BSD-2-Clause)
 */
export function readLabelSets(name: string, text: string): Map<number, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw formatError(
      name,
      'the names beside a label TIFF are JSON, and this text is not. Save the labeling again in Labkit, or delete the file to read numbers alone.',
      cause
    );
  }
  const sets = isRecord(json) ? json.labelSets : null;
  const areNames = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every(entry => typeof entry === 'string');
  if (!Array.isArray(sets) || !sets.every(areNames)) {
    throw formatError(
      name,
      'an object with lists of names “labelSets” was wanted. Save the labeling again in Labkit, or delete the file to read numbers alone.'
    );
  }
  const found = sets.flatMap((names, number) =>
    number > 0 && names.length > 0 ? [[number, names[0]] as const] : []
  );
  return new Map(found);
}

/** The reverse: number n has the n-th name, 0 none. */
export function writeLabelSets(names: readonly string[]): string {
  const sets = uniqueNames(names).map(name => [name]);
  return JSON.stringify({ labelSets: [[], ...sets] });
}
