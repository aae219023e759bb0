import { formatDecimal, parseCsv } from './html-table';

/** How large the objects of an image are. */
export type ObjectSizes = {
  readonly count: number;
  /** Of the table: `area_px`, or `volume_px` in a stack. */
  readonly column: string;
  /** In pixels; NaN without objects. */
  readonly mean: number;
  readonly median: number;
};

/** Names of the column that counts an object's pixels. */
const SIZE_COLUMNS = ['area_px', 'volume_px'];

/** @param csv the table of objects, one line each below the header */
export function readObjectSizes(csv: string): ObjectSizes {
  const [header, ...rows] = parseCsv(csv);
  const at = header.findIndex(name => SIZE_COLUMNS.includes(name));
  const sizes = rows.map(cells => Number(cells[at])).sort((a, b) => a - b);
  const count = sizes.length;
  // counts of pixels: their sum is exact
  const mean = sizes.reduce((sum, size) => sum + size, 0) / count;
  const half = count >> 1;
  const median =
    count % 2 === 1 ? sizes[half] : (sizes[half - 1] + sizes[half]) / 2;
  return { count, column: header[at], mean, median };
}

/** One row: number of objects, mean and median size, as pandas' `to_csv` writes it. */
export function objectSummaryCsv(sizes: ObjectSizes): string {
  const { count, column, mean, median } = sizes;
  const cell = (value: number): string =>
    Number.isNaN(value) ? '' : formatDecimal(value);
  return `objects,mean_${column},median_${column}\n${count},${cell(mean)},${cell(median)}\n`;
}
