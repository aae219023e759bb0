import { isAbort } from '../errors';
import { wholePlane } from '../image/tile-grid';
import { Shape } from '../project/grid';
import { IProjectStore, Layer } from '../store/contract';
import { stepForZoom, tilesOf } from './layers/display-grid';
import { colorTable, labelsToRgba } from './layers/label-colors';
import { drawScaleBar } from './overlay/picture-scale-bar';

/** Which layer, and how much of what is below it shows through. */
export type PictureLayer = Pick<
  Layer,
  'id' | 'kind' | 'classIndex' | 'opacity'
>;

/** What is drawn. */
export type PictureRequest = {
  /** Longest side in pixels, at most. */
  readonly side: number;
  /** Bottom first; those that are visible if not given. */
  readonly layers?: readonly PictureLayer[];
  readonly hasScaleBar?: boolean;
  readonly signal: AbortSignal;
};

/** What the store colours; objects and layers of other extensions are left out. */
const COLOURED: ReadonlySet<string> = new Set([
  'raw',
  'probability',
  'segmentation',
  'uncertainty'
]);

/** A tile the store takes back because something changed is asked for so often. */
const MOST_TRIES = 3;

/**
 * The whole plane that is shown, with its layers, as a picture; independent of
 * what part of it is on screen.
 *
 * @returns null without an image
 * @throws what the image failed with; the signal's reason if cancelled
 */
export async function drawPicture(
  store: IProjectStore,
  request: PictureRequest
): Promise<HTMLCanvasElement | null> {
  const { activeImage } = store;
  if (!activeImage) {
    return null;
  }
  const { metadata } = await store.loadImage(activeImage.id);
  const { shape, pixelSizeUm } = metadata;
  const scale = Math.min(1, request.side / Math.max(shape.y, shape.x));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(shape.x * scale));
  canvas.height = Math.max(1, Math.round(shape.y * scale));
  const context = canvas.getContext('2d');
  if (!context) {
    return null;
  }
  context.fillStyle = 'black';
  context.fillRect(0, 0, canvas.width, canvas.height);
  const layers =
    request.layers ??
    [...store.layers].reverse().filter(({ isVisible }) => isVisible);
  for (const layer of layers) {
    context.globalAlpha = layer.opacity;
    await drawLayer(context, store, layer, shape, scale, request.signal);
  }
  context.globalAlpha = 1;
  if (request.hasScaleBar && pixelSizeUm) {
    drawScaleBar(context, pixelSizeUm.x / scale);
  }
  return canvas;
}

/** @returns the PNG file */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      blob =>
        blob ? resolve(blob) : reject(new Error('The browser made no PNG.')),
      'image/png'
    )
  );
}

async function drawLayer(
  context: CanvasRenderingContext2D,
  store: IProjectStore,
  layer: PictureLayer,
  shape: Shape,
  scale: number,
  signal: AbortSignal
): Promise<void> {
  const image = { height: shape.y, width: shape.x };
  const step = stepForZoom(scale);
  for (const { box } of tilesOf(wholePlane(shape), step, image)) {
    const tile =
      layer.kind === 'labels'
        ? labelTile(store, box, step)
        : await colouredTile(store, layer, box, step, signal);
    if (tile) {
      const piece = canvasOf(tile);
      context.drawImage(
        piece,
        box.x0 * scale,
        box.y0 * scale,
        piece.width * step * scale,
        piece.height * step * scale
      );
    }
  }
}

type Tile = {
  readonly rgba: Uint8ClampedArray;
  readonly height: number;
  readonly width: number;
};
type Box = Parameters<IProjectStore['colourTile']>[1];

function labelTile(store: IProjectStore, box: Box, step: number): Tile | null {
  const { activeImage, plane } = store;
  const labels = activeImage && store.labels(activeImage.id);
  if (!labels) {
    return null;
  }
  const height = box.y1 - box.y0;
  const width = box.x1 - box.x0;
  const table = colorTable(store.classes.map(({ color }) => color));
  return {
    rgba: labelsToRgba(labels.readBox(plane, box), height, width, step, table),
    height: Math.ceil(height / step),
    width: Math.ceil(width / step)
  };
}

async function colouredTile(
  store: IProjectStore,
  { id, kind }: PictureLayer,
  box: Box,
  step: number,
  signal: AbortSignal
): Promise<Tile | null> {
  if (!COLOURED.has(kind)) {
    return null;
  }
  for (let tries = 1; ; tries++) {
    try {
      return await store.colourTile(id, box, step, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isAbort(error) || tries === MOST_TRIES) {
        throw error;
      }
    }
  }
}

function canvasOf({ rgba, height, width }: Tile): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas
    .getContext('2d')
    ?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}
