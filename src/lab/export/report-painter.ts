import { PixelForestError } from '../../errors';
import { IReportPainter, ReportScene } from '../../export/contract';

/** Smallest text in pixels, and its share of the picture's height. */
const SMALLEST_TEXT = 10;
const TEXT_SHARE = 1 / 32;

/** Paints reports on a canvas of the page. */
export const reportPainter: IReportPainter = {
  paint: scene => {
    const { width, height } = scene;
    const context = createContext(width, height);
    context.drawImage(canvasOf(scene.base, width, height), 0, 0);
    context.globalAlpha = scene.opacity;
    context.drawImage(canvasOf(scene.over, width, height), 0, 0);
    context.globalAlpha = 1;
    const text = Math.max(SMALLEST_TEXT, Math.round(height * TEXT_SHARE));
    context.font = `${text}px sans-serif`;
    paintLegend(context, scene, text);
    paintScaleBar(context, scene, text);
    return context.getImageData(0, 0, width, height).data;
  }
};

/** A swatch and a name a class, on a dark field at the upper left. */
function paintLegend(
  context: OffscreenCanvasRenderingContext2D,
  { legend }: ReportScene,
  text: number
): void {
  const line = text * 1.4;
  const widths = legend.map(({ name }) => context.measureText(name).width);
  context.fillStyle = 'rgba(0, 0, 0, 0.6)';
  context.fillRect(
    0,
    0,
    Math.max(0, ...widths) + text * 2.5,
    line * legend.length + text * 0.6
  );
  legend.forEach(({ name, probabilityColor }, i) => {
    const y = text * 0.5 + line * i;
    context.fillStyle = `rgb(${probabilityColor.join(', ')})`;
    context.fillRect(text * 0.5, y, text, text);
    context.fillStyle = 'white';
    context.textBaseline = 'top';
    context.fillText(name, text * 2, y);
  });
}

/** A white bar with its length above it, on a dark field at the lower right. */
function paintScaleBar(
  context: OffscreenCanvasRenderingContext2D,
  { scaleBar, width, height }: ReportScene,
  text: number
): void {
  if (!scaleBar) {
    return;
  }
  const { length, label } = scaleBar;
  const field = Math.max(length, context.measureText(label).width) + text;
  const thickness = Math.max(2, Math.round(text / 4));
  context.fillStyle = 'rgba(0, 0, 0, 0.6)';
  context.fillRect(width - field, height - text * 2.2, field, text * 2.2);
  context.fillStyle = 'white';
  const middle = width - field / 2;
  context.fillRect(
    middle - length / 2,
    height - text * 0.4 - thickness,
    length,
    thickness
  );
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillText(label, middle, height - text * 2);
  context.textAlign = 'start';
}

function canvasOf(
  rgba: Uint8ClampedArray,
  width: number,
  height: number
): OffscreenCanvas {
  const context = createContext(width, height);
  context.putImageData(
    new ImageData(new Uint8ClampedArray(rgba), width, height),
    0,
    0
  );
  return context.canvas;
}

function createContext(
  width: number,
  height: number
): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) {
    throw new PixelForestError(
      'memory',
      `The browser gives no canvas of ${width} × ${height} pixels. Export the coloured picture instead, or a sub-region.`
    );
  }
  return context;
}
