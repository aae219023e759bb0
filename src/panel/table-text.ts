import {
  ObjectColumn,
  ObjectTable
} from '../pipeline/segmentation/object-table';

/**
 * Rows as text: a line of headers, then a line a row; numbers as JavaScript
 * writes them, nothing where there is none.
 *
 * @param separator `,` for a CSV, a tab for the clipboard
 */
export function tableText(
  columns: readonly ObjectColumn[],
  table: ObjectTable,
  rows: Iterable<number>,
  separator: string
): string {
  const lines = [columns.map(({ header }) => header).join(separator)];
  for (const row of rows) {
    lines.push(
      columns
        .map(({ value }) => value(table, row))
        .map(value => (Number.isNaN(value) ? '' : String(value)))
        .join(separator)
    );
  }
  return lines.join('\n') + '\n';
}
