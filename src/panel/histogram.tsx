import React, { useEffect, useRef } from 'react';
import type uPlot from 'uplot';
import { StatisticsResult } from '../engine/protocol';

const HEIGHT_PX = 72;

/**
 * The histogram of one channel on a logarithmic axis, so that the few bright
 * pixels of an object show beside the many of the background.
 */
export function Histogram(props: {
  statistics: StatisticsResult | null;
  window: readonly [number, number];
  color: string;
  label: string;
}): JSX.Element {
  const { statistics, window, color, label } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shownWindow = useRef(window);
  shownWindow.current = window;

  useEffect(() => {
    const node = host.current;
    if (!node || !statistics) {
      return;
    }
    let isGone = false;
    void import('uplot').then(({ default: UPlot }) => {
      if (isGone) {
        return;
      }
      plot.current = new UPlot(
        {
          width: node.clientWidth || 240,
          height: HEIGHT_PX,
          legend: { show: false },
          cursor: { show: false },
          padding: [4, 4, 0, 4],
          axes: [{ show: false }, { show: false }],
          scales: {
            x: { time: false },
            y: { distr: 3, range: (_, __, max) => [0.5, Math.max(2, max)] }
          },
          series: [
            {},
            {
              stroke: color,
              fill: color,
              paths: UPlot.paths.bars?.({ size: [1] })
            }
          ],
          hooks: {
            draw: [chart => drawWindow(chart, shownWindow.current)]
          }
        },
        toColumns(statistics),
        node
      );
    });
    return () => {
      isGone = true;
      plot.current?.destroy();
      plot.current = null;
    };
  }, [statistics, color]);

  useEffect(() => plot.current?.redraw(false), [window]);

  return (
    <div
      ref={host}
      role="img"
      aria-label={label}
      className="jp-PixelForest-histogram"
      style={{ height: HEIGHT_PX }}
    />
  );
}

/** Bin centres and counts; empty bins are null, as a logarithm has no 0. */
function toColumns(statistics: StatisticsResult): uPlot.AlignedData {
  const { minimum, maximum, histogram } = statistics;
  const step = (maximum - minimum) / histogram.length || 1;
  return [
    Array.from(histogram, (_, i) => minimum + (i + 0.5) * step),
    Array.from(histogram, count => (count > 0 ? count : null))
  ];
}

/** Shades what the window cuts off. */
function drawWindow(chart: uPlot, window: readonly [number, number]): void {
  const { ctx, bbox } = chart;
  const left = Math.max(bbox.left, chart.valToPos(window[0], 'x', true));
  const right = Math.min(
    bbox.left + bbox.width,
    chart.valToPos(window[1], 'x', true)
  );
  ctx.save();
  ctx.fillStyle = 'rgba(128, 128, 128, 0.35)';
  ctx.fillRect(bbox.left, bbox.top, left - bbox.left, bbox.height);
  ctx.fillRect(right, bbox.top, bbox.left + bbox.width - right, bbox.height);
  ctx.restore();
}
