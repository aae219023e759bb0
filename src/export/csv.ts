/** Spreadsheets take what begins with these for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell of a CSV by RFC 4180; texts that spreadsheets would run get a leading apostrophe. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') {
    return Number.isNaN(value) ? '' : String(value);
  }
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines of a CSV, each ending with a line feed. */
export function csvLines(rows: Iterable<readonly (string | number)[]>): string {
  return Array.from(rows, row => `${row.map(csvCell).join(',')}\n`).join('');
}
