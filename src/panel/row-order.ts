import { RowFilter, TableColumn } from './row-filter';

/** Which column rows are sorted by. */
export type RowSort = {
  readonly column: number;
  readonly isDescending: boolean;
};

/**
 * The rows of a table as they are shown: those that pass the filter, sorted;
 * equals stay in their order, and rows without a number come last.
 *
 * @returns (shown,) row numbers
 */
export function orderRows(
  columns: readonly TableColumn[],
  rowCount: number,
  filter: RowFilter | null,
  sort: RowSort | null
): Uint32Array {
  const rows = new Uint32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    if (!filter || filter(row)) {
      rows[count++] = row;
    }
  }
  const shown = rows.slice(0, count);
  const values = sort && columns[sort.column]?.values;
  if (sort && values) {
    const sign = sort.isDescending ? -1 : 1;
    const keys = Float64Array.from(values, value =>
      Number.isNaN(value) ? Infinity : sign * value
    );
    // equals and two infinities differ by nothing that counts: they stay in order
    return Uint32Array.from(
      [...shown].sort((a, b) => keys[a] - keys[b] || a - b)
    );
  }
  return shown;
}

/** Consecutive places as runs: first and last of each. */
export function runsOf(
  places: readonly number[]
): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const place of [...places].sort((a, b) => a - b)) {
    const last = runs[runs.length - 1];
    if (last && place <= last[1] + 1) {
      last[1] = place;
    } else {
      runs.push([place, place]);
    }
  }
  return runs;
}
