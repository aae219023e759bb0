import { DataModel } from '@lumino/datagrid';
import {
  ObjectColumn,
  ObjectTable
} from '../pipeline/segmentation/object-table';
import { RowFilter, TableColumn } from './row-filter';
import { orderRows, RowSort } from './row-order';

/** Measured objects as a grid shows them: the rows that pass a filter, sorted. */
export class ObjectModel extends DataModel {
  constructor(
    readonly table: ObjectTable,
    readonly columns: readonly ObjectColumn[]
  ) {
    super();
    this._rows = orderRows([], table.count, null, null);
  }

  /** Rows of the table in the order shown. */
  get rows(): Uint32Array {
    return this._rows;
  }

  get sort(): RowSort | null {
    return this._sort;
  }

  /** The columns with their values, which are gathered when asked for. */
  get values(): readonly TableColumn[] {
    this._values ??= this.columns.map(column => lazyColumn(column, this.table));
    return this._values;
  }

  /** Shows other rows, or in another order. */
  arrange(filter: RowFilter | null, sort: RowSort | null): void {
    this._sort = sort;
    this._rows = orderRows(this.values, this.table.count, filter, sort);
    this._places = null;
    this.emitChanged({ type: 'model-reset' });
  }

  /** Where a row of the table is shown, or −1. */
  placeOf(row: number): number {
    if (!this._places) {
      this._places = new Int32Array(this.table.count).fill(-1);
      this._rows.forEach((each, place) =>
        this._places?.fill(place, each, each + 1)
      );
    }
    return this._places[row] ?? -1;
  }

  override rowCount(region: DataModel.RowRegion): number {
    return region === 'body' ? this._rows.length : 1;
  }

  override columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body' ? this.columns.length : 0;
  }

  override data(
    region: DataModel.CellRegion,
    row: number,
    column: number
  ): string | number {
    const { header, value } = this.columns[column];
    if (region === 'column-header') {
      if (this._sort?.column !== column) {
        return header;
      }
      return `${header} ${this._sort.isDescending ? '▾' : '▴'}`;
    }
    return shown(value(this.table, this._rows[row]));
  }

  private _rows: Uint32Array;
  private _sort: RowSort | null = null;
  private _values: readonly TableColumn[] | null = null;
  private _places: Int32Array | null = null;
}

/** Whole numbers as they are, others with five digits. */
function shown(value: number): string | number {
  if (Number.isNaN(value)) {
    return '';
  }
  return Number.isInteger(value) ? value : Number(value.toPrecision(5));
}

function lazyColumn(column: ObjectColumn, table: ObjectTable): TableColumn {
  let values: Float64Array | null = null;
  return {
    id: column.id,
    title: column.header,
    get values() {
      values ??= Float64Array.from({ length: table.count }, (_, row) =>
        column.value(table, row)
      );
      return values;
    }
  };
}
