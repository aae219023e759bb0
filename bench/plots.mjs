/** Plots of how cost grows, as SVG that reads on light and dark pages. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const vega = require('vega');
const { compile } = require('vega-lite');

/** Grey in the middle: far enough from white and from black. */
const INK = '#6e7781';
/** Colours of Okabe and Ito, which colour-blind eyes tell apart; each also has a mark of its own. */
const LOOKS = {
  'Pixel Forest': ['#0072b2', 'circle'],
  'Pixel Forest, 1 worker': ['#56b4e9', 'square'],
  'Pixel Forest in Python': ['#cc79a7', 'diamond'],
  ilastik: ['#d55e00', 'triangle-up'],
  vigra: ['#e69f00', 'triangle-down'],
  scikit: ['#009e73', 'cross']
};
const WIDTH = 330;
const HEIGHT = 240;

/** Places on a logarithmic axis: powers of ten, on a short axis also twice and five times them. */
function ticksOf(points) {
  const values = points.map(({ y }) => y);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const steps = most / least > 100 ? [1] : [1, 2, 5];
  const ticks = [];
  for (let power = -4; power < 6; power++) {
    ticks.push(...steps.map(step => step * 10 ** power));
  }
  return ticks.filter(tick => tick > least / 10 && tick < most * 10);
}

/**
 * Lines over logarithmic axes, one part beside the other.
 *
 * @param parts `{ title, x, y, points }` each; a point is `{ name, x, y }`
 * @returns the text of an SVG file
 */
export async function drawLines(parts) {
  const names = Object.keys(LOOKS).filter(name =>
    parts.some(({ points }) => points.some(point => point.name === name))
  );
  const scaleOf = index => ({
    domain: names,
    range: names.map(name => LOOKS[name][index])
  });
  const legend = {
    title: null,
    orient: 'bottom',
    labelFontSize: 12,
    labelLimit: 300
  };
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    background: null,
    config: {
      font: 'sans-serif',
      view: { stroke: null },
      axis: {
        labelColor: INK,
        titleColor: INK,
        domainColor: INK,
        tickColor: INK,
        gridColor: INK,
        gridOpacity: 0.25,
        titleFontWeight: 'normal'
      },
      legend: { labelColor: INK, symbolSize: 80 },
      title: { color: INK, fontSize: 13, anchor: 'start' }
    },
    hconcat: parts.map(({ title, x, y, points }) => ({
      title,
      width: WIDTH,
      height: HEIGHT,
      data: { values: points },
      mark: { type: 'line', point: { size: 70, filled: true } },
      encoding: {
        x: {
          field: 'x',
          type: 'quantitative',
          title: x,
          scale: { type: 'log', nice: false, padding: 12 },
          axis: {
            values: [...new Set(points.map(point => point.x))],
            format: ',~g'
          }
        },
        y: {
          field: 'y',
          type: 'quantitative',
          title: y,
          scale: { type: 'log' },
          axis: { values: ticksOf(points), format: ',~g' }
        },
        color: {
          field: 'name',
          type: 'nominal',
          scale: scaleOf(0),
          legend
        },
        shape: {
          field: 'name',
          type: 'nominal',
          scale: scaleOf(1),
          legend
        }
      }
    }))
  };
  const view = new vega.View(vega.parse(compile(spec).spec), {
    renderer: 'none'
  });
  return `${await view.toSVG()}\n`;
}
