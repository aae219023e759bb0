import { TableColumn } from './row-filter';

/** Bars of a histogram. */
const BIN_COUNT = 40;

/** Columns of a plot: across, all rows, the selected ones. */
export type PlotData = {
  readonly isHistogram: boolean;
  /** Three arrays of equal length, the first ascending; null = nothing there. */
  readonly series: readonly (readonly (number | null)[])[];
};

/** Lower and upper edge. */
export type Edges = readonly [number, number];

/**
 * A histogram of one column, or one column against another.
 *
 * @param y null for a histogram
 */
export function plotData(
  x: TableColumn,
  y: TableColumn | null,
  rows: Uint32Array,
  selected: ReadonlySet<number>
): PlotData {
  return y ? scatter(x, y, rows, selected) : histogram(x, rows, selected);
}

/** The rows inside a box in units of the axes; a histogram looks at the first only. */
export function brushedRows(
  { isHistogram }: PlotData,
  x: TableColumn,
  y: TableColumn | null,
  rows: Uint32Array,
  box: { readonly x: Edges; readonly y: Edges }
): number[] {
  const isIn = (value: number, [low, high]: Edges): boolean =>
    value >= low && value <= high;
  return [...rows].filter(
    row =>
      isIn(x.values[row], box.x) &&
      (isHistogram || (y !== null && isIn(y.values[row], box.y)))
  );
}

function scatter(
  x: TableColumn,
  y: TableColumn,
  rows: Uint32Array,
  selected: ReadonlySet<number>
): PlotData {
  const sorted = [...rows]
    .filter(row => Number.isFinite(x.values[row] + y.values[row]))
    .sort((a, b) => x.values[a] - x.values[b]);
  return {
    isHistogram: false,
    series: [
      sorted.map(row => x.values[row]),
      sorted.map(row => y.values[row]),
      sorted.map(row => (selected.has(row) ? y.values[row] : null))
    ]
  };
}

function histogram(
  x: TableColumn,
  rows: Uint32Array,
  selected: ReadonlySet<number>
): PlotData {
  let low = Infinity;
  let high = -Infinity;
  for (const row of rows) {
    const value = x.values[row];
    if (Number.isFinite(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) {
    return { isHistogram: true, series: [[0], [0], [0]] };
  }
  const width = (high - low) / BIN_COUNT || 1;
  const all = new Array<number>(BIN_COUNT).fill(0);
  const chosen = new Array<number>(BIN_COUNT).fill(0);
  for (const row of rows) {
    const value = x.values[row];
    if (Number.isFinite(value)) {
      const bin = Math.min(BIN_COUNT - 1, Math.floor((value - low) / width));
      all[bin] += 1;
      chosen[bin] += selected.has(row) ? 1 : 0;
    }
  }
  return {
    isHistogram: true,
    series: [all.map((_, bin) => low + (bin + 0.5) * width), all, chosen]
  };
}
