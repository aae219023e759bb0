import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Panel, SplitPanel } from '@lumino/widgets';
import React from 'react';
import {
  ObjectColumn,
  ObjectTable
} from '../pipeline/segmentation/object-table';
import { StrokePoint } from '../project/brush';
import { IProjectStore, StoreChange } from '../store/contract';
import { ObjectSelection } from '../store/object-contract';
import { childrenOf, parentRows, rowOfObject } from '../store/object-rows';
import { ObjectBar, TableRows } from './object-bar';
import { ObjectGrid } from './object-grid';
import { ObjectModel } from './object-model';
import { ObjectPlot } from './object-plot';
import { resizeWith } from './resize-with';
import { parseRowFilter, RowFilter } from './row-filter';
import { RowSort } from './row-order';
import { tableText } from './table-text';

/** What the table asks of its host. */
export type ObjectTableActions = {
  /** Brings a point of the image to the middle of the view. */
  readonly centreOn: (point: StrokePoint) => void;
  readonly copy: (text: string) => void;
  /** Asks where to and writes. */
  readonly save: (csv: string, rows: TableRows) => void;
  readonly showError: (error: unknown) => void;
};

/** Objects of the plane on screen as a table, linked with the picture, and plots of its columns. */
export class ObjectTablePanel extends Panel {
  constructor(
    private readonly _store: IProjectStore,
    private readonly _actions: ObjectTableActions,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-PixelForest-objectTable');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _trans.__('Object table'));
    this._grid = new ObjectGrid(
      {
        onSelect: rows => this._selectRows(rows),
        onSort: column => this._sortBy(column),
        onDelete: () => this._deleteSelected()
      },
      _trans.__('Objects')
    );
    this._bar = new Drawn(() => this._drawBar());
    this._plot = new Drawn(() => this._drawPlot());
    this._plot.addClass('jp-PixelForest-objectPlot');
    const split = new SplitPanel({ orientation: 'horizontal', spacing: 1 });
    split.addWidget(this._grid.widget);
    split.addWidget(this._plot);
    split.setRelativeSizes([3, 2]);
    split.node.style.flex = '1 1 auto';
    this.addWidget(this._bar);
    this.addWidget(split);
    // the bar takes more lines where the tab is narrow
    this._stopResizing = resizeWith(split.node, split);
    this._grid.useTheme();
    _store.changed.connect(this._storeChanged, this);
    this._follow();
  }

  /** The theme is another. */
  useTheme(): void {
    this._grid.useTheme();
    this._themeCount += 1;
    this._plot.update();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._store.changed.disconnect(this._storeChanged, this);
      this._stopResizing();
      super.dispose();
    }
  }

  private _storeChanged(_: IProjectStore, { kind }: StoreChange): void {
    if (kind === 'objects' || kind === 'project') {
      this._follow();
    }
  }

  /** Shows what the store has now. */
  private _follow(): void {
    const { selected } = this._store.objects;
    const { table, columns } = this._shown();
    if (table !== this._model?.table || columns !== this._model?.columns) {
      this._model = table && new ObjectModel(table, columns);
      if (this._model) {
        this._model.arrange(this._readFilter(this._model), this._sort);
        this._grid.show(this._model);
        this._selected = null;
      } else {
        this._grid.clear();
      }
    }
    if (selected !== this._selected) {
      this._grid.select(this._selectedRows(), !this._isSelecting);
      this._selected = selected;
    }
    this._bar.update();
    this._plot.update();
  }

  /** Objects, or parents while there are any. */
  private get _rows(): TableRows {
    return this._store.objects.result?.parents ? this._wanted : 'objects';
  }

  private _shown(): {
    readonly table: ObjectTable | null;
    readonly columns: readonly ObjectColumn[];
  } {
    const { result, columns, parents } = this._store.objects;
    return this._rows === 'parents'
      ? { table: result?.parents?.table ?? null, columns: parents.columns }
      : { table: result?.table ?? null, columns };
  }

  /** Columns and their order are others: filter and sorting begin anew. */
  private _showRows(rows: TableRows): void {
    this._wanted = rows;
    this._filterText = '';
    this._sort = null;
    this._follow();
  }

  private _selectedRows(): number[] {
    const { result, selected } = this._store.objects;
    if (result && this._rows === 'parents') {
      return parentRows(result, selected);
    }
    return result
      ? [...selected]
          .map(id => rowOfObject(result.table, id))
          .filter(row => row >= 0)
      : [];
  }

  private _selectRows(rows: readonly number[], isCentred = true): void {
    const { result } = this._store.objects;
    const { table } = this._shown();
    if (!table || !result) {
      return;
    }
    this._isSelecting = true;
    this._store.objects.select(
      this._rows === 'parents'
        ? childrenOf(result, rows)
        : rows.map(row => table.ids[row])
    );
    this._isSelecting = false;
    const last = rows[rows.length - 1];
    if (isCentred && last !== undefined) {
      const [z, y, x] = table.centroids.subarray(3 * last, 3 * last + 3);
      if (result.stack) {
        this._goToSlice(table, last, Math.round(z));
      }
      this._actions.centreOn({ y, x });
    }
  }

  /** Shows the slice of an object's middle, unless it reaches the one that is shown. */
  private _goToSlice(table: ObjectTable, row: number, middle: number): void {
    const { plane } = this._store;
    const [first, stop] = [table.boxes[6 * row], table.boxes[6 * row + 3]];
    if (plane.z < first || plane.z >= stop) {
      this._store.setPlane({ t: plane.t, z: middle });
    }
  }

  private _sortBy(column: number): void {
    const isSame = this._sort?.column === column;
    this._sort = isSame
      ? this._sort?.isDescending
        ? null
        : { column, isDescending: true }
      : { column, isDescending: false };
    this._arrange();
  }

  private _setFilter(text: string): void {
    this._filterText = text;
    this._arrange();
  }

  private _arrange(): void {
    const model = this._model;
    if (model) {
      this._grid.rearrange(() =>
        model.arrange(this._readFilter(model), this._sort)
      );
      this._grid.select(this._selectedRows(), false);
    }
    this._bar.update();
    this._plot.update();
  }

  /** The filter as typed; what cannot be read is said and lets all rows pass. */
  private _readFilter(model: ObjectModel): RowFilter | null {
    this._problem = '';
    try {
      return parseRowFilter(this._filterText, model.values);
    } catch (error) {
      this._problem = error instanceof Error ? error.message : String(error);
      return null;
    }
  }

  private _text(rows: Iterable<number>, separator: string): string {
    return this._model
      ? tableText(this._model.columns, this._model.table, rows, separator)
      : '';
  }

  private _drawBar(): JSX.Element {
    const model = this._model;
    const chosen = this._selectedSet();
    return (
      <ObjectBar
        trans={this._trans}
        rows={this._rows}
        hasParents={Boolean(this._store.objects.result?.parents)}
        onRows={rows => this._showRows(rows)}
        shownCount={model?.rows.length ?? 0}
        count={model?.table.count ?? 0}
        selectedCount={chosen.size}
        isCalibrated={this._store.objects.isCalibrated}
        filter={this._filterText}
        problem={this._problem}
        onFilter={text => this._setFilter(text)}
        onCopy={() =>
          this._actions.copy(
            this._text(
              [...(model?.rows ?? [])].filter(row => chosen.has(row)),
              '\t'
            )
          )
        }
        onSave={() =>
          this._actions.save(this._text(model?.rows ?? [], ','), this._rows)
        }
        onDelete={() => this._deleteSelected()}
        onMerge={() => this._attempt(() => this._store.objects.mergeSelected())}
        onClose={() => this.dispose()}
      />
    );
  }

  private _drawPlot(): JSX.Element {
    const model = this._model;
    if (!model) {
      return <></>;
    }
    return (
      <ObjectPlot
        columns={model.values}
        rows={model.rows}
        selected={this._selectedSet()}
        themeCount={this._themeCount}
        trans={this._trans}
        onBrush={rows => this._selectRows(rows, false)}
      />
    );
  }

  /** The same set as long as nothing else is selected, so that the plot stays. */
  private _selectedSet(): ReadonlySet<number> {
    const { selected } = this._store.objects;
    const model = this._model;
    if (this._plotted?.selected !== selected || this._plotted.model !== model) {
      this._plotted = {
        selected,
        model,
        rows: new Set(this._selectedRows())
      };
    }
    return this._plotted.rows;
  }

  private _deleteSelected(): void {
    // parents cannot be corrected, and a key must not delete all their objects
    if (this._rows === 'objects') {
      this._attempt(() => this._store.objects.deleteSelected());
    }
  }

  private _attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this._actions.showError(error);
    }
  }

  private readonly _grid: ObjectGrid;
  /** How often the theme became another. */
  private _themeCount = 0;
  private readonly _stopResizing: () => void;
  private readonly _bar: ReactWidget;
  private readonly _plot: ReactWidget;
  private _wanted: TableRows = 'objects';
  private _model: ObjectModel | null = null;
  private _selected: ObjectSelection | null = null;
  private _plotted: {
    readonly selected: ObjectSelection;
    readonly model: ObjectModel | null;
    readonly rows: ReadonlySet<number>;
  } | null = null;
  private _isSelecting = false;
  private _filterText = '';
  private _problem = '';
  private _sort: RowSort | null = null;
}

/** A part of the panel that is drawn anew when it is told so. */
class Drawn extends ReactWidget {
  constructor(private readonly _draw: () => JSX.Element) {
    super();
  }

  protected render(): JSX.Element {
    return this._draw();
  }
}
