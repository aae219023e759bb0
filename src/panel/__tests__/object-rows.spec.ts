import { brushedRows, plotData } from '../plot-data';
import { parseRowFilter, TableColumn } from '../row-filter';
import { orderRows, runsOf } from '../row-order';

const column = (id: string, ...values: number[]): TableColumn => ({
  id,
  title: `${id}_px`,
  values
});
const COLUMNS = [
  column('id', 1, 2, 3, 4),
  column('area', 20, 5, NaN, 100),
  column('areaUm', 2, 0.5, NaN, 10),
  column('mean:0', -1, -2, -3, -4)
];

/** Rows that pass, by the filter's text. */
function passing(text: string): number[] {
  return [...orderRows(COLUMNS, 4, parseRowFilter(text, COLUMNS), null)];
}

describe('the filter of a table', () => {
  it('compares a column with a number, by id, title or beginning', () => {
    expect(passing('area > 5')).toEqual([0, 3]);
    expect(passing('AREA_px>=5')).toEqual([0, 1, 3]);
    expect(passing('areaU < 2.5')).toEqual([0, 1]);
    expect(passing('mean = -3')).toEqual([2]);
    expect(passing('id != 1e0')).toEqual([1, 2, 3]);
    expect(passing('mean:0 <= -3')).toEqual([2, 3]);
  });

  it('joins conditions', () => {
    expect(passing('area > 5 and area < 50, id > 0 && id<9')).toEqual([0]);
  });

  it('lets all rows pass when it is empty, and none of NaN', () => {
    expect(passing('  ')).toEqual([0, 1, 2, 3]);
    expect(passing('area > -1')).toEqual([0, 1, 3]);
  });

  it('says what it cannot read', () => {
    expect(() => passing('area')).toThrow(
      /a column, a comparison and a number/
    );
    expect(() => passing('area > much')).toThrow(/“area > much”/);
    expect(() => passing('width > 3')).toThrow(
      /no column “width”. Its columns are: id, area, areaUm, mean:0/
    );
  });
});

describe('the order of rows', () => {
  it('is by the column, both ways, rows without a number last', () => {
    const sorted = (isDescending: boolean): number[] => [
      ...orderRows(COLUMNS, 4, null, { column: 1, isDescending })
    ];
    expect(sorted(false)).toEqual([1, 0, 3, 2]);
    expect(sorted(true)).toEqual([3, 0, 1, 2]);
  });

  it('keeps equals as they were', () => {
    const same = [column('a', 1, 1, 0, 1)];
    expect([
      ...orderRows(same, 4, null, { column: 0, isDescending: true })
    ]).toEqual([0, 1, 3, 2]);
  });

  it('knows consecutive places as runs', () => {
    expect(runsOf([5, 1, 2, 9, 3])).toEqual([
      [1, 3],
      [5, 5],
      [9, 9]
    ]);
    expect(runsOf([])).toEqual([]);
  });
});

describe('plots', () => {
  const rows = Uint32Array.of(0, 1, 2, 3);

  it('count rows in bins, selected ones beside', () => {
    const { series, isHistogram } = plotData(
      COLUMNS[1],
      null,
      rows,
      new Set([3, 2])
    );
    expect(isHistogram).toBe(true);
    const [, all, chosen] = series;
    expect(all.reduce((sum: number, n) => sum + (n ?? 0), 0)).toBe(3);
    expect([all[0], all[6], all[39]]).toEqual([1, 1, 1]);
    expect(chosen.indexOf(1)).toBe(39);
  });

  it('show one column against another, ascending', () => {
    const { series } = plotData(COLUMNS[1], COLUMNS[3], rows, new Set([0]));
    expect(series).toEqual([
      [5, 20, 100],
      [-2, -1, -4],
      [null, -1, null]
    ]);
  });

  it('have brushes that find the rows inside', () => {
    const box = { x: [4, 30], y: [-1.5, 0] } as const;
    const histogram = plotData(COLUMNS[1], null, rows, new Set());
    expect(brushedRows(histogram, COLUMNS[1], null, rows, box)).toEqual([0, 1]);
    const scatter = plotData(COLUMNS[1], COLUMNS[3], rows, new Set());
    expect(brushedRows(scatter, COLUMNS[1], COLUMNS[3], rows, box)).toEqual([
      0
    ]);
  });

  it('of no rows, or of equal values, are empty or one bar', () => {
    expect(
      plotData(COLUMNS[1], null, new Uint32Array(0), new Set()).series
    ).toEqual([[0], [0], [0]]);
    const [, all] = plotData(
      column('a', 3, 3),
      null,
      Uint32Array.of(0, 1),
      new Set()
    ).series;
    expect(all[0]).toBe(2);
  });
});
