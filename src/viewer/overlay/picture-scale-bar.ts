import { scaleBarLength } from './scale-bar';

/** In pixels of the picture. */
const MARGIN = 12;
const THICKNESS = 4;
const FONT = '14px sans-serif';

/**
 * Draws a scale bar at the lower right: white on a dark ground, so that it is
 * seen on every image.
 *
 * @param pixelSizeUm width of a pixel of the picture in micrometres, > 0
 */
export function drawScaleBar(
  context: CanvasRenderingContext2D,
  pixelSizeUm: number
): void {
  if (!(pixelSizeUm > 0)) {
    return;
  }
  const { width, text } = scaleBarLength(pixelSizeUm, 1);
  context.font = FONT;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  const ground = {
    width: Math.max(width, context.measureText(text).width) + MARGIN,
    height: 18 + THICKNESS + MARGIN
  };
  const right = context.canvas.width - MARGIN;
  const bottom = context.canvas.height - MARGIN;
  const middle = right - ground.width / 2;
  context.fillStyle = 'rgba(0, 0, 0, 0.6)';
  context.fillRect(
    right - ground.width,
    bottom - ground.height,
    ground.width,
    ground.height
  );
  context.fillStyle = 'white';
  context.fillRect(
    middle - width / 2,
    bottom - MARGIN / 2 - THICKNESS,
    width,
    THICKNESS
  );
  context.fillText(text, middle, bottom - MARGIN / 2 - THICKNESS - 2);
}
