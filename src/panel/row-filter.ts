import { PixelForestError } from '../errors';

/** What rows of a table are asked. */
export type RowFilter = (row: number) => boolean;

/** A column as filters and plots see it. */
export type TableColumn = {
  /** Short name without blanks: `area_px`. */
  readonly id: string;
  /** As the header shows it. */
  readonly title: string;
  /** (rows,) numbers; NaN where there is none. */
  readonly values: ArrayLike<number>;
};

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '=': (a, b) => a === b
};

/** Column, comparison, number. */
const CONDITION =
  /^(.+?)\s*(>=|<=|!=|>|<|==?)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/i;

/**
 * Reads `area > 20 and circularity <= 0.8`: columns by id or title, or what they
 * begin with.
 *
 * @returns null for an empty text: all rows
 * @throws PixelForestError `input` if it cannot be read
 */
export function parseRowFilter(
  text: string,
  columns: readonly TableColumn[]
): RowFilter | null {
  const parts = text
    .split(/\s+and\s+|&&?|,|;/i)
    .map(part => part.trim())
    .filter(part => part !== '');
  const conditions = parts.map(part => toCondition(part, columns));
  return conditions.length > 0
    ? row => conditions.every(holds => holds(row))
    : null;
}

function toCondition(part: string, columns: readonly TableColumn[]): RowFilter {
  const [, name, sign, number] = CONDITION.exec(part) ?? [];
  if (name === undefined) {
    throw new PixelForestError(
      'input',
      `A filter is a column, a comparison and a number, as “area > 20”, but “${part}” was given. Join several with “and”.`
    );
  }
  const { values } = columnNamed(name, columns);
  const compare = COMPARE[sign === '==' ? '=' : sign];
  const bound = Number(number);
  return row => compare(values[row], bound);
}

/** The column of this id or title, else the first that begins so. */
function columnNamed(
  name: string,
  columns: readonly TableColumn[]
): TableColumn {
  const wanted = plain(name);
  const names = columns.map(({ id, title }) => [plain(id), plain(title)]);
  const exact = names.findIndex(each => each.includes(wanted));
  const at =
    exact >= 0
      ? exact
      : names.findIndex(each => each.some(one => one.startsWith(wanted)));
  if (at < 0) {
    throw new PixelForestError(
      'input',
      `The table has no column “${name}”. Its columns are: ${columns.map(({ id }) => id).join(', ')}.`
    );
  }
  return columns[at];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}²]/gu, '');
}
