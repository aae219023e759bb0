import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { brushedRows, PlotData, plotData } from './plot-data';
import { TableColumn } from './row-filter';

/** What is plotted. */
export type PlottedRows = {
  readonly columns: readonly TableColumn[];
  /** Those shown in the table. */
  readonly rows: Uint32Array;
  readonly selected: ReadonlySet<number>;
  /** Another number for another theme: a drawn plot does not follow the page's colours. */
  readonly themeCount: number;
};

/** Histogram of a column, or one column against another; dragging selects rows. */
export function ObjectPlot(
  props: PlottedRows & {
    trans: TranslationBundle;
    onBrush: (rows: readonly number[]) => void;
  }
): JSX.Element {
  const { columns, trans } = props;
  const [x, setX] = useState('area');
  const [y, setY] = useState('');
  const indexOf = (id: string): number =>
    columns.findIndex(column => column.id === id);
  const options = columns.map(({ id, title }) => (
    <option key={id} value={id}>
      {title}
    </option>
  ));
  return (
    <>
      <div className="jp-PixelForest-objectBar">
        <label className="jp-PixelForest-check">
          {trans.__('Across')}
          <select
            className="jp-PixelForest-select"
            aria-label={trans.__('Column across')}
            title={trans.__('Column along the horizontal axis')}
            value={x}
            onChange={event => setX(event.target.value)}
          >
            {options}
          </select>
        </label>
        <label className="jp-PixelForest-check">
          {trans.__('Up')}
          <select
            className="jp-PixelForest-select"
            aria-label={trans.__('Column upwards')}
            title={trans.__(
              'Column along the vertical axis; “count” makes a histogram'
            )}
            value={y}
            onChange={event => setY(event.target.value)}
          >
            <option value="">{trans.__('count')}</option>
            {options}
          </select>
        </label>
      </div>
      <PlotArea
        {...props}
        x={Math.max(0, indexOf(x))}
        y={y === '' ? null : Math.max(0, indexOf(y))}
        label={trans.__(
          'Plot of the objects: drag across it to select those inside'
        )}
      />
    </>
  );
}

function PlotArea(
  props: PlottedRows & {
    x: number;
    y: number | null;
    label: string;
    onBrush: (rows: readonly number[]) => void;
  }
): JSX.Element {
  const { columns, rows, selected, themeCount, x, y, label, onBrush } = props;
  const host = useRef<HTMLDivElement>(null);
  const brush = useRef(onBrush);
  brush.current = onBrush;
  useEffect(() => {
    const node = host.current;
    if (!node || columns.length === 0) {
      return;
    }
    let plot: uPlot | null = null;
    let isGone = false;
    const size = (): { width: number; height: number } => ({
      width: Math.max(80, node.clientWidth),
      height: Math.max(60, node.clientHeight)
    });
    const observer = new ResizeObserver(() => plot?.setSize(size()));
    void import('uplot').then(({ default: UPlot }) => {
      if (isGone) {
        return;
      }
      const data = plotData(
        columns[x],
        y === null ? null : columns[y],
        rows,
        selected
      );
      plot = new UPlot(
        {
          ...size(),
          ...plotOptions(
            UPlot,
            data,
            [columns[x].title, y === null ? '' : columns[y].title],
            node
          ),
          hooks: {
            setSelect: [
              chart => {
                brush.current(
                  brushedRows(
                    data,
                    columns[x],
                    y === null ? null : columns[y],
                    rows,
                    selectedBox(chart)
                  )
                );
                chart.setSelect(
                  { left: 0, top: 0, width: 0, height: 0 },
                  false
                );
              }
            ]
          }
        },
        data.series.map(values => [...values]) as uPlot.AlignedData,
        node
      );
      observer.observe(node);
    });
    return () => {
      isGone = true;
      observer.disconnect();
      plot?.destroy();
    };
  }, [columns, rows, selected, themeCount, x, y]);
  return (
    <div
      ref={host}
      role="img"
      aria-label={label}
      title={label}
      className="jp-PixelForest-plotArea"
    />
  );
}

/** What was dragged over, in units of the axes. */
function selectedBox(chart: uPlot): {
  x: readonly [number, number];
  y: readonly [number, number];
} {
  const { left, top, width, height } = chart.select;
  return {
    x: [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')],
    y: [chart.posToVal(top + height, 'y'), chart.posToVal(top, 'y')]
  };
}

function plotOptions(
  UPlot: typeof uPlot,
  { isHistogram }: PlotData,
  [xTitle, yTitle]: readonly [string, string],
  node: HTMLElement
): Omit<uPlot.Options, 'width' | 'height'> {
  const style = getComputedStyle(node);
  const value = (name: string): string =>
    style.getPropertyValue(`--jp-${name}`).trim();
  const axis = (label: string): uPlot.Axis => ({
    label,
    labelSize: 16,
    size: 36,
    stroke: value('ui-font-color1'),
    grid: { stroke: value('border-color3'), width: 1 },
    ticks: { stroke: value('border-color3'), width: 1 }
  });
  const look = (color: string): uPlot.Series =>
    isHistogram
      ? {
          stroke: color,
          fill: color,
          paths: UPlot.paths.bars?.({ size: [0.95] }),
          points: { show: false }
        }
      : {
          paths: () => null,
          points: { show: true, size: 4, width: 0, fill: color, stroke: color }
        };
  return {
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: {
      points: { show: false },
      drag: { x: true, y: !isHistogram, setScale: false }
    },
    scales: {
      x: { time: false },
      y: isHistogram ? { range: (_, __, most) => [0, Math.max(1, most)] } : {}
    },
    axes: [axis(xTitle), { ...axis(yTitle), size: 48 }],
    series: [{}, look(value('ui-font-color3')), look(value('brand-color1'))]
  };
}
