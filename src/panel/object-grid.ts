import {
  BasicKeyHandler,
  BasicMouseHandler,
  BasicSelectionModel,
  DataGrid,
  TextRenderer
} from '@lumino/datagrid';
import { ObjectModel } from './object-model';
import { runsOf } from './row-order';

/** What the user does in the grid. */
export type GridNews = {
  /** Rows of the table; the last is the one the cursor is on. */
  readonly onSelect: (rows: readonly number[]) => void;
  readonly onSort: (column: number) => void;
  readonly onDelete: () => void;
};

/** CSS pixels at the sides of a header in which a press resizes the column. */
const RESIZE_MARGIN = 6;
/** CSS pixels: the least, and what a header has around its name, with the arrow of the sorted column. */
const COLUMN_WIDTH = 64;
const HEADER_PADDING = 24;
const ROW_HEIGHT = 22;

/** The grid of objects: rows are selected as a whole, a click on a header sorts. */
export class ObjectGrid {
  constructor(
    private readonly _news: GridNews,
    label: string
  ) {
    const { node } = this.widget;
    this.widget.addClass('jp-PixelForest-objectGrid');
    node.setAttribute('role', 'grid');
    node.setAttribute('aria-label', label);
    node.tabIndex = 0;
    this.widget.keyHandler = new BasicKeyHandler();
    this.widget.mouseHandler = new SortingMouseHandler(column =>
      _news.onSort(column)
    );
    node.addEventListener('keydown', event => {
      if (event.key === 'Delete' || event.key === 'Backspace') {
        event.stopPropagation();
        _news.onDelete();
      }
    });
    node.addEventListener('focus', () => this.widget.viewport.node.focus());
  }

  readonly widget = new DataGrid({
    headerVisibility: 'column',
    defaultSizes: {
      rowHeight: ROW_HEIGHT,
      columnWidth: COLUMN_WIDTH,
      rowHeaderWidth: 0,
      columnHeaderHeight: ROW_HEIGHT + 2
    }
  });

  /** Shows another table; the place scrolled to stays. */
  show(model: ObjectModel): void {
    this.widget.node.setAttribute('aria-rowcount', String(model.table.count));
    const { scrollX, scrollY } = this.widget;
    this._model = model;
    this.widget.dataModel = model;
    this._fitColumns();
    const selection = new BasicSelectionModel({
      dataModel: model,
      selectionMode: 'row'
    });
    selection.changed.connect(() => this._tell(selection));
    this.widget.selectionModel = selection;
    this.widget.scrollTo(scrollX, scrollY);
  }

  /** Shows nothing. */
  clear(): void {
    this._model = null;
    this.widget.selectionModel = null;
    this.widget.dataModel = null;
  }

  /**
   * Selects rows of the table.
   *
   * @param isSeen whether to scroll to the first
   */
  select(rows: Iterable<number>, isSeen: boolean): void {
    const { selectionModel } = this.widget;
    const model = this._model;
    if (!selectionModel || !model) {
      return;
    }
    const places = [...rows]
      .map(row => model.placeOf(row))
      .filter(place => place >= 0);
    const lastColumn = model.columns.length - 1;
    this._isTold = true;
    selectionModel.clear();
    for (const [first, last] of runsOf(places)) {
      selectionModel.select({
        r1: first,
        c1: 0,
        r2: last,
        c2: lastColumn,
        cursorRow: first,
        cursorColumn: 0,
        clear: 'none'
      });
    }
    this._isTold = false;
    if (isSeen && places.length > 0) {
      this.widget.scrollToRow(Math.min(...places.slice(0, 1000)));
    }
  }

  /** Changes the model's rows; the grid then forgets its selection, which is no wish of the user's, and its widths. */
  rearrange(change: () => void): void {
    this._isTold = true;
    change();
    this._fitColumns();
    this._isTold = false;
  }

  /** Colours as the theme has them. */
  useTheme(): void {
    const font = tableFont();
    const text = new TextRenderer({
      font,
      textColor: themeValue('ui-font-color1'),
      horizontalAlignment: 'right'
    });
    this.widget.cellRenderers.update({
      body: text,
      'column-header': new TextRenderer({
        font,
        textColor: themeValue('ui-font-color1'),
        backgroundColor: themeValue('layout-color2'),
        horizontalAlignment: 'right'
      })
    });
    const brand = themeValue('brand-color1');
    this.widget.style = {
      ...DataGrid.defaultStyle,
      voidColor: themeValue('layout-color1'),
      backgroundColor: themeValue('layout-color1'),
      gridLineColor: themeValue('border-color3'),
      headerBackgroundColor: themeValue('layout-color2'),
      headerGridLineColor: themeValue('border-color2'),
      selectionFillColor: withAlpha(brand, 0.25),
      selectionBorderColor: brand,
      cursorFillColor: withAlpha(brand, 0.1),
      cursorBorderColor: brand,
      headerSelectionFillColor: 'transparent',
      headerSelectionBorderColor: 'transparent'
    };
  }

  dispose(): void {
    this.widget.dispose();
  }

  /** As wide as their names; the grid's own way would measure every cell. */
  private _fitColumns(): void {
    const context = document.createElement('canvas').getContext('2d');
    if (!context) {
      return;
    }
    context.font = tableFont();
    this._model?.columns.forEach(({ header }, column) => {
      const width = context.measureText(header).width + HEADER_PADDING;
      this.widget.resizeColumn('body', column, Math.max(COLUMN_WIDTH, width));
    });
  }

  private _tell(selection: BasicSelectionModel): void {
    const model = this._model;
    if (this._isTold || !model) {
      return;
    }
    const rows = new Set<number>();
    for (const { r1, r2 } of selection.selections()) {
      const last = Math.min(Math.max(r1, r2), model.rows.length - 1);
      for (let place = Math.min(r1, r2); place <= last; place++) {
        rows.add(model.rows[place]);
      }
    }
    const cursor = model.rows[selection.cursorRow];
    if (cursor !== undefined && rows.delete(cursor)) {
      rows.add(cursor);
    }
    this._news.onSelect([...rows]);
  }

  private _model: ObjectModel | null = null;
  /** We changed the selection ourselves. */
  private _isTold = false;
}

/** A press on a header sorts, but for its edges, which resize the column. */
class SortingMouseHandler extends BasicMouseHandler {
  constructor(private readonly _sort: (column: number) => void) {
    super();
  }

  override onMouseDown(grid: DataGrid, event: MouseEvent): void {
    const { region, column, x, width } = grid.hitTest(
      event.clientX,
      event.clientY
    );
    const isMiddle = x >= RESIZE_MARGIN && x <= width - RESIZE_MARGIN;
    if (region === 'column-header' && isMiddle) {
      this._sort(column);
      return;
    }
    super.onMouseDown(grid, event);
  }
}

/** What a variable of the theme is now. */
function themeValue(name: string): string {
  return getComputedStyle(document.body)
    .getPropertyValue(`--jp-${name}`)
    .trim();
}

function tableFont(): string {
  const { fontFamily } = getComputedStyle(document.body);
  return `${themeValue('ui-font-size1')} ${fontFamily}`;
}

/** A CSS colour, less opaque. */
function withAlpha(color: string, alpha: number): string {
  return `color-mix(in srgb, ${color} ${100 * alpha}%, transparent)`;
}
