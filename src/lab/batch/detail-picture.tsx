import * as React from 'react';
import { BatchDetail, paintFound } from '../../export/batch-picture';

/** Width of an outline in CSS pixels; where the image is reduced one of the screen, for small objects lie close. */
const OUTLINE_PX = 1.5;

/** An image with its result, as large as the place it is in; lines are as thin at any size. */
export function DetailPicture(props: {
  readonly detail: BatchDetail;
  readonly label: string;
}): JSX.Element {
  const { detail, label } = props;
  const canvas = React.useRef<HTMLCanvasElement>(null);
  React.useEffect(() => {
    const node = canvas.current;
    if (!node) {
      return;
    }
    // also tells the size at first
    const observer = new ResizeObserver(() => drawDetail(node, detail));
    observer.observe(node);
    return () => observer.disconnect();
  }, [detail]);
  return <canvas ref={canvas} role="img" aria-label={label} />;
}

/** Draws in the middle of the canvas, with a pixel for each of the screen. */
function drawDetail(canvas: HTMLCanvasElement, detail: BatchDetail): void {
  const { width, height } = detail;
  const pixels = window.devicePixelRatio;
  canvas.width = Math.max(1, Math.round(canvas.clientWidth * pixels));
  canvas.height = Math.max(1, Math.round(canvas.clientHeight * pixels));
  const zoom = Math.min(canvas.width / width, canvas.height / height);
  const size = {
    width: Math.max(1, Math.round(width * zoom)),
    height: Math.max(1, Math.round(height * zoom))
  };
  const left = Math.floor((canvas.width - size.width) / 2);
  const top = Math.floor((canvas.height - size.height) / 2);
  const context = canvas.getContext('2d');
  if (!context) {
    return;
  }
  // enlarged pixels stay squares, as in the viewer
  context.imageSmoothingEnabled = zoom < 1;
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    asImage(detail.rgba, detail),
    left,
    top,
    size.width,
    size.height
  );
  const outline = zoom < 1 ? 1 : Math.max(1, Math.round(OUTLINE_PX * pixels));
  context.drawImage(
    asImage(paintFound(detail, size, outline), size),
    left,
    top
  );
}

/** What `drawImage` takes; `putImageData` would replace what is below. */
function asImage(
  rgba: Uint8ClampedArray,
  { width, height }: { readonly width: number; readonly height: number }
): OffscreenCanvas {
  const image = new OffscreenCanvas(width, height);
  image
    .getContext('2d')
    ?.putImageData(
      new ImageData(new Uint8ClampedArray(rgba), width, height),
      0,
      0
    );
  return image;
}
