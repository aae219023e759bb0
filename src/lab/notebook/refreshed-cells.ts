import type { TranslationBundle } from '@jupyterlab/translation';
import { pythonText } from './cell-source';
import { headText, Results, resultSource } from './result-cells';

const FILE = /^objects = pd\.read_csv\((".*")\)$/m;
const COLUMN = /^sizes = objects\[(".*")\]$/m;
/** A list of links goes on with one more, and ends. */
const LAST_LINK = /^, \[[^\n]*\]\([^()\n]*\)$/;

/** An inserted cell after its results were made anew. */
export type RefreshedCell = {
  readonly source: string;
  /** What the source makes when it is run. */
  readonly shown: Results;
};

/**
 * The source shows objects while they are switched on. A source that its user
 * changed stays, and so does what it shows.
 */
export function refreshedCell(source: string, results: Results): RefreshedCell {
  if (source === resultSource({ ...results, objects: objectsIn(source) })) {
    return { source: resultSource(results), shown: results };
  }
  const { objects } = results;
  const isShown = objects !== null && source.includes(pythonText(objects.path));
  return { source, shown: isShown ? results : { ...results, objects: null } };
}

/** The text above the results, with the number of objects of now; one that its user changed stays. */
export function refreshedHead(
  source: string,
  results: Results,
  trans: TranslationBundle
): string {
  const common = headText({ ...results, objects: null }, trans);
  const rest = source.startsWith(common) ? source.slice(common.length) : null;
  return rest === '' || (rest !== null && LAST_LINK.test(rest))
    ? headText(results, trans)
    : source;
}

/** The table of objects that a source of ours reads. */
function objectsIn(source: string): Results['objects'] {
  const [path, column] = [FILE, COLUMN].map(line => quoted(source, line));
  return path === null || column === null
    ? null
    : { path, column, count: 0, mean: NaN, median: NaN };
}

/** The text that a line of Python has in double quotes. */
function quoted(source: string, line: RegExp): string | null {
  const text = line.exec(source)?.[1];
  if (text === undefined) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    // a user wrote it
    return null;
  }
}
